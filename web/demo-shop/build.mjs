// Builds the shops: every page, picture and script, as files that any server of files could serve.
//
// What differs from run to run stands in double braces and is filled in by whoever serves it (`crates/demo/src/shop.rs`):
// {{shop}}, {{tracker}}, {{mailbox}}, {{other}}: addresses; {{write_key}}; {{marketing}}, {{personalisation}}: recorded wordings.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { build, transform } from "esbuild";
import { Shop } from "./build/catalogue.mjs";
import { feed } from "./build/feed.mjs";
import { pages } from "./build/pages/index.mjs";
import { picture } from "./build/pictures/index.mjs";
import { theme } from "./build/theme.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Scripts of other workspaces, which this shop serves from its own address, so that nothing is asked of the tracker. */
const TAKEN = { "placet.js": "../sdk/dist/placet.js", "placet-banner.js": "../banner/dist/banner.js" };

function put(folder, path, content) {
  const file = here(`dist/${folder}/${path}`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

async function script(catalogue) {
  const built = await build({
    entryPoints: [here("src/main.ts")],
    alias: { catalogue },
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    target: "es2020",
    charset: "utf8",
    legalComments: "none",
    logLevel: "warning",
  });
  return built.outputFiles[0].text;
}

async function open(folder, catalogue) {
  const shop = new Shop(JSON.parse(readFileSync(catalogue, "utf8")));
  const style = await transform(readFileSync(here("src/shop.css"), "utf8") + theme(shop), {
    loader: "css",
    minify: true,
    charset: "utf8",
  });
  const assets = { "shop.css": style.code, "shop.js": await script(catalogue) };
  for (const [name, from] of Object.entries(TAKEN)) {
    if (!existsSync(here(from))) throw new Error(`${from} is not built: npm run build, in web/`);
    assets[name] = readFileSync(here(from), "utf8");
  }
  const versions = {};
  for (const [name, text] of Object.entries(assets)) {
    put(folder, name, text);
    versions[name] = createHash("sha256").update(text).digest("hex").slice(0, 10);
  }
  for (const product of shop.products) put(folder, `pictures/${product.sku}.svg`, picture(product));
  for (const [path, html] of pages(shop, versions)) put(folder, path, html);
  put(folder, "products.xml", feed(shop));
}

rmSync(here("dist"), { recursive: true, force: true });
await open("shop", here("catalogue.json"));
await open("hearth", here("catalogue.hearth.json"));
