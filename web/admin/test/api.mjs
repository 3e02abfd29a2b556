// The made-up API: it keeps sessions, versions and keys of what was made, as the contract has it.
import { createHash } from "node:crypto";
import * as made from "./fixtures.mjs";

export const PASSWORD = "correct-horse-9";

/** An answer that is a refusal. */
export class Refusal {
  constructor(status, type, more = {}, headers = {}) {
    this.status = status;
    this.body = { type: `/problems/${type}`, title: type, status, ...more };
    this.headers = headers;
  }
}

const etagOf = (value) =>
  `"${createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16)}"`;

/** A page of a list that has `total` rows, which are made as they are asked for. */
function page(url, total, of) {
  const [limit, from] = [
    Number(url.searchParams.get("limit") ?? 50),
    Number(url.searchParams.get("cursor") ?? 0),
  ];
  const to = Math.min(total, from + limit);
  const items = Array.from({ length: to - from }, (_, place) => of(from + place));
  return { items, next: to < total ? String(to) : null };
}

/** Items: of a search for "nothing" none, of one for "late" the first only on the third page. */
function found(url, world) {
  const search = url.searchParams.get("search");
  const from = Number(url.searchParams.get("cursor") ?? 0);
  if (search === "late" && from < 2) return { items: [], next: String(from + 1) };
  if (search === "late") return whole([made.item(1)]);
  return page(url, search === "nothing" ? 0 : world.rows, made.item);
}

/** One import: the first is open until it is closed. */
function oneImport(world, id) {
  if (id !== "imp_0") return { ...made.imported(2), id };
  return world.closed ? { ...made.imported(0), ...made.cameOf(), state: "closed" } : made.imported(0);
}

const isSame = (one, other) => JSON.stringify(one) === JSON.stringify(other);

const whole = (items) => ({ items, next: null });

/** What there is at the beginning. */
export const world = () => ({
  me: made.me(),
  settings: made.settings(),
  brand: made.brand(),
  journeys: made.journeys(),
  undeclared: made.undeclared(),
  declarations: [made.declaration()],
  keys: made.keys(),
  members: made.members(),
  sessions: made.sessions(),
  rules: made.rules(),
  caps: made.caps(),
  banner: made.banner(),
  ruleChanges: made.ruleChanges(),
  duties: made.duties(),
  suppressions: made.suppressions(),
  rows: 100_000,
  secondFactor: false,
});

/** Reads and writes of one thing that has a version. */
function versioned(now, ifMatch, change) {
  if (!ifMatch) throw new Refusal(428, "precondition-required");
  if (ifMatch !== etagOf(now)) throw new Refusal(412, "precondition-failed");
  return change();
}

const journeyOf = (world, id) => {
  const row = world.journeys.find((one) => String(one.id) === id);
  if (!row) throw new Refusal(404, "not-found");
  return made.oneJourney(row);
};

/** A picture of one colour. */
const LOGO = "data:image/gif;base64,R0lGODlhAQABAIAAAHouj////yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==";

/** `[method, path, answer]`: `:name` is any part of a path. */
const ROUTES = [
  ["GET", "/me", ({ world }) => ({ body: world.me, etag: etagOf(world.me.fields) })],
  [
    "PUT",
    "/me",
    ({ world, body, ifMatch }) =>
      versioned(world.me.fields, ifMatch, () => {
        world.me.fields = body;
        return { body: world.me, etag: etagOf(world.me.fields) };
      }),
  ],
  [
    "PUT",
    "/me/password",
    ({ body }) => {
      if (body.current !== PASSWORD)
        throw new Refusal(422, "invalid", { field: "current", detail: "This is not your password." });
      return {};
    },
  ],
  [
    "PUT",
    "/me/email",
    ({ world, body }) => {
      if (body.password !== PASSWORD)
        throw new Refusal(400, "bad-request", { field: "password", detail: "is not the password" });
      world.me.email = body.email;
      return { body: world.me, etag: etagOf(world.me.fields) };
    },
  ],
  ["POST", "/me/totp", () => ({ body: { secret: "JBSWY3DPEHPK3PXP", uri: "otpauth://totp/x", qr_svg: QR } })],
  [
    "PUT",
    "/me/totp",
    ({ world, body }) => {
      if (body.code !== "123456")
        throw new Refusal(422, "invalid", { field: "code", detail: "This code is not right." });
      world.me.second_factor = true;
      return { body: { recovery_codes: ["aaaa-bbbb", "cccc-dddd"] } };
    },
  ],
  [
    "DELETE",
    "/me/totp",
    ({ world }) => {
      world.me.second_factor = false;
      return {};
    },
  ],
  ["GET", "/me/sessions", ({ world }) => ({ body: { items: world.sessions } })],
  [
    "DELETE",
    "/me/sessions/:id",
    ({ world, id }) => {
      world.sessions = world.sessions.filter((one) => one.id !== id);
      return {};
    },
  ],
  ["GET", "/tenants", () => ({ body: whole(made.tenants()) })],
  [
    "GET",
    "/tenants/:tenant/overview",
    ({ url }) => ({ body: made.overview(Number(url.searchParams.get("days"))) }),
  ],
  ["GET", "/tenants/:tenant/profiles", ({ url, world }) => ({ body: page(url, world.rows, made.profile) })],
  ["GET", "/tenants/:tenant/profiles/:id", ({ id }) => ({ body: made.oneProfile(id) })],
  ["GET", "/tenants/:tenant/profiles/:id/timeline", ({ url }) => ({ body: page(url, 230, made.timeline) })],
  [
    "POST",
    "/tenants/:tenant/profiles/:id/disclosures",
    () => ({ body: { address: "somebody@mail.example" } }),
  ],
  ["GET", "/tenants/:tenant/journeys", ({ world }) => ({ body: whole(world.journeys) })],
  [
    "GET",
    "/tenants/:tenant/journeys/:id",
    ({ world, id }) => ({ body: journeyOf(world, id), etag: etagOf(journeyOf(world, id)) }),
  ],
  [
    "PUT",
    "/tenants/:tenant/journeys/:id/status",
    ({ world, id, body, ifMatch }) =>
      versioned(journeyOf(world, id), ifMatch, () => {
        world.journeys.find((one) => String(one.id) === id).status = body.status;
        return { body: journeyOf(world, id), etag: etagOf(journeyOf(world, id)) };
      }),
  ],
  ["GET", "/tenants/:tenant/messages", ({ url, world }) => ({ body: page(url, world.rows, made.message) })],
  ["GET", "/tenants/:tenant/messages/:id", ({ id }) => ({ body: made.oneMessage(id) })],
  [
    "GET",
    "/tenants/:tenant/decision-totals",
    ({ url }) => ({ body: made.decisionTotals(Number(url.searchParams.get("days"))) }),
  ],
  ["GET", "/tenants/:tenant/decisions", ({ url, world }) => ({ body: page(url, world.rows, made.decision) })],
  ["GET", "/tenants/:tenant/decisions/:id", ({ id }) => ({ body: made.oneDecision(id) })],
  ["GET", "/tenants/:tenant/profiles/:id/possible", () => ({ body: made.possible() })],
  [
    "GET",
    "/tenants/:tenant/profiles/:id/ledger",
    ({ url }) => ({ body: made.ledger(url.searchParams.get("known")) }),
  ],
  [
    "GET",
    "/tenants/:tenant/purposes",
    ({ world }) => ({ body: world.rules, etag: etagOf(world.rules.version) }),
  ],
  [
    "POST",
    "/tenants/:tenant/purposes",
    ({ world, body, ifMatch }) =>
      versioned(world.rules.version, ifMatch, () => {
        const made = { purpose: "own-101", own: true, asked: true, spoken: [], terms: body.terms };
        world.rules.items = [...world.rules.items, made];
        newVersion(world, body.reason);
        return { body: made, etag: etagOf(world.rules.version) };
      }),
  ],
  [
    "PUT",
    "/tenants/:tenant/purposes/:id",
    ({ world, id, body, ifMatch }) =>
      versioned(world.rules.version, ifMatch, () => {
        const stands = world.rules.items.find(({ purpose }) => purpose === id);
        checked(stands, body);
        if (!isSame(stands.terms, body.terms)) newVersion(world, body.reason);
        stands.terms = body.terms;
        return { body: stands, etag: etagOf(world.rules.version) };
      }),
  ],
  ["GET", "/tenants/:tenant/caps", ({ world }) => ({ body: world.caps, etag: etagOf(world.caps.version) })],
  [
    "PUT",
    "/tenants/:tenant/caps",
    ({ world, body: { caps, quiet, reason }, ifMatch }) =>
      versioned(world.caps.version, ifMatch, () => {
        if (!isSame([world.caps.caps, world.caps.quiet], [caps, quiet])) newVersion(world, reason);
        Object.assign(world.caps, { caps, quiet });
        return { body: world.caps, etag: etagOf(world.caps.version) };
      }),
  ],
  [
    "GET",
    "/tenants/:tenant/banner",
    ({ world }) => ({ body: world.banner, etag: etagOf(world.banner.version) }),
  ],
  [
    "PUT",
    "/tenants/:tenant/banner",
    ({ world, body: { asks, ask_anew, reason }, ifMatch }) =>
      versioned(world.banner.version, ifMatch, () => {
        if (!isSame(world.banner.asks, asks) || ask_anew) newVersion(world, reason);
        Object.assign(world.banner, { asks, question: world.banner.question + (ask_anew ? 1 : 0) });
        return { body: world.banner, etag: etagOf(world.banner.version) };
      }),
  ],
  ["GET", "/tenants/:tenant/rule-changes", ({ world }) => ({ body: { items: world.ruleChanges } })],
  ["GET", "/tenants/:tenant/duties", ({ world }) => ({ body: world.duties })],
  [
    "POST",
    "/tenants/:tenant/duties/agreement",
    ({ world }) => {
      const { accepted } = made.duties().agreement;
      world.duties.agreement.accepted = accepted;
      world.duties.missing = world.duties.missing.filter((one) => one !== "no_agreement");
      world.duties.ready = world.duties.missing.length === 0;
      return {};
    },
  ],
  ["GET", "/tenants/:tenant/imports", ({ url, world }) => ({ body: page(url, world.rows, made.imported) })],
  [
    "GET",
    "/tenants/:tenant/imports/attestation",
    () => ({ body: { version: 1, en: "We may use these addresses.", ro: "…", fr: "…" } }),
  ],
  ["GET", "/tenants/:tenant/imports/:id", ({ world, id }) => ({ body: oneImport(world, id) })],
  [
    "POST",
    "/tenants/:tenant/imports",
    ({ world, body }) => {
      if (!world.duties.agreement.accepted) {
        throw new Refusal(409, "agreement-missing", { detail: "The duties are not accepted yet." });
      }
      return { body: { ...made.imported(0), ...body, id: "imp_9" } };
    },
  ],
  [
    "POST",
    "/tenants/:tenant/imports/:id/rows",
    ({ url, body }) => ({
      body: { part: Number(url.searchParams.get("part")), rows: body.trim().split("\n").length, invalid: [] },
    }),
  ],
  [
    "POST",
    "/tenants/:tenant/imports/:id/close",
    ({ world, id }) => {
      world.closed = true;
      return { body: oneImport(world, id) };
    },
  ],
  ["GET", "/tenants/:tenant/suppressions", ({ world }) => ({ body: world.suppressions })],
  ["GET", "/opt-outs", () => ({ body: { floor: 5, n: 1_204 } })],
  ["GET", "/tenants/:tenant/orders", ({ url, world }) => ({ body: page(url, world.rows, made.order) })],
  ["GET", "/tenants/:tenant/orders/:id", ({ id }) => ({ body: made.oneOrder(id) })],
  ["GET", "/tenants/:tenant/items", ({ url, world }) => ({ body: found(url, world) })],
  ["GET", "/tenants/:tenant/items/:id", ({ id }) => ({ body: made.oneItem(id) })],
  [
    "GET",
    "/tenants/:tenant/ingest",
    ({ url }) => ({ body: made.ingest(Number(url.searchParams.get("days"))) }),
  ],
  ["GET", "/tenants/:tenant/undeclared", ({ world }) => ({ body: { items: world.undeclared } })],
  ["GET", "/tenants/:tenant/declarations", ({ world }) => ({ body: { items: world.declarations } })],
  [
    "POST",
    "/tenants/:tenant/declarations",
    ({ world, body }) => {
      if (!body.purpose)
        throw new Refusal(422, "invalid", { field: "purpose", detail: "a purpose is wanted" });
      world.undeclared = world.undeclared.filter(({ name }) => name !== body.name);
      world.declarations = [...world.declarations, { ...body, created_at: "2026-11-22T16:00:00Z" }];
      return { body: world.declarations.at(-1) };
    },
  ],
  [
    "DELETE",
    "/tenants/:tenant/declarations/:id",
    ({ world, id }) => {
      world.declarations = world.declarations.filter(({ name }) => name !== id);
      return {};
    },
  ],
  [
    "GET",
    "/tenants/:tenant/settings",
    ({ world }) => ({ body: world.settings, etag: etagOf(world.settings) }),
  ],
  [
    "PUT",
    "/tenants/:tenant/settings",
    ({ world, body, ifMatch }) =>
      versioned(world.settings, ifMatch, () => {
        if (!body.from_address.includes("@")) {
          throw new Refusal(422, "invalid", {
            errors: [{ field: "from_address", reason: "This is not an address." }],
          });
        }
        world.settings = body;
        return { body, etag: etagOf(body) };
      }),
  ],
  ["GET", "/tenants/:tenant/brand", ({ world }) => ({ body: world.brand, etag: etagOf(world.brand) })],
  [
    "PUT",
    "/tenants/:tenant/brand",
    ({ world, body, ifMatch }) =>
      versioned(world.brand, ifMatch, () => {
        if (body.accent !== null && !/^#[0-9a-f]{6}$/i.test(body.accent)) {
          throw new Refusal(400, "invalid-request", {
            errors: [{ field: "accent", reason: "must be a colour such as #17614a" }],
          });
        }
        world.brand = { ...world.brand, accent: body.accent };
        return { body: world.brand, etag: etagOf(world.brand) };
      }),
  ],
  [
    "PUT",
    "/tenants/:tenant/brand/logo",
    ({ world, body }) => {
      if (!body?.includes("PNG")) {
        throw new Refusal(400, "invalid-request", {
          errors: [{ field: "logo", reason: "must be a PNG, JPEG, GIF or WebP picture" }],
        });
      }
      world.brand = { ...world.brand, logo: { url: LOGO, width: 400, height: 96 } };
      return { body: world.brand, etag: etagOf(world.brand) };
    },
  ],
  [
    "DELETE",
    "/tenants/:tenant/brand/logo",
    ({ world }) => {
      world.brand = { ...world.brand, logo: null };
      return { body: world.brand, etag: etagOf(world.brand) };
    },
  ],
  ["GET", "/tenants/:tenant/brand/shades", () => ({ body: made.shades() })],
  ["GET", "/tenants/:tenant/keys", ({ world }) => ({ body: { items: world.keys } })],
  [
    "POST",
    "/tenants/:tenant/keys",
    ({ world, body }) => {
      const made = body.class === "write" ? "wk_made" : "sk_shown_once";
      const key = {
        ...body,
        id: `k${world.keys.length}`,
        public: body.class === "write" ? made : null,
        created_at: "2026-11-22T16:00:00Z",
      };
      world.keys = [key, ...world.keys];
      return { body: { ...key, key: made } };
    },
  ],
  [
    "DELETE",
    "/tenants/:tenant/keys/:id",
    ({ world, id }) => {
      world.keys = world.keys.map((key) =>
        key.id === id ? { ...key, revoked_at: "2026-11-22T16:00:00Z" } : key,
      );
      return {};
    },
  ],
  ["GET", "/tenants/:tenant/members", ({ world }) => ({ body: { items: world.members } })],
  [
    "POST",
    "/tenants/:tenant/members",
    ({ world, body, url }) => {
      const member = {
        ...body,
        id: `mem_${world.members.length + 1}`,
        second_factor: false,
        last_seen_at: null,
        created_at: "2026-11-22T16:00:00Z",
        invited: true,
        link_until: "2026-11-23T16:00:00Z",
      };
      world.members = [...world.members.filter(({ email }) => email !== body.email), member];
      return { body: { id: member.id, link: `${url.origin}/welcome#once` } };
    },
  ],
  [
    "PUT",
    "/tenants/:tenant/members/:id",
    ({ world, id, body }) => {
      world.members = world.members.map((one) => (one.id === id ? { ...one, ...body } : one));
      return { body: world.members.find((one) => one.id === id) };
    },
  ],
  [
    "DELETE",
    "/tenants/:tenant/members/:id",
    ({ world, id }) => {
      world.members = world.members.filter((one) => one.id !== id);
      return {};
    },
  ],
  ["GET", "/tenants/:tenant/audit", ({ url }) => ({ body: page(url, 500, made.audit) })],
  ["GET", "/audit", ({ url }) => ({ body: page(url, 90, made.account) })],
];

/** A change of the rules makes their next version. */
function newVersion(world, reason) {
  world.rules.version += 1;
  world.caps.version = world.rules.version;
  world.banner.version = world.rules.version;
  const change = { version: world.rules.version, at: "2026-11-22T16:00:00Z", reason, changes: [] };
  world.ruleChanges = [{ ...change, member: "mem_1", email: "ana@shop.example" }, ...world.ruleChanges];
}

/** The server's own check of a basis (R046). */
function checked(stands, { terms, reason }) {
  const isKept = !stands || stands.terms.basis === terms.basis;
  if (isKept || (reason.trim().length >= 20 && stands.terms.notice !== terms.notice)) return;
  throw new Refusal(400, "invalid-request", {
    errors: [
      {
        field: "terms.basis",
        reason: "can change only for a reason of 20 characters or more, and with a new notice",
      },
    ],
  });
}

const QR = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h2v2H0zM3 1h1v2H3z"/></svg>`;

function matched(method, path) {
  for (const [own, pattern, answer] of ROUTES) {
    if (own !== method) continue;
    const names = [...pattern.matchAll(/:(\w+)/g)].map(([, name]) => name);
    const found = new RegExp(`^${pattern.replace(/:\w+/g, "([^/]+)")}$`).exec(path);
    if (!found) continue;
    return {
      answer,
      names: Object.fromEntries(names.map((name, place) => [name, decodeURIComponent(found[place + 1])])),
    };
  }
  throw new Refusal(404, "not-found");
}

/** What signs in: its answers set the session. */
function signIn(world, body) {
  if (body.email !== world.me.email || body.password !== PASSWORD) throw new Refusal(401, "wrong-password");
  if (world.secondFactor && body.code !== "123456") throw new Refusal(401, "code-required");
  return { body: world.me, session: true };
}

function link(world, body) {
  if (body.token !== "once" || world.welcomed) throw new Refusal(404, "not-found");
  return {
    body: {
      first: world.first === true,
      second_factor: false,
      ...(world.first ? {} : { email: world.me.email }),
    },
  };
}

function welcome(world, body) {
  if (body.token !== "once" || world.welcomed) throw new Refusal(401, "link-used");
  world.welcomed = true;
  return { body: world.me, session: true };
}

/** Answers one request of the API. */
export function answer(world, { method, url, body, ifMatch, session }) {
  const path = url.pathname.slice("/api".length);
  if (method === "POST" && path === "/sign-in") return signIn(world, body);
  if (method === "POST" && path === "/links") return link(world, body);
  if (method === "POST" && path === "/welcome") return welcome(world, body);
  if (!session) throw new Refusal(401, "unauthorized");
  if (method === "POST" && path === "/sign-out") return { session: false };
  const { answer, names } = matched(method, path);
  return answer({ world, url, body, ifMatch, ...names });
}
