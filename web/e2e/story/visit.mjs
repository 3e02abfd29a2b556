// Somebody's visit: a browser profile of their own, what it sent and with which headers, and the steps every chapter takes.
import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../browser.mjs";

const LIMIT = 20_000;
const SHOTS = process.env.PLACET_TEST_SHOTS;
export const PHONE = { width: 390, height: 844 };
export const DESKTOP = { width: 1280, height: 900 };

/** What the origin of a page keeps in the browser, as the page sees it; cookies are told by the browser itself. */
export function keptBy(page) {
  return page.evaluate(async () => {
    const named = (place, names) => names.map((name) => `${place} ${name}`);
    const workers = await navigator.serviceWorker?.getRegistrations();
    return [
      ...named("local storage", Object.keys(localStorage)),
      ...named("session storage", Object.keys(sessionStorage)),
      ...named(
        "IndexedDB",
        (await indexedDB.databases()).map(({ name }) => name),
      ),
      ...named("cache", (await globalThis.caches?.keys()) ?? []),
      ...named("service worker", workers?.map(({ scope }) => scope) ?? []),
    ].sort();
  });
}

export class Visit {
  /** Every request: where to, and the headers as they went over the wire. */
  requests = [];
  /** What the shops' pages complained of: errors, and what the console calls one. */
  complaints = [];

  static async begin(browser, told, options = {}) {
    return new Visit(told, await browser.newContext({ viewport: DESKTOP, ...options }));
  }

  constructor(told, context) {
    this.told = told;
    this.context = context;
    context.setDefaultTimeout(LIMIT);
    context.on("request", (request) => {
      const entry = { url: new URL(request.url()), method: request.method(), headers: {} };
      entry.known = request.allHeaders().then(
        (headers) => Object.assign(entry.headers, headers),
        () => undefined,
      );
      this.requests.push(entry);
    });
    context.on("console", (message) => {
      const { url } = message.location();
      const isAShops = [told.shop, told.hearth].some((shop) => url.startsWith(shop));
      if (message.type() === "error" && (isAShops || !url))
        this.complaints.push(`${message.text()} (${url})`);
    });
    context.on("weberror", (error) => this.complaints.push(String(error.error())));
  }

  async open(path, page) {
    const to = page ?? (await this.context.newPage());
    await to.goto(path.startsWith("http") ? path : this.told.shop + path);
    return to;
  }

  /** The requests made to this address and all below it. */
  to(address) {
    return this.requests.filter(({ url }) => url.origin === address);
  }

  async cookies(address) {
    const all = await this.context.cookies(address ? [address] : []);
    return all.map(({ name }) => name).sort();
  }

  /** Answers the banner, and waits until the shop has remembered it and the tracker, after a yes, has taken it. */
  async choose(page, button) {
    const isYes = button === "Accept all";
    const tracker = page.url().startsWith(this.told.hearth) ? this.told.hearthTracker : this.told.tracker;
    const taken = isYes && page.waitForResponse((response) => response.url() === `${tracker}/v1/consent`);
    await page.getByRole("button", { name: button }).click();
    if (taken) assert.equal((await taken).status(), 200);
    const shop = new URL(page.url()).origin;
    const wanted = isYes ? ["cookie-choices", "cookie-disclaimer"] : ["cookie-choices"];
    await until("the choice is remembered", async () => String(await this.cookies(shop)) === String(wanted));
  }

  /** Puts what the page shows in the cart. */
  async add(page) {
    await page.locator("[data-add]").click();
    await page.locator("[data-toast]").getByText("In your cart").waitFor();
  }

  /** Waits until the tracker has answered a batch with this event in it. */
  heard(page, event) {
    return page.waitForResponse((response) => {
      const request = response.request();
      return request.url().endsWith("/v1/b") && (request.postData() ?? "").includes(`"event":"${event}"`);
    });
  }

  /** Types an address into the form at the foot of the page; the mail in which it is asked to confirm. */
  async ask(page, address) {
    await page.getByLabel("E-mail address").fill(address);
    await page.getByLabel("may choose what these messages show").check();
    await page.getByRole("button", { name: "Subscribe" }).click();
    await page.getByRole("heading", { name: "Please look at your e-mails" }).waitFor();
    return await this.mail(address, 1);
  }

  /** Opens the link of such a mail and presses the button. */
  async confirm(mail) {
    const box = await this.open(mail);
    const opening = this.context.waitForEvent("page");
    await box.frameLocator(".desktop iframe").locator('a[href*="/c/"]').first().click();
    const confirming = await opening;
    await confirming.getByRole("button", { name: "Yes, I agree" }).click();
    await confirming.getByRole("heading", { name: "Thank you, it is agreed" }).waitFor();
    await confirming.close();
    await box.close();
  }

  /** Subscribes an address by the form at the foot of the page, and confirms it from the mailbox. */
  async subscribe(page, address) {
    await this.confirm(await this.ask(page, address));
  }

  /** The mails to an address so far, oldest first. */
  async mails(address) {
    const answer = await fetch(`${this.told.mailbox}messages.json`);
    return (await answer.json()).filter((mail) => mail.to === address);
  }

  /** The page of the n-th mail to an address, once it has come. */
  async mail(address, n) {
    const mails = await until(`mail ${n} has come`, async () => {
      const all = await this.mails(address);
      return all.length >= n && all;
    });
    return `${this.told.mailbox}mail/${mails[n - 1].id}`;
  }

  /** Pictures of a page as phone and desktop show it, if somebody wants to look at them. */
  async shoot(page, name) {
    if (!SHOTS) return;
    mkdirSync(SHOTS, { recursive: true });
    for (const [size, viewport] of Object.entries({ phone: PHONE, desktop: DESKTOP })) {
      await page.setViewportSize(viewport);
      await page.screenshot({ path: join(SHOTS, `${name}-${size}.png`) });
    }
  }
}
