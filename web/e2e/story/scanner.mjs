// A scanner of mails opens every link in them, in a real browser with its scripts, and every page that those lead to.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { faults } from "./faults.mjs";

const ANA = "ana@mail.example";

/** Takes a file along that a link leads to: somebody's agreements. */
async function take(scanner, address) {
  const page = await scanner.context.newPage();
  // A file is no page: the browser says so, and keeps it.
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.goto(address).catch(() => undefined),
  ]);
  assert.equal(file.suggestedFilename(), "consent-receipts.jsonld");
  const receipts = JSON.parse(await readFile(await file.path(), "utf8"))["@graph"];
  assert.ok(receipts.length > 0 && receipts.every((one) => one["@type"] === "dpv:ConsentReceipt"), address);
  await page.close();
}

/** Opens a mail's links, and the links of the tracker's pages behind them; how many addresses that were. */
async function scan(told, scanner, mail) {
  const box = await scanner.open(mail);
  const links = await box
    .frameLocator(".desktop iframe")
    .locator("a[href]")
    .evaluateAll((all) => all.map(({ href }) => href));
  await box.close();
  const seen = new Set();
  const waiting = links.filter((link) => new URL(link).origin === told.tracker);
  assert.ok(waiting.length > 0, "a mail has links");
  while (waiting.length) {
    const address = waiting.pop();
    if (seen.has(address)) continue;
    seen.add(address);
    if (new URL(address).pathname.endsWith("/receipts")) {
      await take(scanner, address);
      continue;
    }
    const page = await scanner.open(address);
    await page.waitForLoadState("networkidle");
    const more = await page.locator("a[href]").evaluateAll((all) => all.map(({ href }) => href));
    if (new URL(page.url()).origin === told.tracker) {
      // A message in the browser is the mail itself, made for mail programs.
      if (!new URL(address).pathname.startsWith("/w/")) assert.deepEqual(await faults(page), [], address);
      waiting.push(...more.filter((link) => link.startsWith(`${told.tracker}/`)));
    }
    await page.close();
  }
  return seen.size;
}

export default async function scanner(told, begin) {
  const [ana, machine] = [await begin(), await begin()];
  const page = await ana.open("/");
  await ana.choose(page, "Accept all");

  const asked = await ana.ask(page, ANA);
  let opened = await scan(told, machine, asked);
  // The question stands as it did, and it is hers to answer.
  await ana.confirm(asked);

  await ana.open("/products/run-01", page);
  await ana.add(page);
  const reminder = await ana.mail(ANA, 2);
  opened += await scan(told, machine, reminder);

  const box = await ana.open(reminder);
  const opening = ana.context.waitForEvent("page");
  await box.frameLocator(".desktop iframe").locator('a[href*="/p/"]').first().click();
  const preferences = await opening;
  for (const name of ["Marketing messages", "Personal selection"])
    assert.ok(await preferences.getByLabel(name).isChecked(), `${name} is agreed to as before`);
  return { opened };
}
