import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, quietPort, story, until } from "./stage.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());
const told = (play) => story(() => browser, play);

/** A tab whose yes the tracker has answered. `options` go to `load`. */
async function agreed(stage, options = {}, more = {}) {
  const page = await stage.tab("/bare", { ready: false, ...more });
  await page.evaluate(
    ([address]) =>
      new Promise((done) => {
        const script = document.createElement("script");
        script.src = address;
        script.onload = done;
        document.head.append(script);
      }),
    [`${stage.tracker}/sdk/v1/placet.js`],
  );
  await stage.call(page, "load", { writeKey: "wk_test", host: stage.tracker, ...options });
  await stage.call(page, "consent", true);
  await until("the yes is answered", () => stage.consents.at(-1)?.answered);
  await stage.settled(page, 0);
  return page;
}

const ids = (batch) => batch.body.batch.map(({ messageId }) => messageId);

test(
  "events gather for a moment, and twenty leave at once",
  told(async (stage) => {
    const page = await agreed(stage, {}, { clock: { time: Date.now() } });
    await page.clock.pauseAt(Date.now() + 3_600_000);
    for (let n = 0; n < 3; n++) await stage.call(page, "track", `Few ${n}`);
    await stage.settled(page, 0);
    assert.equal(stage.batches.length, 0, "the moment is not over");
    await page.clock.runFor(300);
    await stage.names(3);
    await page.evaluate(() => {
      for (let n = 0; n < 20; n++) placet.track(`Many ${n}`);
    });
    await stage.names(23);
    assert.deepEqual(
      stage.batches.map(({ body }) => body.batch.length),
      [3, 20],
    );
  }),
);

test(
  "one request is under way at a time, and the order is kept",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0 });
    for (let n = 0; n < 5; n++) stage.plan.push(() => new Promise((done) => setTimeout(done, 30)));
    await page.evaluate(async () => {
      for (let n = 0; n < 100; n++) {
        placet.track(`Event ${n}`);
        if (n % 10 === 0) await new Promise((done) => setTimeout(done, 5));
      }
    });
    assert.deepEqual(
      await stage.names(100, page),
      Array.from({ length: 100 }, (_, n) => `Event ${n}`),
    );
    const { batches } = stage;
    assert.ok(batches.length > 1);
    for (let at = 1; at < batches.length; at++) assert.ok(batches[at].at >= batches[at - 1].answered);
  }),
);

test(
  "a body holds at most 100 events and 60,000 bytes, and all of them arrive",
  told(async (stage) => {
    const page = await agreed(stage);
    await page.evaluate(() => {
      for (let n = 0; n < 250; n++) placet.track(`Small ${n}`);
      for (let n = 0; n < 9; n++) placet.track(`Large ${n}`, { text: "é".repeat(12_000) });
    });
    const names = await stage.names(259, page);
    assert.equal(new Set(names).size, 259);
    assert.ok(stage.batches.every(({ body }) => body.batch.length <= 100));
    assert.ok(stage.batches.every(({ size }) => size <= 60_000));
    assert.ok(stage.batches.some(({ body }) => body.batch.length === 100));
  }),
);

test(
  "what is called just before the page goes away still arrives",
  told(async (stage) => {
    const page = await agreed(stage);
    await stage.leave(
      page,
      "/other",
      Array.from({ length: 5 }, (_, n) => ["track", `Last ${n}`]),
    );
    assert.deepEqual(await stage.names(5), ["Last 0", "Last 1", "Last 2", "Last 3", "Last 4"]);
    assert.match(stage.batches[0].headers.cookie, /device=d/);
  }),
);

test(
  "a tab that is closed sends what waited, up to what the browser allows",
  told(async (stage) => {
    const page = await agreed(stage);
    await page.evaluate(() => {
      for (let n = 0; n < 10; n++) placet.track(`Large ${n}`, { text: "x".repeat(20_000) });
    });
    await page.close({ runBeforeUnload: true });
    await stage.names(3);
    const sizes = stage.batches.map(({ size }) => size);
    assert.ok(
      sizes.every((size) => size <= 60_000),
      `${sizes}`,
    );
  }),
);

test(
  "a page that is hidden sends at once and goes on when it is shown again",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 600_000 });
    await stage.call(page, "track", "Hidden");
    await stage.settled(page, 0);
    assert.equal(stage.batches.length, 0);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    assert.deepEqual(await stage.names(1, page), ["Hidden"]);
    await page.evaluate(() => {
      delete document.visibilityState;
      document.dispatchEvent(new Event("visibilitychange"));
      placet.track("Shown");
      dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }));
    });
    assert.deepEqual(await stage.names(2), ["Hidden", "Shown"]);
  }),
);

test(
  "a page that goes away before its yes was answered sends both all the same",
  told(async (stage) => {
    const page = await stage.tab("/");
    stage.plan.push(() => new Promise((done) => setTimeout(done, 100)));
    await stage.leave(page, "/other", [
      ["track", "Quick"],
      ["consent", true],
    ]);
    assert.deepEqual(await stage.names(1), ["Quick"]);
    // Either may arrive first: a device known from an earlier page is recognised, a new one is not.
    await until("the yes came too", () => stage.consents.length);
  }),
);

test(
  "where fetch cannot outlive the page, a beacon carries the rest",
  told(async (stage) => {
    const before = () => {
      delete Request.prototype.keepalive;
      const send = navigator.sendBeacon.bind(navigator);
      navigator.sendBeacon = (url, body) => send(`${url}?beacon=${body.type}`, body);
      const own = window.fetch;
      window.fetch = (url, options) => {
        if (document.visibilityState === "hidden") throw new TypeError("gone");
        return own(url, { ...options, keepalive: false });
      };
    };
    const page = await agreed(stage, {}, { before });
    await stage.call(page, "track", "By fetch");
    await stage.names(1);
    await page.evaluate(() => {
      placet.track("By beacon");
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    assert.deepEqual(await stage.names(2), ["By fetch", "By beacon"]);
    assert.equal(stage.batches[1].headers["content-type"], "text/plain");
  }),
);

test(
  "on a very slow network the events wait for the answer and arrive once",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 10 });
    let release;
    stage.plan.push(() => new Promise((done) => (release = () => done(undefined))));
    await stage.call(page, "track", "Slow");
    await until("it is under way", () => release);
    for (let n = 0; n < 25; n++) await stage.call(page, "track", `Meanwhile ${n}`);
    await stage.settled(page, 0);
    assert.equal(stage.batches.length, 1);
    release();
    const names = await stage.names(26, page);
    assert.equal(names.length, 26);
    assert.equal(names[0], "Slow");
  }),
);

test(
  "a tracker that cannot be reached disturbs nothing, and gets everything once it can",
  told(async (stage) => {
    const port = await quietPort();
    const host = `http://data.shop.localhost:${port}`;
    stage.extraConnect = ` ${host}`;
    stage.html(
      "/blocked",
      `<script src="${stage.tracker}/sdk/v1/placet.js" data-write-key="wk_test" data-host="${host}"></script>`,
    );
    const page = await stage.tab("/blocked");
    const failed = [];
    page.on("requestfailed", (request) => failed.push(new URL(request.url()).pathname));
    await page.evaluate(() => {
      placet.consent(true);
      placet.identify("u1");
      placet.track("Waiting");
    });
    await until("it was tried twice", () => failed.length >= 2, 15_000);
    assert.deepEqual([...new Set(failed)], ["/v1/consent"], "events wait for the answer to the yes");
    const late = await stage.listen(port);
    assert.deepEqual(await stage.names(2), ["identify", "Waiting"]);
    late.closeAllConnections();
    late.close();
  }),
);

test(
  "a blocker that swallows every request costs the page nothing but memory that is bounded",
  told(async (stage) => {
    const page = await stage.tab("/");
    let tries = 0;
    await page.route("**/v1/**", (route) => {
      tries++;
      return route.abort("blockedbyclient");
    });
    await stage.call(page, "consent", true);
    await stage.call(page, "track", "Blocked");
    await until("it was tried twice", () => tries >= 2);
    await page.unroute("**/v1/**");
    assert.deepEqual(await stage.names(1), ["Blocked"]);
  }),
);

test(
  "429 is obeyed: nothing is sent before Retry-After has passed, not even when the page is hidden",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0, retry: 10 });
    stage.plan.push({ status: 429, headers: { "retry-after": "1" }, body: '{"message":"slow down"}' });
    await stage.call(page, "track", "Throttled");
    await until("it is refused", () => stage.batches[0]?.answered);
    await stage.settled(page, 0);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { value: "hidden", configurable: true });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await stage.names(2);
    const [first, second] = stage.batches;
    assert.ok(second.at - first.answered >= 990, `after ${second.at - first.answered} ms`);
    assert.deepEqual(ids(second), ids(first));
  }),
);

test(
  "what gets no answer, a 503 or a dropped connection is sent again with the same message ids, ever more slowly",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0, retry: 100, timeout: 300 });
    stage.plan.push({ status: 503, body: "" }, "drop", "hang", { status: 500 });
    const outcome = page.evaluate(
      () =>
        new Promise((done) => placet.track("Again", { n: 1 }, (error) => done(error?.message ?? "taken"))),
    );
    assert.equal(await outcome, "taken");
    const { batches } = stage;
    assert.equal(batches.length, 5);
    assert.equal(new Set(batches.flatMap(ids)).size, 1);
    assert.equal(new Set(batches.map(({ body }) => body.batch[0].timestamp)).size, 1);
    // Pauses are half to all of 100, 200, 400 ms … (after a dropped connection Chromium itself may try once more, unasked).
    assert.ok(batches[1].at - batches[0].answered >= 45);
    assert.ok(batches[4].at - batches[3].answered >= 195);
  }),
);

test(
  "events called during a failure follow it in order",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0, retry: 50 });
    stage.plan.push({ status: 503 });
    await stage.call(page, "track", "First");
    await until("it fails", () => stage.batches[0]?.answered);
    await stage.call(page, "track", "Second");
    assert.deepEqual(await stage.names(3), ["First", "First", "Second"]);
  }),
);

test(
  "another refusal drops the events with one warning that names the reason, and the next are sent",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0 }, { warnings: true });
    const refusal = { status: 400, body: '{"success":false,"message":"batch: not a list"}' };
    stage.plan.push(refusal, refusal);
    const reasons = await page.evaluate(async () => {
      const outcome = (name) => new Promise((done) => placet.track(name, (error) => done(error?.message)));
      return [await outcome("One"), await outcome("Two"), await outcome("Three")];
    });
    assert.deepEqual(reasons, ["placet: batch: not a list", "placet: batch: not a list", undefined]);
    assert.deepEqual(page.warnings, ["placet: the tracker refused /v1/b with 400: batch: not a list"]);
    assert.equal(stage.batches.length, 3);
  }),
);

test(
  "at most 1,000 events wait, the newest of them, and what was dropped is counted in one warning",
  told(async (stage) => {
    const page = await stage.tab("/", { warnings: true });
    await page.evaluate(() => {
      for (let n = 0; n < 1_500; n++) placet.track(`Event ${n}`);
      placet.consent(true);
    });
    const names = await stage.names(1_000, page);
    assert.equal(names.length, 1_000);
    assert.equal(names[0], "Event 500");
    assert.equal(names[999], "Event 1499");
    await until("it is warned of", () => page.warnings.length);
    assert.deepEqual(page.warnings, [
      "placet: 500 of the oldest events were dropped, for too many were waiting",
    ]);
  }),
);

test(
  "two tabs are independent of each other",
  told(async (stage) => {
    const [one, two] = [await stage.tab("/"), await stage.tab("/other")];
    await stage.call(one, "track", "One");
    await stage.call(two, "track", "Two");
    await stage.call(one, "consent", true);
    assert.deepEqual(await stage.names(1, one), ["One"]);
    assert.equal(await stage.call(two, "consented"), undefined);
    await stage.call(two, "consent", true);
    await stage.names(2, two);
    await stage.call(one, "track", "One more");
    await stage.call(two, "track", "Two more");
    assert.deepEqual((await stage.names(4)).sort(), ["One", "One more", "Two", "Two more"]);
    assert.equal(new Set(stage.events.map(({ messageId }) => messageId)).size, 4);
  }),
);

test(
  "a callback that throws does not reach the page",
  told(async (stage) => {
    const page = await agreed(stage, { delay: 0 }, { warnings: true });
    await page.evaluate(() => {
      placet.track("Thrower", () => {
        throw new Error("mine");
      });
      placet.ready(() => {
        throw new Error("mine");
      });
    });
    await stage.names(1, page);
    await until("it is warned of", () => page.warnings.length);
    assert.deepEqual(page.warnings, ["placet: a callback threw"]);
  }),
);
