import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

const MOST = 6_000;

test(`banner.js is smaller than ${MOST} bytes, gzipped`, (context) => {
  const plain = readFileSync(new URL("../dist/banner.js", import.meta.url));
  const { length } = gzipSync(plain, { level: 9 });
  context.diagnostic(`banner.js: ${plain.length} bytes, ${length} gzipped`);
  assert.ok(length < MOST, `${length} bytes`);
  assert.doesNotMatch(
    plain.toString(),
    /localStorage|sessionStorage|indexedDB|fetch|XMLHttp|sendBeacon|eval|innerHTML|Math\.random|crypto|Date/,
  );
});
