import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

// A language more is worth its words.
const languages = readdirSync(new URL("../words", import.meta.url)).length;
const MOST = 5_100 + 500 * languages;

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
