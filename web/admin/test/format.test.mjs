import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const format = await load("format.ts");

test("money is written by its currency's digits", () => {
  assert.equal(format.money({ minor: 12_900, currency: "EUR" }), "€129.00");
  assert.equal(format.money({ minor: 129, currency: "JPY" }), "JP¥129");
  assert.equal(format.money({ minor: -5, currency: "RON" }).replace(/\s/g, " "), "-RON 0.05");
  assert.equal(format.money({ minor: 12_900, currency: "not one" }), "129.00");
});

test("no revenue is no revenue of the tenant's currency, and several currencies stand side by side", () => {
  assert.equal(format.moneys([], "EUR"), "€0.00");
  assert.equal(
    format.moneys(
      [
        { minor: 100, currency: "EUR" },
        { minor: 100, currency: "GBP" },
      ],
      "EUR",
    ),
    "€1.00 + £1.00",
  );
});

test("a time is told in the tenant's time zone, a day is the same day everywhere", () => {
  const { time, exact } = format.clock("Europe/Bucharest");
  assert.equal(time("2026-11-22T23:30:00Z"), "23 Nov 2026, 01:30");
  assert.equal(exact("2026-07-22T12:00:00.123456Z"), "22 Jul 2026, 15:00:00 EEST");
  assert.equal(format.day("2026-11-22"), "22 Nov 2026");
  assert.equal(format.clock("No/Where").time("2026-11-22T23:30:00Z"), "22 Nov 2026, 23:30");
});

test("a ratio of nothing is none, and so is a change from nothing", () => {
  assert.equal(format.ratio(1, 3), "33.3%");
  assert.equal(format.ratio(0, 0), "–");
  assert.equal(format.change(150, 100), "+50%");
  assert.equal(format.change(100, 100), "0%");
  assert.equal(format.change(5, 0), undefined);
});

test("a length of time is told in its largest unit", () => {
  assert.equal(format.lasting(2), "2 seconds");
  assert.equal(format.lasting(7_300), "2 hours");
  assert.equal(format.lasting(0), "0 seconds");
});

test("a language is told by name, what is none as it is", () => {
  assert.equal(format.language("fr"), "French (fr)");
  assert.equal(format.language("<b>"), "<b>");
});
