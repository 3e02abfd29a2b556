import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const MOST = 6_000;

for (const name of ["placet.js", "placet.mjs"]) {
  test(`${name} is smaller than ${MOST} bytes, gzipped`, (context) => {
    const plain = readFileSync(new URL(`../dist/${name}`, import.meta.url));
    const { length } = gzipSync(plain, { level: 9 });
    context.diagnostic(`${name}: ${plain.length} bytes, ${length} gzipped`);
    assert.ok(length < MOST, `${length} bytes`);
    assert.doesNotMatch(plain.toString(), /localStorage|sessionStorage|indexedDB|document\.cookie|userAgent/);
  });
}
