// The pixel of the guide for Shopify, in a frame like the sandbox of custom pixels, and its webhook.
import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { until } from "../../browser.mjs";
import { folder, running } from "./stage.mjs";

const SECRET = "shpss_example";
const ORDER = 6278078300337;

/** What Shopify puts around a custom pixel, as far as the pixel asks for it. */
const sandbox = (allowed) => `<!doctype html><title>Sandbox</title><script>
  const hears = {};
  const listen = (all) => (name, hear) => { (all[name] ??= []).push(hear); return Promise.resolve(); };
  const privacy = ${JSON.stringify(privacy(allowed, allowed))};
  const analytics = { subscribe: listen(hears) };
  const init = { customerPrivacy: privacy, context: {}, data: { cart: null, customer: null } };
  const browser = { cookie: { get: async () => "", set: async () => "" } };
  const api = { analytics, init, browser, customerPrivacy: { subscribe: listen(hears) } };
  const publish = (event) => (hears[event.name] ?? []).forEach((hear) => hear(event));
</script><script src="/pixel.js"></script>`;

function privacy(analytics, marketing) {
  return {
    analyticsProcessingAllowed: analytics,
    marketingAllowed: marketing,
    preferencesProcessingAllowed: true,
    saleOfDataAllowed: marketing,
  };
}
const choice = (analytics, marketing) => ({
  name: "visitorConsentCollected",
  customerPrivacy: privacy(analytics, marketing),
});

const money = (amount) => ({ amount, currencyCode: "EUR" });
const variant = (id, sku, price) => ({
  id,
  sku,
  title: "42",
  image: { src: "https://cdn.shop.example/1.jpg" },
  price: money(price),
  product: { id: "7", title: "Aria Road 3", vendor: "Aria", type: "Shoes", url: "/products/aria-road-3" },
});
const SHOE = variant("44610569208040", "run-01", 119.9);
const NAMELESS = variant("44610569208041", null, 9);
const line = (merchandise, quantity) => ({
  merchandise,
  quantity,
  cost: { totalAmount: money(merchandise.price.amount * quantity) },
});
const checkout = (order) => ({
  order,
  token: "2c1d9b",
  email: "ana@shopper.example",
  shippingAddress: { address1: "1 Street", firstName: "Ana" },
  currencyCode: "EUR",
  subtotalPrice: money(119.9),
  totalPrice: money(124.9),
  totalTax: money(19.14),
  lineItems: [{ id: "1", title: "Aria Road 3", quantity: 1, variant: SHOE, finalLinePrice: money(119.9) }],
});

let number = 0;
/** An event in the shape that Shopify documents. */
function standard(name, data) {
  number += 1;
  const location = {
    href: "https://shop.example/products/aria-road-3?email=ana@shopper.example",
    origin: "https://shop.example",
    pathname: "/products/aria-road-3",
    search: "?email=ana@shopper.example",
  };
  const document = { location, title: "Aria Road 3", referrer: "", characterSet: "UTF-8" };
  return {
    id: `sh-0a1b2c3d-${String(number).padStart(4, "0")}`,
    clientId: "7d1ea8a2-9f4d-4a40-9d0c-0d1b8a4f6a11",
    name,
    type: "standard",
    seq: number,
    timestamp: new Date().toISOString(),
    context: { document, navigator: { language: "en" }, window: {} },
    data,
  };
}

export async function shopify(visit) {
  const { page, seen, acknowledged, files } = visit;
  const { "pixel.js": pixel, "webhook.mjs": webhook } = visit.examples("shopify");
  files.set("/pixel.js", pixel);
  files.set("/", '<!doctype html><title>Shop</title><link rel="icon" href="data:,"><body></body>');
  const frames = { asked: [] };
  page.on("request", (request) => {
    if (request.url().startsWith(visit.told.tracker)) frames.asked.push(request);
  });
  const open = async (allowed) => {
    files.set("/sandbox.html", sandbox(allowed));
    await visit.go();
    await page.evaluate(() => {
      const frame = document.createElement("iframe");
      frame.setAttribute("sandbox", "allow-scripts allow-forms");
      frame.src = "/sandbox.html";
      document.body.append(frame);
    });
    const frame = await until("the sandbox is there", () =>
      page.frames().find((one) => one.url().endsWith("/sandbox.html")),
    );
    await frame.waitForFunction(() => typeof EVENTS === "object");
    return async (...events) => {
      for (const event of events) await frame.evaluate((given) => publish(given), event);
      return await frame.evaluate(() => origin);
    };
  };

  const publish = await open(false);
  const viewed = standard("product_viewed", { productVariant: SHOE });
  const added = standard("product_added_to_cart", { cartLine: line(SHOE, 2) });
  assert.equal(await publish(standard("page_viewed", {})), "null", "an opaque origin");
  await publish(choice(true, false));
  await publish(standard("page_viewed", {}), viewed, added);
  assert.deepEqual(frames.asked, [], "analytics alone is no yes, and forgets what was before it");
  visit.chosen();
  await publish(choice(true, true));
  await acknowledged(3);
  const cart = { id: "c1", cost: { totalAmount: money(128.9) }, lines: [line(SHOE, 1), line(NAMELESS, 1)] };
  await publish(
    standard("product_removed_from_cart", { cartLine: line(SHOE, 1) }),
    standard("cart_viewed", { cart }),
    standard("cart_viewed", { cart: null }),
    standard("search_submitted", { searchResult: { query: "road", productVariants: [SHOE] } }),
    standard("checkout_started", { checkout: checkout(null) }),
    standard("checkout_completed", { checkout: checkout({ id: `gid://shopify/OrderIdentity/${ORDER}` }) }),
    // The same event once more, as after a page that was restored.
    viewed,
  );
  await acknowledged(10);
  for (const request of frames.asked) {
    const headers = await request.allHeaders();
    assert.deepEqual([headers.origin, headers.cookie], ["null", undefined]);
    assert.doesNotMatch(request.postData() ?? "", /shopper\.example|Ana|1 Street/, "nobody's name");
  }
  seen.webhook = await hook(webhook, visit.told);

  // On the next page the yes stands; then it is taken back.
  const again = await open(true);
  await again(standard("page_viewed", {}));
  await acknowledged(11);
  const taken = page.waitForResponse((response) => response.url().endsWith("/v1/consent"));
  await again(choice(true, false));
  assert.equal(JSON.parse((await taken).request().postData()).granted, false);
  const before = frames.asked.length;
  await again(standard("product_viewed", { productVariant: SHOE }), choice(false, false));
  assert.equal(frames.asked.length, before);
}

/** Runs the webhook; the statuses it answered. */
async function hook(program, { tracker, near }) {
  const home = folder({ "webhook.mjs": program.replaceAll(tracker, near) });
  const { port, stop } = await running("node", () => [`${home.home}/webhook.mjs`], {
    SHOPIFY_SECRET: SECRET,
  });
  const body = (id) =>
    JSON.stringify({
      id,
      name: "#1001",
      email: "ana@shopper.example",
      total_price: "124.90",
      currency: "EUR",
      line_items: [{ sku: "run-01", variant_id: 44610569208040, quantity: 1, price: "119.90" }],
    });
  const deliver = async (topic, text, secret) => {
    const signature = createHmac("sha256", secret).update(text).digest("base64");
    const headers = { "x-shopify-topic": topic, "x-shopify-hmac-sha256": signature };
    return (await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: text, headers })).status;
  };
  try {
    return [
      await deliver("orders/paid", body(1), "another secret"),
      await deliver("orders/paid", body(ORDER), SECRET),
      await deliver("orders/paid", body(ORDER + 1), SECRET),
      await deliver("orders/cancelled", body(ORDER), SECRET),
      await deliver("products/update", "{}", SECRET),
    ];
  } finally {
    await stop();
    home.remove();
  }
}
