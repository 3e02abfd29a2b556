// A shopper's visit in a real browser, against a running Placet. Reads {"tracker", "key"} on standard input, prints what was seen.
import { createServer } from "node:http";
import { openBrowser } from "../browser.mjs";

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
const browser = await openBrowser();

/** Requests to the tracker, but for the script itself. */
const requests = [];
async function visitor() {
  const context = await browser.newContext();
  context.on("request", (request) => {
    if (request.url().startsWith(told.tracker) && request.method() === "POST")
      requests.push(new URL(request.url()).pathname);
  });
  return context;
}

const open = async (host, context) => {
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
const cookies = async (context) => (await context.cookies()).map(({ value, expires, ...cookie }) => cookie);

const seen = {};
try {
  const shopper = await visitor();
  const page = await open("shop.localhost", shopper);
  await page.evaluate(() => placet.track("Product Viewed", { product_id: "before" }));
  seen.before = { requests: [...requests], cookies: await cookies(shopper) };

  seen.yes = await choose(page, true);
  seen.acknowledged = await view(page, "after");
  seen.cookies = await cookies(shopper);
  seen.script = await page.evaluate(() => document.cookie + localStorage.length + sessionStorage.length);

  // A page of another site loads our SDK with this shop's key.
  const hostile = await open("hostile.localhost", shopper);
  seen.hostile = await choose(hostile, true);
  await hostile.close();
  seen.kept = (await cookies(shopper)).length;

  // Who deletes the cookies is not known again.
  await shopper.clearCookies();
  seen.forgotten = await view(page, "forgotten");
  seen.respawned = (await cookies(shopper)).length;

  // The next visit: a yes anew.
  await page.reload();
  seen.again = await choose(page, true);
  await view(page, "again");

  // Somebody else says yes, and no in mid-session.
  const other = await visitor();
  const looking = await open("shop.localhost", other);
  await choose(looking, true);
  seen.no = await choose(looking, false);
  requests.length = 0;
  await looking.evaluate(() => placet.track("Product Viewed", { product_id: "never" }));
  await looking.goto("about:blank");
  seen.after = { requests: [...requests], cookies: (await cookies(other)).length };
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify(seen));
