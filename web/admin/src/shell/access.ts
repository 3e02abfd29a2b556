// What a member may see and do: the actions the API lists in `Me.tenants[].may`, by the page or button they open.
export const ACTIONS = {
  overview: "overview:read",
  profiles: "profiles:read",
  disclose: "profiles:disclose",
  journeys: "journeys:read",
  runJourneys: "journeys:write",
  messages: "messages:read",
  orders: "orders:read",
  items: "items:read",
  ingest: "ingest:read",
  declare: "declarations:write",
  settings: "settings:read",
  editSettings: "settings:write",
  keys: "keys:read",
  editKeys: "keys:write",
  members: "members:read",
  editMembers: "members:write",
  audit: "audit:read",
} as const;

export type Action = keyof typeof ACTIONS;

export const allows = (may: readonly string[], action: Action) => may.includes(ACTIONS[action]);
