// The plugin of the guide for WooCommerce, on a stage that plays WordPress: `tests/wordpress/stage.php`.
import assert from "node:assert/strict";
import { until } from "../../browser.mjs";
import { folder, running } from "./stage.mjs";

const STAGE = new URL("../../../tests/wordpress/stage.php", import.meta.url).pathname;
const WITHOUT_BOX = "the box is not ticked beforehand";

/** The hosted form's own sentence and the numbers of its words, which the guide has its reader copy from there. */
async function hosted({ near }) {
  const page = await (await fetch(`${near}/f/newsletter`)).text();
  const [, words] = page.match(/name="words" value="([^"]*)"/);
  const [, sentence] = page.match(/<p class="wording">([^<]*)<\/p>/);
  return { words, sentence };
}

async function plugin(visit, tracker = visit.told.tracker) {
  const files = visit.examples("woocommerce");
  const { words, sentence } = await hosted(visit.told);
  const said = files["wp-config.php"].replaceAll("Atlas Shoes", "Atlas");
  assert.ok(said.includes(`'${sentence}'`), `the guide's sentence is the form's: ${sentence}`);
  const config = said
    .replace("define('PLACET_WORDS', '')", `define('PLACET_WORDS', '${words}')`)
    .replaceAll(visit.told.tracker, tracker);
  const scripts = {
    "placet.js": visit.files.get("/placet.js"),
    "placet-banner.js": visit.files.get("/placet-banner.js"),
  };
  const home = folder({ "placet.php": files["placet.php"], "wp-config.php": `<?php\n${config}`, ...scripts });
  const kept = folder();
  const env = { PLACET_PLUGIN: home.home, PLACET_STAGE: kept.home };
  const shop = await running(visit.told.php, (port) => ["-S", `127.0.0.1:${port}`, STAGE], env);
  const stop = async () => {
    // What a page still asks for would find its connection cut.
    await visit.page.goto("about:blank");
    await shop.stop();
    home.remove();
    kept.remove();
    // A mistake in PHP is written on the page or to the log of its server.
    assert.doesNotMatch(shop.said(), /PHP (Warning|Fatal|Notice|Deprecated|Parse)/);
  };
  return { stop, port: shop.port, at: (path) => `http://shop.localhost:${shop.port}${path}` };
}

/** What the shop's own server is told, without a browser. */
const asks = async (shop, path) => (await fetch(`http://127.0.0.1:${shop.port}${path}`)).text();

export async function woocommerce(visit) {
  const { page, click, acknowledged } = visit;
  const shop = await plugin(visit);
  try {
    await page.goto(shop.at("/product/hat/"));
    await click("Add to cart");
    await visit.acceptAll();
    // The page, the product, and what went into the cart before the yes.
    await acknowledged(3);
    await page.goto(shop.at("/cart/"));
    await acknowledged(5);
    await page.getByLabel("Quantity").fill("1");
    await click("Update cart");
    await acknowledged(8);
    await page.goto(shop.at("/product/shirt/"));
    await acknowledged(10);
    await click("Add to cart");
    await acknowledged(11);

    await page.goto(shop.at("/checkout/?number=1001"));
    await acknowledged(13);
    const box = page.getByLabel("may send me marketing messages");
    assert.equal(await box.isChecked(), false, WITHOUT_BOX);
    await box.check();
    const asked = page.waitForResponse((response) => response.url().endsWith("/f/newsletter"));
    await click("Place order");
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.equal((await asked).status(), 200);
    await acknowledged(15);

    // Opened again, the page says the order once more, which counts once, and asks for nothing.
    const forms = [];
    page.on("request", (request) => request.url().endsWith("/f/newsletter") && forms.push(request.url()));
    await page.reload();
    await acknowledged(17);
    assert.deepEqual(forms, []);
    assert.equal(await asks(shop, "/stage/order/1001/refunded"), "done");
    const field = JSON.parse(await asks(shop, "/stage/field"));
    assert.deepEqual(
      [field.type, field.required, field.default],
      ["checkbox", false, undefined],
      WITHOUT_BOX,
    );
  } finally {
    await shop.stop();
  }
}

/** The same visit with a no: the order is told by the server, and nothing else is told at all. */
export async function refused(visit) {
  const { page, click } = visit;
  const shop = await plugin(visit);
  try {
    await page.goto(shop.at("/product/hat/"));
    await click("Refuse all");
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).search));
    await click("Add to cart");
    await until("it is in the cart", () => asked.includes("?wc-ajax=add_to_cart"));
    await page.goto(shop.at("/cart/"));
    await page.goto(shop.at("/checkout/?number=1002"));
    await click("Place order");
    await page.getByRole("heading", { name: "Thank you" }).waitFor();
    assert.ok(!asked.includes("?wc-ajax=placet_cart"), "nor is the shop asked what lies in the cart");
  } finally {
    await shop.stop();
  }
  await away(visit);
}

/** Nobody answers at the tracker's: the checkout goes on, and the order is put off. */
async function away(visit) {
  const shop = await plugin(visit, "http://127.0.0.1:9");
  try {
    const body = new URLSearchParams({ number: "1003", billing_email: "ana@shopper.example" });
    const options = { method: "POST", body, redirect: "manual" };
    const bought = await fetch(`http://127.0.0.1:${shop.port}/checkout/`, options);
    assert.equal(bought.status, 303);
    const putOff = JSON.parse(await asks(shop, "/stage/put-off"));
    assert.deepEqual(putOff, [[600, "placet_tell_order", [1003, "Order Completed", 1]]]);
  } finally {
    await shop.stop();
  }
}
