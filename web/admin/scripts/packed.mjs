// Puts a packed copy beside every built file that gains by it, so that the server has nothing to pack.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

/** Smaller files travel in one packet anyway. */
const WORTH = 1024;

const folder = new URL("../dist/", import.meta.url);
for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
  if (!/\.(html|js|css|svg)$/.test(name)) continue;
  const file = readFileSync(new URL(name, folder));
  if (file.length > WORTH) writeFileSync(new URL(`${name}.gz`, folder), gzipSync(file, { level: 9 }));
}
