import type { Me, Place as Membership, MessageState } from "../api/types.ts";
import type { Label } from "../words/words.ts";
import { type Action, allows } from "./access.ts";

export const MESSAGE_STATES = [
  "queued",
  "handing_over",
  "accepted",
  "deferred",
  "rejected",
  "failed",
  "in_doubt",
  "expired",
  "withdrawn",
] as const satisfies readonly MessageState[];

export const isMessageState = (value: unknown): value is MessageState =>
  MESSAGE_STATES.some((state) => state === value);

type Place = { to: PlacePath; label: Label; action: Action };
type PlacePath =
  | "/t/$tenant"
  | "/t/$tenant/profiles"
  | "/t/$tenant/journeys"
  | "/t/$tenant/messages"
  | "/t/$tenant/decisions"
  | "/t/$tenant/purposes"
  | "/t/$tenant/caps"
  | "/t/$tenant/banner"
  | "/t/$tenant/suppressions"
  | "/t/$tenant/imports"
  | "/t/$tenant/duties"
  | "/t/$tenant/orders"
  | "/t/$tenant/items"
  | "/t/$tenant/events"
  | "/t/$tenant/declarations"
  | "/t/$tenant/settings"
  | "/t/$tenant/settings/keys"
  | "/t/$tenant/settings/members"
  | "/t/$tenant/settings/audit";

/** The pages of a tenant, as the navigation groups them. */
export const PLACES: readonly { label: Label; places: readonly Place[] }[] = [
  {
    label: "nav.marketing",
    places: [
      { to: "/t/$tenant", label: "nav.overview", action: "overview" },
      { to: "/t/$tenant/journeys", label: "nav.journeys", action: "journeys" },
      { to: "/t/$tenant/messages", label: "nav.messages", action: "messages" },
      { to: "/t/$tenant/profiles", label: "nav.profiles", action: "profiles" },
    ],
  },
  {
    label: "nav.permission",
    places: [
      { to: "/t/$tenant/decisions", label: "nav.decisions", action: "decisions" },
      { to: "/t/$tenant/purposes", label: "nav.purposes", action: "purposes" },
      { to: "/t/$tenant/caps", label: "nav.caps", action: "purposes" },
      { to: "/t/$tenant/banner", label: "nav.banner", action: "purposes" },
      { to: "/t/$tenant/imports", label: "nav.imports", action: "imports" },
      { to: "/t/$tenant/suppressions", label: "nav.suppressions", action: "suppressions" },
      { to: "/t/$tenant/duties", label: "nav.duties", action: "duties" },
    ],
  },
  {
    label: "nav.shop",
    places: [
      { to: "/t/$tenant/orders", label: "nav.orders", action: "orders" },
      { to: "/t/$tenant/items", label: "nav.items", action: "items" },
      { to: "/t/$tenant/events", label: "nav.events", action: "ingest" },
      { to: "/t/$tenant/declarations", label: "nav.declarations", action: "declarations" },
    ],
  },
  {
    label: "nav.settings",
    places: [
      { to: "/t/$tenant/settings", label: "nav.identity", action: "settings" },
      { to: "/t/$tenant/settings/keys", label: "nav.keys", action: "keys" },
      { to: "/t/$tenant/settings/members", label: "nav.members", action: "members" },
      { to: "/t/$tenant/settings/audit", label: "nav.audit", action: "audit" },
    ],
  },
];

/** Where a member begins at a tenant: at the first page their role may see. */
export function placeAt({ id, may }: Membership) {
  const places = PLACES.flatMap(({ places }) => places);
  const first = places.find(({ action }) => allows(may, action));
  return { to: first?.to ?? "/t/$tenant", params: { tenant: String(id) } } as const;
}

/** Where a member begins: at the first tenant, else at what there is. */
export function home(me: Me) {
  const [first] = me.tenants;
  return first ? placeAt(first) : ({ to: me.operator ? "/tenants" : "/account" } as const);
}
