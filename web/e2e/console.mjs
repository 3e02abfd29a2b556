// A member's visit to the console, against a running Placet. Reads {"console", "link"} on standard input, prints what was seen.
// With {"pictures": "FOLDER"} it leaves a picture of every page there.
import { join } from "node:path";
import { openBrowser } from "../browser.mjs";
import { everyPage, settled, welcome } from "./member.mjs";

const told = JSON.parse(await new Response(process.stdin).text());

const browser = await openBrowser();
const context = await browser.newContext({ viewport: { width: 1280, height: 860 } });
const page = await context.newPage();

const seen = { pages: {}, errors: [], failed: [] };
page.on("pageerror", (error) => seen.errors.push(String(error)));
page.on("console", (message) => {
  if (message.type() === "error") seen.errors.push(message.text());
});
page.on("response", (response) => {
  const { pathname } = new URL(response.url());
  if (pathname.startsWith("/api/") && response.status() >= 400)
    seen.failed.push([response.status(), pathname]);
});

async function note(name) {
  seen.pages[name] = await settled(page);
  if (told.pictures) await page.screenshot({ path: join(told.pictures, `${name}.png`) });
}

try {
  const shown = () => told.pictures && page.screenshot({ path: join(told.pictures, "welcome.png") });
  await welcome(page, told.link, { email: told.email, shown });
  await note("overview");
  await everyPage(page, note);
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
