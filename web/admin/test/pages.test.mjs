import assert from "node:assert/strict";
import { button, heading, houseTests, until } from "./house.mjs";
import { GATES, PAGES } from "./pages.mjs";

const test = houseTests();

test("every page opens under the strict policy, and HTML in names stays text", async ({ house, visit }) => {
  house.world.rows = 12;
  const tab = await visit("/t/1");
  for (const [path, title] of [...PAGES, ...GATES]) {
    if (path === GATES[0][0]) house.endSession();
    await tab.goto(house.origin + path);
    await heading(tab, title).waitFor();
    await tab.waitForFunction(() => !document.querySelector('[aria-busy="true"]'));
    assert.equal(await tab.evaluate(() => window.broken), undefined, path);
    assert.equal(await tab.locator("img[onerror], main b").count(), 0, path);
    assert.equal(await tab.title(), `${title} · Placet`);
    assert.equal(await tab.locator("style").count(), 0, `${path} adds a <style>`);
  }
});

test("a list of 100,000 rows is read page by page", async ({ house, visit }) => {
  const tab = await visit("/t/1/messages");
  const rows = tab.locator("tbody tr");
  await until("the first page is there", async () => (await rows.count()) === 50);
  await button(tab, "Load more").click();
  await until("the second page is there", async () => (await rows.count()) === 100);
  const asked = house.requests("GET", /messages$/).map(({ search }) => search);
  assert.deepEqual(asked, ["?limit=50", "?limit=50&cursor=50"]);
});

test("a page that failed to follow leaves those before it", async ({ house, visit }) => {
  const { Refusal } = await import("./api.mjs");
  const tab = await visit("/t/1/orders");
  await tab.getByRole("table").waitFor();
  house.plan("GET", /orders$/, { refusal: new Refusal(500, "internal", { request: "req_3" }), times: 3 });
  await button(tab, "Load more").click();
  await tab.getByText("req_3").waitFor();
  assert.equal(await tab.locator("tbody tr").count(), 50);
  await button(tab, "Load more").click();
  await until("the second page is there", async () => (await tab.locator("tbody tr").count()) === 100);
});

test("an empty list says what to do next", async ({ house, visit }) => {
  house.world.rows = 0;
  const tab = await visit("/t/1/orders");
  await tab.getByText("No orders here").waitFor();
  await tab.goto(`${house.origin}/t/1/messages?state=failed`);
  await tab.getByRole("link", { name: "Show all messages" }).click();
  await tab.getByText("No messages yet").waitFor();
});

test("the navigation shows what the role may see, and no more", async ({ visit }) => {
  const tab = await visit("/t/1");
  const nav = tab.getByRole("navigation");
  await heading(tab, "Overview").waitFor();
  assert.equal(await nav.getByRole("link").count(), 21);
  await tab.getByLabel("Tenant").selectOption("2");
  await until("the other tenant's links are there", async () => (await nav.getByRole("link").count()) === 4);
  await heading(tab, "Messages").waitFor();
  assert.deepEqual(await nav.getByRole("link").allInnerTexts(), [
    "Messages",
    "Profiles",
    "All tenants",
    "Installation log",
  ]);
});

test("going somewhere leads the focus to the heading, and the skip link to the content", async ({
  visit,
}) => {
  const tab = await visit("/t/1");
  await heading(tab, "Overview").waitFor();
  await tab.keyboard.press("Tab");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Skip to the content");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.evaluate(() => document.activeElement.id), "main");
  await tab.getByRole("link", { name: "Orders", exact: true }).press("Enter");
  await heading(tab, "Orders").waitFor();
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Orders");
});

test("on a phone the navigation is a drawer that holds the focus and gives it back", async ({ visit }) => {
  const tab = await visit("/t/1/orders", { viewport: { width: 390, height: 844 } });
  await heading(tab, "Orders").waitFor();
  await button(tab, "Menu").press("Enter");
  await tab.getByRole("dialog").waitFor();
  await tab.keyboard.press("Escape");
  assert.equal(await tab.evaluate(() => document.activeElement.textContent), "Menu");
  await button(tab, "Menu").press("Enter");
  await tab.getByRole("dialog").getByRole("link", { name: "Members" }).click();
  await heading(tab, "Members").waitFor();
  assert.equal(await tab.getByRole("dialog").count(), 0);
});

test("the colours are those of the system until they are chosen, and stay chosen", async ({ visit }) => {
  const tab = await visit("/t/1", { colorScheme: "dark" });
  const scheme = () => tab.evaluate(() => document.documentElement.dataset.mantineColorScheme);
  await heading(tab, "Overview").waitFor();
  assert.equal(await scheme(), "dark");
  await button(tab, "Light").click();
  assert.equal(await scheme(), "light");
  await tab.reload();
  await heading(tab, "Overview").waitFor();
  assert.equal(await scheme(), "light");
  await button(tab, "System").click();
  assert.equal(await scheme(), "dark");
});

test("filters and searches stand in the address, so that they can be shared and gone back to", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/items");
  await tab.getByLabel("Title, brand or SKU").fill("nothing");
  await tab.keyboard.press("Enter");
  await tab.getByText("No item has “nothing” in its title, brand or SKU.").waitFor();
  assert.equal(new URL(tab.url()).search, "?search=nothing");
  await tab.goto(`${house.origin}/t/1/orders?attributed=true`);
  await tab.getByRole("table").waitFor();
  assert.match(house.requests("GET", /orders$/).at(-1).search, /attributed=true/);
});

test("a search that has found nothing yet goes on by itself", async ({ house, visit }) => {
  const tab = await visit("/t/1/items?search=late");
  await tab.getByText("1 in all").waitFor();
  assert.equal(house.requests("GET", /items$/).length, 3);
});

test("the log is narrowed to a member and an action, and says what was changed", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings/audit");
  await tab.getByText("From: changed").first().waitFor();
  await tab.getByLabel("Member").selectOption("ana@shop.example");
  await tab.getByLabel("What").selectOption("Looked at an address");
  await until("both filters are asked for", () =>
    house.requests("GET", /audit$/).some(({ search }) => /member=mem_1&action=contacts%3Aview/.test(search)),
  );
  assert.match(new URL(tab.url()).search, /member=mem_1/);
  await tab.getByRole("link", { name: "Installation log" }).click();
  await heading(tab, "Installation log").waitFor();
  await tab.getByText("Role: – → Operator").first().waitFor();
  await tab.getByRole("link", { name: "mem_1" }).first().click();
  await tab.getByRole("link", { name: "Show everybody's" }).waitFor();
});

test("what is not there, or not for one's role, leaves the navigation and the tenant", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/2/messages");
  await heading(tab, "Messages").waitFor();
  const nav = tab.getByRole("navigation");
  for (const [path, title, tenant] of [
    ["/t/2/nowhere", "Not found", "2"],
    ["/t/99/messages", "Not found", "1"],
    ["/nowhere", "Not found", "1"],
    ["/t/2/settings/audit", "Audit log", "2"],
    ["/t/2/orders", "Orders", "2"],
  ]) {
    await tab.goto(house.origin + path);
    await heading(tab, title).waitFor();
    assert.equal(await tab.getByLabel("Tenant").inputValue(), tenant, path);
    assert.ok((await nav.getByRole("link").count()) >= 4, path);
  }
  await tab.getByText("Your role does not allow this.").waitFor();
  assert.equal(await tab.getByRole("main").getByRole("group").count(), 0, "no filters of what is not shown");
  assert.equal(house.requests("GET", /orders$|audit$/).length, 0, "nothing is asked that may not be seen");
});

test("who is signed in goes on from the door to where they wanted", async ({ house, visit }) => {
  const tab = await visit("/sign-in");
  await heading(tab, "Overview").waitFor();
  await tab.goto(`${house.origin}/sign-in?to=/t/1/messages?state=rejected`);
  await heading(tab, "Messages").waitFor();
  assert.equal(new URL(tab.url()).search, "?state=rejected");
});

test("who may read declarations and not what comes in sees what is declared, and for what", async ({
  house,
  visit,
}) => {
  Object.assign(house.world.me.tenants[0], { role: "marketer", may: ["declarations:read"] });
  const tab = await visit("/t/1/declarations");
  const row = tab.getByRole("row", { name: /Wishlist Shared/ });
  await row.getByText("Recognition and shop behaviour").waitFor();
  await row.getByText("list_size (Count)").waitFor();
  assert.equal(await tab.getByRole("button", { name: /Declare|End/ }).count(), 0);
  assert.equal(await tab.getByRole("columnheader", { name: "Action" }).count(), 0);
  assert.equal(await tab.getByText("Declare one with a purpose").count(), 0);
  assert.equal(await tab.getByRole("link", { name: "Events", exact: true }).count(), 0);
});

test("a consent says how long it holds, whose it is and what its entry of the ledger rests on", async ({
  visit,
}) => {
  const tab = await visit("/t/1/profiles/prof_1");
  await tab.getByText(/^Holds until 9 Oct 2029/).waitFor();
  await tab.getByText(/^Held until 18 Nov 2026/).waitFor();
  assert.equal(await tab.locator("#con_1").count(), 1);
  assert.equal(await tab.getByRole("link", { name: "E-mail" }).first().getAttribute("href"), "#con_1");
  await button(tab, "Ledger entry 1,812").click();
  await tab.getByRole("dialog").getByText("Nordwind Outdoor îmi poate trimite").waitFor();
});

test("an amount in a timeline is read as money, under whatever name it was declared", async ({ visit }) => {
  const tab = await visit("/t/1/profiles/prof_1");
  await tab.getByText("price: €89.90").first().waitFor();
  await tab.getByText("prize: €7.50").first().waitFor();
});

test("a journey whose clicks are not counted shows no click rate", async ({ house, visit }) => {
  const tab = await visit("/t/1/journeys/2");
  await tab.getByText("Messages accepted").waitFor();
  assert.ok(!(await tab.getByRole("main").textContent()).includes("0%"));
  await tab.goto(`${house.origin}/t/1/journeys/1`);
  await tab.getByText("262 (21.8%)").waitFor();
});

test("an order without a consent is said to stand on the contract alone", async ({ visit }) => {
  const tab = await visit("/t/1/orders/contract");
  await tab.getByText("stands on the contract of sale alone").waitFor();
  assert.equal(await tab.getByText("No message's link was followed").count(), 0);
});

test("who does not run the installation is told that operators alone may, and nothing is asked", async ({
  house,
  visit,
}) => {
  house.world.me.operator = false;
  const tab = await visit("/tenants");
  for (const [path, title] of [
    ["/tenants", "All tenants"],
    ["/log", "Installation log"],
  ]) {
    await tab.goto(house.origin + path);
    await heading(tab, title).waitFor();
    await tab.getByText("operators of the installation alone").waitFor();
    const main = tab.getByRole("main");
    assert.ok(!(await main.textContent()).includes("An owner can give you"), path);
    assert.equal(await main.getByRole("combobox").count(), 0, path);
  }
  assert.equal(house.requests("GET", /api\/(tenants|audit)$/).length, 0);
});

test("a filter that nothing fits leads back to all", async ({ house, visit }) => {
  house.world.rows = 0;
  const tab = await visit("/t/1/profiles?known=false");
  await tab.getByText("No profile fits the filter").waitFor();
  await tab.getByRole("link", { name: "Show all profiles" }).click();
  await tab.getByText("No profiles yet").waitFor();
});

test("the log names who was invited by the address they have now", async ({ visit }) => {
  const tab = await visit("/t/1/settings/audit");
  const row = tab.getByRole("row", { name: /Changed who works here/ });
  await row.filter({ hasText: /@[^ ]+ invited/ }).waitFor();
  assert.ok(!(await row.textContent()).includes("mem_2"));
});

test("a page of nobody has no way to their messages", async ({ house, visit }) => {
  const { Refusal } = await import("./api.mjs");
  house.plan("GET", /profiles\/prof_9$/, { refusal: new Refusal(404, "not-found") });
  const tab = await visit("/t/1/profiles/prof_9");
  await tab.getByText("This is not here.").waitFor();
  assert.equal(await tab.getByRole("link", { name: "Messages to this profile" }).count(), 0);
  await tab.goto(`${house.origin}/t/1/journeys/77`);
  await tab.getByText("This is not here.").waitFor();
  assert.equal(await tab.getByRole("link", { name: "Messages of this journey" }).count(), 0);
});

test("signing out is in sight on a low screen, and a phone's buttons say all they say", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1", { viewport: { width: 1280, height: 720 } });
  const box = await button(tab, "Sign out").boundingBox();
  assert.ok(box.y + box.height <= 720, `it ends at ${box.y + box.height}`);
  await tab.setViewportSize({ width: 390, height: 844 });
  await tab.goto(`${house.origin}/t/1/settings/keys`);
  const label = button(tab, "Lines for the shop's pages with Shop").locator(".mantine-Button-label");
  await label.waitFor();
  assert.ok(await label.evaluate((node) => node.scrollWidth <= node.clientWidth), "the label is cut");
});
