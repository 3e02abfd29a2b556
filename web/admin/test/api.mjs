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

const whole = (items) => ({ items, next: null });

/** What there is at the beginning. */
export const world = () => ({
  me: made.me(),
  settings: made.settings(),
  journeys: made.journeys(),
  undeclared: made.undeclared(),
  declarations: [made.declaration()],
  keys: made.keys(),
  members: made.members(),
  sessions: made.sessions(),
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
