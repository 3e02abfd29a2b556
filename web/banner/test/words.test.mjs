import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const folder = new URL("../words/", import.meta.url);
const languages = readdirSync(folder).map((name) => [
  name.replace(".json", ""),
  JSON.parse(readFileSync(new URL(name, folder), "utf8")),
]);

/** Every text by its name: `advertising.text`. */
const texts = (words, above = "") =>
  Object.entries(words).flatMap(([name, value]) =>
    typeof value === "string" ? [[above + name, value]] : texts(value, `${name}.`),
  );

test("every language has the same texts, none of them empty, with the company named in the same places", () => {
  const shape = (words) => texts(words).map(([name, text]) => `${name} ${text.includes("{company}")}`);
  const [[, first]] = languages;
  for (const [language, words] of languages) {
    assert.deepEqual(shape(words), shape(first), language);
    for (const [name, text] of texts(words)) {
      assert.ok(text.trim() === text && text.length > 0, `${language}: ${name}`);
      assert.ok(text.split("{company}").length <= 2, `${language}: ${name} names the company once`);
      assert.ok(name === "title" || !/ {2}|\.\.\.|[şţŞŢ]/.test(text), `${language}: ${name} is well set`);
    }
  }
});

test("each category is described in one or two sentences", () => {
  for (const [language, words] of languages) {
    for (const category of ["necessary", "performance", "advertising"]) {
      const sentences = words[category].text.split(/[.!?](?:\s|$)/).filter(Boolean).length;
      assert.ok(sentences === 1 || sentences === 2, `${language}: ${category} has ${sentences}`);
    }
  }
});
