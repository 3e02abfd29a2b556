// Caps and hours in words, and files in parts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./load.mjs";

const { capped, quiet, week } = await load("pages/caps/sentences.ts");
const { edited, plain } = await load("pages/caps/values.ts");
const { formatOf, MOST_BYTES, parts } = await load("pages/imports/parts.ts");

const WORK = ["mon", "tue", "wed", "thu", "fri"];

test("a cap is a sentence", () => {
  assert.equal(capped({ channel: "email", most: 2, per: { hours: 168 } }), "At most 2 e-mails in 7 days");
  assert.equal(capped({ channel: "sms", most: 1, per: { hours: 24 } }), "At most 1 text message in 24 hours");
  assert.equal(capped({ most: 3, per: { days: 1 } }), "At most 3 messages of all kinds on one calendar day");
});

test("days with the same hours are said together", () => {
  const hours = { from: "08:00", to: "20:00", days: [...WORK, "sun"], holidays: false };
  assert.equal(week(hours), "Monday to Friday 08:00–20:00 and Sunday 08:00–20:00; not on public holidays");
  const own = { ...hours, days: WORK, on: { wed: { from: "00:00", to: "24:00" } }, holidays: true };
  assert.equal(
    week(own),
    "Monday to Tuesday 08:00–20:00, Wednesday all day and Thursday to Friday 08:00–20:00",
  );
  assert.equal(quiet("email", null), "E-mail: at any hour of any day.");
});

test("what is edited and not changed is sent as it came", () => {
  const sms = {
    from: "08:00",
    to: "20:00",
    days: WORK,
    on: { fri: { from: "08:00", to: "12:00" } },
    holidays: false,
  };
  const caps = { rules: [{ most: 3, per: { days: 1 } }], when_capped: { hold: 12 } };
  assert.deepEqual(plain(edited({ caps, quiet: { email: null, sms } }), "why"), {
    caps,
    quiet: { email: null, sms },
    reason: "why",
  });
});

const read = async (text, format) => {
  const found = [];
  for await (const { number, rows, body } of parts(new Blob([text]), format)) {
    found.push({ number, rows, text: await body.text(), type: body.type, size: body.size });
  }
  return found;
};

test("a CSV file is cut between its records, each part with the names of its columns", async () => {
  const [one] = await read(
    '\uFEFFemail,note\r\na@b.example,"x\r\ny, ""z"""\r\n\r\nc@d.example,\r\n',
    "text/csv",
  );
  assert.deepEqual([one.number, one.rows, one.type], [1, 2, "text/csv"]);
  assert.equal(one.text, 'email,note\na@b.example,"x\r\ny, ""z"""\nc@d.example,\n');
});

test("no part has more rows or bytes than the server takes", async () => {
  const rows = Array.from({ length: 25_000 }, (_, n) => `{"email":"p${n}@mail.example"}`);
  const cut = await read(rows.join("\n"), "application/x-ndjson");
  assert.deepEqual(
    cut.map(({ rows }) => rows),
    [10_000, 10_000, 5_000],
  );
  const wide = await read(
    Array.from({ length: 300 }, () => `{"x":"${"é".repeat(5_000)}"}`).join("\n"),
    "application/x-ndjson",
  );
  assert.ok(wide.length > 2 && wide.every(({ size }) => size <= MOST_BYTES));
  assert.equal(
    wide.reduce((sum, { rows }) => sum + rows, 0),
    300,
  );
  assert.deepEqual(
    [formatOf("a.CSV"), formatOf("a.jsonl"), formatOf("a.xlsx")],
    ["text/csv", "application/x-ndjson", undefined],
  );
});
