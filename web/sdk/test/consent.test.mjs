import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { NOTHING, openBrowser, story, until } from "./stage.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());
const told = (play) => story(() => browser, play);

test(
  "before a choice nothing is sent and nothing is stored",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "identify", "u1", { plan: "gold" });
    for (let n = 0; n < 30; n++) await stage.call(page, "track", `Event ${n}`, { n });
    await stage.call(page, "page");
    assert.equal(await stage.call(page, "consented"), undefined);
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    assert.deepEqual(await stage.stored(page), NOTHING);
  }),
);

test(
  "after a yes what waited is sent in order, once the yes was answered",
  told(async (stage) => {
    const page = await stage.tab("/?utm_source=mail");
    for (let n = 0; n < 30; n++) await stage.call(page, "track", `Event ${n}`, { n });
    let release;
    stage.plan.push(() => new Promise((done) => (release = () => done(undefined))));
    await stage.call(page, "consent", true);
    assert.equal(await stage.call(page, "consented"), true);
    await until("the yes is told", () => release);
    await stage.settled(page, 0);
    assert.equal(stage.calls.length, 1, "events wait for the answer");
    release();
    const names = await stage.names(30, page);
    assert.deepEqual(
      names,
      Array.from({ length: 30 }, (_, n) => `Event ${n}`),
    );
    const [consent, ...batches] = stage.calls;
    assert.deepEqual(consent.body, {
      writeKey: "wk_test",
      granted: true,
      place: `${stage.shop}/`,
      language: "ro",
    });
    assert.ok(batches.every(({ at }) => at > consent.answered));
    assert.ok(stage.calls.every(({ headers }) => headers["content-type"] === "text/plain"));
    assert.ok(
      stage.calls.every(({ method }) => method === "POST"),
      "no preflight is asked",
    );
    assert.match(batches[0].headers.cookie, /device=d/, "the tracker's cookie comes back to it");
    assert.equal(batches[0].body.writeKey, "wk_test");
    assert.ok(Date.parse(batches[0].body.sentAt));
    assert.deepEqual(stage.events[7].properties, { n: 7 });
    const ids = new Set(stage.events.map(({ messageId }) => messageId));
    assert.equal(ids.size, 30);
  }),
);

test(
  "even after a yes the SDK stores nothing: there are the tracker's own cookies alone, unreadable to the page",
  told(async (stage) => {
    const page = await stage.tab("/");
    await stage.call(page, "identify", "u1", { plan: "gold" });
    await stage.call(page, "consent", true);
    await stage.names(1, page);
    assert.deepEqual(await stage.stored(page), { ...NOTHING, cookies: ["device@data.shop.localhost"] });
  }),
);

test(
  "after a no there is silence: not even the no is told",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "track", "Earlier");
    await stage.call(page, "consent", false);
    const reason = await page.evaluate(
      () => new Promise((done) => placet.track("Later", {}, {}, (error) => done(error.message))),
    );
    assert.match(reason, /no consent/);
    assert.equal(await stage.call(page, "consented"), false);
    await stage.settled(page);
    await page.goto(`${stage.shop}/bare`);
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    assert.deepEqual(await stage.stored(page), NOTHING);
  }),
);

test(
  "only true is a yes",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true, warnings: true });
    await stage.call(page, "track", "Waiting");
    for (const said of ["yes", 1, {}, { granted: "true" }, [], null]) await stage.call(page, "consent", said);
    await page.evaluate(() => {
      placet.consent();
      placet.consent({
        get granted() {
          throw new Error("mine");
        },
      });
    });
    assert.equal(await stage.call(page, "consented"), undefined);
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    assert.ok(page.warnings.includes("placet: `consent` needs true or false"));
  }),
);

test(
  "a yes is told once, however often the page says it, with the place and language given",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    const choice = { granted: true, place: "https://shop.example/banner", language: "de" };
    await stage.call(page, "consent", choice);
    await stage.call(page, "consent", true);
    await until("it is told", () => stage.consents[0]?.answered);
    await stage.call(page, "consent", true);
    await stage.settled(page);
    assert.deepEqual(
      stage.calls.map(({ body }) => body),
      [{ writeKey: "wk_test", ...choice }],
    );
  }),
);

test(
  "a yes withdrawn in mid-session is told once, what waited is dropped, and nothing follows",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "consent", true);
    await stage.call(page, "track", "Before");
    await page.clock.runFor(1_000);
    await stage.names(1);
    await stage.call(page, "track", "Dropped");
    await stage.call(page, "consent", false);
    await stage.call(page, "track", "Refused");
    await stage.call(page, "consent", false);
    await stage.settled(page);
    assert.deepEqual(
      stage.consents.map(({ body }) => body.granted),
      [true, false],
    );
    assert.deepEqual(await stage.names(1), ["Before"]);
    await page.goto(`${stage.shop}/bare`);
    await stage.settled(page);
    assert.equal(stage.calls.length, 3);
  }),
);

test(
  "a no said while the yes is still under way follows its answer, and no event leaves",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "track", "Waiting");
    let release;
    stage.plan.push(() => new Promise((done) => (release = () => done(undefined))));
    await stage.call(page, "consent", true);
    await until("the yes is told", () => release);
    await stage.call(page, "consent", false);
    await stage.settled(page, 0);
    assert.equal(stage.calls.length, 1);
    release();
    await until("the no is told", () => stage.consents.length === 2);
    assert.ok(stage.consents[1].at > stage.consents[0].answered);
    await stage.settled(page);
    assert.deepEqual(
      stage.calls.map(({ body }) => body.granted),
      [true, false],
    );
  }),
);

test(
  "a no is told although a batch hangs, and that batch is not sent again",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "consent", true);
    await until("the yes is told", () => stage.consents[0]?.answered);
    stage.plan.push("hang");
    await stage.call(page, "track", "Hanging");
    await page.clock.runFor(1_000);
    await stage.names(1);
    await stage.call(page, "consent", false);
    await until("the no is told", () => stage.consents.length === 2);
    await stage.settled(page);
    assert.equal(stage.batches.length, 1);
  }),
);

test(
  "a no that gets no answer is told again until it does",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "consent", true);
    await until("the yes is told", () => stage.consents[0]?.answered);
    stage.plan.push("drop", { status: 503, headers: { "retry-after": "1" } });
    await stage.call(page, "consent", false);
    await until("the no is answered", () => stage.consents[3]?.answered);
    await stage.settled(page);
    assert.deepEqual(
      stage.consents.map(({ body }) => body.granted),
      [true, false, false, false],
    );
  }),
);

test(
  "a no and a yes after a yes are told in this order",
  told(async (stage) => {
    const page = await stage.tab("/");
    await stage.call(page, "consent", true);
    await page.evaluate(() => {
      placet.consent(false);
      placet.consent(true);
      placet.track("After");
    });
    await stage.names(1, page);
    assert.deepEqual(
      stage.consents.map(({ body }) => body.granted),
      [true, false, true],
    );
  }),
);

test(
  "while the browser itself refuses by Global Privacy Control, nothing happens whatever the page calls",
  told(async (stage) => {
    const before = () =>
      Object.defineProperty(Navigator.prototype, "globalPrivacyControl", { get: () => true });
    const page = await stage.tab("/", { clock: true, before });
    await stage.call(page, "consent", true);
    await stage.call(page, "identify", "u1");
    await stage.call(page, "track", "Event");
    await stage.call(page, "consent", { granted: true });
    assert.equal(await stage.call(page, "consented"), false);
    await stage.settled(page);
    await stage.call(page, "reset");
    await page.goto(`${stage.shop}/bare`);
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    assert.deepEqual(await stage.stored(page), NOTHING);
  }),
);

test(
  "a browser that begins to refuse in mid-session ends it",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "consent", true);
    await until("the yes is told", () => stage.consents[0]?.answered);
    // In one breath: on a busy machine the event would else leave before the browser refuses.
    await page.evaluate(() => {
      window.placet.track("Waiting");
      Object.defineProperty(navigator, "globalPrivacyControl", { get: () => true });
    });
    await page.clock.runFor(1_000);
    await until("the no is told", () => stage.consents.length === 2);
    await stage.call(page, "track", "Refused");
    await stage.settled(page);
    assert.deepEqual(stage.events, []);
    assert.equal(stage.consents[1].body.granted, false);
  }),
);

test(
  "reset forgets the person, ends the device, and needs a new yes",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "consent", true);
    await stage.call(page, "identify", "u1", { plan: "gold" });
    await page.clock.runFor(1_000);
    await stage.names(1);
    await stage.call(page, "track", "Dropped");
    await stage.call(page, "reset");
    assert.equal(await stage.call(page, "consented"), undefined);
    await until("the end is told", () => stage.consents.length === 2);
    assert.equal(stage.consents[1].body.granted, false);
    await stage.call(page, "track", "Next");
    await stage.settled(page);
    assert.equal(stage.batches.length, 1);
    await stage.call(page, "consent", true);
    await stage.names(2, page);
    assert.equal(stage.events[1].event, "Next");
    assert.equal(stage.events[1].userId, undefined);
    assert.equal(stage.events[0].userId, "u1");
  }),
);

test(
  "reset without a yes makes no request",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true });
    await stage.call(page, "track", "Dropped");
    await stage.call(page, "reset");
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
  }),
);

test(
  "what waited on a page that went away without a yes is forgotten",
  told(async (stage) => {
    const page = await stage.tab("/");
    await stage.call(page, "track", "Forgotten");
    await page.goto(`${stage.shop}/other`);
    await page.waitForFunction(() => window.placet);
    await stage.call(page, "track", "Here");
    await stage.call(page, "consent", true);
    assert.deepEqual(await stage.names(1, page), ["Here"]);
  }),
);

test(
  "a yes that the tracker refuses is warned of, and nothing is sent",
  told(async (stage) => {
    const page = await stage.tab("/", { clock: true, warnings: true });
    stage.plan.push({ status: 401, body: '{"success":false,"message":"unknown key"}' });
    await stage.call(page, "track", "Waiting");
    await stage.call(page, "consent", true);
    await until("it is warned of", () => page.warnings.length);
    assert.deepEqual(page.warnings, ["placet: the tracker refused /v1/consent with 401: unknown key"]);
    await stage.settled(page);
    assert.equal(stage.calls.length, 1);
    assert.equal(await stage.call(page, "consented"), undefined);
  }),
);
