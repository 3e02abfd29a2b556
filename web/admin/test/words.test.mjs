import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { load } from "./load.mjs";

const { t, textOf, named } = await load("words/words.ts");
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

test("every text is used, and none is empty", () => {
  const root = new URL("../src/", import.meta.url);
  const files = readdirSync(root, { recursive: true }).filter(
    (name) => /\.tsx?$/.test(name) && !name.endsWith("en.ts"),
  );
  const source = files.map((name) => readFileSync(new URL(name, root), "utf8")).join("\n");
  // Texts of what the server names are looked up by their group.
  const groups = [...source.matchAll(/(?:named\(|group=)"([\w.]+)"/g)].map(([, group]) => `${group}.`);
  const unused = Object.keys(en).filter(
    (key) => !source.includes(`"${key}"`) && !groups.some((group) => key.startsWith(group)),
  );
  assert.deepEqual(unused, []);
  assert.ok(Object.values(en).every((text) => (typeof text === "string" ? text : text.other).trim()));
});
