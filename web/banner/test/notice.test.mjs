// What a company writes for its banner in Placet, as the tracker puts it before the script.
import assert from "node:assert/strict";
import { ALL, button, card, choices, isGone, isShown, NONE, shopTests, toggle } from "./shop.mjs";

const test = shopTests();

const WORDS = {
  en: {
    number: 1000010,
    title: "Shall we know you again?",
    text: "Say yes, and:",
    performance: "We count visits with a program of our own.",
    advertising: { name: "Your visits", text: "Fleetfoot Sports may remember what you look at." },
  },
  fr: { number: 12 },
};

test("r065_a company's own words are shown on both layers, and the yes names them by number", async (shop) => {
  shop.notice({ question: 3, words: WORDS });
  const tab = await shop.visit();
  await isShown(tab);
  for (const layer of ["first", "second"]) {
    const text = await card(tab).textContent();
    for (const words of [
      "We count visits with a program of our own.",
      "Your visits",
      "Fleetfoot Sports may remember",
    ]) {
      assert.ok(text.includes(words), `the ${layer} layer says: ${words}`);
    }
    assert.ok(!text.includes("may recognise"), "and not ours beside them");
    if (layer === "first") {
      assert.match(text, /Shall we know you again\?Say yes, and:/);
      assert.match(
        text,
        /If you say no, none of it happens/,
        "what a no means is said whatever a company writes",
      );
      await button(tab, "Choose").click();
    }
  }
  await toggle(tab, "advertising").click();
  await button(tab, "Save choice").click();
  await isGone(tab);
  await shop.settled(tab);
  const [{ body: told }] = shop.consents;
  const { granted, words, notice, language } = told;
  assert.deepEqual(
    { granted, words, notice, language },
    { granted: true, words: 1000010, notice: "3", language: "en" },
  );
  assert.deepEqual(await shop.jar(), ["cookie-choices=v3.advertising", "cookie-disclaimer=v3"]);
});

test("where a company wrote no words of a language, ours are shown and theirs are named", async (shop) => {
  shop.notice({ words: WORDS });
  shop.page("/fr", { language: "fr" });
  const tab = await shop.visit("/fr");
  await isShown(tab);
  assert.match(await card(tab).textContent(), /Fleetfoot Sports peut reconnaître/);
  await button(tab, "Tout accepter").click();
  await isGone(tab);
  await shop.settled(tab);
  assert.deepEqual(
    shop.consents.map(({ body }) => [body.words, body.notice]),
    [[12, "1"]],
  );
});

test("r063_a new question asks everybody anew, and other words of the same question nobody", async (shop) => {
  shop.notice({ question: 1, words: {} });
  const tab = await shop.visit();
  await button(tab, "Accept all").click();
  await isGone(tab);
  shop.notice({ question: 1, words: WORDS });
  await tab.reload();
  assert.deepEqual(await choices(tab), ALL, "asked again only when more is asked for");
  shop.notice({ question: 2, words: WORDS });
  await tab.reload();
  await isShown(tab);
  assert.equal(await choices(tab), undefined);
});

test("r065_nobody is asked for what the company has no use for", async (shop) => {
  shop.notice({ asks: ["advertising"] });
  const tab = await shop.visit();
  await isShown(tab);
  assert.doesNotMatch(await card(tab).textContent(), /counted anonymously/);
  await button(tab, "Choose").click();
  assert.equal(await toggle(tab, "performance").count(), 0);
  await button(tab, "Accept all").click();
  await isGone(tab);
  assert.deepEqual(await choices(tab), { performance: false, advertising: true });
  assert.deepEqual(await shop.jar(), ["cookie-choices=v1.advertising", "cookie-disclaimer=v1"]);
});

test("r076_who else gets data is named on both layers, at the category", async (shop) => {
  shop.notice({ others: { performance: [], advertising: ["Meta Platforms Ireland", "<b>Ads</b>"] } });
  const tab = await shop.visit();
  await isShown(tab);
  for (const layer of ["first", "second"]) {
    const text = await card(tab).textContent();
    assert.equal(text.split("Data also goes to: Meta Platforms Ireland, <b>Ads</b>.").length, 2, layer);
    if (layer === "first") await button(tab, "Choose").click();
  }
});

test("a company that asks for nothing has no banner and no cookie", async (shop) => {
  shop.notice({ asks: [] });
  const tab = await shop.visit();
  await shop.settled(tab);
  assert.equal(await card(tab).count(), 0);
  assert.deepEqual(await choices(tab), NONE);
  assert.deepEqual([await shop.jar(), shop.toTracker], [[], []]);
});

test("a hostile text stays text", async (shop) => {
  const hostile = '<img src=x onerror="document.title=1"></script>';
  shop.notice({
    words: {
      en: {
        title: hostile,
        text: hostile,
        performance: hostile,
        advertising: { name: hostile, text: hostile },
      },
    },
  });
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal((await card(tab).textContent()).split(hostile).length - 1, 5);
  assert.equal(await card(tab).locator("img").count(), 0);
});

/** What Google's tags are told, command by command; anything that is no `arguments` is not heeded by them. */
const commands = (tab) =>
  tab.evaluate(() =>
    window.dataLayer?.map((one) => [Object.prototype.toString.call(one), ...Array.from(one)]),
  );

const STATES = ["ad_storage", "ad_user_data", "ad_personalization", "personalization_storage"];
const google = (command, { performance, advertising }) => {
  const word = (isGranted) => (isGranted ? "granted" : "denied");
  const state = Object.fromEntries(STATES.map((name) => [name, word(advertising)]));
  const wait = command === "default" ? { wait_for_update: 500 } : {};
  return [
    "[object Arguments]",
    "consent",
    command,
    { ...state, analytics_storage: word(performance), ...wait },
  ];
};

test("Google's tags are told no before an answer, then the answer, and each change of it", async (shop) => {
  shop.notice({ consentMode: true });
  const tab = await shop.visit();
  await isShown(tab);
  const told = [google("default", NONE)];
  assert.deepEqual(await commands(tab), told);
  await button(tab, "Choose").click();
  await toggle(tab, "performance").click();
  await button(tab, "Save choice").click();
  await isGone(tab);
  const some = { performance: true, advertising: false };
  assert.deepEqual((await commands(tab)).at(-1), google("update", some));
  await tab.evaluate(() => placetBanner.open());
  await button(tab, "Refuse all").click();
  await isGone(tab);
  assert.deepEqual((await commands(tab)).at(-1), google("update", NONE));

  await tab.evaluate(() => placetBanner.open());
  await button(tab, "Accept all").click();
  await isGone(tab);
  await tab.reload();
  assert.deepEqual(
    await commands(tab),
    [google("default", NONE), google("update", ALL)],
    "a remembered yes comes at once",
  );
});

test("Google's tags are told nothing unless the company wants it, and never a yes against the browser's no", async (shop) => {
  const tab = await shop.visit();
  await button(tab, "Accept all").click();
  await isGone(tab);
  assert.equal(await commands(tab), undefined);

  shop.notice({ consentMode: true });
  await shop.context.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  });
  await tab.reload();
  const all = await commands(tab);
  assert.ok(
    all.length >= 1 && all.every(([, , , state]) => state.ad_storage === "denied"),
    JSON.stringify(all),
  );
});

test("c16_the page hears of an answer that was just given, and of no other, so that a shop can count refusals itself", async (shop) => {
  shop.notice({ question: 2 });
  const listen = () => {
    window.answers = [];
    document.addEventListener("placet:answered", ({ detail }) => window.answers.push(detail));
  };
  await shop.context.addInitScript(listen);
  const tab = await shop.visit();
  await button(tab, "Refuse all").click();
  await isGone(tab);
  assert.deepEqual(await tab.evaluate(() => window.answers), [{ ...NONE, notice: "2" }]);
  await tab.reload();
  await shop.settled(tab);
  assert.deepEqual(await tab.evaluate(() => window.answers), [], "a remembered answer is not given again");
});
