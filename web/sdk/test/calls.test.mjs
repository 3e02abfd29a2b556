import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, story, until } from "./stage.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());
const told = (play) => story(() => browser, play);

test(
  "every argument form of analytics.js says what it says there",
  told(async (stage) => {
    const page = await stage.tab("/");
    const callbacks = await page.evaluate(async () => {
      placet.consent(true);
      let called = 0;
      const done = () => called++;
      const options = { context: { app: "web" } };
      const p = { a: 1 };
      placet.track("t1");
      placet.track("t2", done);
      placet.track("t3", p);
      placet.track("t4", p, done);
      placet.track("t5", p, options);
      placet.track("t6", p, options, done);
      placet.track("t7", null, options, done);
      placet.track({ event: "t8", properties: p }, options, done);
      placet.page();
      placet.page(done);
      placet.page("Name");
      placet.page("Name", done);
      placet.page("Category", "Name");
      placet.page(p);
      placet.page(p, options, done);
      placet.page("Name", p);
      placet.page("Name", p, options, done);
      placet.page("Category", "Name", p);
      placet.page("Category", "Name", p, options, done);
      placet.page(null, "Name", p);
      placet.page(null, null, p, done);
      placet.identify();
      placet.identify({ plan: "gold" });
      placet.identify("u1");
      placet.identify("u1", done);
      placet.identify("u2", { plan: "gold" });
      placet.identify(3, { plan: "gold" }, options, done);
      placet.identify({ plan: "gold" }, options, done);
      placet.identify(null, { plan: "gold" });
      placet.track("end");
      const end = performance.now() + 5_000;
      while (called < 14 && performance.now() < end) await new Promise((next) => setTimeout(next, 5));
      return called;
    });
    await stage.names(30, page);
    assert.equal(callbacks, 14);
    const seen = stage.events.map(({ type, event, name, category, properties, traits, context, userId }) => {
      const parts = { type, event, category, name, properties, traits, app: context.app, userId };
      return JSON.stringify(Object.values(parts).filter((part) => part !== undefined));
    });
    const expected = [
      ["track", "t1"],
      ["track", "t2"],
      ["track", "t3", { a: 1 }],
      ["track", "t4", { a: 1 }],
      ["track", "t5", { a: 1 }, "web"],
      ["track", "t6", { a: 1 }, "web"],
      ["track", "t7", "web"],
      ["track", "t8", { a: 1 }, "web"],
      ["page"],
      ["page"],
      ["page", "Name"],
      ["page", "Name"],
      ["page", "Category", "Name"],
      ["page", { a: 1 }],
      ["page", { a: 1 }, "web"],
      ["page", "Name", { a: 1 }],
      ["page", "Name", { a: 1 }, "web"],
      ["page", "Category", "Name", { a: 1 }],
      ["page", "Category", "Name", { a: 1 }, "web"],
      ["page", "Name", { a: 1 }],
      ["page", { a: 1 }],
      ["identify"],
      ["identify", { plan: "gold" }],
      ["identify", "u1"],
      ["identify", "u1"],
      ["identify", { plan: "gold" }, "u2"],
      ["identify", { plan: "gold" }, "web", "3"],
      ["identify", { plan: "gold" }, "web", "3"],
      ["identify", { plan: "gold" }, "3"],
      ["track", "end", "3"],
    ];
    assert.deepEqual(
      seen,
      expected.map((event) => JSON.stringify(event)),
    );
  }),
);

test(
  "options say when it was, which message it is, and of which device, and are passed on only if given",
  told(async (stage) => {
    const page = await stage.tab("/");
    await page.evaluate(() => {
      placet.consent(true);
      const at = "2026-05-01T10:00:00.000Z";
      placet.track("t1", {}, { timestamp: new Date(at), messageId: "m1", anonymousId: "a1" });
      placet.track("t2", {}, { timestamp: at, context: { page: { path: "/mine" }, locale: "de-DE" } });
      placet.track("t3", {}, { timestamp: Date.parse(at) });
      placet.track(
        "t4",
        {},
        { timestamp: new Date(Number.NaN), messageId: "m".repeat(101), anonymousId: "" },
      );
    });
    await stage.names(4, page);
    const [one, two, three, four] = stage.events;
    for (const { timestamp } of [one, two, three]) assert.equal(timestamp, "2026-05-01T10:00:00.000Z");
    assert.equal(one.messageId, "m1");
    assert.equal(one.anonymousId, "a1");
    assert.equal(two.context.page.path, "/mine");
    assert.equal(two.context.locale, "de-DE");
    assert.ok(Math.abs(Date.parse(four.timestamp) - Date.now()) < 60_000);
    assert.match(four.messageId, /^[a-p]{32}$/);
    assert.ok(!("anonymousId" in two) && !("anonymousId" in four) && !("userId" in one));
  }),
);

test(
  "the context is the page without queries, the campaign, and nothing that tells devices apart",
  told(async (stage) => {
    stage.html(
      "/from",
      `<a href="/p/shoe?utm_source=mail&utm_medium=e&utm_campaign=May&utm_term=run&utm_content=top&utm_id=7&email=ana%40example.org&gclid=1#ana">x</a>`,
    );
    stage.html("/p/shoe", stage.pages.get("/").match(/<script.*<\/script>/)[0]);
    const page = await stage.tab("/from", { ready: false });
    await page.goto(`${stage.shop}/from?secret=1`);
    await page.evaluate(() => document.querySelector("a").click());
    await page.waitForFunction(() => window.placet);
    await stage.call(page, "consent", true);
    await stage.call(page, "track", "Product Viewed", { product_id: "run-01" });
    await stage.names(1, page);
    const [event] = stage.events;
    assert.deepEqual(event.context, {
      page: {
        path: "/p/shoe",
        url: `${stage.shop}/p/shoe`,
        title: "Shop /p/shoe",
        referrer: `${stage.shop}/from`,
      },
      campaign: { source: "mail", medium: "e", name: "May", term: "run", content: "top" },
    });
    const { context, ...rest } = stage.batches[0].body;
    assert.deepEqual(
      { ...context, library: { ...context.library, version: typeof context.library.version } },
      {
        locale: "ro-RO",
        timezone: "Europe/Bucharest",
        library: { name: "placet", version: "string" },
      },
    );
    assert.deepEqual(Object.keys(rest).sort(), ["batch", "sentAt", "writeKey"]);
    assert.deepEqual(Object.keys(event).sort(), [
      "context",
      "event",
      "messageId",
      "properties",
      "timestamp",
      "type",
    ]);
    assert.equal(stage.consents[0].body.place, `${stage.shop}/p/shoe`);
  }),
);

test(
  "message ids are chance alone, on pages without TLS too",
  told(async (stage) => {
    const page = await stage.tab("/", { before: () => delete Crypto.prototype.randomUUID });
    await page.evaluate(() => {
      placet.consent(true);
      for (let n = 0; n < 200; n++) placet.track("Event");
    });
    await stage.names(200, page);
    const ids = stage.events.map(({ messageId }) => messageId);
    for (const id of ids) assert.match(id, /^[a-p]{32}$/);
    assert.equal(new Set(ids).size, 200);
  }),
);

test(
  "what a page changes after the call does not change the event",
  told(async (stage) => {
    const page = await stage.tab("/");
    await page.evaluate(() => {
      const properties = { list: [1] };
      placet.track("Fixed", properties);
      properties.list.push(2);
      history.pushState({}, "", "/elsewhere");
      placet.consent(true);
    });
    await stage.names(1, page);
    assert.deepEqual(stage.events[0].properties, { list: [1] });
    assert.equal(stage.events[0].context.page.path, "/");
  }),
);

test(
  "nothing that a page passes in makes the SDK throw, and what can be read is sent",
  told(async (stage) => {
    const page = await stage.tab("/", { warnings: true });
    const thrown = await page.evaluate(() => {
      const cyclic = { a: 1 };
      cyclic.self = cyclic;
      const getter = {
        a: 1,
        get b() {
          throw new Error("mine");
        },
      };
      const bomb = {
        toString() {
          throw new Error("mine");
        },
        toJSON() {
          throw new Error("mine");
        },
      };
      const { proxy, revoke } = Proxy.revocable({}, {});
      revoke();
      const trap = new Proxy(
        {},
        {
          ownKeys() {
            throw bomb;
          },
          has() {
            throw bomb;
          },
          get() {
            throw bomb;
          },
        },
      );
      let deep = {};
      for (let n = 0; n < 10_000; n++) deep = { deep };
      const endless = {
        get more() {
          return [endless, { ...Object.getOwnPropertyDescriptors(endless) }];
        },
      };
      const hostile = [
        undefined,
        null,
        true,
        0,
        -0,
        Number.NaN,
        7n,
        2n ** 100_000n,
        "",
        "\ud800",
        Symbol("s"),
        [],
        [[]],
        cyclic,
        getter,
        bomb,
        proxy,
        trap,
        deep,
        endless,
        new Map([[1, 2]]),
        new Date(Number.NaN),
        document.body,
        window,
        Object.create(null),
        JSON.parse('{"__proto__":{"polluted":1}}'),
        new Array(4e9 / 2),
        new Uint8Array(1e6),
        "x".repeat(5e6),
        { text: "x".repeat(5e6) },
        new (class extends Array {})(3),
        () => 1,
        class {},
        Promise.reject,
      ];
      const thrown = [];
      const attempt = (act) => {
        try {
          act();
        } catch (error) {
          thrown.push(String(error));
        }
      };
      placet.consent(true);
      for (const value of hostile) {
        for (const name of ["track", "page", "identify", "load", "ready", "push", "consented", "group"]) {
          if (!placet[name]) continue;
          attempt(() => placet[name](value));
          attempt(() => placet[name](value, value));
          attempt(() => placet[name]("Hostile", value));
          attempt(() => placet[name]("Hostile", { value }));
          attempt(() => placet[name]("Hostile", {}, value));
          attempt(() => placet[name]("Hostile", {}, { context: value, timestamp: value, messageId: value }));
          attempt(() => placet[name]("Hostile", {}, {}, value));
          attempt(() => placet[name](value, value, value, value, value));
        }
        if (value !== false) attempt(() => placet.push(["consent", value === true ? "x" : value]));
      }
      placet.track("Sane", {
        cyclic,
        getter,
        big: 7n,
        huge: 2n ** 100n,
        f() {},
        date: new Date(0),
        list: [undefined, () => 1, 1 / 0],
      });
      return thrown;
    });
    assert.deepEqual(thrown, []);
    await until("the last has come", () => stage.events.some(({ event }) => event === "Sane"));
    assert.deepEqual(stage.events.find(({ event }) => event === "Sane").properties, {
      cyclic: { a: 1 },
      getter: { a: 1 },
      big: "7",
      date: "1970-01-01T00:00:00.000Z",
      list: [null, null, null],
    });
    assert.equal(await page.evaluate(() => ({}).polluted), undefined);
    assert.ok(page.warnings.length < 60);
    assert.ok(stage.events.every((event) => JSON.stringify(event).length <= 32 * 1024));
  }),
);

test(
  "an event over 32 KB is refused with a warning, and one just below is sent",
  told(async (stage) => {
    const page = await stage.tab("/", { warnings: true });
    const outcomes = await page.evaluate(() => {
      placet.consent(true);
      const outcome = (size, letter) =>
        new Promise((done) =>
          placet.track("Large", { text: letter.repeat(size) }, (error) => done(error?.message)),
        );
      return Promise.all([
        outcome(32_000, "x"),
        outcome(33_000, "x"),
        outcome(16_000, "é"),
        outcome(16_400, "é"),
      ]);
    });
    const refused = "placet: larger than 32";
    assert.deepEqual(
      outcomes.map((message) => message?.slice(0, refused.length)),
      [undefined, refused, undefined, refused],
    );
    assert.ok(page.warnings.some((text) => /track was refused: larger than 32/.test(text)));
  }),
);

test(
  "10,000 calls in a loop cost the page less than 50 ms, before a yes and after",
  told(async (stage, context) => {
    const page = await stage.tab("/", { warnings: true });
    // In pieces of 500, and of those the quicker ones: the machine does other things as well.
    const quickest = (work) =>
      page.evaluate((work) => {
        const call = {
          track: (n) => placet.track("Product Viewed", { product_id: `p${n}`, price: 9.9, currency: "EUR" }),
          measure: () => new Date().toISOString(),
        }[work];
        const pieces = [];
        for (let piece = 0; piece < 200; piece++) {
          const begin = performance.now();
          for (let n = 0; n < 500; n++) call(n);
          pieces.push(performance.now() - begin);
        }
        return pieces.sort((a, b) => a - b)[20] * 20;
      }, work);
    const waiting = await quickest("track");
    await stage.call(page, "consent", true);
    const agreed = await quickest("track");
    await stage.call(page, "consent", false);
    const refused = await quickest("track");
    // A slow or busy machine, on which writing 10,000 dates takes longer than 15 ms, is given as much more time.
    const dates = await quickest("measure");
    const limit = 50 * Math.max(1, dates / 15);
    const shown = [waiting, agreed, refused, dates].map((time) => time.toFixed(1));
    context.diagnostic(
      `waiting ${shown[0]} ms, agreed ${shown[1]} ms, refused ${shown[2]} ms; dates ${shown[3]} ms`,
    );
    for (const time of [waiting, agreed, refused]) assert.ok(time < limit, `${time} ms of ${limit} ms`);
  }),
);
