// Accessibility, by axe-core's rules: every layer, light and dark, phone and desktop.
import assert from "node:assert/strict";
import axe from "axe-core";
import { button, card, corner, isShown, shopTests } from "./shop.mjs";

const test = shopTests();

async function faults(tab) {
  // Evaluated by the browser's own hand, which the page's policy does not bind.
  await tab.evaluate(axe.source);
  const { violations, passes } = await tab.evaluate(() =>
    window.axe.run(document, { resultTypes: ["violations"] }),
  );
  assert.ok(
    passes.some(({ id }) => id === "color-contrast"),
    "the rules were applied",
  );
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
}

const LAYERS = {
  question: async (tab) => isShown(tab),
  choice: async (tab) => button(tab, "Choose").click(),
  corner: async (tab) => {
    await button(tab, "Refuse all").click();
    await corner(tab).waitFor({ state: "visible" });
  },
  again: async (tab) => corner(tab).click(),
};

for (const colorScheme of ["light", "dark"]) {
  for (const width of [390, 1280]) {
    test(`axe finds nothing in ${colorScheme}, ${width} pixels wide`, async (shop, browser) => {
      await shop.renew(browser, { colorScheme, viewport: { width, height: 844 } });
      const tab = await shop.visit();
      for (const [layer, reach] of Object.entries(LAYERS)) {
        await reach(tab);
        assert.deepEqual(await faults(tab), [], layer);
      }
      const [back] = await card(tab).evaluate((one) => getComputedStyle(one).backgroundColor.match(/\d+/));
      assert.equal(Number(back) > 127, colorScheme === "light", "it follows the page's scheme");
    });
  }
}

test("axe finds nothing in what is said while the browser refuses", async (shop) => {
  const before = () =>
    Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
  const tab = await shop.visit("/", { before });
  await corner(tab).click();
  assert.deepEqual(await faults(tab), []);
});
