// The console as it is built, served with the policy the program sends, over a made-up API; and a browser before it.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname } from "node:path";
import { after, afterEach, before, beforeEach, test } from "node:test";
import { openBrowser, until } from "../../browser.mjs";
import { answer, PASSWORD, Refusal, world } from "./api.mjs";

export { PASSWORD, Refusal, until };

/** What the server must send with the application. */
export const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; " +
  "font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
};
const dist = (path) => new URL(`../dist/${path}`, import.meta.url);

function file(path) {
  const name = path.startsWith("/assets/") ? path.slice(1) : "index.html";
  return { type: TYPES[extname(name)], bytes: readFileSync(dist(name)) };
}

async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  const text = Buffer.concat(parts).toString();
  const isJson = request.headers["content-type"] === "application/json";
  return text && isJson ? JSON.parse(text) : text || undefined;
}

class House {
  world = world();
  /** Every request of the API. */
  asked = [];
  #planned = [];
  #session = true;

  async open() {
    this.server = createServer((request, response) => void this.#serve(request, response));
    await new Promise((done) => this.server.listen(0, "127.0.0.1", done));
    this.origin = `http://localhost:${this.server.address().port}`;
  }

  renew() {
    Object.assign(this, { world: world(), asked: [], expected: undefined });
    this.#planned = [];
    this.#session = true;
  }

  /** The next request that fits is answered otherwise: by a refusal, or after `hold`. */
  plan(method, path, { refusal, hold, times = 1 }) {
    this.#planned.push({ method, path, refusal, hold, times });
  }

  endSession() {
    this.#session = false;
  }

  requests(method, path) {
    return this.asked.filter((one) => one.method === method && path.test(one.path));
  }

  async #planFor(method, path) {
    const plan = this.#planned.find((one) => one.times > 0 && one.method === method && one.path.test(path));
    if (!plan) return;
    plan.times -= 1;
    await plan.hold;
    if (plan.refusal) throw plan.refusal;
  }

  async #serve(request, response) {
    const url = new URL(request.url, this.origin);
    if (!url.pathname.startsWith("/api/")) {
      const { type, bytes } = file(url.pathname);
      return response.writeHead(200, { "content-type": type, "content-security-policy": POLICY }).end(bytes);
    }
    const { status, headers, body } = await this.#api(request, url);
    const type = status < 400 ? "application/json" : "application/problem+json";
    response.writeHead(status, { "content-type": type, ...headers });
    response.end(body === undefined ? "" : JSON.stringify(body));
  }

  async #api(request, url) {
    const { method } = request;
    try {
      const body = await bodyOf(request);
      const [ifMatch, once] = [request.headers["if-match"], request.headers["idempotency-key"]];
      this.asked.push({ method, path: url.pathname, search: url.search, body, ifMatch, once });
      await this.#planFor(method, url.pathname);
      const given = answer(this.world, { method, url, body, ifMatch, session: this.#session });
      if (given.session !== undefined) this.#session = given.session;
      const headers = given.etag ? { etag: given.etag } : {};
      return { status: given.body === undefined ? 204 : 200, headers, body: given.body };
    } catch (refusal) {
      if (!(refusal instanceof Refusal)) throw refusal;
      return refusal;
    }
  }
}

/** Tests of one browser and one house; each begins anew, and ends without an error on the page. */
export function houseTests() {
  const house = new House();
  let browser;
  let context;
  let wrong = [];
  before(async () => {
    browser = await openBrowser();
    await house.open();
  });
  after(async () => {
    await browser?.close();
    house.server?.closeAllConnections();
    house.server?.close();
  });
  beforeEach(() => {
    house.renew();
    wrong = [];
  });
  afterEach(() => context?.close());

  const visit = async (path = "/t/1", options = {}) => {
    context = await browser.newContext({
      viewport: { width: 1280, height: 900 },
      locale: "en-GB",
      ...options,
    });
    const tab = await context.newPage();
    tab.setDefaultTimeout(10_000);
    tab.on("pageerror", (error) => wrong.push(String(error)));
    tab.on("console", (line) => {
      // What the tests refuse on purpose the browser calls a failure to load.
      if (line.type() === "error" && !/Failed to load resource/.test(line.text())) wrong.push(line.text());
    });
    await tab.goto(house.origin + path);
    return tab;
  };

  return (name, run) =>
    test(name, async (t) => {
      await run({ house, visit, t });
      const unexpected = wrong.filter((line) => !house.expected?.test(line));
      assert.deepEqual(unexpected, [], "errors of the page");
    });
}

export const heading = (tab, name) => tab.getByRole("heading", { level: 1, name });
export const button = (tab, name) => tab.getByRole("button", { name, exact: true });
