// What the shop says, and when. The SDK is kept away, so that its list of calls can be read.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openShop, until } from "./served.mjs";

let shop;
let page;
before(async () => {
  shop = await openShop({ absent: ["/placet.js", "/placet-banner.js"] });
  page = await shop.browser.newPage();
});
after(() => shop.close());

/** What the page has said so far. */
const said = () => page.evaluate(() => structuredClone(window.placet ?? []));
const open = async (path) => {
  await page.goto(shop.address + path);
  return said();
};
const SHOES = { product_id: "run-01", price: "119.90", currency: "EUR" };
const LINE = { product_id: "run-01", price: "119.90", quantity: 2 };

test("a visit from the first look to the order is said once, in the words of the tracking API", async () => {
  assert.deepEqual(await open("/"), [["page"]]);
  assert.deepEqual(await open("/search?q=Road"), [
    ["page"],
    ["track", "Products Searched", { query: "Road" }],
  ]);
  assert.deepEqual(await open("/products/run-01"), [["page"], ["track", "Product Viewed", SHOES]]);
  const add = page.getByRole("button", { name: "Put in the cart" });
  await add.click();
  await add.click();
  const added = ["track", "Product Added", { ...SHOES, quantity: 1 }];
  assert.deepEqual((await said()).slice(2), [added, added]);

  const seen = ["track", "Cart Viewed", { currency: "EUR", products: [LINE] }];
  assert.deepEqual(await open("/cart"), [["page"], seen]);
  await page.getByRole("button", { name: "One less: Aria Road 3" }).click();
  await page.getByRole("button", { name: "One more: Aria Road 3" }).click();
  const removed = ["track", "Product Removed", { ...SHOES, quantity: 1 }];
  assert.deepEqual((await said()).slice(2), [removed, added]);

  const order = { currency: "EUR", total: "239.80", products: [LINE] };
  assert.deepEqual(await open("/checkout"), [["page"], ["track", "Checkout Started", order]]);
  await page.getByLabel("Name").fill("Nobody in particular");
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  const [, [, event, bought]] = await until("it is said", async () => (await said()).length === 2 && said());
  const { order_id, ...others } = bought;
  assert.deepEqual([event, others], ["Order Completed", order]);
  assert.match(order_id, /^D-\d{10}$/);
  await page.reload();
  assert.deepEqual(await said(), [["page"]], "not again when the page is loaded again");
  assert.deepEqual(await open("/cart"), [
    ["page"],
    ["track", "Cart Viewed", { currency: "EUR", products: [] }],
  ]);
});

test("who is signed in is named on every page until they sign out", async () => {
  await open("/account");
  await page.getByLabel("Customer number").fill("1001");
  await page.getByRole("button", { name: "Sign in" }).click();
  assert.deepEqual((await said()).at(-1), ["identify", "1001"]);
  assert.deepEqual(await open("/"), [["identify", "1001"], ["page"]]);
  await open("/account");
  await page.getByRole("button", { name: "Sign out" }).click();
  assert.deepEqual((await said()).at(-1), ["reset"]);
  assert.deepEqual(await open("/"), [["page"]]);
});

test("what lies in the browser from another day, or by another hand, breaks nothing", async () => {
  for (const cart of [
    '{"run-01":2,"gone":1,"run-02":-3,"run-03":"x","acc-11":1.5}',
    "[]",
    "null",
    "{",
    "7",
  ]) {
    await open("/");
    await page.evaluate((cart) => localStorage.setItem("cart", cart), cart);
    await open("/cart");
    const lines = await page.locator(".lines li").count();
    assert.equal(lines, cart.includes("run-01") ? 1 : 0, cart);
  }
});
