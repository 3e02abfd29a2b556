import assert from "node:assert/strict";
import { button, heading, houseTests, PASSWORD, Refusal, until } from "./house.mjs";

const test = houseTests();

async function fill(tab, { email = "ana@shop.example", password = PASSWORD } = {}) {
  await tab.getByLabel("E-mail").fill(email);
  await tab.getByLabel("Password", { exact: false }).first().fill(password);
}

test("who is not signed in is asked to, and comes back to the page that was wanted", async ({
  house,
  visit,
}) => {
  house.endSession();
  const tab = await visit("/t/1/messages?state=rejected");
  await heading(tab, "Sign in").waitFor();
  await fill(tab);
  await tab.keyboard.press("Enter");
  await heading(tab, "Messages").waitFor();
  assert.equal(new URL(tab.url()).search, "?state=rejected");
  assert.equal(await tab.title(), "Messages · Placet");
});

test("a wrong password says neither that the address is known nor that it is not", async ({
  house,
  visit,
}) => {
  house.endSession();
  const tab = await visit("/sign-in");
  await fill(tab, { password: "wrong-one-9" });
  await button(tab, "Sign in").click();
  assert.match(await tab.getByRole("alert").textContent(), /E-mail or password is wrong/);
  assert.equal(await tab.getByLabel("E-mail").inputValue(), "ana@shop.example", "what was typed is kept");
});

test("an empty form asks for both fields at the fields, and the server for nothing", async ({
  house,
  visit,
}) => {
  house.endSession();
  const tab = await visit("/sign-in");
  await tab.getByLabel("E-mail").waitFor();
  await button(tab, "Sign in").click();
  await until("both are asked for", async () => (await tab.getByText("Please fill this in.").count()) === 2);
  await until("the first has the focus", () => tab.evaluate(() => document.activeElement.name === "email"));
  assert.equal(house.requests("POST", /sign-in/).length, 0);
  await fill(tab);
  assert.equal(await tab.getByText("Please fill this in.").count(), 0);
});

test("a second factor is asked for when it is wanted, and a wrong code is said to be wrong", async ({
  house,
  visit,
}) => {
  house.endSession();
  house.world.secondFactor = true;
  const tab = await visit("/sign-in");
  await fill(tab);
  await tab.keyboard.press("Enter");
  const code = tab.getByLabel("Code of the second factor");
  await code.waitFor();
  assert.equal(await tab.getByRole("alert").count(), 0, "nothing was wrong so far");
  await tab.keyboard.press("Enter");
  await tab.getByText("Please fill this in.").waitFor();
  await code.fill("000000");
  await tab.keyboard.press("Enter");
  await tab.getByText("That code is not right").waitFor();
  await code.fill("123456");
  await tab.keyboard.press("Enter");
  await heading(tab, "Overview").waitFor();
});

test("guessing is told how long to wait, and is not tried again by itself", async ({ house, visit }) => {
  house.endSession();
  house.plan("POST", /sign-in/, { refusal: new Refusal(429, "too-many", {}, { "retry-after": "30" }) });
  const tab = await visit("/sign-in");
  await fill(tab);
  await button(tab, "Sign in").click();
  await tab.getByText("Please wait 30 seconds").waitFor();
  assert.equal(house.requests("POST", /sign-in/).length, 1);
});

test("a page of another's cannot be smuggled in as the way back", async ({ house, visit }) => {
  house.endSession();
  const tab = await visit("/sign-in?to=//evil.example/x");
  await fill(tab);
  await tab.keyboard.press("Enter");
  await heading(tab, "Overview").waitFor();
  assert.equal(new URL(tab.url()).origin, house.origin);
});

test("the link of an invitation sets a password once, and its token reaches no address", async ({
  house,
  visit,
}) => {
  house.endSession();
  const tab = await visit("/welcome#once");
  await heading(tab, "Welcome").waitFor();
  await until("the token has left the address", () => !tab.url().includes("once"));
  const password = tab.getByLabel("New password");
  await password.fill("short");
  await tab.keyboard.press("Enter");
  await tab.getByText("The password does not meet the rule yet.").waitFor();
  assert.equal(house.requests("POST", /welcome/).length, 0);
  await password.fill("long-enough-9");
  await tab.keyboard.press("Enter");
  await heading(tab, "Overview").waitFor();
  const [{ body }] = house.requests("POST", /welcome/);
  assert.deepEqual(body, { token: "once", password: "long-enough-9" });
  assert.ok(house.asked.every(({ path, search }) => !`${path}${search}`.includes("once")));
});

test("the first member of an installation names their address too", async ({ house, visit }) => {
  house.endSession();
  house.world.first = true;
  const tab = await visit("/welcome#once");
  await tab.getByLabel("E-mail").fill("first@shop.example");
  await tab.getByLabel("New password").fill("long-enough-9");
  await tab.keyboard.press("Enter");
  await heading(tab, "Overview").waitFor();
  assert.equal(house.requests("POST", /welcome/)[0].body.email, "first@shop.example");
});

test("a link that was used says so, and keeps nobody from signing in", async ({ house, visit }) => {
  house.endSession();
  house.world.welcomed = true;
  const tab = await visit("/welcome#once");
  await tab.getByText("This link is not valid any more.").waitFor();
});

test("signing out leaves nothing behind", async ({ visit }) => {
  const tab = await visit("/t/1/profiles");
  await heading(tab, "Profiles").waitFor();
  await button(tab, "Sign out").click();
  await heading(tab, "Sign in").waitFor();
  await tab.goBack();
  await heading(tab, "Sign in").waitFor();
});
