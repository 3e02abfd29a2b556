// A visit with somebody else's tracking SDK in a real browser, against a running Placet. Reads {"tracker", "key", "sdk", "tracking"} on
// standard input; `tracking` is what the shop's consent manager says, or null where there is none. Prints what was seen.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { openBrowser, until } from "../browser.mjs";

const told = JSON.parse(await new Response(process.stdin).text());
const installed = (path) => readFileSync(join(process.env.PLACET_TEST_SDK, "node_modules", path));

/** How each is put into a page. What `visit` says is the same for both. */
const sdks = {
  segment: {
    folder: "@segment/analytics-next/dist/umd",
    start: ({ tracker, key, tracking }) => {
      const [protocol, host] = tracker.split("://");
      const settings = { integrations: { "Segment.io": { apiHost: `${host}/v1`, protocol } } };
      window.sdk = AnalyticsNext.AnalyticsBrowser.load({ writeKey: key, cdnURL: tracker }, settings);
      if (tracking !== null)
        sdk.addSourceMiddleware(({ payload, next }) => {
          payload.obj.context.consent = { categoryPreferences: { tracking } };
          next(payload);
        });
    },
  },
  rudder: {
    folder: "@rudderstack/analytics-js/dist/npm/modern/bundled/umd",
    start: ({ tracker, key, tracking }) => {
      window.sdk = new rudderanalytics.RudderAnalytics();
      const allowed = { allowedConsentIds: ["tracking"], deniedConsentIds: [] };
      const denied = { allowedConsentIds: [], deniedConsentIds: ["tracking"] };
      sdk.load(key, tracker, {
        configUrl: tracker,
        consentManagement:
          tracking === null
            ? { enabled: false }
            : { enabled: true, provider: "custom", ...(tracking ? allowed : denied) },
      });
    },
  },
};
const { folder, start } = sdks[told.sdk];

const server = createServer((request, response) => {
  const name = new URL(request.url, "http://shop.localhost").pathname.slice(1);
  const type = name ? "text/javascript" : "text/html";
  response.writeHead(200, { "content-type": `${type}; charset=utf-8` });
  response.end(
    name
      ? installed(join(folder, name))
      : '<!doctype html><link rel="icon" href="data:,"><title>Shop</title><script src="/index.js"></script>',
  );
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = await openBrowser();
const page = await browser.newPage();

/** Requests with messages, by path and status; and what else went wrong. */
const seen = { sent: [], elsewhere: [], errors: [] };
page.on("response", (response) => {
  const request = response.request();
  const { origin, pathname } = new URL(response.url());
  if (origin === told.tracker && request.method() === "POST") seen.sent.push([pathname, response.status()]);
});
page.on("request", (request) => {
  const { origin, hostname } = new URL(request.url());
  if (origin !== told.tracker && hostname !== "shop.localhost") seen.elsewhere.push(origin);
});
page.on("pageerror", (error) => seen.errors.push(String(error)));

/** The same visit for every SDK: who it is, a page, a product, an order. */
const visit = () => {
  const product = { product_id: "SHOE-1", price: 89.9, currency: "EUR", quantity: 1 };
  sdk.identify("account-1", { email: "canary@example.org" });
  sdk.page("Shoes", "Running");
  sdk.track("Product Viewed", product);
  sdk.track("Order Completed", { order_id: "1001", total: 89.9, currency: "EUR", products: [product] });
};

try {
  await page.goto(`http://shop.localhost:${server.address().port}/`);
  await page.evaluate(start, told);
  await page.evaluate(visit);
  // Each message is a request of its own.
  await until("four messages are answered", () => seen.sent.length >= 4);
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify(seen));
