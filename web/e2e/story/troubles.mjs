// Days on which something is in the way. Each has a browser profile of its own; the shop works on all of them.
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { launch, until } from "../../browser.mjs";
import { Visit } from "./visit.mjs";

/** JavaScript is off: one can look around and subscribe; nothing is set. */
async function noScript(begin, told) {
  const visit = await begin({ javaScriptEnabled: false });
  const page = await visit.open("/");
  await page.getByRole("link", { name: "Clothing" }).click();
  await page.getByRole("link", { name: "Jackets" }).click();
  await page.getByRole("link", { name: "Gale windproof jacket" }).click();
  await page.locator(".note").waitFor();
  await page.getByLabel("E-mail address").fill("carl@mail.example");
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByRole("heading", { name: "Please look at your e-mails" }).waitFor();
  await visit.mail("carl@mail.example", 1);
  assert.deepEqual(await visit.cookies(), []);
  const [posted, ...others] = visit.to(told.tracker);
  assert.equal(`${posted.method} ${posted.url.pathname}`, "POST /f/newsletter");
  assert.ok(
    others.every(({ url }) => url.pathname.startsWith("/assets/")),
    "nothing but that page's looks",
  );
}

/** Cookies and storage are blocked: the choice and the cart hold as long as the page. */
async function noCookies(_begin, told) {
  const home = mkdtempSync(join(tmpdir(), "placet-story-"));
  mkdirSync(join(home, "Default"));
  const blocked = { profile: { default_content_setting_values: { cookies: 2 } } };
  writeFileSync(join(home, "Default/Preferences"), JSON.stringify(blocked));
  const context = await chromium.launchPersistentContext(home, launch());
  try {
    const visit = new Visit(told, context);
    const page = await visit.open("/products/run-01");
    await page.getByRole("button", { name: "Refuse all" }).click();
    await visit.add(page);
    assert.equal(await page.locator("[data-count]").textContent(), "1");
    assert.equal(await page.getByRole("button", { name: "Refuse all" }).count(), 0);
    assert.deepEqual([await visit.cookies(), visit.to(told.tracker)], [[], []]);
    await visit.open("/cart", page);
    await page.getByText("There is nothing in it yet").waitFor();
    assert.deepEqual(visit.complaints, []);
  } finally {
    await context.close();
    rmSync(home, { recursive: true });
  }
}

/** Something blocks the tracker, as blockers do: the shop neither breaks nor complains. */
async function noTracker(begin, told) {
  const visit = await begin();
  await visit.context.route(`${told.tracker}/**`, (route) => route.abort("blockedbyclient"));
  const page = await visit.open("/products/run-01");
  await page.getByRole("button", { name: "Accept all" }).click();
  await visit.add(page);
  await visit.open("/cart", page);
  await page.getByRole("link", { name: "To the checkout" }).click();
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  // The browser's own line about each blocked request is all that the console shows.
  const own = visit.complaints.filter((text) => !text.includes("ERR_BLOCKED_BY_CLIENT"));
  assert.deepEqual(own, []);
}

/** Two tabs share cart and choice; a no in one silences the other. */
async function twoTabs(begin, told) {
  const visit = await begin();
  const one = await visit.open("/products/run-01");
  await visit.choose(one, "Accept all");
  const two = await visit.open("/products/run-02");
  await visit.add(one);
  await until(
    "the other tab shows it",
    async () => (await two.locator("[data-count]").textContent()) === "1",
  );
  await one.getByRole("button", { name: "Cookie choices" }).click();
  const taken = one.waitForResponse((response) => response.url().endsWith("/v1/consent"));
  await one.getByRole("button", { name: "Refuse all" }).click();
  assert.equal((await taken).status(), 200);
  await until("only the refusal is left", async () => String(await visit.cookies()) === "cookie-choices");
  await until("the other tab has heard it", () => two.evaluate(() => placet.consented() === false));
  visit.requests.length = 0;
  await two.bringToFront();
  await visit.add(two);
  await two.goto("about:blank");
  assert.deepEqual(visit.to(told.tracker), []);
  assert.deepEqual(visit.complaints, []);
}

/** The back button brings a page back as it was; the cart on it is as it is. */
async function back(begin) {
  const visit = await begin();
  const page = await visit.open("/products/run-01");
  await visit.choose(page, "Accept all");
  await visit.open("/products/run-02", page);
  await visit.add(page);
  await page.goBack();
  await page.getByRole("heading", { level: 1, name: "Aria Road 3" }).waitFor();
  await until("the cart is counted", async () => (await page.locator("[data-count]").textContent()) === "1");
  const heard = visit.heard(page, "Product Added");
  await visit.add(page);
  assert.equal((await heard).status(), 200);
  assert.deepEqual(visit.complaints, []);
}

/** A network of the slowest: what happened just before the page went arrives all the same. */
async function slow(begin) {
  const visit = await begin();
  const page = await visit.open("/");
  await visit.choose(page, "Accept all");
  const network = await visit.context.newCDPSession(page);
  const bytes = { downloadThroughput: 40_000, uploadThroughput: 20_000 };
  await network.send("Network.emulateNetworkConditions", { offline: false, latency: 300, ...bytes });
  await visit.open("/products/hike-01", page);
  await visit.add(page);
  await visit.open("/cart", page);
  await page.getByText("Ridge Mid hiking boots").waitFor();
  // Whether the tracker got it, no browser tells of a page that is gone: the test looks at what was stored.
  assert.deepEqual(visit.complaints, []);
}

/** The computer's clock is a year ahead. */
async function wrongClock(begin) {
  const visit = await begin();
  await visit.context.clock.install({ time: Date.now() + 365 * 86_400_000 });
  const page = await visit.open("/products/hike-02");
  const heard = visit.heard(page, "Product Viewed");
  await visit.choose(page, "Accept all");
  assert.equal((await heard).status(), 200);
  await visit.open("/", page);
  assert.equal(await page.getByRole("button", { name: "Accept all" }).count(), 0, "the choice is remembered");
  assert.deepEqual(visit.complaints, []);
}

/** A page gone wild says ten thousand things. */
async function flood(begin) {
  const visit = await begin();
  const page = await visit.open("/products/hike-03");
  await page.evaluate(() => {
    for (let n = 0; n < 10_000; n++) placet.track("Product Viewed", { product_id: "flood", quantity: n });
  });
  await visit.add(page);
  await visit.choose(page, "Accept all");
  const heard = visit.heard(page, "Product Added");
  assert.equal((await heard).status(), 200);
  await visit.open("/cart", page);
  await page.getByText("Talus Pro hiking boots").waitFor();
  assert.deepEqual(visit.complaints, []);
}

const ALL = { noScript, noCookies, noTracker, twoTabs, back, slow, wrongClock, flood };

export default async function troubles(told, begin) {
  const times = {};
  for (const [name, one] of Object.entries(ALL)) {
    const begun = Date.now();
    try {
      await one(begin, told);
    } catch (error) {
      throw new Error(`on the day of ${name}`, { cause: error });
    }
    times[name] = Date.now() - begun;
  }
  return { times };
}
