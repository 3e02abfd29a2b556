import assert from "node:assert/strict";
import { until } from "../../sdk/test/stage.mjs";
import {
  ALL,
  button,
  CATEGORIES,
  card,
  choices,
  days,
  isGone,
  isShown,
  NONE,
  shopTests,
  toggle,
} from "./shop.mjs";

const test = shopTests();

const NO = ["cookie-choices=v1.none"];
const YES = ["cookie-choices=v1.performance.advertising", "cookie-disclaimer=v1"];

/** Everything the page could still do has been done: minutes have passed. */
const silent = async (shop, tab) => {
  await shop.settled(tab);
  assert.deepEqual(shop.toTracker, []);
};

test("r062_c16 before a choice there is no cookie and no request to the tracker", async (shop) => {
  const tab = await shop.visit("/", { clock: true });
  await isShown(tab);
  await tab.evaluate(() => placet.push(["track", "Product Viewed", { product_id: "run-01" }]));
  assert.deepEqual(await shop.jar(), []);
  assert.equal(await choices(tab), undefined);
  await silent(shop, tab);
});

test("r064_c16 after a no exactly one cookie stands, the same for everybody, and the tracker hears nothing", async (shop) => {
  const tab = await shop.visit("/", { clock: true });
  await tab.evaluate(() => placet.push(["track", "Product Viewed", { product_id: "run-01" }]));
  await button(tab, "Refuse all").click();
  await isGone(tab);
  const all = await shop.context.cookies();
  assert.equal(all.length, 1);
  const [cookie] = all;
  const { name, value, domain, path, secure, sameSite } = cookie;
  assert.deepEqual(
    { name, value, domain, path, secure, sameSite },
    {
      name: "cookie-choices",
      value: "v1.none",
      domain: "shop.localhost",
      path: "/",
      secure: true,
      sameSite: "Lax",
    },
  );
  assert.ok(days(cookie) > 179 && days(cookie) <= 180, `${days(cookie)} days`);
  assert.equal(await tab.evaluate(() => placet.consented()), false);
  await silent(shop, tab);
  await tab.goto(`${shop.shop}/other`);
  await tab.waitForFunction(() => window.placet?.consented?.() === false);
  await tab.evaluate(() => placet.track("Product Viewed", { product_id: "run-02" }));
  await silent(shop, tab);
  assert.deepEqual(await shop.jar(), NO);
});

test("r064_c10 a yes leaves two cookies of thirteen months at most, and the SDK hears it", async (shop) => {
  const tab = await shop.visit();
  await tab.evaluate(() => placet.push(["track", "Product Viewed", { product_id: "run-01" }]));
  await button(tab, "Accept all").click();
  await isGone(tab);
  assert.deepEqual(await shop.jar(), YES);
  for (const cookie of await shop.context.cookies(shop.shop)) {
    assert.ok(days(cookie) > 389 && days(cookie) <= 390, `${cookie.name}: ${days(cookie)} days`);
    assert.deepEqual([cookie.secure, cookie.sameSite, cookie.path], [true, "Lax", "/"]);
    assert.equal(cookie.domain, "shop.localhost", "not the tracker's host nor any other");
  }
  assert.deepEqual(await shop.names(1), ["Product Viewed"]);
  const { granted, place, language } = shop.consents[0].body;
  assert.deepEqual({ granted, place, language }, { granted: true, place: `${shop.shop}/`, language: "en" });
  assert.deepEqual(await choices(tab), ALL);
});

test("r065 nothing is ticked beforehand, what is necessary has no switch, and how long a yes holds is said", async (shop) => {
  const tab = await shop.visit();
  await button(tab, "Choose").click();
  const switches = tab.locator("placet-banner").getByRole("switch");
  assert.equal(await switches.count(), 2);
  for (const category of CATEGORIES) assert.equal(await toggle(tab, category).isChecked(), false);
  const texts = await card(tab).locator("li p").allTextContents();
  assert.equal(texts.length, 3);
  assert.match(await card(tab).locator("h2 + p").textContent(), /A yes holds for at most 13 months/);
  await button(tab, "Save choice").click();
  assert.deepEqual(await shop.jar(), NO, "what was not turned on is a no");
});

test("r065 a partial yes is a yes to that category alone", async (shop) => {
  const tab = await shop.visit("/", { clock: true });
  await button(tab, "Choose").click();
  await toggle(tab, "performance").click();
  await button(tab, "Save choice").click();
  await isGone(tab);
  assert.deepEqual(await shop.jar(), ["cookie-choices=v1.performance", "cookie-disclaimer=v1"]);
  const [cookie] = await shop.context.cookies(shop.shop);
  assert.ok(days(cookie) > 389 && days(cookie) <= 390);
  assert.deepEqual(await choices(tab), { performance: true, advertising: false });
  assert.equal(await tab.evaluate(() => placet.consented()), false);
  await silent(shop, tab);
});

test("r063 an answer is remembered without asking again, and a visit does not prolong it", async (shop) => {
  for (const [name, standing] of [
    ["Refuse all", NONE],
    ["Accept all", ALL],
  ]) {
    await shop.context.clearCookies();
    const tab = await shop.visit();
    await button(tab, name).click();
    await isGone(tab);
    const before = await shop.context.cookies(shop.shop);
    for (const path of ["/other", "/", "/other"]) {
      await tab.goto(shop.shop + path);
      await tab.waitForFunction(() => window.placet?.consented?.() !== undefined);
      assert.equal(await tab.evaluate(() => placet.consented()), standing.advertising);
      assert.deepEqual(await choices(tab), standing);
      assert.equal(await card(tab).count(), 0, "it asks once");
    }
    assert.deepEqual(await shop.context.cookies(shop.shop), before);
    await tab.close();
  }
});

test("r050 withdrawing takes as many clicks as giving, tells the tracker once, and leaves what a refusal leaves", async (shop) => {
  shop.page("/", { body: "<button data-placet-choices>Cookies</button>" });
  const tab = await shop.visit("/", { clock: true });
  const clicks = async (name) => {
    await tab.getByRole("button", { name: "Cookies", exact: true }).click();
    await button(tab, name).click();
    await isGone(tab);
  };
  await clicks("Accept all");
  await until("the yes is answered", () => shop.consents[0]?.answered);
  await clicks("Refuse all");
  assert.deepEqual(await shop.jar(), NO);
  await shop.settled(tab);
  assert.deepEqual(
    shop.calls.map(({ body }) => body.granted),
    [true, false],
  );
  await tab.getByRole("button", { name: "Cookies", exact: true }).click();
  for (const category of CATEGORIES) assert.equal(await toggle(tab, category).isChecked(), false);
});

test("opened again it shows the standing choice, and closing it changes nothing", async (shop) => {
  shop.page("/", { body: "<button data-placet-choices>Cookies</button>" });
  const tab = await shop.visit();
  await button(tab, "Choose").click();
  await toggle(tab, "advertising").click();
  await button(tab, "Save choice").click();
  const kept = ["cookie-choices=v1.advertising", "cookie-disclaimer=v1"];
  assert.deepEqual(await shop.jar(), kept);
  await tab.reload();
  await tab.getByRole("button", { name: "Cookies", exact: true }).click();
  assert.equal(await toggle(tab, "advertising").isChecked(), true);
  assert.equal(await toggle(tab, "performance").isChecked(), false);
  await toggle(tab, "advertising").click();
  await button(tab, "Close").click();
  await isGone(tab);
  assert.deepEqual(await shop.jar(), kept);
  assert.deepEqual(await choices(tab), { performance: false, advertising: true });
});

test("Escape is not a yes: nothing is stored, nothing is said, and the next page asks again", async (shop) => {
  for (const from of ["page", "question", "choice"]) {
    const tab = await shop.visit("/", { clock: true });
    await isShown(tab);
    if (from === "question") await button(tab, "Accept all").focus();
    if (from === "choice") {
      await button(tab, "Choose").click();
      await toggle(tab, "advertising").click();
    }
    await tab.keyboard.press("Escape");
    await isGone(tab);
    assert.deepEqual(await shop.jar(), []);
    assert.equal(await choices(tab), undefined);
    await silent(shop, tab);
    await tab.goto(`${shop.shop}/other`);
    await isShown(tab);
    await tab.close();
  }
});

test("a new version of the notice asks again, whatever was answered before", async (shop) => {
  shop.page("/new", { tags: shop.banner('data-version="2026-05.b"') + shop.sdk() });
  for (const name of ["Refuse all", "Accept all"]) {
    await shop.context.clearCookies();
    const tab = await shop.visit();
    await button(tab, name).click();
    await isGone(tab);
    await tab.goto(`${shop.shop}/new`);
    await isShown(tab);
    assert.equal(await choices(tab), undefined, "the old answer was to another question");
    await button(tab, name).click();
    await isGone(tab);
    const yes = ["cookie-choices=v2026-05.b.performance.advertising", "cookie-disclaimer=v2026-05.b"];
    assert.deepEqual(await shop.jar(), name === "Refuse all" ? ["cookie-choices=v2026-05.b.none"] : yes);
    await tab.reload();
    await tab.waitForFunction(() => window.placetBanner?.choices());
    await tab.close();
  }
});

const UNREADABLE = [
  ["nothing", ""],
  ["another program's", "{%22level%22:[%22necessary%22]}"],
  ["an unknown category", "v1.performance.everything"],
  ["twice the same", "v1.performance.performance"],
  ["in another order", "v1.advertising.performance"],
  ["both yes and no", "v1.none.advertising"],
  ["too much", "v1.performance.advertising.1700000000"],
  ["no category", "v1"],
  ["the bare word", "true"],
];

test("what cannot be read is no answer: it asks again", async (shop) => {
  for (const [what, value] of UNREADABLE) {
    await shop.context.addCookies([
      { name: "cookie-choices", value, url: shop.shop },
      { name: "cookie-disclaimer", value: "v1", url: shop.shop },
    ]);
    const tab = await shop.visit();
    await isShown(tab);
    assert.equal(await choices(tab), undefined, what);
    await button(tab, "Refuse all").click();
    assert.deepEqual(await shop.jar(), NO, what);
    await tab.close();
  }
});

test("a yes without the version it was given to is no answer", async (shop) => {
  await shop.context.addCookies([{ name: "cookie-choices", value: "v1.advertising", url: shop.shop }]);
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal(await choices(tab), undefined);
});

test("of several answers the strictest counts, so that no other part of the site turns a no into a yes", async (shop) => {
  const path = { domain: "shop.localhost", path: "/other" };
  await shop.context.addCookies([
    { name: "cookie-choices", value: "v1.performance.advertising", ...path },
    { name: "cookie-disclaimer", value: "v1", ...path },
    { name: "cookie-choices", value: "v1.none", url: shop.shop },
  ]);
  const tab = await shop.visit("/other");
  assert.deepEqual(await choices(tab), NONE);
  assert.equal(await card(tab).count(), 0);
});
