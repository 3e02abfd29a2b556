// The built shop, served as `placet demo` serves it, with a tracker at which nobody answers.
import { existsSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { openBrowser } from "../../sdk/test/stage.mjs";

export { until } from "../../sdk/test/stage.mjs";

const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css",
  js: "text/javascript",
  svg: "image/svg+xml",
};
const TRACKER = "http://data.shop.localhost:1";
const POLICY = `default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src ${TRACKER}; form-action 'self' ${TRACKER}; base-uri 'none'; frame-ancestors 'none'`;

const FACTS = {
  tracker: TRACKER,
  write_key: "wk_test",
  mailbox: "http://localhost:1/",
  other: "http://hearth.localhost:1/",
  marketing: "Fleetfoot Sports may send me marketing messages at this address.",
  personalisation: "Fleetfoot Sports may choose what these messages show.",
};

/** `absent`: files that are not there, such as a script that a blocker keeps away. */
export async function openShop({ folder = "shop", absent = [] } = {}) {
  const dist = fileURLToPath(new URL(`../dist/${folder}`, import.meta.url));
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://x");
    const names = pathname === "/" ? ["/index.html"] : [pathname, `${pathname}.html`];
    const name = names.find((one) => /\.\w+$/.test(one) && existsSync(dist + one) && !absent.includes(one));
    const file = name ?? "/404.html";
    const type = TYPES[file.split(".").at(-1)];
    const text = readFileSync(dist + file, "utf8");
    const filled = text.replace(
      /\{\{(\w+)\}\}/g,
      (_, fact) => FACTS[fact] ?? `http://${request.headers.host}`,
    );
    response.writeHead(name ? 200 : 404, { "content-type": type, "content-security-policy": POLICY });
    response.end(filled);
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const browser = await openBrowser();
  return {
    address: `http://${folder}.localhost:${server.address().port}`,
    browser,
    async close() {
      await browser.close();
      server.close();
    },
  };
}
