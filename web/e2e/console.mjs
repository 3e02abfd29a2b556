// A member's visit to the console, against a running Placet. Reads {"console", "link"} on standard input, prints what was seen.
// With {"pictures": "FOLDER"} it leaves a picture of every page there.
import { join } from "node:path";
import { openBrowser } from "../browser.mjs";

const told = JSON.parse(await new Response(process.stdin).text());
const PASSWORD = "correct-horse-1";

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

/** Waits until the page shows what it asked for; its heading. */
async function settled() {
  await page.waitForLoadState("networkidle");
  return (await page.getByRole("heading", { level: 1 }).first().textContent()).trim();
}
async function note(name) {
  seen.pages[name] = await settled();
  if (told.pictures) await page.screenshot({ path: join(told.pictures, `${name}.png`) });
}

try {
  // Whoever opens the one-time link chooses a password, and is in.
  await page.goto(told.link);
  await page
    .getByRole("textbox", { name: /password/i })
    .first()
    .waitFor();
  if (told.email) await page.getByRole("textbox", { name: /e-mail/i }).fill(told.email);
  for (const field of await page.locator("input[type=password]").all()) await field.fill(PASSWORD);
  if (told.pictures) await page.screenshot({ path: join(told.pictures, "welcome.png") });
  await page
    .getByRole("button", { name: /password|sign in/i })
    .last()
    .click();
  await page.getByRole("navigation").first().waitFor();
  await note("overview");

  const places = await page.getByRole("navigation").first().getByRole("link").all();
  const targets = await Promise.all(places.map((place) => place.getAttribute("href")));
  for (const target of targets) {
    await page.goto(new URL(target, told.console).href);
    const name = target.split("/").pop();
    await note(name);
    // The first thing of a list.
    const row = page.locator(`main a[href^="${target}/"]`).first();
    if (await row.count()) {
      await row.click();
      await page.waitForURL((url) => url.pathname !== target);
      await note(`${name}-one`);
    }
  }
} finally {
  await browser.close();
}
console.log(JSON.stringify(seen));
