// Every kind of page: in light and dark, on the narrowest phone and on a desktop.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { gzipSync } from "node:zlib";
import axe from "axe-core";
import { openShop } from "./served.mjs";

const PAGES = ["/", "/shoes", "/shoes/running", "/products/run-01", "/products/acc-11", "/search?q=merino"];
const OWN = ["/cart", "/checkout", "/thank-you", "/account", "/cookies", "/nothing-here"];

let shop;
before(async () => {
  shop = await openShop();
});
after(() => shop.close());

/** How far what is seen jumped while the page was drawn (Core Web Vitals' layout shift). */
const shifted = (page) =>
  page.evaluate(
    () =>
      new Promise((done) => {
        new PerformanceObserver((list) =>
          done(list.getEntries().reduce((sum, { value }) => sum + value, 0)),
        ).observe({ type: "layout-shift", buffered: true });
        requestAnimationFrame(() => requestAnimationFrame(() => done(0)));
      }),
  );

async function look(page, path) {
  await page.goto(shop.address + path);
  await page.locator("main h1").waitFor();
  const width = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(width <= 0, `${path} is ${width} pixels too wide`);
  assert.ok((await shifted(page)) < 0.01, `${path} jumps while it is drawn`);
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => axe.run(document, { resultTypes: ["violations"] }));
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join("; ")}`);
  assert.deepEqual(found, [], path);
}

for (const colorScheme of ["light", "dark"]) {
  for (const width of [320, 1280]) {
    test(`each page is accessible and stays in its place in ${colorScheme}, ${width} pixels wide`, async () => {
      const context = await shop.browser.newContext({ colorScheme, viewport: { width, height: 800 } });
      const page = await context.newPage();
      const complaints = [];
      page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
      page.on("pageerror", (error) => complaints.push(String(error)));
      for (const path of PAGES) await look(page, path);
      await page.goto(`${shop.address}/products/run-01`);
      await page.locator("[data-add]").click();
      for (const path of OWN) await look(page, path);
      // The page that is not there says so to the browser too.
      const own = complaints.filter((text) => !text.includes("404"));
      assert.deepEqual(own, [], "under a strict Content-Security-Policy");
      await context.close();
    });
  }
}

test("the other company's shop is built of the same parts", async () => {
  const hearth = await openShop({ folder: "hearth" });
  const page = await hearth.browser.newPage();
  await page.goto(`${hearth.address}/products/pan-02`);
  assert.equal(await page.title(), "Enamelled stew pot 4 l · Hearth & Loaf");
  await page.getByRole("button", { name: "Put in the cart" }).click();
  await page.getByText("In your cart: Enamelled stew pot").waitFor();
  await hearth.close();
});

test("the first page weighs little", () => {
  const weigh = (name) => gzipSync(readFileSync(new URL(`../dist/shop/${name}`, import.meta.url))).length;
  const all = ["index.html", "shop.css", "shop.js", "placet.js", "placet-banner.js"].map(weigh);
  const sum = all.reduce((one, other) => one + other);
  assert.ok(sum < 32 * 1024, `${sum} bytes: ${all}`);
});
