// Builds both forms of the SDK: a script that makes the global `placet`, and a module.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const { version } = JSON.parse(readFileSync(here("package.json"), "utf8"));

const common = {
  bundle: true,
  minify: true,
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  define: { VERSION: JSON.stringify(version) },
  logLevel: "warning",
};

await build({
  ...common,
  entryPoints: [here("src/script.ts")],
  format: "iife",
  outfile: here("dist/placet.js"),
});
await build({
  ...common,
  entryPoints: [here("src/index.ts")],
  format: "esm",
  outfile: here("dist/placet.mjs"),
});
