// What the made-up API knows: one shop, with names as bad as they come.
const HTML = `<img src=x onerror="window.broken=1"><b>Boots</b>`;
const LONG = "Extraordinarily-long-name-without-a-single-space-".repeat(6);
const DAY = 86_400_000;
const NOW = Date.parse("2026-11-22T16:00:00Z");

const ago = (days) => new Date(NOW - days * DAY).toISOString();
const dayOf = (days) => ago(days).slice(0, 10);
const eur = (minor) => ({ minor, currency: "EUR" });
const many = (n, of) => Array.from({ length: n }, (_, place) => of(place));

export const MAY = [
  "overview:read",
  "profiles:read",
  "contacts:view",
  "journeys:read",
  "journeys:edit",
  "messages:read",
  "decisions:read",
  "ledger:read",
  "purposes:read",
  "purposes:write",
  "caps:write",
  "duties:read",
  "duties:accept",
  "suppressions:read",
  "imports:read",
  "imports:write",
  "orders:read",
  "items:read",
  "ingest:read",
  "declarations:read",
  "declarations:edit",
  "settings:read",
  "settings:edit",
  "keys:read",
  "keys:edit",
  "members:read",
  "members:edit",
  "audit:read",
];

export const tenant = (id, name, role = "owner", may = MAY) => ({
  id,
  name,
  role,
  currency: "EUR",
  time_zone: "Europe/Bucharest",
  language: "en",
  may,
});

export const me = () => ({
  id: "mem_1",
  email: "ana@shop.example",
  fields: {
    title: "",
    first_name: "Ana",
    last_name: "Pop",
    country: "RO",
    vat_number: "",
    phone: "",
    postal_address: "Strada Lungă 1\nCluj",
    domain_name: "shop.example",
  },
  second_factor: false,
  operator: true,
  tenants: [
    tenant(1, "Nordwind Outdoor"),
    tenant(2, "Hearth & Home", "support", ["profiles:read", "messages:read"]),
  ],
});

const journey = { id: 1, name: "cart_reminder" };

const overviewDay = (place) => ({
  day: dayOf(place),
  events: 900 + ((place * 37) % 400),
  accepted: 40 + ((place * 17) % 45),
  clicked: 8 + ((place * 5) % 14),
  orders: (place * 3) % 5,
  revenue_minor: ((place * 3) % 5) * 7_950,
  unsubscribed: place % 4 ? 0 : 1,
});

export function overview(days) {
  const all = many(days, (place) => overviewDay(days - 1 - place));
  const sum = (field) => all.reduce((total, one) => total + one[field], 0);
  return {
    from_day: dayOf(days - 1),
    to_day: dayOf(0),
    days: all,
    waiting: 37,
    totals: {
      accepted: sum("accepted"),
      clickable: sum("accepted"),
      rejected: 12,
      clicked: sum("clicked"),
      opened: 312,
      orders: sum("orders"),
      revenue: [eur(sum("revenue_minor"))],
      unsubscribed: sum("unsubscribed"),
      denied: 240,
      subscribed: days * 3,
      events: sum("events"),
    },
    journeys: [
      { ...journey, status: "live", clickable: true, accepted: 1_204, clicked: 262, orders: 61 },
      { id: 2, name: HTML, status: "paused", clickable: false, accepted: 90, clicked: 0, orders: 0 },
      { id: 3, name: LONG, status: "live", clickable: true, accepted: 12, clicked: 1, orders: 1 },
    ],
  };
}

const profileId = (place) => `prof_01j9z3k4m5n6p7q8r9s0${String(place).padStart(6, "0")}`;
const messageId = (place) => `msg_01j9z3k4m5n6p7q8r9s0${String(place).padStart(6, "0")}`;

export const profile = (place) => ({
  id: profileId(place),
  created_at: ago(40 + place / 100),
  last_seen_at: ago(place / 50),
  channels: place % 3 ? ["email"] : [],
  verified: place % 2 === 1,
  cart_items: place % 4,
  events: 12 + place,
});

const item = (place) => ({
  sku: `NW-${1000 + place}`,
  title: place === 1 ? HTML : place === 2 ? LONG : `Trail jacket ${place}`,
  category: "Clothing > Jackets",
  price: eur(4_990 + place * 100),
  stock: place % 5 ? place : null,
  image_url: "/picture.svg",
  url: `https://shop.example/p/${place}`,
  updated_at: ago(place / 10),
  brand: "Nordwind",
});

const evidence = () => ({
  entry: 1_812,
  purpose: "marketing",
  act: "granted",
  at: ago(43.9),
  place: "/newsletter",
  method: "double_opt_in",
  language: "ro",
  wording:
    "Nordwind Outdoor îmi poate trimite mesaje de marketing la această adresă. Mă pot dezabona oricând, cu un singur clic.",
});

export const oneProfile = (id) => ({
  id,
  created_at: ago(44),
  last_seen_at: ago(0.1),
  streams: 3,
  contacts: [
    {
      id: "con_1",
      channel: "email",
      class: "verified",
      language: "ro",
      source: "form",
      created_at: ago(44),
      verified_at: ago(43.9),
      pace: "week",
      paused_until: ago(-13),
    },
  ],
  cart: [
    { sku: "NW-1001", title: HTML, quantity: 2, price: eur(4_990) },
    { sku: "NW-1002", title: LONG, quantity: 1, price: eur(9_900) },
  ],
  viewed: many(4, (place) => ({ sku: `NW-100${place}`, title: `Trail jacket ${place}` })),
  consents: [
    {
      purpose: "marketing",
      channel: "email",
      contact: "con_1",
      state: "granted",
      holds: true,
      holds_until: ago(43.9 - 1_096),
      at: ago(43.9),
      entry: 1_812,
      evidence: evidence(),
    },
    {
      purpose: "personalisation",
      channel: "email",
      contact: "con_1",
      state: "granted",
      holds: false,
      holds_until: ago(4),
      at: ago(1_100),
      entry: 1_813,
      evidence: { ...evidence(), entry: 1_813 },
    },
    { purpose: "tracking", state: "withdrawn", holds: false, at: ago(2), entry: 2_007 },
  ],
  suppressed: [],
});

export const timeline = (place) =>
  [
    {
      at: ago(place / 4),
      kind: "Product Viewed",
      item: { sku: "NW-1003", title: "Trail jacket 3" },
      props: {},
      amounts: [],
    },
    {
      at: ago(place / 4),
      kind: "Product Added",
      item: { sku: "NW-1001", title: HTML },
      props: { quantity: 2, price: 8990, currency: "EUR" },
      amounts: ["price"],
    },
    { at: ago(place / 4), kind: "Message Accepted", message: messageId(1), journey, props: {}, amounts: [] },
    {
      at: ago(place / 4),
      kind: "Shelf Browsed",
      props: { shelf_name: LONG, prize: 750, currency: "EUR" },
      amounts: ["prize"],
    },
  ][place % 4];

export const journeys = () => [
  {
    ...journey,
    status: "live",
    version: 3,
    trigger: "Product Added",
    clickable: true,
    entered: 4_210,
    waiting: 37,
    sent: 1_230,
    accepted: 1_204,
    clicked: 262,
    orders: 61,
  },
  {
    id: 2,
    name: HTML,
    status: "paused",
    version: 1,
    trigger: "Subscription Requested",
    clickable: false,
    entered: 90,
    waiting: 0,
    sent: 90,
    accepted: 90,
    clicked: 0,
    orders: 0,
  },
  {
    id: 3,
    name: LONG,
    status: "live",
    version: 12,
    trigger: "Order Completed",
    clickable: true,
    entered: 12,
    waiting: 3,
    sent: 12,
    accepted: 12,
    clicked: 1,
    orders: 1,
  },
];

export const oneJourney = (row) => ({
  ...row,
  steps: [
    { step: 0, kind: "wait", text: "Wait 4 hours", waiting: 30, reached: 4_210 },
    {
      step: 1,
      kind: "condition",
      text: "Only if the cart still holds something that is in stock",
      waiting: 0,
      reached: 3_100,
    },
    {
      step: 2,
      kind: "send",
      text: "Send an e-mail about the cart",
      template: "cart_reminder",
      waiting: 7,
      reached: 1_230,
    },
  ],
  reentry: row.id === 1 ? "7 days" : null,
  ended: { ordered: 1_480, cart_emptied: 720, withdrawn: 12, completed: 1_193 },
  denied: { no_consent: 201, capped: 31, suppressed: 8 },
});

const DENIALS = [
  "no_consent",
  "capped",
  "quiet_hours",
  "suppressed",
  "not_relevant",
  "consent_lapsed",
  "objected",
];
const CHECKS = [
  "contact",
  "sender",
  "suppression",
  "opt_out",
  "restriction",
  "objection",
  "purpose",
  "source",
  "address",
  "consent",
  "personalisation",
  "relevance",
  "pause",
  "caps",
  "hours",
];

/** A decision of the gate that came to its answer at the question `at`. */
export const told = ({ at = "caps", denial = "capped", outcome = "denied", until } = {}) => {
  const stop = CHECKS.indexOf(at);
  const came = (place) => (place < stop ? "passed" : place > stop ? "not_reached" : until ? "not_yet" : "no");
  return {
    outcome,
    at: ago(1),
    denial: outcome === "granted" ? null : denial,
    until: until ?? null,
    use: "personalised",
    purpose: "marketing",
    rules: 3,
    zone: "Europe/Bucharest",
    evidence: [evidence()],
    checks: CHECKS.map((check, place) => ({ check, came: outcome === "granted" ? "passed" : came(place) })),
    facts: {
      channel: "email",
      class: "verified",
      source: "form",
      places: [
        { country: "FR", zone: "Europe/Paris" },
        { country: "RO", zone: "Europe/Bucharest" },
      ],
      consents: [
        { purpose: "marketing", state: "granted", at: ago(43.9), entry: 1_812 },
        { purpose: "personalisation", state: "granted", at: ago(43.9), entry: 1_813 },
      ],
      caps: [
        {
          cap: { channel: "email", most: 2, per: { hours: 24 } },
          own: false,
          counted: 2,
          full_until: ago(0.5),
        },
        { cap: { channel: "email", most: 5, per: { hours: 168 } }, own: false, counted: 3, full_until: null },
        { cap: { most: 3, per: { days: 1 } }, own: false, counted: 2, full_until: null },
        { cap: { channel: "email", most: 1, per: { days: 7 } }, own: true, counted: 1, full_until: ago(-2) },
      ],
      paused_until: null,
      idle_days: 2,
      affinity: 0.42,
      hours: {
        allowed: "later",
        at: ago(0.6),
        by: "law",
        bar: "hour",
        place: { country: "FR", zone: "Europe/Paris" },
      },
    },
    again: { outcome, denial: outcome === "granted" ? null : denial, same: true },
  };
};

export function decisionTotals(days) {
  const all = many(days, (place) => ({ day: dayOf(days - 1 - place), denied: (place * 7) % 23 }));
  return {
    from_day: dayOf(days - 1),
    to_day: dayOf(0),
    denied: 342,
    days: all,
    reasons: [
      { reason: "no_consent", n: 201 },
      { reason: "capped", n: 110 },
      { reason: "suppressed", n: 23 },
      { reason: "consent_lapsed", n: 8 },
    ],
    held: [{ reason: "quiet_hours", n: 61 }],
    journeys: [
      {
        journey,
        denied: 331,
        reasons: [
          { reason: "no_consent", n: 201 },
          { reason: "capped", n: 107 },
          { reason: "suppressed", n: 23 },
        ],
      },
      { journey: { id: 3, name: LONG }, denied: 11, reasons: [{ reason: "consent_lapsed", n: 8 }] },
    ],
  };
}

export const decision = (place) => ({
  id: `dec_01j9z3k4m5n6p7q8r9s0${String(place).padStart(6, "0")}`,
  at: ago(place / 30),
  profile: profileId(place),
  journey: place === 3 ? { id: 3, name: LONG } : journey,
  reason: DENIALS[place % DENIALS.length],
});

export const oneDecision = (id) => ({
  ...decision(1),
  id,
  decision: id === "dec_nobody" ? null : told(),
});

export const possible = () => ({
  at: ago(0),
  items: [
    ["marketing", "Marketing messages", "marketing", told({ outcome: "granted" })],
    ["marketing", "Marketing messages", "personalised", told()],
    ["own-100", "Workshop news", "marketing", told({ at: "consent", denial: "no_consent" })],
    [
      "survey",
      "Surveys",
      "survey",
      told({ at: "hours", denial: "quiet_hours", outcome: "deferred", until: ago(-0.4) }),
    ],
  ].map(([purpose, title, use, decision]) => ({
    contact: "con_1",
    channel: "email",
    class: "verified",
    purpose,
    title,
    use,
    granted: decision.outcome === "granted",
    decision,
  })),
});

const about = { channel: "email", contact: "con_1", device: false };

/** As known on a day; what was learnt of later is not there. */
export function ledger(known) {
  const until = known ? Date.parse(`${known}T23:59:59Z`) : NOW;
  const entries = [
    {
      ...evidence(),
      ...about,
      entry: 2_010,
      act: "withdrawn",
      at: ago(9),
      known_at: ago(2),
      place: "",
      method: "letter",
      wording: null,
      facts: { document: "file 4711" },
    },
    {
      purpose: "tracking",
      channel: null,
      contact: null,
      device: true,
      entry: 1_990,
      act: "refused",
      at: ago(30),
      known_at: ago(30),
      place: "/",
      method: "banner",
      language: "ro",
      wording: null,
      facts: {},
    },
    { ...evidence(), ...about, act: "confirmed", known_at: ago(43.9), version: 1, facts: {} },
    { ...evidence(), ...about, entry: 1_811, act: "requested", at: ago(44), known_at: ago(44), facts: {} },
  ].filter((one) => Date.parse(one.known_at) <= until);
  const [last] = entries;
  const holds = last?.act !== "withdrawn";
  return {
    known_at: new Date(until).toISOString(),
    entries,
    standings: last
      ? [
          {
            ...about,
            purpose: "marketing",
            state: holds ? "granted" : "withdrawn",
            holds,
            at: last.at,
            entry: last.entry,
          },
        ]
      : [],
  };
}

const terms = (title, does, basis, more = {}) => ({
  title,
  does,
  basis,
  condition: null,
  categories: ["contact"],
  term_days: 1_096,
  recipients: [],
  notice: "notice 3, section 2",
  words: [],
  relevance: "subscribed",
  active: true,
  ...more,
});
const purpose = (name, terms) => ({
  purpose: name,
  own: name.startsWith("own-"),
  asked: terms.does === "markets",
  spoken:
    terms.does === "markets"
      ? [{ language: "en", title: terms.title.slice(0, 60), text: "Nordwind may write to me about this." }]
      : [],
  terms,
});

export const rules = () => ({
  version: 3,
  at: ago(12),
  items: [
    purpose(
      "tracking",
      terms("Recognition and shop behaviour", "remembers", "consent", {
        categories: ["behaviour", "orders"],
        term_days: 396,
      }),
    ),
    purpose("marketing", terms("Marketing messages", "markets", "consent")),
    purpose("location", terms("Location", "locates", "consent", { active: false, categories: ["location"] })),
    purpose("service", terms("Service information", "informs", "contract")),
    purpose(
      "own-100",
      terms(LONG.slice(0, 190), "markets", "consent", {
        relevance: { active: 60 },
        recipients: ["Print shop <b>", "Agency"],
      }),
    ),
  ],
});

export const caps = () => ({
  version: 3,
  at: ago(12),
  caps: {
    rules: [
      { channel: "email", most: 2, per: { hours: 168 } },
      { channel: "sms", most: 1, per: { hours: 24 } },
      { most: 3, per: { days: 1 } },
    ],
    when_capped: "skip",
  },
  quiet: {
    email: null,
    sms: {
      from: "08:00",
      to: "20:00",
      days: ["mon", "tue", "wed", "thu", "fri", "sat"],
      on: { sat: { from: "10:00", to: "13:00" } },
      holidays: false,
    },
  },
  law: [
    {
      region: "FR",
      channel: "sms",
      week: { from: "10:00", to: "20:00", days: ["mon", "tue", "wed", "thu", "fri"], holidays: false },
      source: "Code de la consommation, D. 223-9",
    },
  ],
});

export const banner = () => ({
  version: 3,
  at: ago(12),
  question: 2,
  script: "https://news.northwind.example/sdk/v1/banner.js",
  asks: {
    cookie_policy: "https://northwind.example/cookies",
    performance: true,
    consent_mode: false,
    words: [{ language: "en", title: "May we know you again?", text: HTML, performance: "" }],
    tracking: [],
    cookies: [
      {
        name: "_metrics",
        supplier: HTML,
        purpose: "Counts visits",
        category: "performance",
        days: 30,
        policy: "https://metrics.example/privacy",
      },
    ],
  },
  answers: [
    { day: "2026-11-20", question: 1, answer: "yes", n: 1 },
    { day: "2026-11-20", question: 2, answer: "no", n: 1_200 },
    { day: "2026-11-21", question: 2, answer: "yes", n: 800 },
    { day: "2026-11-22", question: 2, answer: "yes", n: 34 },
    { day: "2026-11-22", question: 2, answer: "taken_back", n: 3 },
  ],
});

export const ruleChanges = () => [
  {
    version: 3,
    at: ago(12),
    reason: "The autumn campaign writes more often",
    member: "mem_1",
    email: "ana@shop.example",
    changes: [
      {
        field: "caps.rules",
        from: "channel email, most 1, per hours 168",
        to: "channel email, most 2, per hours 168",
      },
    ],
  },
  {
    version: 2,
    at: ago(60),
    reason: HTML,
    member: "mem_9",
    email: null,
    changes: [
      { field: "own-100.title", from: null, to: LONG.slice(0, 190) },
      { field: "marketing.notice", from: "notice 2", to: "notice 3, section 2" },
    ],
  },
  { version: 1, at: ago(90), reason: "the rules a company begins with", changes: [] },
];

const duty = (entry, act, detail, days) => ({ entry, act, detail, at: ago(days), known_at: ago(days) });

export const duties = () => ({
  ready: true,
  missing: [],
  agreement: {
    version: 1,
    duties: [
      "We decide for what and how data of our customers and visitors is used here.",
      "We write marketing messages only to people who said yes to that explicitly, and we can show it.",
    ],
    accepted: { ...duty(1, "agreed", "version 1", 80), member: "mem_1", email: "ana@shop.example" },
  },
  domain: "nordwind.example",
  domains: ["nordwind.example"],
  stopped: null,
  history: [
    duty(3, "domain_verified", "nordwind.example", 79),
    duty(2, "identity_verified", "trade register", 79),
    { ...duty(1, "agreed", "version 1", 80), member: "mem_1", email: "ana@shop.example" },
  ],
});

export const suppressions = () => {
  const row = (month, scope, reason, n) => ({ month, channel: "email", scope, reason, n });
  return {
    floor: 5,
    total: 164,
    items: [
      row("2026-11-01", "marketing", "unsubscribed", 41),
      row("2026-11-01", "marketing", "complained", null),
      row("2026-10-01", "marketing", "unsubscribed", 117),
      row("2026-10-01", "everything", "opted out everywhere", 6),
    ],
  };
};

/** What is told of people once an import is closed. */
export const cameOf = () => ({ added: 9_800, known: 404, without_evidence: 8, suppressed: 10_195 });

export const imported = (place) => ({
  id: `imp_${place}`,
  label: place === 1 ? LONG : `Newsletter list ${place}`,
  kind: place % 4 === 3 ? "suppressions" : "contacts",
  state: place === 0 ? "open" : "closed",
  source: { kind: "event", name: place === 2 ? HTML : "Outdoor fair 2026" },
  basis: "consent",
  channel: "email",
  purposes: ["marketing"],
  attested_words: 1,
  inform_by: ago(place - 27),
  evidence: {
    at: "2026-05-01",
    wording: "Nordwind Outdoor may send me marketing messages.",
    place: "stand 4",
    method: "tablet",
    language: "en",
    document: "file 2026/17",
  },
  attested_by: "mem_1",
  attested_by_email: "ana@shop.example",
  attested_at: ago(place + 1),
  created_at: ago(place + 1),
  closed_at: place === 0 ? null : ago(place),
  rows: 20_412,
  ...(place === 0 ? { added: null, known: null, without_evidence: null, suppressed: null } : cameOf()),
  invalid: 3,
  invalid_first: [
    { part: 1, row: 17, field: "email", reason: "an e-mail address has exactly one @" },
    { part: 2, row: 4, field: "email", reason: "the address is empty" },
  ],
  instruction: "INS-12",
});

const STATES = [
  "accepted",
  "accepted",
  "queued",
  "accepted",
  "rejected",
  "in_doubt",
  "withdrawn",
  "deferred",
];

export const message = (place) => ({
  id: messageId(place),
  created_at: ago(place / 30),
  changed_at: ago(place / 30 - 0.01),
  state: STATES[place % STATES.length],
  channel: "email",
  journey: place === 3 ? { id: 3, name: LONG } : journey,
  template: "cart_reminder",
  language: place % 2 ? "ro" : "en",
  profile: profileId(place),
  attempts: (place % 3) + 1,
  reason: place % 8 === 4 ? "550 5.1.1" : undefined,
});

export const oneMessage = (id) => ({
  ...message(0),
  id,
  order: "R-2026-0042",
  history: [
    { state: "queued", at: ago(1.2) },
    { state: "deferred", at: ago(1.1), note: "451 4.7.1" },
    { state: "accepted", at: ago(1) },
  ],
  decision: told({ outcome: "granted" }),
  items: [
    { sku: "NW-1001", title: HTML, role: "cart" },
    { sku: "NW-1003", title: "Trail jacket 3", role: "similar" },
  ],
});

export const order = (place) => ({
  number: place === 0 ? "R-2026-0042" : place === 1 ? HTML : `R-2026-${String(5_000 - place)}`,
  at: ago(place / 3),
  total: eur(12_900 + place * 150),
  status: place === 4 ? "refunded" : "completed",
  items: (place % 3) + 1,
  ...(place % 3 === 0 ? { journey, message: messageId(1) } : {}),
});

export const oneOrder = (number) => ({
  ...order(0),
  number,
  lines: [
    { sku: "NW-1001", title: HTML, quantity: 2, price: eur(4_990) },
    { sku: "NW-1002", title: LONG, quantity: 1, price: eur(2_920) },
  ],
  contract_only: number === "contract",
  attribution:
    number === "contract" ? null : { message: messageId(1), journey, clicked_at: ago(0.4), window_days: 7 },
});

export { item };

export const oneItem = (sku) => ({
  ...item(3),
  sku,
  description: `A jacket for every day.\n${HTML}`,
  item_group: "trail-jacket",
  feed: "google.xml",
  with: many(3, (place) => item(place)),
  similar: many(3, (place) => item(place + 10)),
});

export const ingest = (days) => {
  const all = many(days, (place) => ({
    day: dayOf(days - 1 - place),
    accepted: 900 + ((place * 131) % 300),
    refused: (place * 7) % 60,
  }));
  const sum = (field) => all.reduce((total, one) => total + one[field], 0);
  return {
    accepted: sum("accepted"),
    days: all,
    lag: { entries: 3, age_seconds: 2 },
    sensitive: [{ source: "form", found: "card", n: 2 }],
    refused: [
      { reason: "no_consent", n: 120 },
      { reason: "names_nobody", n: 9 },
      { reason: "address_as_id", n: 1 },
    ],
    readers: [
      { name: "journey", behind: 0 },
      { name: "measure", behind: 2 },
      { name: "recommend", behind: 0 },
    ],
  };
};

export const undeclared = () => [
  { name: "Shelf Browsed", n: 312, last_day: dayOf(0) },
  { name: HTML, n: 2, last_day: dayOf(3) },
];

export const declaration = () => ({
  name: "Wishlist Shared",
  purpose: "tracking",
  properties: [{ name: "list_size", shape: "count" }],
  created_at: ago(30),
});

export const settings = () => ({
  name: "Nordwind Outdoor",
  sender_name: "Nordwind Outdoor SRL",
  sender_address: "Strada Lungă 1\n400001 Cluj",
  from_address: "news@nordwind.example",
  shop_url: "https://nordwind.example",
  public_url: "https://news.nordwind.example",
  time_zone: "Europe/Bucharest",
  language: "ro",
  currency: "EUR",
});

export const brand = () => ({ accent: "#7a2e8e", logo: null });

/** The same for each colour: what is reckoned is tested where it is. */
export const shades = () => ({
  light: { accent: "#7a2e8e", on_accent: "#ffffff", soft: "#f4eef6" },
  dark: { accent: "#c58fd3", on_accent: "#000000", soft: "#222329" },
});

export const keys = () => [
  {
    id: "a1b2c3d4e5f60718",
    class: "write",
    label: "Shop",
    public: `wk_${"a1".repeat(20)}`,
    created_at: ago(40),
  },
  { id: "b1b2c3d4e5f60718", class: "server", label: HTML, created_at: ago(30) },
  { id: "c1b2c3d4e5f60718", class: "write", label: "Old theme", created_at: ago(90), revoked_at: ago(41) },
];

export const members = () => [
  {
    id: "mem_1",
    email: "ana@shop.example",
    role: "owner",
    second_factor: true,
    last_seen_at: ago(0),
    created_at: ago(200),
    invited: false,
    link_until: null,
  },
  {
    id: "mem_2",
    email: `${"very.long.name.".repeat(8)}@shop.example`,
    role: "support",
    second_factor: false,
    last_seen_at: null,
    created_at: ago(2),
    invited: true,
    link_until: ago(-0.5),
  },
];

const invitation = {
  at: ago(0.2),
  member: "mem_1",
  email: "ana@shop.example",
  action: "members:edit",
  object: "mem_2 invited",
  changes: [{ field: "role", to: "analyst" }],
};

export const audit = (place) => (place === 2 ? invitation : entry(place));

const entry = (place) => ({
  at: ago(place / 9),
  member: "mem_1",
  email: "ana@shop.example",
  action: place % 2 ? "settings:edit" : "contacts:view",
  object: place % 2 ? "settings" : "con_1",
  changes: place % 2 ? [{ field: "name", from: HTML, to: LONG }, { field: "from_address" }] : [],
  ...(place % 2 ? {} : { reason: "support", reference: "#4711" }),
});

export const account = (place) => ({
  at: ago(place / 9),
  member: `mem_${place % 4}`,
  email: place % 4 ? null : "ana@shop.example",
  action: place % 2 ? "session:begin" : "operator:add",
  object: "",
  changes: place % 2 ? [] : [{ field: "role", from: null, to: "operator" }],
});

export const tenants = () => [
  {
    id: 1,
    name: "Nordwind Outdoor",
    status: "active",
    public_url: "https://news.nordwind.example",
    created_at: ago(300),
  },
  { id: 9, name: HTML, status: "active", public_url: "https://news.other.example", created_at: ago(9) },
];

export const sessions = () => [
  {
    id: "ses_1",
    created_at: ago(0.1),
    last_seen_at: ago(0),
    expires_at: ago(-7),
    agent:
      "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36",
    current: true,
  },
  {
    id: "ses_2",
    created_at: ago(4),
    last_seen_at: ago(1),
    expires_at: ago(-3),
    agent:
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1",
    current: false,
  },
];
