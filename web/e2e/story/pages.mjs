// A person's pages: pressed through without a script, small and from nowhere else, and read by axe in every language, light and dark.
import assert from "node:assert/strict";
import { faults } from "./faults.mjs";
import { DESKTOP, PHONE } from "./visit.mjs";

const EVA = "eva@mail.example";
const LANGUAGES = ["en", "ro", "fr"];
/** What a company may pick. */
const COLOURS = ["ffee00", "000000", "ffffff"];
/** What a page may weigh with its stylesheet, in bytes as they come over the wire. */
const BUDGET = 30 * 1024;

/** A link of the newest mail to her. */
async function link(eva, path) {
  const mails = await eva.mails(EVA);
  const html = await (await fetch(`${eva.told.mailbox}mail/${mails.at(-1).id}/html`)).text();
  return html.match(new RegExp(`https?://[^"]*/${path}/[^"]*`))[0];
}

/** Opens a page in a browser that knows nothing of it, and weighs it. */
async function weigh(told, visit, address) {
  const page = await visit.context.newPage();
  let bytes = 0;
  const sizes = [];
  page.on("requestfinished", (request) => sizes.push(request.sizes()));
  page.on("request", (request) =>
    assert.equal(new URL(request.url()).origin, told.tracker, "nothing from elsewhere"),
  );
  assert.equal((await page.goto(address)).status(), 200, address);
  await page.waitForLoadState("networkidle");
  for (const size of await Promise.all(sizes)) bytes += size.responseHeadersSize + size.responseBodySize;
  assert.ok(bytes > 0 && bytes < BUDGET, `${address} weighs ${bytes} bytes`);
  assert.equal(await page.locator("script").count(), 0);
  await page.close();
  return bytes;
}

/** Subscribes, confirms, chooses and ends it all with a browser that runs no script, as a text browser does not either. */
async function withoutScript(told, begin) {
  const eva = await begin({ javaScriptEnabled: false, viewport: PHONE });
  const page = await eva.open(`${told.tracker}/f/newsletter`);
  await page.getByLabel("E-mail address").fill(EVA);
  await page.getByRole("button", { name: "Subscribe" }).click();
  await page.getByRole("heading", { name: "Please look at your e-mails" }).waitFor();
  await eva.mail(EVA, 1);

  const confirm = await link(eva, "c");
  await eva.open(confirm, page);
  await page.getByRole("button", { name: "Yes, I agree" }).click();
  await page.getByRole("heading", { name: "Thank you, it is agreed" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "Thank you, it is agreed" }).waitFor();

  await page.getByRole("link", { name: "Your preferences" }).click();
  const preferences = page.url();
  await page.getByLabel("Once a month").check();
  await page.getByLabel("Nothing for 14 days").check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Nothing comes until").waitFor();
  await page.getByRole("link", { name: "Your preferences" }).click();
  assert.ok(await page.getByLabel("Once a month").isChecked());
  await eva.shoot(page, "preferences");
  await page.getByRole("link", { name: "Română" }).click();
  await page.getByRole("heading", { name: "Preferințele dumneavoastră" }).waitFor();
  await page.getByRole("button", { name: "Mă dezabonez de la tot" }).click();
  await page.getByRole("heading", { name: "V-ați dezabonat" }).waitFor();
  await eva.shoot(page, "gone");
  await page.getByRole("button", { name: "Abonați-mă din nou" }).click();
  await page.getByRole("link", { name: "Preferințele dumneavoastră" }).waitFor();
  assert.deepEqual(await eva.cookies(), [], "none of it needs a cookie");
  return [confirm, preferences];
}

/** Shows a page as at a company of this colour. */
async function paint(page, colour) {
  await page.evaluate(async (colour) => {
    const link = document.querySelector("link[rel=stylesheet]");
    const loaded = new Promise((done, failed) => Object.assign(link, { onload: done, onerror: failed }));
    link.href = link.href.replace(/(page-[0-9a-f]{16}).*/, `$1-${colour}.css`);
    await loaded;
  }, colour);
}

export default async function pages(told, begin) {
  const [confirm, preferences] = await withoutScript(told, begin);
  const opened = [
    `${told.tracker}/`,
    `${told.tracker}/f/newsletter`,
    `${told.tracker}/cookies`,
    `${told.tracker}/notice`,
    confirm,
    preferences,
  ];
  let heaviest = 0;
  for (const colorScheme of ["light", "dark"]) {
    for (const viewport of [PHONE, DESKTOP]) {
      const visit = await begin({ colorScheme, viewport });
      const page = await visit.context.newPage();
      for (const address of opened) {
        for (const language of LANGUAGES) {
          await page.goto(`${address.split("?")[0]}?language=${language}`);
          assert.equal(await page.locator("html").getAttribute("lang"), language);
          assert.deepEqual(await faults(page), [], `${address} in ${language}`);
          assert.ok(
            await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth),
            `${address} in ${language} fits ${viewport.width} pixels`,
          );
        }
        for (const colour of COLOURS) {
          await paint(page, colour);
          assert.deepEqual(await faults(page), [], `${address} in #${colour}, ${colorScheme}`);
        }
      }
    }
  }
  for (const address of opened) heaviest = Math.max(heaviest, await weigh(told, await begin(), address));
  return { pages: opened.length, heaviest };
}
