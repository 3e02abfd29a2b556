// Accessibility by axe-core's rules, on every page, light and dark, at a desk and on a phone.
import assert from "node:assert/strict";
import axe from "axe-core";
import { button, houseTests } from "./house.mjs";
import { GATES, PAGES } from "./pages.mjs";

const test = houseTests();

async function faults(tab) {
  await tab.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
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

const MODES = {
  "light, at a desk": { colorScheme: "light" },
  "dark, at a desk": { colorScheme: "dark" },
  "dark, on a phone": { colorScheme: "dark", viewport: { width: 390, height: 844 } },
};

for (const [mode, options] of Object.entries(MODES)) {
  test(`axe finds nothing on any page (${mode})`, async ({ house, visit }) => {
    house.world.rows = 12;
    const tab = await visit("/t/1", { ...options, reducedMotion: "reduce" });
    for (const [path, title] of [...PAGES, ...GATES]) {
      if (path === GATES[0][0]) house.endSession();
      await tab.goto(house.origin + path);
      await tab.getByRole("heading", { level: 1, name: title }).waitFor();
      assert.deepEqual(await faults(tab), [], path);
      const wide = await tab.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wide <= 0, `${path} is ${wide} pixels wider than the window`);
    }
  });
}

const DIALOGS = [
  ["/t/1/profiles/prof_1", "Show address"],
  ["/t/1/profiles/prof_1", "Ledger entry 1,812"],
  ["/t/1/journeys/1", "Pause"],
  ["/t/1/declarations", "Declare an event"],
  ["/t/1/settings/keys", "New key"],
  ["/t/1/settings/keys", "Lines for the shop's pages with Shop"],
  ["/t/1/settings/members", "Invite a member"],
  ["/account", "Set up"],
  ["/account", "Change e-mail"],
];

for (const colorScheme of ["light", "dark"]) {
  test(`axe finds nothing in dialogs (${colorScheme})`, async ({ house, visit }) => {
    const tab = await visit("/t/1", { colorScheme, reducedMotion: "reduce" });
    for (const [path, name] of DIALOGS) {
      await tab.goto(house.origin + path);
      await button(tab, name).click();
      await tab.getByRole("dialog").waitFor();
      assert.deepEqual(await faults(tab), [], name);
    }
  });
}
