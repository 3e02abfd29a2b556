// What a member may see and do: the actions the API lists in `Me.tenants[].may`, by the page or button they open.
export const ACTIONS = {
  overview: "overview:read",
  profiles: "profiles:read",
  disclose: "contacts:view",
  journeys: "journeys:read",
  runJourneys: "journeys:edit",
  messages: "messages:read",
  decisions: "decisions:read",
  ledger: "ledger:read",
  purposes: "purposes:read",
  editPurposes: "purposes:write",
  editCaps: "caps:write",
  duties: "duties:read",
  acceptDuties: "duties:accept",
  suppressions: "suppressions:read",
  imports: "imports:read",
  editImports: "imports:write",
  orders: "orders:read",
  items: "items:read",
  ingest: "ingest:read",
  declarations: "declarations:read",
  declare: "declarations:edit",
  settings: "settings:read",
  editSettings: "settings:edit",
  keys: "keys:read",
  editKeys: "keys:edit",
  members: "members:read",
  editMembers: "members:edit",
  audit: "audit:read",
} as const;

export type Action = keyof typeof ACTIONS;

export const allows = (may: readonly string[], action: Action) => may.includes(ACTIONS[action]);
