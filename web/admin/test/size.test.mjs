import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { heading, houseTests } from "./house.mjs";

const MOST = 200_000;
const test = houseTests();

const bytes = (path) => {
  const file = path.startsWith("/assets/") ? path.slice(1) : "index.html";
  return gzipSync(readFileSync(new URL(`../dist/${file}`, import.meta.url)), { level: 9 }).length;
};

for (const [path, title] of [
  ["/sign-in", "Sign in"],
  ["/t/1", "Overview"],
]) {
  test(`the first load of ${path} is smaller than ${MOST} bytes, gzipped`, async ({ house, visit, t }) => {
    const tab = await visit("/nowhere");
    await heading(tab, "Not found").waitFor();
    // The other pages, which come when the browser is idle, are no part of the first.
    await tab.addInitScript(() => {
      window.requestIdleCallback = () => 0;
    });
    const asked = new Set();
    tab.on("request", (request) => asked.add(new URL(request.url()).pathname));
    if (path === "/sign-in") house.endSession();
    await tab.goto(house.origin + path);
    await heading(tab, title).waitFor();
    await tab.waitForLoadState("networkidle");
    const files = [...asked].filter((name) => !name.startsWith("/api/"));
    const size = files.reduce((sum, name) => sum + bytes(name), 0);
    t.diagnostic(`${path}: ${files.length} files, ${size} bytes gzipped`);
    assert.ok(size > 50_000 && size < MOST, `${size} bytes`);
  });
}
