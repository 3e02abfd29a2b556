// A shop with the banner and the real SDK, both served by itself, and a tracker that records.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { openBrowser, Stage, story } from "../../sdk/test/stage.mjs";

const script = (path) => readFileSync(new URL(path, import.meta.url));
const SCRIPTS = {
  "/placet-banner.js": script("../dist/banner.js"),
  "/placet.js": script("../../sdk/dist/placet.js"),
};
const SCHEMES = ":root { color-scheme: light dark }";

export const NONE = { performance: false, advertising: false };
export const ALL = { performance: true, advertising: true };
export const CATEGORIES = ["performance", "advertising"];

export class Shop extends Stage {
  /** Addresses of every request the browser made. */
  asked = [];
  /** Scripts and styles of the shop's own. */
  files = new Map([["/scheme.css", SCHEMES]]);
  allowed = "";

  static async open(browser) {
    const shop = await Stage.open.call(Shop, browser);
    await shop.renew(browser, {});
    shop.page("/");
    shop.page("/other");
    shop.page("/bare", { tags: "" });
    return shop;
  }

  /** Another browser, with nothing in it. */
  async renew(browser, options) {
    await this.context?.close();
    this.context = await browser.newContext({ locale: "en-GB", reducedMotion: "reduce", ...options });
    this.context.on("request", (request) => this.asked.push(request.url()));
  }

  banner(attributes = "") {
    const usual = { company: "Fleetfoot Sports", policy: "/cookies" };
    const tag = Object.entries(usual).filter(([name]) => !attributes.includes(`data-${name}`));
    const all = [...tag.map(([name, value]) => `data-${name}="${value}"`), attributes].join(" ");
    return `<script src="/placet-banner.js" ${all} async></script>`;
  }

  /** Has the banner ask as the tracker tells it: its words in front of the script, as in the tracker's own copy. */
  notice(told) {
    const usual = { question: 1, company: "Fleetfoot Sports", policy: "/cookies", asks: CATEGORIES };
    const notice = JSON.stringify({ consentMode: false, words: {}, ...usual, ...told });
    this.files.set("/placet-banner.js", `var placetNotice=${notice};\n${SCRIPTS["/placet-banner.js"]}`);
  }

  sdk() {
    return `<script src="/placet.js" data-write-key="wk_test" data-host="${this.tracker}" async></script>`;
  }

  /** A page of the shop: with banner and SDK, unless `tags` says otherwise. */
  page(
    path,
    { tags = this.banner() + this.sdk(), body = "<h1>Shoes</h1>", language = "en", html = "" } = {},
  ) {
    this.pages.set(
      path,
      `<!doctype html><html lang="${language}" ${html}><head><title>Shoes</title>
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <link rel="stylesheet" href="/scheme.css">${tags}</head>
      <body><main>${body}<button id="first">First of the page</button></main></body></html>`,
    );
  }

  serve(request, response) {
    const { pathname } = new URL(request.url, this.shop);
    if (request.headers.host.startsWith("data.")) return this.track(pathname, request, response);
    const file = this.files.get(pathname) ?? SCRIPTS[pathname];
    const page = this.pages.get(pathname);
    const kind = pathname.endsWith(".css") ? "text/css" : file ? "text/javascript" : "text/html";
    response.writeHead(file || page ? 200 : 204, {
      "content-type": `${kind}; charset=utf-8`,
      "content-security-policy": `default-src 'none'; script-src 'self'${this.allowed}; style-src 'self'; connect-src ${this.tracker}`,
    });
    response.end(file ?? page ?? "");
  }

  /** A tab on a page where the banner is at work. */
  async visit(path = "/", options = {}) {
    const tab = await this.tab(path, { ready: false, ...options });
    await tab.waitForFunction(() => window.placetBanner, undefined, { polling: 10 });
    return tab;
  }

  /** Requests to the tracker's host, but for the marks that tests make to know when all has come. */
  get toTracker() {
    return this.asked.filter((address) => address.startsWith(this.tracker) && !address.includes("/mark/"));
  }

  /** The site's cookies as `name=value`, in order of name. */
  async jar() {
    const cookies = await this.context.cookies(this.shop);
    return cookies.map(({ name, value }) => `${name}=${value}`).sort();
  }
}

export const card = (tab) => tab.locator("placet-banner section:not(.corner)");
export const corner = (tab) => tab.locator("placet-banner .corner button");
export const button = (tab, name) => tab.locator("placet-banner").getByRole("button", { name, exact: true });
export const toggle = (tab, category) => tab.locator(`placet-banner #${category}`);
export const choices = (tab) => tab.evaluate(() => window.placetBanner.choices());

/** Waits until the card is there, or is not. */
export const isShown = (tab) => card(tab).waitFor({ state: "visible" });
export const isGone = (tab) => card(tab).waitFor({ state: "detached" });

/** Declares a test in a browser of its own. */
export function shopTests(options) {
  let browser;
  before(async () => {
    browser = await openBrowser(options);
  });
  after(() => browser.close());
  return (name, play) =>
    test(
      name,
      story(
        () => browser,
        (shop, context) => play(shop, browser, context),
        Shop,
      ),
    );
}

/** Days from now until a cookie ends. */
export function days(cookie) {
  assert.ok(cookie.expires > 0, `${cookie.name} has a term`);
  return (cookie.expires - Date.now() / 1_000) / 86_400;
}
