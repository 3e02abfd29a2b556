// The colour and the logo of a company's pages.
import assert from "node:assert/strict";
import { button, houseTests, until } from "./house.mjs";

const test = houseTests();

const PNG = { name: "logo.png", mimeType: "image/png", buffer: Buffer.from("PNG and more") };
const SVG = { name: "logo.png", mimeType: "image/png", buffer: Buffer.from("<svg/>") };

test("a colour is picked or typed, is looked at before it is saved, and is refused if it is none", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/settings");
  const colour = tab.getByRole("textbox", { name: "Colour", exact: true });
  assert.equal(await colour.inputValue(), "#7a2e8e");
  const sample = tab.getByRole("figure", { name: "On a dark page" });
  const shade = (of) =>
    of.getByText("Save", { exact: true }).evaluate((it) => getComputedStyle(it).backgroundColor);
  assert.equal(await shade(sample), "rgb(197, 143, 211)");

  await colour.fill("yellow");
  await tab
    .getByRole("form", { name: "Colour", exact: true })
    .getByRole("button", { name: "Save the colour" })
    .press("Enter");
  await tab.getByText("Please give a colour such as #17614a.").waitFor();
  assert.equal(
    house.requests("GET", /shades/).length,
    2,
    "what is no colour is not asked for: the program's own",
  );

  await tab.getByLabel("Pick a colour").fill("#ffee00");
  assert.equal(await colour.inputValue(), "#ffee00");
  await until("it is asked for", () => house.requests("GET", /shades/).length > 2);
  await tab
    .getByRole("form", { name: "Colour", exact: true })
    .getByRole("button", { name: "Save the colour" })
    .press("Enter");
  await until("it is kept", () => house.world.brand.accent === "#ffee00");
  await tab.getByText("Saved.").waitFor();
  await colour.fill("");
  await colour.press("Enter");
  await until("it is kept", () => house.world.brand.accent === null);
});

test("a logo is shown once it is chosen, is refused by what it is, and goes again", async ({
  house,
  visit,
}) => {
  const tab = await visit("/t/1/settings");
  const field = tab.getByLabel("Logo");
  await field.setInputFiles(SVG);
  await tab.getByText("Please choose a picture: PNG, JPEG, GIF or WebP.").waitFor();
  await field.setInputFiles(PNG);
  await tab.getByText("400 by 96 pixels").waitFor();
  assert.equal(await tab.getByRole("img", { name: "Nordwind Outdoor" }).count(), 2, "light and dark");
  await button(tab, "Remove the logo").press("Enter");
  await until("it is kept", () => house.world.brand.logo === null);
  await tab.getByText("400 by 96 pixels").waitFor({ state: "detached" });
});
