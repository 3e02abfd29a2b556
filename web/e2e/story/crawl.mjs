// Every page of the shop and of its tracker that somebody can come to by links, with everything agreed to.
import assert from "node:assert/strict";
import { until } from "../../browser.mjs";

export default async function crawl(told, begin) {
  const visit = await begin();
  const page = await visit.open("/");
  await visit.choose(page, "Accept all");
  await until("the tracker's cookies are there", async () => (await visit.cookies(told.tracker)).length > 0);

  const seen = new Set();
  const waiting = [`${told.shop}/`, `${told.tracker}/`];
  while (waiting.length) {
    const address = waiting.pop();
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await page.goto(address, { waitUntil: "domcontentloaded" });
    assert.equal(answer.status(), 200, address);
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map(({ href }) => href.split(/[?#]/)[0]));
    waiting.push(...links.filter((link) => [told.shop, told.tracker].includes(new URL(link).origin)));
  }
  assert.deepEqual(visit.complaints, []);

  await page.goto(`${told.tracker}/cookies`);
  const listed = await page.locator("main code").allTextContents();
  // What stands on the device must be listed, and what is listed stands: with a yes all of it.
  assert.deepEqual(await visit.cookies(), listed.sort());
  return { pages: seen.size };
}
