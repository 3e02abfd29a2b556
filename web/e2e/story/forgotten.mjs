// Somebody deletes their cookies: nothing brings them back, and who says yes again is somebody new.
import assert from "node:assert/strict";

const ID = "__Host-placet-id";

export default async function forgotten(told, begin) {
  const visit = await begin();
  const page = await visit.open("/");
  const id = async () => (await visit.context.cookies(told.tracker)).find(({ name }) => name === ID)?.value;
  const view = async () => {
    const heard = visit.heard(page, "Product Viewed");
    await visit.open("/products/run-01", page);
    assert.equal((await heard).status(), 200);
  };
  await visit.choose(page, "Accept all");
  await view();
  const first = await id();

  await page.goto("about:blank");
  await visit.context.clearCookies();
  visit.requests.length = 0;
  await visit.open("/products/run-02", page);
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  await visit.add(page);
  await visit.open("/cart", page);
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  assert.deepEqual(await visit.cookies(), [], "no cookie comes back by itself");
  assert.deepEqual(visit.to(told.tracker), [], "and nothing is told before a new yes");

  await visit.choose(page, "Accept all");
  await view();
  assert.notEqual(await id(), first);
  assert.deepEqual(visit.complaints, []);
}
