// Builds the banner: one script, with its style and its words in every language of the folder `words`.
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transformSync } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const read = (path) => readFileSync(here(path), "utf8");

// What knows constructable style sheets (since 2023) knows these too.
const target = "es2022";
const style = transformSync(read("src/style.css"), { loader: "css", minify: true }).code.trim();
const files = readdirSync(here("words")).filter((name) => name.endsWith(".json"));
const words = Object.fromEntries(
  files.map((name) => [basename(name, ".json"), JSON.parse(read(`words/${name}`))]),
);

await build({
  bundle: true,
  minify: true,
  target,
  charset: "utf8",
  legalComments: "none",
  define: { STYLE: JSON.stringify(style), WORDS: JSON.stringify(words) },
  logLevel: "warning",
  entryPoints: [here("src/script.ts")],
  format: "iife",
  outfile: here("dist/banner.js"),
});
