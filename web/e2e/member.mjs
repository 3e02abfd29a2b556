// A member of the console, in a real browser.
const PASSWORD = "correct-horse-1";

/** Opens the one-time link, chooses a password (and an address, where the link asks for one), and is in. */
export async function welcome(page, link, { email, shown } = {}) {
  await page.goto(link);
  await page
    .getByRole("textbox", { name: /password/i })
    .first()
    .waitFor();
  if (email) await page.getByRole("textbox", { name: /e-mail/i }).fill(email);
  for (const field of await page.locator("input[type=password]").all()) await field.fill(PASSWORD);
  await shown?.();
  await page
    .getByRole("button", { name: /password|sign in/i })
    .last()
    .click();
  await page.getByRole("navigation").first().waitFor();
}

/** Waits until the page shows what it asked for; its heading. */
export async function settled(page) {
  await page.waitForLoadState("networkidle");
  return (await page.getByRole("heading", { level: 1 }).first().textContent()).trim();
}

/** Goes to every page of the navigation, and to the first thing of each list; calls back at each with its name. */
export async function everyPage(page, seen) {
  const places = await page.getByRole("navigation").first().getByRole("link").all();
  const targets = await Promise.all(places.map((place) => place.getAttribute("href")));
  for (const target of targets) {
    await page.goto(new URL(target, page.url()).href);
    const name = target.split("/").pop();
    await seen(name);
    const row = page.locator(`main a[href^="${target}/"]`).first();
    if (await row.count()) {
      await row.click();
      await page.waitForURL((url) => url.pathname !== target);
      await seen(`${name}-one`);
    }
  }
}
