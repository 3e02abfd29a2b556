import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { isStrong } = await load("parts/password.ts");
const { differing, merged } = await load("parts/versions.ts");
const { addressOf } = await load("api/address.ts");

test("a password needs eight characters, a letter, a number and a special character", () => {
  assert.ok(isStrong("correct-horse-9"));
  assert.ok(isStrong("parolă_1"), "letters of every script count");
  for (const weak of ["", "short-1", "nodigits-here", "12345678-", "nospecial99", "spaces only 9"]) {
    assert.ok(!isStrong(weak), weak);
  }
});

test("of two edits each field is proposed as whoever changed it left it", () => {
  const base = { name: "a", city: "b", street: "c" };
  const mine = { name: "mine", city: "b", street: "mine" };
  const theirs = { name: "a", city: "theirs", street: "theirs" };
  assert.deepEqual(merged(base, mine, theirs), { name: "mine", city: "theirs", street: "mine" });
  assert.deepEqual(differing(mine, theirs), ["name", "city", "street"]);
});

test("names in an address are escaped, and what is not asked for is left out", () => {
  const given = {
    path: { tenant: 1, name: "a/b?c#d" },
    query: { limit: 50, cursor: undefined, known: false },
  };
  assert.equal(addressOf("/api/t/{tenant}/d/{name}", given), "/api/t/1/d/a%2Fb%3Fc%23d?limit=50&known=false");
});
