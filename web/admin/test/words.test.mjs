import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { t, textOf, named, expected } = await load("words/words.ts");
const { en } = await load("words/en.ts");

test("a text has a form for each plural, and numbers are grouped", () => {
  assert.equal(t("overview.span", { n: 1 }), "1 day");
  assert.equal(t("overview.span", { n: 1_234 }), "1,234 days");
  assert.equal(textOf({ one: "{n} zi", few: "{n} zile", other: "{n} de zile" }, { n: 20 }), "20 de zile");
});

test("what is filled in stays as it was, whatever it looks like", () => {
  assert.equal(t("order.title", { number: "{number}<b>$&" }), "Order {number}<b>$&");
});

test("a name without a text of its own is made readable", () => {
  assert.equal(named("denial", "no_consent"), "No yes to messages by this channel");
  assert.equal(named("denial", "some_new_reason"), "Some new reason");
  assert.equal(named("toString", "constructor"), "Constructor");
});

test("a refusal is said as what is expected, whatever the server's own words are", () => {
  assert.equal(expected("expected two capital letters"), "Please choose a country from the list.");
  assert.equal(expected("is no profile's id"), "Is no profile's id.");
  assert.equal(expected("This is not an address."), "This is not an address.");
});

test("each refusal there is a text for is one the server gives", () => {
  const crates = new URL("../../../crates/", import.meta.url);
  const files = readdirSync(crates, { recursive: true }).filter((name) => /\/src\/.*\.rs$/.test(name));
  const source = files.map((name) => readFileSync(new URL(name, crates), "utf8")).join("\n");
  const reasons = Object.keys(en).filter((key) => key.startsWith("wrong."));
  // A number may be filled in there.
  const given = (reason) =>
    source.includes(reason) || new RegExp(reason.replace(/\d+/g, "(\\d+|\\{[A-Z]+\\})")).test(source);
  assert.deepEqual(
    reasons.map((key) => key.slice("wrong.".length)).filter((reason) => !given(reason)),
    [],
  );
});

test("every text is used, and none is empty", () => {
  const root = new URL("../src/", import.meta.url);
  const files = readdirSync(root, { recursive: true }).filter(
    (name) => /\.tsx?$/.test(name) && !name.endsWith("en.ts"),
  );
  const source = files.map((name) => readFileSync(new URL(name, root), "utf8")).join("\n");
  // Texts of what the server names are looked up by their group.
  const groups = [...source.matchAll(/(?:named\(|known\(|group=)"([\w.]+)"/g)].map(
    ([, group]) => `${group}.`,
  );
  const unused = Object.keys(en).filter(
    (key) => !source.includes(`"${key}"`) && !groups.some((group) => key.startsWith(group)),
  );
  assert.deepEqual(unused, []);
  assert.ok(Object.values(en).every((text) => (typeof text === "string" ? text : text.other).trim()));
});
