// The main forms, by the keyboard alone.
import assert from "node:assert/strict";
import { button, houseTests, PASSWORD, until } from "./house.mjs";

const test = houseTests();

const focused = (tab) =>
  tab.evaluate(
    () => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent,
  );

/** Goes on with the Tab key until something has the focus. */
async function tabTo(tab, name, most = 60) {
  for (let step = 0; step < most; step++) {
    if ((await focused(tab)) === name) return;
    await tab.keyboard.press("Tab");
  }
  assert.fail(`${name} is not reached by the keyboard`);
}

test("an address is shown for a reason, which is said to be logged, and forgotten after", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/profiles/prof_1");
  await button(tab, "Show address").waitFor();
  await tabTo(tab, "Show address");
  await tab.keyboard.press("Enter");
  const dialog = tab.getByRole("dialog", { name: "Show the address" });
  await dialog.getByText("written into the audit log").waitFor();
  await tabTo(tab, "Show and log");
  await tab.keyboard.press("Enter");
  await dialog.getByText("Please say why.").waitFor();
  assert.equal(house.requests("POST", /disclosures/).length, 0);
  await dialog.getByLabel("Why").selectOption("support");
  await dialog.getByLabel("Reference").fill("Ana Pop");
  await tab.keyboard.press("Enter");
  await dialog.getByText("Only letters without accents").waitFor();
  await dialog.getByLabel("Reference").fill("#4711");
  await tab.keyboard.press("Enter");
  assert.equal(await dialog.getByLabel("E-mail").inputValue(), "somebody@mail.example");
  assert.deepEqual(house.requests("POST", /disclosures/)[0].body, {
    contact: "con_1",
    reason: "support",
    reference: "#4711",
  });
  await tab.keyboard.press("Escape");
  assert.equal(await focused(tab), "Show address", "the focus is given back");
  assert.ok(!(await tab.content()).includes("somebody@mail.example"));
});

test("an event is declared with a purpose, and not without", async ({ house, visit }) => {
  const tab = await visit("/t/1/events");
  await tab.getByRole("link", { name: "Declared and undeclared events" }).press("Enter");
  await button(tab, "Declare Shelf Browsed").press("Enter");
  const dialog = tab.getByRole("dialog", { name: "Declare an event" });
  await tabTo(tab, "Declare");
  await tab.keyboard.press("Enter");
  await dialog.getByText("Without a purpose nothing is stored.").waitFor();
  await dialog.getByLabel("Purpose").selectOption("tracking");
  await button(dialog, "Add a property").press("Enter");
  await dialog.getByLabel("Name of property 1").fill("Shelf Name");
  await tab.keyboard.press("Enter");
  await dialog.getByText("Small letters, digits and _").waitFor();
  await dialog.getByLabel("Name of property 1").fill("shelf_name");
  await tab.keyboard.press("Enter");
  await tab.getByText("“Shelf Browsed” is declared.").waitFor();
  assert.equal(await button(tab, "Declare Shelf Browsed").count(), 0);
  const [{ body, once }] = house.requests("POST", /declarations/);
  assert.deepEqual(body, {
    name: "Shelf Browsed",
    purpose: "tracking",
    properties: [{ name: "shelf_name", shape: "text" }],
  });
  assert.ok(once);
});

test("what the server finds wrong with a property stands at its row until the row is changed", async ({
  house,
  visit,
}) => {
  const { Refusal } = await import("./api.mjs");
  const errors = [{ field: "properties[0].name", reason: "names what must not be stored of a person" }];
  house.plan("POST", /declarations$/, { refusal: new Refusal(400, "invalid-request", { errors }) });
  const tab = await visit("/t/1/declarations");
  await button(tab, "Declare Shelf Browsed").click();
  const dialog = tab.getByRole("dialog");
  await dialog.getByLabel("Purpose").selectOption("tracking");
  await button(dialog, "Add a property").click();
  const name = dialog.getByLabel("Name of property 1");
  await name.fill("email");
  await tab.keyboard.press("Enter");
  const said = dialog.getByText("This names what is not stored of a person");
  await said.waitFor();
  assert.equal(await dialog.getByText("names what must not").count(), 0, "not said twice");
  assert.equal(await name.getAttribute("aria-invalid"), "true");
  await name.fill("shelf_name");
  assert.equal(await said.count(), 0);
  await tab.keyboard.press("Enter");
  await tab.getByText("“Shelf Browsed” is declared.").waitFor();
});

test("who belongs already is not invited, and that is said in a sentence", async ({ house, visit }) => {
  const { Refusal } = await import("./api.mjs");
  const detail = "Who has this address belongs here already, as something else: change their role instead.";
  house.plan("POST", /members$/, { refusal: new Refusal(409, "conflict", { title: "Conflict", detail }) });
  const tab = await visit("/t/1/settings/members");
  await button(tab, "Invite a member").click();
  await tab.getByRole("dialog").getByLabel("E-mail").fill("dan@shop.example");
  await button(tab, "Invite").click();
  assert.equal(await tab.getByRole("alert").textContent(), detail);
});

test("what the server finds wrong stands at its field, which has the focus", async ({ visit }) => {
  const tab = await visit("/t/1/settings");
  await tab.getByLabel("From", { exact: true }).fill("nobody");
  await button(tab, "Save").press("Enter");
  await tab.getByText("This is not an address.").waitFor();
  await until("the field has the focus", () =>
    tab.evaluate(() => document.activeElement.name === "from_address"),
  );
});

test("a secret key is shown once, and revoked after a question", async ({ house, visit }) => {
  const tab = await visit("/t/1/settings/keys");
  await button(tab, "New key").press("Enter");
  await tab.getByLabel("Server key").check();
  await tab.getByLabel("Label").fill("Backend");
  await tab.keyboard.press("Enter");
  assert.equal(await tab.getByLabel("The key", { exact: true }).inputValue(), "sk_shown_once");
  await tab.keyboard.press("Escape");
  assert.ok(!(await tab.content()).includes("sk_shown_once"));
  assert.deepEqual(house.requests("POST", /keys/)[0].body, { class: "server", label: "Backend" });
  await button(tab, "Revoke Backend").press("Enter");
  await button(tab.getByRole("dialog"), "Revoke").press("Enter");
  await tab.getByText("The key is revoked.").waitFor();
});

test("a public key is shown at any time, with the lines for the shop's pages", async ({ house, visit }) => {
  house.world.settings.name = `Hearth & "Home"`;
  const tab = await visit("/t/1/settings/keys");
  const key = `wk_${"a1".repeat(20)}`;
  await tab.getByText(key).waitFor();
  await tab.getByText("Made before keys were kept.").waitFor();
  await button(tab, "Lines for the shop's pages with Shop").press("Enter");
  const lines = await tab.getByRole("textbox", { name: "For the shop's pages" }).inputValue();
  const host = "https://news.nordwind.example";
  assert.equal(
    lines,
    `<script src="${host}/sdk/v1/placet.js" data-write-key="${key}" async></script>\n` +
      `<script src="${host}/sdk/v1/banner.js" data-company="Hearth &amp; &quot;Home&quot;" data-policy="${host}/cookies" async></script>`,
  );
});

test("a member is invited by a link that is shown once, gets another role and another link, and is withdrawn", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/settings/members");
  await button(tab, "Invite a member").press("Enter");
  await tab.getByRole("dialog").getByLabel("E-mail").fill("dan@shop.example");
  await tab.getByRole("combobox", { name: "Role" }).selectOption("analyst");
  await button(tab, "Invite").press("Enter");
  assert.match(await tab.getByLabel("Link of the invitation").inputValue(), /\/welcome#once$/);
  await button(tab.getByRole("dialog"), "Close").press("Enter");
  await button(tab, "Change role of dan@shop.example").press("Enter");
  await tab.getByRole("combobox", { name: "Role" }).selectOption("developer");
  await button(tab.getByRole("dialog"), "Save").press("Enter");
  await tab.getByText("dan@shop.example is Developer now.").waitFor();
  await button(tab, "New link for dan@shop.example").press("Enter");
  await button(tab.getByRole("dialog"), "New link").press("Enter");
  await tab.getByLabel("Link of the invitation").waitFor();
  await tab.keyboard.press("Escape");
  await tab.getByText("The link opens until 23 Nov 2026, 18:00").waitFor();
  await button(tab, "Withdraw the invitation of dan@shop.example").press("Enter");
  await button(tab.getByRole("dialog"), "Withdraw").press("Enter");
  await tab.getByText("The invitation of dan@shop.example is withdrawn.").waitFor();
  assert.ok(house.world.members.every(({ email }) => email !== "dan@shop.example"));
});

test("a member changes their own data, with the version it was read in", async ({ house, visit }) => {
  const tab = await visit("/account");
  await tab.getByLabel("Last name").fill("Popescu");
  assert.equal(await tab.getByLabel("Country").inputValue(), "Romania");
  await tab.getByLabel("Country").fill("france");
  await tab.keyboard.press("Enter");
  await tab.getByText("Your data is saved.").waitFor();
  const [{ body, ifMatch }] = house.requests("PUT", /me$/);
  assert.deepEqual([body.last_name, body.country], ["Popescu", "FR"]);
  assert.ok(ifMatch);
});

test("an e-mail is changed by the password, and is the name to sign in with from then on", async ({
  house,
  visit,
}) => {
  const tab = await visit("/account");
  await button(tab, "Change e-mail").press("Enter");
  const dialog = tab.getByRole("dialog");
  await dialog.getByLabel("New e-mail", { exact: false }).first().fill("ana@home.example");
  await dialog.getByLabel("Current password").fill("wrong-9-wrong");
  await dialog.getByLabel("once more").fill("ana@home.exmaple");
  await tab.keyboard.press("Enter");
  await dialog.getByText("The two differ").waitFor();
  assert.equal(house.requests("PUT", /email$/).length, 0);
  await dialog.getByLabel("once more").fill("ana@home.example");
  await tab.keyboard.press("Enter");
  await until("the field has the focus", () =>
    tab.evaluate(() => document.activeElement.name === "password"),
  );
  await dialog.getByLabel("Current password").fill(PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.getByText("Your e-mail is ana@home.example now").waitFor();
  assert.equal(house.requests("PUT", /email$/).length, 2);
  house.endSession();
  await tab.reload();
  await tab.getByLabel("E-mail").waitFor();
});

test("a password is changed with the one before, and a weak one is not sent", async ({ house, visit }) => {
  const tab = await visit("/account");
  await tab.getByLabel("Current password").fill("wrong-9-wrong");
  await tab.getByLabel("New password").fill("weak");
  await tab.keyboard.press("Enter");
  await tab.getByText("The password does not meet the rule yet.").waitFor();
  await tab.getByLabel("New password").fill("wrong-9-wrong");
  await tab.keyboard.press("Enter");
  await tab.getByText("This is your password so far").waitFor();
  await tab.getByLabel("New password").fill("better-horse-10");
  await tab.keyboard.press("Enter");
  await tab.getByText("This is not your password.").waitFor();
  assert.equal(await tab.getByRole("dialog").count(), 0, "it is no session that has ended");
  await tab.getByLabel("Current password").fill(PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.getByText("The password is changed").waitFor();
  assert.equal(await tab.getByLabel("New password").inputValue(), "");
  assert.equal(house.requests("PUT", /password/).length, 2);
});

test("a second factor is set up by its code, shows its recovery codes once, and is turned off", async ({
  visit,
}) => {
  const tab = await visit("/account");
  await button(tab, "Set up").press("Enter");
  const code = tab.getByLabel("Code of the second factor");
  await code.fill("000000");
  await tab.keyboard.press("Enter");
  await tab.getByText("This code is not right.").waitFor();
  await code.fill("123456");
  await tab.keyboard.press("Enter");
  await tab.getByText("aaaa-bbbb").waitFor();
  await button(tab.getByRole("dialog"), "Close").press("Enter");
  await button(tab, "Turn off").press("Enter");
  await tab.getByRole("dialog").getByLabel("Password", { exact: false }).first().fill(PASSWORD);
  await tab.keyboard.press("Enter");
  await tab.getByText("The second factor is off.").waitFor();
  await button(tab, "Set up").waitFor();
});

test("another session is ended", async ({ house, visit }) => {
  const tab = await visit("/account", { timezoneId: "Europe/Paris" });
  await tab.getByText("Times are in your browser's zone, Europe/Paris.").waitFor();
  await tab.getByText("Chrome on Linux").waitFor();
  await tab.getByText("What it calls itself").first().click();
  await tab.getByText(/^Mozilla.*X11/).waitFor();
  await button(tab, "End the session of Safari on iPhone").press("Enter");
  await tab.getByText("The session has ended.").waitFor();
  assert.deepEqual(
    house.world.sessions.map(({ id }) => id),
    ["ses_1"],
  );
});

test("a journey is paused after a question, and goes on after another", async ({ house, visit }) => {
  const tab = await visit("/t/1/journeys/1");
  await tab.getByText("can enter again 7 days after that message").waitFor();
  await button(tab, "Pause").press("Enter");
  await tab.getByText("37 people who wait stay where they are").waitFor();
  await button(tab.getByRole("dialog"), "Pause").press("Enter");
  await tab.getByText("“Abandoned cart” is paused.").waitFor();
  assert.equal(house.world.journeys[0].status, "paused");
  await button(tab, "Resume").press("Enter");
  await button(tab.getByRole("dialog"), "Resume").press("Enter");
  await tab.getByText("“Abandoned cart” goes on.").waitFor();
});
