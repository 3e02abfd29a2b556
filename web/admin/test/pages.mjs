/** Every page of a member, and the heading it has. */
export const PAGES = [
  ["/t/1", "Overview"],
  ["/t/1/profiles", "Profiles"],
  ["/t/1/profiles/prof_1", "Profile prof_1"],
  ["/t/1/journeys", "Journeys"],
  ["/t/1/journeys/1", "Abandoned cart"],
  ["/t/1/messages", "Messages"],
  ["/t/1/messages/msg_1", "Message msg_1"],
  ["/t/1/orders", "Orders"],
  ["/t/1/orders/R-2026-0042", "Order R-2026-0042"],
  ["/t/1/items", "Catalogue"],
  ["/t/1/items/NW-1003", "Trail jacket 3"],
  ["/t/1/events", "Events"],
  ["/t/1/declarations", "Declared events"],
  ["/t/1/settings", "Sending identity"],
  ["/t/1/settings/keys", "Keys"],
  ["/t/1/settings/members", "Members"],
  ["/t/1/settings/audit", "Audit log"],
  ["/account", "My account"],
  ["/tenants", "All tenants"],
  ["/log", "Installation log"],
  ["/t/1/nowhere", "Not found"],
  ["/t/99", "Not found"],
  ["/nowhere", "Not found"],
];

/** Pages before the door, for who is not signed in. */
export const GATES = [
  ["/sign-in", "Sign in"],
  ["/welcome#once", "Welcome"],
  ["/welcome", "Welcome"],
];
