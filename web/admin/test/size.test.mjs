import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { heading, houseTests } from "./house.mjs";

const MOST = 200_000;
const test = houseTests();

for (const [path, title] of [
  ["/sign-in", "Sign in"],
  ["/t/1", "Overview"],
]) {
  test(`the first load of ${path} is smaller than ${MOST} bytes, gzipped`, async ({ house, visit, t }) => {
    const tab = await visit("/t/99");
    const loaded = new Map();
    tab.on("response", async (response) => {
      const { pathname } = new URL(response.url());
      if (!pathname.startsWith("/api/")) loaded.set(pathname, response.body());
    });
    await tab.goto(house.origin + path);
    await heading(tab, title).waitFor();
    await tab.waitForLoadState("networkidle");
    const bodies = await Promise.all(loaded.values());
    const size = bodies.reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0);
    t.diagnostic(`${path}: ${loaded.size} files, ${size} bytes gzipped`);
    assert.ok(size > 50_000 && size < MOST, `${size} bytes`);
  });
}
