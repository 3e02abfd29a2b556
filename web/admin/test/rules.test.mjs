import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { isStrong } = await load("parts/password.ts");
const { differing, merged } = await load("parts/versions.ts");
const { codeOf, countries, nameOf } = await load("names.ts");
const { isShare, isWhole } = await load("parts/numbers.ts");
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

test("a number is what was typed, or none", () => {
  assert.ok(isWhole("1", 1, 30) && isWhole(" 30 ", 1, 30));
  for (const typed of ["", "0", "31", "-1", "2.5", "1e1", "abc"]) assert.ok(!isWhole(typed, 1, 30), typed);
  assert.ok(["0", "1", "0.5", ".5", "1.0"].every(isShare));
  assert.ok(!["", "abc", "0,5", "1.1", "-1", "0.5.0"].some(isShare));
});

test("names in an address are escaped, and what is not asked for is left out", () => {
  const given = {
    path: { tenant: 1, name: "a/b?c#d" },
    query: { limit: 50, cursor: undefined, known: false },
  };
  assert.equal(addressOf("/api/t/{tenant}/d/{name}", given), "/api/t/1/d/a%2Fb%3Fc%23d?limit=50&known=false");
});

test("a browser is told by its name and system, whoever it wants to be taken for", async () => {
  const { agentOf } = await load("agent.ts");
  const webkit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  for (const [agent, browser, system] of [
    [
      `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webkit} Chrome/140.0 Safari/537.36 Edg/140.0`,
      "Edge",
      "Windows",
    ],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:143.0) Gecko/20100101 Firefox/143.0",
      "Firefox",
      "macOS",
    ],
    [`Mozilla/5.0 (Linux; Android 15) ${webkit} Chrome/140.0 Mobile Safari/537.36`, "Chrome", "Android"],
    ["Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) Version/18.6 Safari/604.1", "Safari", "iPad"],
    ["curl/8.5.0", undefined, undefined],
  ]) {
    assert.deepEqual(agentOf(agent), { browser, system }, agent);
  }
});

test("a country is known by its name, however it is typed, and sent as its code", () => {
  const all = countries();
  assert.equal(all.length, 249);
  assert.equal(nameOf("RO", all), "Romania");
  assert.equal(codeOf(" romania ", all), "RO");
  assert.equal(codeOf("Cote d’Ivoire", all), "CI");
  assert.equal(codeOf("Atlantis", all), "Atlantis", "what is none is for the server to refuse");
});
