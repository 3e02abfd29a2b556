// The banner as a guest on a page: whatever the page is like, it can be read, reached and answered.
import assert from "node:assert/strict";
import { ALL, button, card, choices, corner, isGone, isShown, NONE, shopTests, toggle } from "./shop.mjs";

const test = shopTests();

/** What has the focus, in the banner or on the page. */
const focused = (tab) =>
  tab.evaluate(() => {
    const inside = document.querySelector("placet-banner")?.shadowRoot.activeElement;
    return (inside ?? document.activeElement).textContent.trim().slice(0, 40);
  });

test("the banner takes no focus, yet comes first by keyboard, a no before a yes", async (shop) => {
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal(await tab.evaluate(() => document.activeElement === document.body), true);
  const order = [];
  for (let n = 0; n < 5; n++) {
    await tab.keyboard.press("Tab");
    order.push(await focused(tab));
  }
  assert.deepEqual(order, ["Cookie policy", "Refuse all", "Accept all", "Choose", "First of the page"]);
});

test("the whole choice can be made by keyboard, and the focus comes back to what opened it", async (shop) => {
  shop.page("/", { body: "<button data-placet-choices>Cookies</button>" });
  const tab = await shop.visit();
  await button(tab, "Choose").press("Enter");
  assert.equal(await focused(tab), "Your cookie choices", "what was asked for has the focus");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Tab");
  await tab.keyboard.press("Space");
  assert.equal(await toggle(tab, "performance").isChecked(), true);
  await button(tab, "Save choice").press("Enter");
  await isGone(tab);
  assert.deepEqual(await choices(tab), { performance: true, advertising: false });
  await tab.getByRole("button", { name: "Cookies", exact: true }).press("Enter");
  await isShown(tab);
  await tab.keyboard.press("Escape");
  await isGone(tab);
  assert.equal(await focused(tab), "Cookies");
});

test("screen readers hear that there is a question, and that it is answered", async (shop) => {
  const tab = await shop.visit();
  const status = tab.locator("placet-banner").getByRole("status");
  await status.filter({ hasText: "A question about cookies is at the start of this page." }).waitFor();
  await tab.getByRole("region", { name: "May we remember your visit?" }).waitFor();
  await button(tab, "Refuse all").click();
  await status.filter({ hasText: "Your choice is made." }).waitFor();
});

test("a no and a yes are of one style and one size", async (shop, browser) => {
  for (const width of [320, 390, 1280]) {
    await shop.renew(browser, { viewport: { width, height: 800 } });
    const tab = await shop.visit();
    for (const layer of ["question", "choice"]) {
      if (layer === "choice") await button(tab, "Choose").press("Enter");
      const looks = [];
      for (const name of ["Refuse all", "Accept all"]) {
        looks.push(
          await button(tab, name).evaluate((one) => {
            const { font, color, backgroundColor, borderColor, textDecoration } = getComputedStyle(one);
            const { width, height } = one.getBoundingClientRect();
            return { font, color, backgroundColor, borderColor, textDecoration, width, height };
          }),
        );
      }
      assert.deepEqual(looks[0], looks[1], `${layer} at ${width}`);
      assert.ok(looks[0].height >= 44, "large enough for a thumb");
    }
  }
});

test("the second half of a double click answers nothing", async (shop, browser) => {
  await shop.renew(browser, { viewport: { width: 390, height: 844 } });
  const tab = await shop.visit();
  await button(tab, "Choose").dblclick();
  await button(tab, "Save choice").waitFor();
  assert.equal(await choices(tab), undefined);
});

test("the page stays usable: it scrolls, and what is beside the banner can be clicked", async (shop) => {
  shop.page("/", { body: "<button id=above>Above</button><p>Shoes</p>".repeat(1) });
  shop.files.set("/scheme.css", "body { height: 5000px }");
  const tab = await shop.visit();
  await isShown(tab);
  await tab.locator("#above").click({ timeout: 2_000 });
  await tab.mouse.move(900, 100);
  await tab.mouse.wheel(0, 400);
  await tab.waitForFunction(() => scrollY > 0);
});

test("rules of the page do not reach it, not even the rudest", async (shop) => {
  shop.files.set(
    "/scheme.css",
    `* { display: none !important; opacity: 0 !important; font-size: 2px !important; position: static !important }
     html, body { display: block !important; opacity: 1 !important } html { font-size: 10px }
     * { --back: red !important; --text: red !important }
     placet-banner, html > * { visibility: hidden; transform: scale(0); pointer-events: none; color: red; z-index: -1 }
     button, input, section { display: none !important; color: transparent !important }`,
  );
  const tab = await shop.visit();
  await isShown(tab);
  const { width, height } = await card(tab).boundingBox();
  assert.ok(width > 300 && height > 150, `${width} × ${height}`);
  const look = await card(tab).evaluate((one) => {
    const { position, color, visibility } = getComputedStyle(one);
    return { position, color, visibility };
  });
  assert.deepEqual(look, { position: "fixed", color: "rgb(0, 0, 0)", visibility: "visible" });
  await button(tab, "Refuse all").click();
  await isGone(tab);
});

test("the company's name is text, whatever it holds", async (shop) => {
  const company = "<img src=x onerror=document.title='owned'> & $&' Söhne";
  shop.page("/", { tags: shop.banner(`data-company="${company.replace("&", "&amp;")}"`) });
  const tab = await shop.visit();
  assert.ok((await card(tab).textContent()).includes(`${company} may recognise`));
  assert.equal(await tab.locator("placet-banner img").count(), 0);
  assert.equal(await tab.title(), "Shoes");
});

test("loaded twice it asks once and tells once", async (shop) => {
  shop.page("/", { tags: shop.banner() + shop.banner('data-company="Another"') });
  const tab = await shop.visit();
  await tab.waitForLoadState("load");
  assert.equal(await tab.locator("placet-banner").count(), 1);
  await button(tab, "Accept all").click();
  assert.equal(await tab.evaluate(() => window.placet.length), 1);
});

test("run in the head, before there is a body, it asks before the page has come", async (shop) => {
  shop.page("/", { tags: shop.banner().replace(" async", ""), body: "<script src='/body.js'></script>" });
  shop.files.set(
    "/body.js",
    "window.found = document.querySelector('placet-banner')?.nextElementSibling?.nodeName",
  );
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal(await tab.evaluate(() => window.found), "BODY");
});

test("an app that replaces its body, or all there is, leaves it standing and first", async (shop) => {
  const tab = await shop.visit();
  await tab.evaluate(() => document.body.replaceWith(document.createElement("body")));
  await isShown(tab);
  await tab.evaluate(() => document.documentElement.replaceChildren(document.createElement("body")));
  await isShown(tab);
  await tab.waitForFunction(
    () => document.querySelector("placet-banner")?.nextElementSibling === document.body,
  );
  await button(tab, "Accept all").click();
  await isGone(tab);
});

test("whatever bears data-placet-choices opens it, now or added later, even where clicks are stopped", async (shop) => {
  const link = "<a href='/cookies' data-placet-choices><b>Cookies</b></a>";
  shop.page("/", { body: link });
  const tab = await shop.visit();
  await button(tab, "Refuse all").click();
  await isGone(tab);
  assert.equal(await corner(tab).isVisible(), false, "the page has its own");
  await tab.locator("a b").click();
  await isShown(tab);
  assert.equal(tab.url(), `${shop.shop}/`, "it is not followed as a link");
  await button(tab, "Close").click();
  await tab.evaluate((link) => {
    document.body.innerHTML = "";
    document.body.attachShadow({ mode: "open" }).innerHTML = link;
    document.body.addEventListener("click", (event) => event.stopImmediatePropagation(), true);
  }, link);
  await tab.locator("a b").click();
  await isShown(tab);
});

test("a page without such an element gets a button in the corner, and loses it when it has one", async (shop) => {
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal(await corner(tab).isVisible(), false, "while it asks there is no need of it");
  await button(tab, "Accept all").click();
  await corner(tab).click();
  await isShown(tab);
  await button(tab, "Close").press("Enter");
  await corner(tab).waitFor({ state: "visible" });
  assert.equal(await focused(tab), "Cookie choices");
  await tab.evaluate(() => document.body.append(Object.assign(document.createElement("p"), { id: "own" })));
  await tab.evaluate(() => document.querySelector("#own").setAttribute("data-placet-choices", ""));
  await tab.evaluate(() => document.body.append("changed"));
  await corner(tab).waitFor({ state: "hidden" });
});

test("other scripts learn the choice by an event when it is known and at each change, and by a call", async (shop) => {
  const before = () => {
    window.heard = [];
    document.addEventListener("placet:choices", ({ detail }) => window.heard.push({ ...detail }));
  };
  const tab = await shop.visit("/", { before });
  assert.equal(await choices(tab), undefined);
  assert.deepEqual(await tab.evaluate(() => window.heard), [], "before an answer there is nothing to hear");
  await button(tab, "Accept all").click();
  await tab.evaluate(() => window.placetBanner.open());
  await button(tab, "Accept all").click();
  await tab.evaluate(() => window.placetBanner.open());
  await button(tab, "Refuse all").click();
  assert.deepEqual(await tab.evaluate(() => window.heard), [ALL, NONE]);
  await tab.reload();
  await tab.waitForFunction(() => window.heard.length);
  assert.deepEqual(await tab.evaluate(() => window.heard), [NONE]);
  await tab.evaluate(() => {
    window.placetBanner.choices().advertising = true;
  });
  assert.deepEqual(await choices(tab), NONE, "nobody changes it from outside");
});

test("scripts that wait for a category run after its yes, in order, and once", async (shop) => {
  for (const name of ["p1", "p2", "a1", "late"])
    shop.files.set(`/${name}.js`, `(window.ran ??= []).push("${name}")`);
  shop.allowed = " 'nonce-n0nce'";
  const wait = (category, rest, text = "") =>
    `<script type="text/plain" data-placet-category="${category}" ${rest}>${text}</script>`;
  shop.page("/", {
    body:
      wait("performance", 'src="/p1.js"') +
      wait("performance", 'src="/p2.js"') +
      wait("advertising", 'src="/a1.js"') +
      wait("performance", 'nonce="n0nce"', '(window.ran ??= []).push("inline")') +
      wait("performance", "", '(window.ran ??= []).push("unvouched")'),
  });
  const ran = (tab) => tab.evaluate(() => window.ran ?? []);
  const tab = await shop.visit();
  await isShown(tab);
  assert.deepEqual(await ran(tab), []);
  assert.ok(!shop.asked.some((address) => address.endsWith("p1.js")), "not even fetched");
  await button(tab, "Choose").click();
  await toggle(tab, "performance").click();
  await button(tab, "Save choice").click();
  await tab.waitForFunction(() => window.ran?.length === 3);
  const order = await ran(tab);
  assert.deepEqual(
    order.filter((name) => name !== "inline"),
    ["p1", "p2"],
  );
  assert.ok(order.includes("inline"));
  await tab.evaluate(() => {
    const late = document.createElement("script");
    late.type = "text/plain";
    late.dataset.placetCategory = "performance";
    late.src = "/late.js";
    document.body.append(late);
  });
  await tab.waitForFunction(() => window.ran.includes("late"));
  await corner(tab).click();
  await button(tab, "Accept all").click();
  await tab.waitForFunction(() => window.ran.includes("a1"));
  assert.equal((await ran(tab)).length, 5, "each once, and never the one nobody vouches for");
});

test("it speaks the page's language, the one it is told, or English", async (shop) => {
  const cases = [
    ["ro", "", "Refuz toate", "ro"],
    ["fr-CA", "", "Tout refuser", "fr"],
    ["en", 'data-language="ro-RO"', "Refuz toate", "ro"],
    ["de", "", "Refuse all", "en"],
    ["ro", 'data-language="constructor"', "Refuz toate", "ro"],
    ["", "", "Refuse all", "en"],
  ];
  for (const [language, attributes, refuse, spoken] of cases) {
    await shop.context.clearCookies();
    shop.page("/", { language, tags: shop.banner(attributes) });
    const tab = await shop.visit();
    assert.equal(await tab.locator("placet-banner #room").getAttribute("lang"), spoken);
    await button(tab, refuse).click();
    assert.equal(await tab.evaluate(() => window.placet[0][1].language), spoken);
    await tab.close();
  }
});

test("on a page that reads from right to left its own words still read from left to right", async (shop) => {
  shop.page("/", { html: 'dir="rtl"', language: "ar" });
  const tab = await shop.visit();
  await isShown(tab);
  assert.equal(await card(tab).evaluate((one) => getComputedStyle(one).direction), "ltr");
  const { x, width } = await card(tab).boundingBox();
  assert.ok(x >= 0 && x + width <= 1280);
});

test("a tag that says too little or nonsense is warned of, and the visitor is asked all the same", async (shop) => {
  shop.page("/", {
    tags: '<script src="/placet-banner.js" data-version="one; Domain=example" async></script>',
  });
  const tab = await shop.visit("/", { warnings: true });
  assert.deepEqual(tab.warnings.sort(), [
    "placet: data-company needs the name of the company that asks",
    "placet: data-policy needs the address of the cookie policy",
    "placet: data-version takes 32 letters, digits, dots and hyphens at most",
  ]);
  assert.match(await card(tab).textContent(), /shop\.localhost may recognise/);
  await button(tab, "Refuse all").click();
  assert.deepEqual(await shop.jar(), ["cookie-choices=v1.none"]);
});

test("with text at twice its size nothing is cut off on a phone, and nothing needs scrolling sideways", async (shop, browser) => {
  await shop.renew(browser, { viewport: { width: 390, height: 844 } });
  for (const language of ["en", "ro", "fr"]) {
    shop.page("/", { language });
    const tab = await shop.visit();
    const session = await shop.context.newCDPSession(tab);
    await session.send("Page.setFontSizes", { fontSizes: { standard: 32, fixed: 26 } });
    for (const layer of ["question", "choice"]) {
      if (layer === "choice") await tab.locator("placet-banner .quiet").click();
      const box = await card(tab).evaluate((one) => ({
        size: Number.parseFloat(getComputedStyle(one).fontSize),
        sideways: one.scrollWidth - one.clientWidth,
        top: one.getBoundingClientRect().top,
        words: [...one.querySelectorAll("button")].filter((each) => each.scrollWidth > each.clientWidth)
          .length,
      }));
      assert.equal(box.size, 32);
      assert.deepEqual([box.sideways, box.words], [0, 0], `${language}, ${layer}`);
      assert.ok(box.top >= 0);
    }
    await tab.locator("placet-banner .both").first().click();
    await isGone(tab);
    await shop.context.clearCookies();
    await tab.close();
  }
});

test("who asks for less motion sees none", async (shop, browser) => {
  for (const [reducedMotion, seconds] of [
    ["reduce", "0s"],
    ["no-preference", "0.2s"],
  ]) {
    await shop.renew(browser, { reducedMotion });
    const tab = await shop.visit();
    const look = await card(tab).evaluate((one) => getComputedStyle(one).transitionDuration);
    assert.equal(look, seconds);
  }
});

test("its colours are the page's to choose", async (shop) => {
  shop.files.set(
    "/scheme.css",
    ":root { --placet-accent: rgb(0 80 40); --placet-accent-text: rgb(255 255 200); --placet-background: rgb(250 250 240) }",
  );
  const tab = await shop.visit();
  const look = await button(tab, "Refuse all").evaluate((one) => {
    const { backgroundColor, color } = getComputedStyle(one);
    return [backgroundColor, color, getComputedStyle(one.closest("section")).backgroundColor];
  });
  assert.deepEqual(look, ["rgb(0, 80, 40)", "rgb(255, 255, 200)", "rgb(250, 250, 240)"]);
});
