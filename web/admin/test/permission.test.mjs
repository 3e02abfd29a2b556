// Permission: why somebody was not written to, a person's ledger, the rules, duties, imports.
import assert from "node:assert/strict";
import { button, heading, houseTests, Refusal, until } from "./house.mjs";
import { load } from "./load.mjs";

const test = houseTests();

test("a decision is told question by question, with its facts and the same question again", async ({
  visit,
}) => {
  const tab = await visit("/t/1/decisions");
  await tab.getByRole("link", { name: /22 Nov 2026, 17:12/ }).click();
  await heading(tab, /^Decision dec_/).waitFor();
  await tab.locator("ol li").first().waitFor();
  const questions = await tab.locator("ol li").allInnerTexts();
  assert.equal(questions.length, 15);
  assert.match(
    questions[13],
    /Is there room in the caps, the company’s and their own\?\s+No: Enough messages for now/,
  );
  assert.match(questions[14], /Not asked any more/);
  await tab.getByText("At most 2 e-mails in 24 hours: 2 of 2").waitFor();
  await tab.getByText(/At most 1 e-mail .*\(their own wish\): 1 of 1/).waitFor();
  await tab.getByText("Not at this hour by law (France, Europe/Paris)").waitFor();
  await tab.getByText("the answer is the same").waitFor();
});

test("attempts are narrowed by reason and journey, which stand in the address", async ({ house, visit }) => {
  const tab = await visit("/t/1/decisions");
  await tab.getByRole("button", { name: /Enough messages for now/ }).click();
  await tab.getByRole("combobox", { name: "Journey" }).selectOption("1");
  await until("both were asked for", async () =>
    house
      .requests("GET", /decisions$/)
      .some(({ search }) => /reason=capped/.test(search) && /journey=1/.test(search)),
  );
  assert.match(tab.url(), /reason=capped/);
  await tab.getByRole("link", { name: "Show all attempts" }).click();
  assert.ok(!/reason/.test(tab.url()));
});

test("the gate is asked about a person only when somebody wants to know", async ({ house, visit }) => {
  const tab = await visit("/t/1/profiles/prof_1");
  await button(tab, "Ask the gate").waitFor();
  assert.equal(house.requests("GET", /possible$/).length, 0);
  await button(tab, "Ask the gate").press("Enter");
  await tab.getByText("Asked 22 Nov 2026, 18:00:00").waitFor();
  await button(tab, "How it came to that: Survey, Surveys").press("Enter");
  const dialog = tab.getByRole("dialog", { name: "Survey, Surveys" });
  await dialog.getByText("Not yet: Not at this hour where the person is").waitFor();
  assert.equal(house.requests("GET", /possible$/).length, 1);
});

test("a ledger is read as it was known on a day", async ({ house, visit }) => {
  const tab = await visit("/t/1/profiles/prof_1");
  await button(tab, "Open the ledger").press("Enter");
  await tab.getByText("4 entries, the newest first").waitFor();
  await tab.getByText("Learnt of").first().waitFor();
  // The letter of 13 November was learnt of on the 20th.
  await tab.getByLabel("As known at").fill("2026-11-15");
  await tab.getByText("3 entries, the newest first").waitFor();
  const [, asked] = house.requests("GET", /ledger$/);
  assert.equal(asked.search, "?known=2026-11-15");
});

test("a purpose is changed for a reason, and what the server refuses stands at its field", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/purposes");
  await tab.getByRole("link", { name: "Service information" }).click();
  await tab.getByLabel("Legal basis").selectOption("legitimate_interests");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Please say why.").waitFor();
  assert.equal(house.requests("PUT", /purposes/).length, 0);
  await tab.getByLabel("Reason for the change").fill("because");
  await button(tab, "Save").press("Enter");
  await tab.getByText("The basis changes only for a reason of 20 characters or more").waitFor();
  await until("the field has the focus", () => tab.evaluate(() => document.activeElement.name === "basis"));
  await tab.getByLabel("Notice").fill("notice 4, section 1");
  await tab.getByLabel("Reason for the change").fill("counsel wrote the notice anew");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
  const [, { body, ifMatch }] = house.requests("PUT", /purposes\/service$/);
  assert.equal(body.terms.basis, "legitimate_interests");
  assert.deepEqual(body.terms.categories, ["contact"]);
  assert.ok(ifMatch);
  assert.equal(await tab.getByLabel("Reason for the change").inputValue(), "");
});

test("who changes a purpose that somebody else has changed sees both", async ({ house, visit }) => {
  const tab = await visit("/t/1/purposes/marketing");
  await tab.getByLabel("Notice").fill("mine");
  const marketing = house.world.rules.items.find(({ purpose }) => purpose === "marketing");
  Object.assign(marketing.terms, { notice: "theirs", categories: ["contact", "orders"] });
  house.world.rules.version = 4;
  await tab.getByLabel("Reason for the change").fill("a new notice");
  await button(tab, "Save").press("Enter");
  const dialog = tab.getByRole("dialog", { name: "Somebody changed this meanwhile" });
  await dialog.getByText("Addresses and numbers, Orders").waitFor();
  await button(dialog, "Save what is chosen").press("Enter");
  await tab.getByText("Saved.").waitFor();
  assert.deepEqual([marketing.purpose, house.world.rules.items[1].terms.notice], ["marketing", "mine"]);
  assert.deepEqual(house.world.rules.items[1].terms.categories, ["contact", "orders"]);
});

test("a purpose of one's own is added", async ({ house, visit }) => {
  const tab = await visit("/t/1/purposes");
  await button(tab, "Add a purpose").press("Enter");
  await tab.getByLabel("Name", { exact: true }).fill("Workshop news");
  await tab.getByLabel("Name in English").fill("News of our workshops");
  await tab.getByLabel("Words in English").fill("Nordwind may write to me about its workshops.");
  await tab.getByLabel("Special categories").check();
  await tab.getByLabel("Condition for special categories").selectOption("explicit_consent");
  await tab.getByLabel("Reason for the change").fill("we run workshops now");
  await button(tab, "Save").press("Enter");
  await tab.getByRole("link", { name: "Workshop news" }).waitFor();
  const [{ body }] = house.requests("POST", /purposes$/);
  assert.deepEqual(
    [body.terms.condition, body.terms.categories],
    ["explicit_consent", ["contact", "special"]],
  );
  const text = "Nordwind may write to me about its workshops.";
  assert.deepEqual(body.terms.words, [{ language: "en", title: "News of our workshops", text }]);
});

test("caps and hours are said in words while they are edited, and saved as one version", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/caps");
  await tab.getByText("The law of France allows Monday to Friday 10:00–20:00").waitFor();
  await tab.getByLabel("Messages of cap 1").fill("3");
  await tab.getByText("At most 3 e-mails in 7 days.").waitFor();
  await button(tab, "Remove cap 2").press("Enter");
  await tab.getByRole("combobox", { name: "What becomes of a message" }).selectOption("hold");
  await tab.getByLabel("SMS on Saturday from").fill("09:00");
  await tab.getByText("Monday to Friday 08:00–20:00 and Saturday 09:00–13:00").waitFor();
  await tab.getByLabel("Reason for the change").fill("more in autumn");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
  const [{ body, ifMatch }] = house.requests("PUT", /caps$/);
  assert.deepEqual(body.caps, {
    rules: [
      { channel: "email", most: 3, per: { hours: 168 } },
      { most: 3, per: { days: 1 } },
    ],
    when_capped: { hold: 24 },
  });
  assert.deepEqual(body.quiet.sms, {
    from: "08:00",
    to: "20:00",
    days: ["mon", "tue", "wed", "thu", "fri", "sat"],
    on: { sat: { from: "09:00", to: "13:00" } },
    holidays: false,
  });
  assert.equal(body.quiet.email, null);
  assert.ok(ifMatch);
  await tab.getByText("Version 4 by ana@shop.example").waitFor();
});

test("a number that cannot be is kept as it was typed, said nothing of and not saved", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/caps");
  const most = tab.getByLabel("Messages of cap 1");
  const words = tab.getByRole("listitem").filter({ hasText: "At most" });
  for (const typed of ["31", "-1", "0", "abc", "2.5", ""]) {
    await most.fill(typed);
    assert.equal(await most.inputValue(), typed);
    await tab.locator('p[aria-hidden="true"]', { hasText: "1 to 30 messages, please." }).waitFor();
    assert.equal(await words.count(), 2, typed);
  }
  await tab.getByLabel("Reason for the change").fill("more in autumn");
  await button(tab, "Save").press("Enter");
  await until("the field has the focus", () => most.evaluate((own) => document.activeElement === own));
  await most.fill("30");
  await tab.getByLabel("Within: length of cap 1").fill("745");
  await button(tab, "Save").press("Enter");
  await tab.locator('p[aria-hidden="true"]', { hasText: "1 to 744 hours, please." }).waitFor();
  assert.equal(house.requests("PUT", /caps$/).length, 0);
  await button(tab, "Add a cap").press("Enter");
  await tab.getByText("At most 3 messages of all kinds in 7 calendar days.").waitFor();
});

test("hours that cannot be are shown at their day, and not saved", async ({ house, visit }) => {
  const tab = await visit("/t/1/caps");
  const [from, to] = [tab.getByLabel("SMS on Monday from"), tab.getByLabel("SMS on Monday to")];
  await tab.getByLabel("Reason for the change").fill("more in autumn");
  for (const typed of ["25:00", "8", "abc", "", "08:60"]) {
    await from.fill(typed);
    await button(tab, "Save").press("Enter");
    await tab.getByText(/^Monday: an hour from 00:00 to 24:00/).waitFor();
    await until("the hour has the focus", () => from.evaluate((own) => document.activeElement === own));
    assert.equal(await tab.getByText("SMS, where the person is").count(), 0);
  }
  await from.fill("20:00");
  await tab.getByText("Monday: it must end after it begins.").waitFor();
  assert.equal(await to.getAttribute("aria-invalid"), "true");
  assert.equal(house.requests("PUT", /caps$/).length, 0);
  await from.fill("00:00");
  await to.fill("24:00");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
});

test("what was saved as it is was not changed, and a save that is refused is not told to be one", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/caps");
  const reason = tab.getByLabel("Reason for the change");
  await reason.fill("none");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Nothing was changed.").waitFor();
  await tab.getByLabel("Messages of cap 1").fill("4");
  await reason.fill("more in autumn");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
  assert.equal(await tab.getByText("Nothing was changed.").count(), 0);
  house.plan("PUT", /caps$/, {
    refusal: new Refusal(400, "invalid-request", {
      errors: [{ field: "caps.rules[0].most", reason: "must be 1 to 30" }],
    }),
  });
  await tab.getByLabel("Messages of cap 1").fill("5");
  await reason.fill("more in winter");
  await button(tab, "Save").press("Enter");
  await tab.locator('p[aria-hidden="true"]', { hasText: "1 to 30 messages, please." }).waitFor();
  assert.equal(await tab.getByText("Saved.").count(), 0);
});

test("a purpose says what is wrong with its term and its words before it is sent", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/purposes/own-100");
  await tab.getByLabel("Reason for the change").fill("we ask anew");
  for (const typed of ["abc", "0", "1097", "1.5", ""]) {
    await tab.getByLabel("Kept for, in days").fill(typed);
    await button(tab, "Save").press("Enter");
    await tab.getByText("1 to 1,096 days, please.").waitFor();
  }
  await tab.getByLabel("Kept for, in days").fill("1096");
  await tab.getByLabel("Name in English").fill("News of our workshops");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Please give the words beside this name.").waitFor();
  await tab.getByLabel("Words in English").fill("Nordwind may write to me about its workshops.");
  await tab.getByText("For Romanian (ro) and French (fr) the words in English (en) are shown.").waitFor();
  await tab.getByLabel("Words in French").fill("Nordwind peut m’écrire.");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Please give a name beside these words.").waitFor();
  assert.equal(house.requests("PUT", /purposes/).length, 0);
  await tab.getByLabel("Name in French").fill("Ateliers");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
});

test("what is missing before anything is sent stands on the overview until it is done", async ({
  house,
  visit,
}) => {
  const { duties } = house.world;
  Object.assign(duties, { ready: false, missing: ["no_agreement"] });
  duties.agreement.accepted = null;
  const tab = await visit("/t/1");
  await tab.getByText("The company has not accepted its duties").waitFor();
  await tab.getByRole("link", { name: "To the duties" }).click();
  await button(tab, "Accept the duties").press("Enter");
  await tab.getByText("Please confirm that you have read it.").waitFor();
  await tab.getByLabel("I have read this").check();
  await button(tab, "Accept the duties").press("Enter");
  await tab.getByText("The duties are accepted.").waitFor();
  assert.deepEqual(house.requests("POST", /agreement$/)[0].body, { version: 1 });
  await tab.getByRole("link", { name: "Overview" }).click();
  await heading(tab, "Overview").waitFor();
  assert.equal(await tab.getByText("Nothing is sent until this is done").count(), 0);
});

test("few suppressed addresses are no number", async ({ visit }) => {
  const tab = await visit("/t/1/suppressions");
  await tab.getByText("164 addresses are refused.").waitFor();
  await tab
    .getByRole("row", { name: /November 2026.*Complained/ })
    .getByText("fewer than 5")
    .waitFor();
});

test("no number of suppressed addresses is not read as none", async ({ house, visit }) => {
  house.world.suppressions.items = house.world.suppressions.items.slice(1, 2);
  house.world.suppressions.total = 0;
  const tab = await visit("/t/1/suppressions");
  await tab.getByText("Fewer than 5 addresses are refused.").waitFor();
});

test("an import that was left open goes on with the same file from its first part", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/imports/imp_0");
  await button(tab, "Go on").press("Enter");
  await tab.getByText("Please choose a file.").waitFor();
  const empty = { name: "empty.csv", mimeType: "text/csv", buffer: Buffer.from("email\n") };
  await tab.getByLabel("File").setInputFiles(empty);
  await button(tab, "Go on").press("Enter");
  await tab.getByText("There is no row in this file.").waitFor();
  assert.equal(house.requests("POST", /close$/).length, 0);
  const rows = Array.from({ length: 10_001 }, (_, n) => `p${n}@mail.example`);
  const buffer = Buffer.from(`email\n${rows.join("\n")}\n`);
  await tab.getByLabel("File").setInputFiles({ name: "fair.csv", mimeType: "text/csv", buffer });
  await button(tab, "Go on").press("Enter");
  await tab.getByText("The import is closed.").waitFor();
  assert.deepEqual(
    house.requests("POST", /imp_0\/rows$/).map(({ search }) => search),
    ["?part=1", "?part=2"],
  );
  assert.equal(house.requests("POST", /imports$/).length, 0, "no other is begun");
  await tab.getByText("up to four more stand among those known before").waitFor();
  assert.equal(await button(tab, "Go on").count(), 0);
});

test("an open import is closed as it is, unless the server says what is missing", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/imports/imp_0");
  const reason = "part 2 is missing, or was not taken to its end: send it again";
  house.plan("POST", /close$/, { refusal: new Refusal(409, "conflict", { detail: reason }) });
  await button(tab, "Close it as it is").press("Enter");
  const dialog = tab.getByRole("dialog", { name: "Close this import as it is?" });
  await dialog.getByText("Nothing more can be sent to it afterwards.").waitFor();
  await button(dialog, "Close the import").press("Enter");
  await dialog.getByText(reason).waitFor();
  await button(dialog, "Close the import").press("Enter");
  await tab.getByText("The import is closed.").waitFor();
  await until("the dialog is gone", async () => (await dialog.count()) === 0);
});

test("who may not import is not offered to go on", async ({ house, visit }) => {
  const [tenant] = house.world.me.tenants;
  tenant.may = tenant.may.filter((one) => one !== "imports:write");
  const tab = await visit("/t/1/imports/imp_0");
  await heading(tab, "Newsletter list 0").waitFor();
  await tab.getByText("Outdoor fair 2026").waitFor();
  assert.equal(await button(tab, "Go on").count(), 0);
});

test("a file is imported in parts, and goes on where the connection broke", async ({ house, visit }) => {
  const tab = await visit("/t/1/imports");
  await button(tab, "New import").press("Enter");
  await tab.getByLabel("Name of the import").fill("Fair 2026");
  await tab.getByLabel("Name of the source").fill("Outdoor fair");
  await button(tab, "Import").press("Enter");
  await tab.getByText("Please choose a file.").waitFor();
  await tab.getByText("Nothing is imported without this.").waitFor();
  const rows = Array.from({ length: 10_001 }, (_, n) => `p${n}@mail.example,"a\nb"`);
  const buffer = Buffer.from(`email,note\r\n${rows.join("\r\n")}\r\n`);
  await tab.getByLabel("File").setInputFiles({ name: "fair.csv", mimeType: "text/csv", buffer });
  await tab.getByLabel("We may use these addresses").check();
  house.plan("POST", /close$/, { refusal: new Refusal(500, "internal", { request: "req_9" }) });
  await button(tab, "Import").press("Enter");
  await tab.getByText("req_9").waitFor();
  await button(tab, "Go on").press("Enter");
  await heading(tab, "Newsletter list 2").waitFor();
  assert.equal(house.requests("POST", /imports$/).length, 1, "it is one import");
  const parts = house.requests("POST", /rows$/);
  assert.deepEqual(
    parts.map(({ search }) => search),
    ["?part=1", "?part=2"],
  );
  assert.ok(
    parts.every(({ body }) => body.startsWith("email,note\n")),
    "each part names its columns",
  );
  const [{ body }] = house.requests("POST", /imports$/);
  assert.deepEqual([body.attestation, body.attested_words, body.purposes], [true, 1, ["marketing"]]);
});

test("nothing is imported before the duties are accepted, and the way there is shown", async ({
  house,
  visit,
}) => {
  house.world.duties.agreement.accepted = null;
  const tab = await visit("/t/1/imports/new");
  await tab.getByLabel("Name of the import").fill("Fair 2026");
  await tab.getByLabel("Name of the source").fill("Outdoor fair");
  const buffer = Buffer.from('{"email":"a@mail.example"}\n');
  await tab.getByLabel("File").setInputFiles({ name: "fair.ndjson", mimeType: "text/plain", buffer });
  await tab.getByLabel("We may use these addresses").check();
  await button(tab, "Import").press("Enter");
  await tab.getByText("The duties are not accepted yet.").waitFor();
  await tab.getByRole("link", { name: "To the duties" }).click();
  await heading(tab, "Duties").waitFor();
});

test("the log is narrowed to each action that it may show", async ({ visit }) => {
  const { en } = await load("words/en.ts");
  const tab = await visit("/t/1/settings/audit");
  await heading(tab, "Audit log").waitFor();
  const offered = await tab.getByRole("combobox", { name: "What" }).locator("option").allInnerTexts();
  // What members do with their accounts stands in the log of the installation.
  const ofAccounts = /^audit\.(session|password|email|account|second_factor|operator):/;
  const actions = Object.keys(en).filter((key) => /^audit\.\w+:\w+$/.test(key) && !ofAccounts.test(key));
  assert.deepEqual(offered.slice(1).toSorted(), actions.map((key) => en[key]).toSorted());
});

test("the banner is worded while it is seen as visitors read it, and a change asks anew only on a word", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/banner");
  const seen = tab.locator("section", { has: tab.getByRole("heading", { name: "As visitors read it" }) });
  assert.match(await seen.textContent(), /May we know you again\?/);
  assert.match(await seen.textContent(), /Advertising and tracking .* may recognise this device/);
  assert.match(await seen.textContent(), /If you say no, none of it happens/);
  const english = tab.getByRole("group", { name: "Words in English" });
  await english
    .getByLabel("What a yes to advertising and tracking allows")
    .fill("We may remember what you view.");
  assert.match(await seen.textContent(), /We may remember what you view\./);
  await tab.getByLabel("Reason for the change").fill("Counsel looked at it");
  await button(tab, "Save").press("Enter");
  await english.getByText("belong together").waitFor();
  assert.equal(house.requests("PUT", /banner$/).length, 0, "a name is missing");

  await english.getByLabel("Name of advertising and tracking").fill("Your visits");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
  const [{ body, ifMatch }] = house.requests("PUT", /banner$/);
  assert.equal(body.ask_anew, false);
  assert.deepEqual(body.asks.tracking, [
    { language: "en", title: "Your visits", text: "We may remember what you view." },
  ]);
  assert.ok(ifMatch);

  await tab.getByLabel(/ask everybody anew/).press("Space");
  await tab.getByLabel("Reason for the change").fill("A new recipient");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Question 3 is put today").waitFor();
  const totals = tab.getByRole("region", { name: "Question 2" });
  assert.match(await totals.textContent(), /Yes834No1,200Taken back3/);
});

test("the shop's own cookies are named row by row, and what is wrong with one is said at its field", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/banner");
  await button(tab, "Name a cookie").press("Enter");
  const cookie = tab.getByRole("group", { name: "Cookie 2" });
  await cookie.getByLabel("Name").fill("basket");
  await cookie.getByLabel("Set by").fill("The shop");
  await cookie.getByLabel("Days").fill("400");
  await tab.getByLabel("Reason for the change").fill("A new tool");
  await button(tab, "Save").press("Enter");
  await cookie.getByText("1 to 396").waitFor();
  await cookie.getByText("Please fill this in").waitFor();
  assert.equal(house.requests("PUT", /banner$/).length, 0);
  await cookie.getByLabel("What it is for").fill("Keeps the cart");
  await cookie.getByLabel("Days").fill("");
  await button(tab, "Save").press("Enter");
  await tab.getByText("Saved.").waitFor();
  const [{ body }] = house.requests("PUT", /banner$/);
  assert.deepEqual(body.asks.cookies[1], {
    name: "basket",
    supplier: "The shop",
    purpose: "Keeps the cart",
    category: "necessary",
    days: null,
    policy: "",
  });
  await tab
    .getByRole("group", { name: "Cookie 1" })
    .getByRole("button", { name: "Remove this cookie" })
    .press("Enter");
  assert.equal(await tab.getByRole("group", { name: /^Cookie / }).count(), 1);
});
