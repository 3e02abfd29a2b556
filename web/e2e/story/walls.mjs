// One browser at two companies: neither learns of the other.
import assert from "node:assert/strict";

export default async function walls(told, begin) {
  const visit = await begin();
  const page = await visit.open("/");
  await visit.choose(page, "Accept all");
  const viewed = async (address) => {
    const heard = visit.heard(page, "Product Viewed");
    await visit.open(address, page);
    assert.equal((await heard).status(), 200);
  };
  await viewed("/products/run-02");
  await page.getByRole("link", { name: "Another company's shop" }).click();
  await page.waitForURL((url) => url.origin === told.hearth);
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  assert.deepEqual(await visit.cookies(told.hearth), [], "a yes to one company is no yes to another");
  assert.deepEqual(visit.to(told.hearthTracker), []);
  await visit.choose(page, "Accept all");
  await viewed(`${told.hearth}/products/pan-02`);
  await viewed("/products/run-03");
  await visit.open(told.admin, page).catch(() => undefined);

  await Promise.all(visit.requests.map(({ known }) => known));
  const values = async (address) => (await visit.context.cookies([address])).map(({ value }) => value);
  const own = {
    [told.tracker]: await values(told.tracker),
    [told.hearthTracker]: await values(told.hearthTracker),
  };
  const ids = Object.values(own).flat();
  assert.equal(new Set(ids).size, 6, "three cookies each, none alike");
  for (const { url, headers } of visit.requests) {
    const sent = headers.cookie ?? "";
    const foreign = ids.filter((value) => !own[url.origin]?.includes(value) && sent.includes(value));
    assert.deepEqual(foreign, [], `${url.host} got another host's cookie`);
    // Not even the address of a page of the other company.
    const others = url.host.includes("hearth") ? "//shop.localhost" : "hearth.localhost";
    if (url.pathname.startsWith("/v1/")) assert.ok(!(headers.referer ?? "").includes(others), url.host);
  }
  const admin = visit.to(new URL(told.admin).origin);
  assert.ok(admin.length > 0 && admin.every(({ headers }) => headers.cookie === undefined));
  const keyed = visit.requests.filter(({ url }) => url.pathname.startsWith("/v1/"));
  assert.ok(
    keyed.some(({ headers }) => headers.cookie),
    "the cookies do go where they belong",
  );
  return {};
}
