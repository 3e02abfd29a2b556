// A shopper's visit in a real browser, against a running Placet. Reads {"tracker", "key"} on standard input, prints what was seen.
import { createServer } from "node:http";
import { chromium } from "playwright-core";

const told = JSON.parse(await new Response(process.stdin).text());

/** A shop that loads the SDK from the tracker and allows itself nothing else. */
function shop(request, response) {
  const policy = `default-src 'none'; script-src ${told.tracker}; connect-src ${told.tracker}`;
  const tag = `<script src="${told.tracker}/sdk/v1/placet.js" data-write-key="${told.key}"></script>`;
  response.writeHead(200, { "content-type": "text/html", "content-security-policy": policy });
  response.end(`<!doctype html><title>${request.headers.host}</title>${tag}<h1>Shoes</h1>`);
}

const server = createServer(shop);
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const { port } = server.address();
const browser = await chromium.launch({
  executablePath: process.env.PLACET_CHROMIUM,
  args: ["--no-sandbox"],
});
const context = await browser.newContext();

/** Requests to the tracker, but for the script itself. */
const requests = [];
context.on("request", (request) => {
  if (request.url().startsWith(told.tracker) && request.method() === "POST")
    requests.push(new URL(request.url()).pathname);
});

const open = async (host) => {
  const page = await context.newPage();
  await page.goto(`http://${host}:${port}/`);
  return page;
};
/** Looks at a product; true once the tracker has acknowledged it. */
const view = (page, product) =>
  page.evaluate(
    (product) =>
      new Promise((done) => {
        placet.track("Product Viewed", { product_id: product }, {}, (error) => done(!error));
        setTimeout(() => done(false), 5000);
      }),
    product,
  );
/** Says yes or no, and waits for the tracker's answer. */
const choose = async (page, granted) => {
  const answered = page.waitForResponse((response) => response.url().endsWith("/v1/consent"));
  await page.evaluate((granted) => placet.consent(granted), granted);
  return (await answered).status();
};
const cookies = async () => (await context.cookies()).map(({ value, expires, ...cookie }) => cookie);

const seen = {};
try {
  const page = await open("shop.localhost");
  await page.evaluate(() => placet.track("Product Viewed", { product_id: "before" }));
  seen.before = { requests: [...requests], cookies: await cookies() };

  seen.yes = await choose(page, true);
  seen.acknowledged = await view(page, "after");
  seen.cookies = await cookies();
  seen.script = await page.evaluate(() => document.cookie + localStorage.length + sessionStorage.length);

  // A page of another site loads our SDK with this shop's key.
  const hostile = await open("hostile.localhost");
  seen.hostile = await choose(hostile, true);
  await hostile.close();
  seen.kept = (await cookies()).length;

  // Who deletes the cookies is not known again.
  await context.clearCookies();
  seen.forgotten = await view(page, "forgotten");
  seen.respawned = (await cookies()).length;

  // The next visit: a yes anew, and a no in mid-session.
  await page.reload();
  seen.again = await choose(page, true);
  await view(page, "again");
  seen.no = await choose(page, false);
  requests.length = 0;
  await page.evaluate(() => placet.track("Product Viewed", { product_id: "never" }));
  await page.goto("about:blank");
  seen.after = { requests: [...requests], cookies: (await cookies()).length };
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify(seen));
