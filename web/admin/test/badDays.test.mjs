import assert from "node:assert/strict";
import { button, heading, houseTests, PASSWORD, Refusal, until } from "./house.mjs";

const test = houseTests();

/** Something that is held back until it is let go. */
function gate() {
  let open;
  const hold = new Promise((go) => {
    open = go;
  });
  return { hold, open };
}

const sender = (tab) => tab.getByLabel("Sender", { exact: true });
const save = (tab) => button(tab, "Save");
const PUT = ["PUT", /settings$/];

test("a session that ends in the middle of a form keeps what was typed and sends it after", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/settings");
  // All that the page reads has come, down to how the colour looks.
  await tab.getByRole("figure").first().waitFor();
  await sender(tab).fill("Nordwind GmbH");
  house.endSession();
  await save(tab).click();
  const dialog = tab.getByRole("dialog", { name: "Please sign in again" });
  await dialog.waitFor();
  assert.equal(await dialog.getByLabel("E-mail").inputValue(), "ana@shop.example");
  await until("the password has the focus", () =>
    tab.evaluate(() => document.activeElement.getAttribute("type") === "password"),
  );
  await tab.keyboard.type("not-this-one-1");
  await tab.keyboard.press("Enter");
  await dialog.getByText("E-mail or password is wrong.").waitFor();
  await dialog.getByLabel("Password", { exact: false }).first().fill(PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.getByText("Saved.").waitFor();
  assert.equal(await dialog.count(), 0);
  assert.equal(house.world.settings.sender_name, "Nordwind GmbH");
});

test("a page that reads when the session has ended goes on after signing in", async ({ house, visit }) => {
  const tab = await visit("/t/1");
  await heading(tab, "Overview").waitFor();
  house.endSession();
  await tab.getByRole("link", { name: "Orders", exact: true }).click();
  const dialog = tab.getByRole("dialog");
  await dialog.getByLabel("Password", { exact: false }).first().fill(PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.getByRole("link", { name: "R-2026-0042" }).waitFor();
});

test("of two editors the second sees both versions and chooses", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings");
  await sender(tab).fill("Mine SRL");
  await tab.getByRole("textbox", { name: "Shop" }).fill("https://mine.example");
  Object.assign(house.world.settings, { sender_name: "Theirs SRL", language: "fr" });
  await save(tab).click();
  const dialog = tab.getByRole("dialog", { name: "Somebody changed this meanwhile" });
  await dialog.waitFor();
  assert.equal(house.world.settings.sender_name, "Theirs SRL", "nothing is overwritten");
  assert.ok(await dialog.getByLabel("Yours: Mine SRL").isChecked());
  assert.ok(await dialog.getByLabel("Theirs: fr").isChecked(), "what only they changed is theirs");
  await dialog.getByLabel("Theirs: Theirs SRL").check();
  await button(dialog, "Save what is chosen").click();
  await tab.getByText("Saved.").waitFor();
  const { sender_name, language, shop_url } = house.world.settings;
  assert.deepEqual([sender_name, language, shop_url], ["Theirs SRL", "fr", "https://mine.example"]);
  assert.equal(await sender(tab).inputValue(), "Theirs SRL");
});

test("who steps back from both versions loses nothing", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings");
  await sender(tab).fill("Mine SRL");
  house.world.settings.sender_name = "Theirs SRL";
  await save(tab).click();
  await tab.getByRole("dialog").waitFor();
  await tab.keyboard.press("Escape");
  assert.equal(await sender(tab).inputValue(), "Mine SRL");
  await save(tab).click();
  await tab.getByRole("dialog").waitFor();
});

test("who goes away from what is not saved is asked", async ({ visit }) => {
  const tab = await visit("/t/1/settings");
  await sender(tab).fill("Mine SRL");
  const answers = [false, true];
  tab.on("dialog", (dialog) => (answers.shift() ? dialog.accept() : dialog.dismiss()));
  await tab.getByRole("link", { name: "Orders", exact: true }).click();
  await until("it was asked", () => answers.length === 1);
  assert.equal(await sender(tab).inputValue(), "Mine SRL");
  await tab.getByRole("link", { name: "Orders", exact: true }).click();
  await heading(tab, "Orders").waitFor();
});

test("a save of which only the answer was lost is no conflict", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings");
  await sender(tab).fill("Once SRL");
  house.world.settings.sender_name = "Once SRL";
  await save(tab).click();
  await tab.getByText("Saved.").waitFor();
  assert.equal(await tab.getByRole("dialog").count(), 0);
});

test("a journey somebody has paused meanwhile is not paused again", async ({ house, visit }) => {
  const tab = await visit("/t/1/journeys/1");
  await button(tab, "Pause").click();
  house.world.journeys[0].status = "paused";
  await button(tab.getByRole("dialog"), "Pause").click();
  await tab.getByText("The journey is paused now.").waitFor();
  await button(tab.getByRole("dialog"), "Close").click();
  await button(tab, "Resume").waitFor();
});

test("a slow answer shows its room after 200 ms, and is sent for once", async ({ house, visit }) => {
  const { hold, open } = gate();
  house.plan("GET", /messages$/, { hold });
  const tab = await visit("/t/1/messages");
  await heading(tab, "Messages").waitFor();
  const room = tab.locator('[aria-busy="true"] > div').first();
  await room.waitFor({ state: "attached" });
  const { delay } = await room.evaluate((one) => ({ delay: getComputedStyle(one).animationDelay }));
  assert.equal(delay, "0.2s");
  open();
  await tab.getByRole("table").waitFor();
  assert.equal(house.requests("GET", /messages$/).length, 1);
});

test("a form that is sent twice is sent once", async ({ house, visit }) => {
  const { hold, open } = gate();
  const tab = await visit("/t/1/settings/keys");
  await button(tab, "New key").click();
  house.plan("POST", /keys$/, { hold });
  await tab.getByLabel("Label").fill("Theme");
  await tab.keyboard.press("Enter");
  await tab.keyboard.press("Enter");
  await button(tab, "Sending…").click({ force: true });
  open();
  await tab.getByRole("dialog", { name: "The key is made" }).waitFor();
  assert.equal(house.requests("POST", /keys$/).length, 1);
});

test("offline is said, what is saved waits, and both end by themselves", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings");
  await sender(tab).fill("Offline SRL");
  await tab.context().setOffline(true);
  await tab.getByText("You are offline.").waitFor();
  await save(tab).click();
  await button(tab, "Waiting for the connection…").waitFor();
  assert.equal(house.requests(...PUT).length, 0);
  await tab.context().setOffline(false);
  await tab.getByText("Saved.").waitFor();
  assert.equal(house.world.settings.sender_name, "Offline SRL");
  assert.equal(await tab.getByText("You are offline.").count(), 0);
});

test("a page gone to while offline comes when the connection is back", async ({ visit }) => {
  const tab = await visit("/t/1/orders");
  await tab.getByRole("table").waitFor();
  const isFetched = () => performance.getEntriesByType("resource").some(({ name }) => /Messages-/.test(name));
  await until("the other pages are fetched", () => tab.evaluate(isFetched));
  await tab.context().setOffline(true);
  await tab.getByRole("link", { name: "Messages", exact: true }).click();
  await heading(tab, "Messages").waitFor();
  assert.equal(await tab.getByRole("table").count(), 0);
  await tab.context().setOffline(false);
  await tab.getByRole("table").waitFor();
});

test("429 is waited out as told", async ({ house, visit }) => {
  house.plan("GET", /orders$/, { refusal: new Refusal(429, "too-many", {}, { "retry-after": "1" }) });
  const tab = await visit("/t/1/orders");
  await tab.getByText("The server asks to wait a moment.").waitFor();
  await tab.getByRole("table").waitFor();
  assert.equal(house.requests("GET", /orders$/).length, 2);
  assert.equal(await tab.getByText("The server asks to wait a moment.").count(), 0);
});

test("an error of the server is said with the request's id, and tried again by a button", async ({
  house,
  visit,
}) => {
  const refusal = new Refusal(500, "internal", { request: "req_01j9z" });
  house.plan("GET", /orders$/, { refusal, times: 3 });
  const tab = await visit("/t/1/orders");
  await tab.getByText("The server could not do this.").waitFor();
  await tab.getByText("req_01j9z").waitFor();
  await button(tab, "Try again").click();
  await tab.getByRole("table").waitFor();
});

test("a house that does not open says so, and is tried again", async ({ house, visit }) => {
  house.expected = /bad-gateway/;
  house.plan("GET", /me$/, { refusal: new Refusal(502, "bad-gateway", { request: "req_4" }), times: 3 });
  const tab = await visit("/t/1/orders");
  await tab.getByText("req_4").waitFor();
  await button(tab, "Try again").click();
  await tab.getByRole("table").waitFor();
});

test("what is made again after an error bears the same key, so that it is made once", async ({
  house,
  visit,
}) => {
  house.plan("POST", /keys$/, { refusal: new Refusal(503, "unavailable", { request: "req_2" }) });
  const tab = await visit("/t/1/settings/keys");
  await button(tab, "New key").click();
  await tab.getByLabel("Label").fill("Theme");
  await button(tab, "Make the key").click();
  await tab.getByText("req_2").waitFor();
  assert.equal(await tab.getByLabel("Label").inputValue(), "Theme");
  await button(tab, "Make the key").click();
  await tab.getByRole("dialog", { name: "The key is made" }).waitFor();
  const [first, second] = house.requests("POST", /keys$/);
  assert.ok(first.once);
  assert.equal(first.once, second.once);
});

test("what another tenant has is not there, what a role may not see is said", async ({ house, visit }) => {
  const tab = await visit("/t/1/journeys/99");
  await tab.getByText("This is not here.").waitFor();
  assert.equal(await button(tab, "Try again").count(), 0);
  house.plan("GET", /audit$/, { refusal: new Refusal(403, "forbidden") });
  await tab.goto(`${house.origin}/t/1/settings/audit`);
  await tab.getByText("Your role does not allow this.").waitFor();
});
