// A shop, a tracker that records, and a browser to walk between them.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { setTimeout as pass } from "node:timers/promises";
import { openBrowser, until } from "../../browser.mjs";

export { openBrowser, until };

const STORY_LIMIT = 60_000;
const file = (name) => readFileSync(new URL(`../dist/${name}`, import.meta.url));

/** A server whose address is known while nobody answers there, until `listen`. */
export async function quietPort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

export class Stage {
  /** Every request the tracker got under /v1, in order, with the parsed body. */
  requests = [];
  /** What the next requests are answered: `{status, headers?, body?}`, "hang", "drop", or a function that waits. */
  plan = [];
  pages = new Map();
  extraConnect = "";
  problems = [];

  static async open(browser) {
    const stage = new this();
    stage.browser = browser;
    stage.server = await stage.listen(0);
    stage.port = stage.server.address().port;
    stage.shop = `http://shop.localhost:${stage.port}`;
    stage.tracker = `http://data.shop.localhost:${stage.port}`;
    const tag = `<script src="${stage.tracker}/sdk/v1/placet.js" data-write-key="wk_test" async></script>`;
    stage.html("/", tag);
    stage.html("/other", tag);
    stage.html("/bare", "");
    stage.context = await browser.newContext({ locale: "ro-RO", timezoneId: "Europe/Bucharest" });
    return stage;
  }

  async listen(port) {
    const server = createServer((request, response) => this.serve(request, response));
    await new Promise((done) => server.listen(port, "127.0.0.1", done));
    return server;
  }

  html(path, head) {
    this.pages.set(
      path,
      `<!doctype html><html lang="ro"><head><title>Shop ${path}</title>${head}</head></html>`,
    );
  }

  serve(request, response) {
    const { pathname } = new URL(request.url, this.shop);
    if (request.headers.host.startsWith("data.")) return this.track(pathname, request, response);
    const page = this.pages.get(pathname);
    const { tracker } = this;
    response.writeHead(page ? 200 : 404, {
      "content-type": "text/html; charset=utf-8",
      "content-security-policy": `default-src 'none'; script-src ${tracker}; connect-src ${tracker}${this.extraConnect}`,
    });
    response.end(page ?? "");
  }

  async track(path, request, response) {
    const script = { "/sdk/v1/placet.js": "placet.js", "/sdk/v1/placet.mjs": "placet.mjs" }[path];
    const cors = {
      "access-control-allow-origin": request.headers.origin ?? this.shop,
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "retry-after",
      vary: "origin",
    };
    if (script) {
      response.writeHead(200, { ...cors, "content-type": "text/javascript" });
      return response.end(file(script));
    }
    if (path === "/module.js") {
      response.writeHead(200, { ...cors, "content-type": "text/javascript" });
      return response.end(this.module);
    }
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const { method, headers } = request;
    const record = { method, path, headers, size: Buffer.byteLength(text), at: performance.now() };
    if (!path.startsWith("/mark/")) record.body = text && JSON.parse(text);
    this.requests.push(record);
    let answer = path.startsWith("/mark/") ? undefined : this.plan.shift();
    if (typeof answer === "function") answer = await answer(record);
    record.held = answer === "hang" || answer === "drop";
    if (answer === "hang") return;
    if (answer === "drop") return request.socket.destroy();
    const { status = 200, body = '{"success":true}' } = answer ?? {};
    const cookie =
      path === "/v1/consent" && record.body.granted ? { "set-cookie": "device=d; HttpOnly; Path=/" } : {};
    record.answered = performance.now();
    record.status = status;
    response.writeHead(status, {
      ...cors,
      ...cookie,
      "content-type": "application/json",
      ...answer?.headers,
    });
    response.end(body);
  }

  /** A tab on a page of the shop, with the SDK there. Errors of the page fail the test at its end. */
  async tab(path = "/", { before, clock, warnings = false, ready = true } = {}) {
    const page = await this.context.newPage();
    page.warnings = [];
    page.on("pageerror", (error) => this.problems.push(String(error)));
    page.on("console", (message) => {
      const text = message.text();
      if (text.startsWith("placet:")) page.warnings.push(text);
      else if (/Content Security Policy/.test(text)) this.problems.push(text);
      if (text.startsWith("placet:") && !warnings) this.problems.push(text);
    });
    if (clock) await page.clock.install(clock === true ? {} : clock);
    if (before) await page.addInitScript(before);
    await page.goto(this.shop + path, { waitUntil: "load" });
    if (ready)
      await page.waitForFunction(() => window.placet && !Array.isArray(window.placet), undefined, {
        polling: 10,
      });
    return page;
  }

  /** Follows a link and waits for the next page. What is called in the same moment is called just before the page goes. */
  async leave(page, path, calls = []) {
    await page.evaluate(
      ([address, calls]) => {
        // Later, so that the page answers us before it goes.
        setTimeout(() => {
          placet.push(...calls);
          location.href = address;
        });
      },
      [this.shop + path, calls],
    );
    await page.waitForURL(this.shop + path);
  }

  /** Calls the SDK as a page would. */
  call(page, name, ...args) {
    return page.evaluate(([name, args]) => window.placet[name](...args), [name, args]);
  }

  /** All that the page could still have sent has come: its minutes pass, and a mark arrives after them. */
  async settled(page, minutes = 2) {
    await this.mark(page);
    if (minutes) {
      // Minutes must not pass for what is still under way: that would be given up.
      await until("all is answered", () => this.calls.every(({ answered, held }) => answered || held));
      await this.mark(page);
      await page.clock.runFor(minutes * 60_000);
      await this.mark(page);
    }
  }

  /** A request of the page's own, answered: what it sent before has come, and what was answered before has arrived. */
  async mark(page) {
    const mark = `/mark/${Math.random()}`;
    await page.evaluate((address) => fetch(address).then(() => undefined), this.tracker + mark);
    await until("the mark arrives", () => this.requests.some(({ path }) => path === mark));
  }

  get calls() {
    return this.requests.filter(({ path }) => path.startsWith("/v1/"));
  }

  get consents() {
    return this.calls.filter(({ path }) => path === "/v1/consent");
  }

  get batches() {
    return this.calls.filter(({ path }) => path === "/v1/b");
  }

  /** Every event that came, in order of coming. */
  get events() {
    return this.batches.flatMap(({ body }) => body.batch);
  }

  /** The events' names, as soon as there are so many. */
  async names(count, page) {
    await until(
      `${count} events came, of which there are ${this.events.length}`,
      () => this.events.length >= count,
    );
    if (page) await this.settled(page, 0);
    return this.events.map(({ event, name, type }) => event ?? name ?? type);
  }

  /** What the page's own site has stored. */
  async stored(page) {
    const inPage = await page.evaluate(async () => ({
      cookie: document.cookie,
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
    }));
    return {
      ...inPage,
      cookies: (await this.context.cookies()).map(({ name, domain }) => `${name}@${domain}`),
    };
  }

  async close() {
    await this.context.close();
    this.server.closeAllConnections();
    await new Promise((done) => this.server.close(done));
    assert.deepEqual(this.problems, [], "the page saw errors");
  }
}

/** Runs a story on a stage of its own, which may be of another kind. */
export function story(browser, play, kind = Stage) {
  return async (context) => {
    const stage = await kind.open(await browser());
    const late = new AbortController();
    const limit = pass(STORY_LIMIT, undefined, late).then(() => assert.fail("the story does not end"));
    try {
      await Promise.race([play(stage, context), limit]);
    } catch (error) {
      stage.problems.length = 0;
      throw error;
    } finally {
      limit.catch(() => {});
      late.abort();
      await stage.close();
    }
  };
}

export const NOTHING = { cookie: "", local: 0, session: 0, databases: 0, caches: 0, cookies: [] };
