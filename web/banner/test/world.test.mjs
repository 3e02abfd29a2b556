// What the world around the banner may do: browsers that refuse, other tabs, the back button, no cookies, no script.
import assert from "node:assert/strict";
import { until } from "../../sdk/test/stage.mjs";
import { ALL, button, card, choices, isGone, isShown, NONE, shopTests } from "./shop.mjs";

// Playwright switches the cache of the back button off.
const test = shopTests({ ignoreDefaultArgs: ["--disable-back-forward-cache"] });

const refuses = () => Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });

test("Global Privacy Control is a no without asking: no banner, no cookie, no request", async (shop) => {
  const tab = await shop.visit("/", { before: refuses, clock: true });
  assert.deepEqual(await choices(tab), NONE);
  await shop.settled(tab);
  assert.equal(await card(tab).count(), 0);
  assert.deepEqual(await shop.jar(), []);
  assert.deepEqual(shop.toTracker, []);
  await tab.evaluate(() => window.placetBanner.open());
  assert.match(await card(tab).textContent(), /Global Privacy Control/);
  assert.equal(
    await tab.locator("placet-banner").getByRole("switch").count(),
    0,
    "there is nothing to choose",
  );
  assert.equal(await button(tab, "Accept all").count(), 0);
  await button(tab, "Close").click();
  await isGone(tab);
  assert.deepEqual(await shop.jar(), []);
});

test("an earlier yes does not outweigh Global Privacy Control", async (shop) => {
  const given = await shop.visit();
  await button(given, "Accept all").click();
  await isGone(given);
  await given.close();
  const before = shop.calls.length;
  const tab = await shop.visit("/", { before: refuses, clock: true });
  assert.deepEqual(await choices(tab), NONE);
  await tab.evaluate(() => placet.push(["track", "Product Viewed", { product_id: "run-01" }]));
  await shop.settled(tab);
  assert.equal(shop.calls.length, before);
});

test("a no in one tab is heard in the other at once", async (shop) => {
  const one = await shop.visit();
  await button(one, "Accept all").click();
  const other = await shop.visit("/other");
  assert.deepEqual(await choices(other), ALL);
  await until("both yeses are answered", () => shop.consents.filter(({ answered }) => answered).length === 2);
  await one.evaluate(() => window.placetBanner.open());
  await button(one, "Refuse all").click();
  await other.waitForFunction(() => window.placet.consented() === false, undefined, { polling: 10 });
  assert.deepEqual(await choices(other), NONE);
});

test("an answer in one tab ends the question in the other", async (shop) => {
  const one = await shop.visit();
  const other = await shop.visit("/other");
  await isShown(other);
  await button(one, "Refuse all").click();
  await isGone(other);
  assert.deepEqual(await choices(other), NONE);
});

test("where the browser tells nothing of other tabs, a tab hears it when it is looked at", async (shop) => {
  const before = () => Object.defineProperty(window, "cookieStore", { value: undefined });
  const one = await shop.visit();
  await button(one, "Accept all").click();
  for (const look of ["visibilitychange", "focus"]) {
    const other = await shop.visit("/other", { before });
    assert.deepEqual(await choices(other), ALL);
    await one.evaluate(() => window.placetBanner.open());
    await button(one, "Refuse all").click();
    await isGone(one);
    assert.deepEqual(await choices(other), ALL, "it cannot know yet");
    await other.evaluate((look) => {
      (look === "focus" ? window : document).dispatchEvent(new Event(look));
    }, look);
    assert.deepEqual(await choices(other), NONE);
    assert.equal(await other.evaluate(() => placet.consented()), false);
    await other.close();
    await one.evaluate(() => window.placetBanner.open());
    await button(one, "Accept all").click();
    await isGone(one);
  }
});

test("a page that the back button brings back reads the choice anew", async (shop) => {
  shop.page("/", { tags: shop.banner() });
  shop.page("/other", { tags: shop.banner() });
  const tab = await shop.visit();
  await button(tab, "Accept all").click();
  await isGone(tab);
  await tab.evaluate(() => {
    window.isTheSame = true;
    window.placet.length = 0;
  });
  await tab.goto(`${shop.shop}/other`);
  await tab.waitForFunction(() => window.placetBanner);
  await tab.evaluate(() => window.placetBanner.open());
  await button(tab, "Refuse all").click();
  await isGone(tab);
  await tab.evaluate(() => history.back());
  // It was loaded before, and is not again.
  await tab.waitForURL(`${shop.shop}/`, { waitUntil: "commit" });
  await tab.waitForFunction(() => window.placetBanner);
  assert.equal(await tab.evaluate(() => window.isTheSame), true, "it is the page of before, not a new one");
  assert.deepEqual(await choices(tab), NONE);
  assert.equal(await tab.evaluate(() => window.placet.at(-1)[1].granted), false);
});

test("r068 whoever deletes the cookies is asked anew, and the yes is taken back on the page", async (shop) => {
  const tab = await shop.visit();
  await button(tab, "Accept all").click();
  await until("the yes is answered", () => shop.consents[0]?.answered);
  await shop.context.clearCookies();
  await isShown(tab);
  assert.equal(await choices(tab), undefined);
  assert.equal(await tab.evaluate(() => placet.consented()), false);
  assert.deepEqual(await shop.jar(), []);
});

const BLOCKED = {
  "takes no cookies": () =>
    Object.defineProperty(Document.prototype, "cookie", { get: () => "", set: () => undefined }),
  "throws at cookies": () =>
    Object.defineProperty(Document.prototype, "cookie", {
      get() {
        throw new DOMException("no", "SecurityError");
      },
      set() {
        throw new DOMException("no", "SecurityError");
      },
    }),
};

for (const [what, before] of Object.entries(BLOCKED)) {
  test(`where the browser ${what}, the choice holds for this page, without error or loop`, async (shop) => {
    const tab = await shop.visit("/", { before });
    await button(tab, "Accept all").click();
    await isGone(tab);
    assert.deepEqual(await choices(tab), ALL);
    assert.equal(await tab.evaluate(() => placet.consented()), true);
    await tab.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
    assert.deepEqual(await choices(tab), ALL);
    await tab.evaluate(() => window.placetBanner.open());
    await button(tab, "Refuse all").click();
    await isGone(tab);
    assert.deepEqual(await choices(tab), NONE);
    await tab.reload();
    await isShown(tab);
  });
}

test("where a secure cookie is refused on plain HTTP, a plain one is set", async (shop) => {
  const before = () => {
    const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, "cookie");
    Object.defineProperty(Document.prototype, "cookie", {
      get,
      set(text) {
        if (!/Secure/.test(text)) set.call(this, text);
      },
    });
  };
  const tab = await shop.visit("/", { before });
  await button(tab, "Refuse all").click();
  await isGone(tab);
  const [cookie] = await shop.context.cookies();
  assert.deepEqual([cookie.value, cookie.secure], ["v1.none", false]);
});

test("without script nothing is shown and nothing is set", async (shop, browser) => {
  await shop.renew(browser, { javaScriptEnabled: false });
  const tab = await shop.context.newPage();
  await tab.goto(`${shop.shop}/`);
  assert.equal(await tab.locator("placet-banner").count(), 0);
  assert.equal(await tab.locator("h1").textContent(), "Shoes");
  assert.deepEqual(await shop.context.cookies(), []);
});
