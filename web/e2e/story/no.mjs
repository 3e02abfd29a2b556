// Somebody refuses, and does everything else one can do in a shop.
import assert from "node:assert/strict";

export default async function no(told, begin) {
  const visit = await begin();
  const page = await visit.open("/");
  await visit.choose(page, "Refuse all");

  await visit.open("/search?q=tennis", page);
  await page.getByText("products for “tennis”").waitFor();
  await visit.open("/shoes/running", page);
  await page.getByRole("link", { name: "Brisk Tempo running shoes" }).click();
  await visit.add(page);
  await visit.open("/cart", page);
  await page.getByRole("button", { name: "One more: Brisk Tempo" }).click();
  await page.getByText("€198.00").first().waitFor();
  await page.getByRole("link", { name: "To the checkout" }).click();
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  await visit.open("/account", page);
  await page.getByLabel("Customer number").fill("1001");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByText("€198.00").first().waitFor();
  await page.goto("about:blank");

  const cookies = await visit.context.cookies();
  assert.deepEqual(
    cookies.map(({ name, domain }) => [name, domain]),
    [["cookie-choices", "shop.localhost"]],
    "one cookie, on the shop's own host",
  );
  assert.doesNotMatch(cookies[0].value, /\d{2}|[0-9a-f]{8}/, "and no identifier in it");
  const days = (cookies[0].expires - Date.now() / 1000) / 86_400;
  assert.ok(days > 170 && days < 184, `a refusal is remembered for six months, not ${days} days`);
  assert.deepEqual(visit.to(told.tracker), [], "not one request to the tracker");
  assert.deepEqual([...new Set(visit.requests.map(({ url }) => url.host))], [new URL(told.shop).host]);
  assert.deepEqual(visit.complaints, []);
  return { cookie: cookies[0].value };
}
