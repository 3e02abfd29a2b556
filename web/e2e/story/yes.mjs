// Somebody agrees, is reminded, comes back, buys, and has enough.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { until } from "../../browser.mjs";

const run = promisify(execFile);
const ANA = "ana@mail.example";
const BOB = "bob@mail.example";

/** How often the totals counted this. */
async function counted([program, ...args], kind) {
  const { stdout } = await run(program, args);
  const lines = stdout.trim().split("\n").filter(Boolean);
  return lines
    .map((line) => JSON.parse(line))
    .reduce((sum, line) => sum + (line.kind === kind ? line.n : 0), 0);
}

export default async function yes(told, begin) {
  const ana = await begin();
  const page = await ana.open("/");
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  assert.deepEqual([await ana.cookies(), ana.to(told.tracker)], [[], []], "nothing before a choice");
  await ana.shoot(page, "banner");
  await ana.choose(page, "Accept all");
  assert.deepEqual(await ana.cookies(told.tracker), [
    "__Host-placet-id",
    "__Host-placet-seen",
    "__Host-placet-term",
  ]);
  await ana.shoot(page, "home");

  await ana.open("/search?q=road", page);
  await page.getByText("One product for “road”").waitFor();
  await page.getByRole("link", { name: "Aria Road 3 running shoes" }).click();
  await ana.shoot(page, "product");
  await ana.subscribe(page, ANA);

  // The cart is filled, and the page goes at once.
  await ana.open("/products/run-01", page);
  await ana.add(page);
  await ana.open("/cart", page);
  await ana.shoot(page, "cart");
  await page.close();

  // The mailbox shows it, and asks the tracker nothing.
  const reminder = await ana.mail(ANA, 2);
  const box = await ana.open(told.mailbox);
  await ana.shoot(box, "mailbox");
  await ana.open(reminder, box);
  await box.getByRole("heading", { name: "Aria Road 3" }).waitFor();
  const mail = box.frameLocator(".phone iframe");
  await mail.getByText("You may also like").waitFor();
  assert.ok((await mail.getByText("running shoes").count()) >= 3, "those shoes and similar ones");
  await mail.getByText("Goes well with it").waitFor();
  await ana.shoot(box, "reminder");

  const opening = ana.context.waitForEvent("page");
  await mail.getByRole("link", { name: "Aria Road 3 running shoes" }).first().click();
  const back = await opening;
  await back.waitForURL((url) => url.origin === told.shop && url.pathname === "/products/run-01");
  assert.equal(await back.getByRole("heading", { level: 1 }).textContent(), "Aria Road 3 running shoes");

  await ana.open("/checkout", back);
  const bought = ana.heard(back, "Order Completed");
  await back.getByLabel("Name").fill("Ana Made-up");
  await back.getByRole("button", { name: "Buy now" }).click();
  await back.getByRole("heading", { name: "Thank you" }).waitFor();
  assert.equal((await bought).status(), 200);
  await ana.shoot(back, "thank-you");
  await until("the order is attributed", async () => (await counted(told.report, "orders")) === 1);

  const leaving = ana.context.waitForEvent("page");
  await box.getByRole("button", { name: "Unsubscribe" }).click();
  const left = await leaving;
  await left.getByRole("heading", { name: "You are unsubscribed" }).waitFor();
  await ana.shoot(left, "unsubscribed");

  // Another cart of hers; and one of Bob's after it, whose reminder tells that hers would have come by now.
  const bob = await begin();
  const his = await bob.open("/");
  await bob.choose(his, "Accept all");
  await bob.subscribe(his, BOB);
  for (const [visit, tab] of [
    [ana, back],
    [bob, his],
  ]) {
    await visit.open("/products/ten-01", tab);
    const told = visit.heard(tab, "Product Added");
    await visit.add(tab);
    assert.equal((await told).status(), 200);
  }
  await bob.mail(BOB, 2);
  assert.equal((await ana.mails(ANA)).length, 2, "who unsubscribed hears no more");
  assert.deepEqual([ana.complaints, bob.complaints], [[], []]);
  // What was typed at the checkout stayed there.
  assert.ok(ana.requests.every(({ url }) => !url.href.includes("Made-up")));
}
