// The examples of a guide, taken out of its page and run in a real browser against a running Placet. Reads {"tracker", "near", "key",
// "serverKey", "story"} on standard input, for WooCommerce "php" too; prints what was seen. `near` is the tracker for programs that know no
// names below `localhost`.
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { build } from "esbuild";
import { openBrowser, until } from "../browser.mjs";
import { shopify } from "./guides/shopify.mjs";
import { refused, woocommerce } from "./guides/woocommerce.mjs";

const told = JSON.parse(await new Response(process.stdin).text());
const file = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

/** The named code blocks of the guide, with this run's host and key. */
function examples(guide) {
  const text = file(`docs/guides/${guide}.md`);
  const blocks = text.matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms);
  return Object.fromEntries([...blocks].map(([, name, code]) => [name, ours(code)]));
}
const ours = (text) =>
  text
    .replaceAll("https://data.shop.example", told.tracker)
    .replaceAll("wk_…", told.key)
    .replaceAll("sk_…", told.serverKey);

/** Bundles an example as a shop's own build does. */
async function bundled(name, contents) {
  const loader = name.split(".").pop();
  const stdin = { contents, loader, resolveDir: new URL("..", import.meta.url).pathname };
  const define = { "process.env.NODE_ENV": '"production"' };
  const { outputFiles } = await build({
    stdin,
    bundle: true,
    write: false,
    define,
    jsx: "automatic",
    logLevel: "error",
  });
  return outputFiles[0].text;
}

const files = new Map([
  ["/placet.js", file("web/sdk/dist/placet.js")],
  // With what the company asks in front, as a shop fetches it for itself.
  ["/placet-banner.js", await (await fetch(`${told.near}/sdk/v1/banner.js`)).text()],
]);
let policy;
const server = createServer((request, response) => {
  const { pathname } = new URL(request.url, "http://shop.localhost");
  // Any other path is the app's own.
  const name = files.has(pathname) ? pathname : "/";
  response.writeHead(200, {
    "content-type": `${name.endsWith(".js") ? "text/javascript" : "text/html"}; charset=utf-8`,
    ...(policy && { "content-security-policy": policy }),
  });
  response.end(files.get(name));
});
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const browser = await openBrowser();
const page = await browser.newPage();

/** What went to the tracker, and how many events of it were acknowledged. */
const seen = { before: [], acknowledged: 0, errors: [] };
let hasChosen = false;
page.on("request", (request) => {
  if (request.url().startsWith(told.tracker) && !hasChosen) seen.before.push(new URL(request.url()).pathname);
});
page.on("response", (response) => {
  if (/\/v1\/b(atch)?$/.test(response.url()) && response.ok())
    seen.acknowledged += JSON.parse(response.request().postData()).batch.length;
});
page.on("pageerror", (error) => seen.errors.push(String(error)));
page.on("console", (message) => {
  if (message.type() === "error") seen.errors.push(message.text());
});

const go = () => page.goto(`http://shop.localhost:${server.address().port}/`);
const click = (name) => page.getByRole("button", { name }).click();
function chosen() {
  hasChosen = true;
}
async function acceptAll() {
  await page.getByRole("button", { name: "Accept all" }).waitFor();
  chosen();
  await click("Accept all");
}
const acknowledged = (count) => until(`${count} events are acknowledged`, () => seen.acknowledged >= count);

/** An app of the guide for apps: a product is looked at, then the next one, which is put into the cart. */
async function app(name) {
  const blocks = examples("react-vue");
  files.set("/", blocks["app.html"]);
  files.set("/app.js", await bundled(name, blocks[name]));
  await go();
  await page.waitForFunction(() => typeof placet.consented === "function");
  await click("Next product");
  await click("Add run-02 to the cart");
  await acceptAll();
  await acknowledged(5);
}

/** The page of the guide for a plain page, until the choice of its banner has been taken for a yes. */
async function plainPage() {
  const blocks = examples("plain-page");
  policy = ours(file("docs/guides/plain-page.md").match(/Content-Security-Policy: (.*)$/m)[1]);
  files.set("/", blocks["index.html"]);
  files.set("/shop.js", blocks["shop.js"]);
  await go();
  await click("Add to cart");
  await acceptAll();
}

const cookies = async () => (await page.context().cookies()).map(({ name }) => name).sort();

/** What a story of a shop system works with. */
const visit = { told, page, seen, files, examples, go, click, chosen, acceptAll, acknowledged };

const stories = {
  woocommerce: () => woocommerce(visit),
  "woocommerce-refused": () => refused(visit),
  shopify: () => shopify(visit),
  "plain-page": async () => {
    await plainPage();
    await click("Buy");
    await acknowledged(4);
  },
  "plain-page-refused": async () => {
    await plainPage();
    await acknowledged(3);
    await click("Cookie choices");
    await click("Refuse all");
    await until("the tracker's cookies are gone", async () => (await cookies()).length === 1);
  },
  react: () => app("react.jsx"),
  vue: () => app("vue.js"),
  module: async () => {
    const blocks = examples("react-vue");
    files.set(
      "/",
      '<!doctype html><link rel="icon" href="data:,"><title>App</title><script src="/app.js"></script>',
    );
    files.set("/app.js", await bundled("module.ts", `${blocks["module.ts"]}\nwindow.said = placet;`));
    await go();
    chosen();
    await page.evaluate(() => said.consent(true));
    await acknowledged(2);
  },
  "tag-manager": async () => {
    const blocks = examples("tag-manager");
    files.set(
      "/",
      '<!doctype html><link rel="icon" href="data:,"><title>Shop</title><script src="/page.js"></script>',
    );
    files.set("/page.js", blocks["page.js"]);
    await go();
    // As the container does it: a script of the tag's text, made by a script.
    await page.evaluate(
      (text) => {
        const script = document.createElement("script");
        script.text = text;
        document.head.append(script);
      },
      blocks["tag.html"].match(/<script>(.*)<\/script>/s)[1],
    );
    await page.evaluate(() => add());
    await page.waitForFunction(() => typeof placet.consented === "function");
    chosen();
    await page.evaluate(() => {
      agree();
      buy();
    });
    await acknowledged(3);
  },
};

try {
  await stories[told.story]();
  seen.cookies = await cookies();
} catch (error) {
  throw new Error(`seen until then: ${JSON.stringify(seen)}`, { cause: error });
} finally {
  await browser.close();
  server.close();
}
console.log(JSON.stringify(seen));
