import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { openBrowser, Stage, story, until } from "./stage.mjs";

let browser;
before(async () => {
  browser = await openBrowser();
});
after(() => browser.close());
const told = (play) => story(() => browser, play);
const YEAR = 365 * 86_400_000;

/** The answered yes of a page that has loaded the SDK by its tag. */
async function agreed(stage, ...how) {
  const page = await stage.tab(...how);
  await stage.call(page, "consent", true);
  await until("the yes is answered", () => stage.consents.at(-1)?.answered);
  return page;
}

const addScript = (page, address, attributes = {}) =>
  page.evaluate(
    ([address, attributes]) =>
      new Promise((done) => {
        const script = Object.assign(document.createElement("script"), {
          src: address,
          onload: () => done(),
        });
        for (const [name, value] of Object.entries(attributes)) script.setAttribute(name, value);
        document.head.append(script);
      }),
    [address, attributes],
  );

test(
  "the script loads itself by its attribute, from where it came",
  told(async (stage) => {
    const page = await stage.tab("/");
    const outcome = await page.evaluate(() => new Promise((done) => placet.ready(() => done("ready"))));
    assert.equal(outcome, "ready");
    await stage.call(page, "consent", true);
    await stage.call(page, "page");
    await stage.names(1, page);
    assert.equal(stage.consents[0].headers.host, new URL(stage.tracker).host);
    assert.equal(stage.consents[0].body.writeKey, "wk_test");
  }),
);

test(
  "calls before load wait for it, and load needs no host where the script came from it",
  told(async (stage) => {
    const page = await stage.tab("/bare", { ready: false });
    await addScript(page, `${stage.tracker}/sdk/v1/placet.js`);
    await page.evaluate(() => {
      window.said = [];
      placet.track("Early", {}, {}, (error) => said.push(error ?? "taken"));
      placet.ready(() => said.push("ready"));
      placet.consent(true);
    });
    await stage.settled(page, 0);
    assert.deepEqual(stage.calls, []);
    await stage.call(page, "load", { writeKey: "wk_other" });
    assert.deepEqual(await stage.names(1, page), ["Early"]);
    assert.equal(stage.batches[0].body.writeKey, "wk_other");
    await page.waitForFunction(() => said.length === 2);
    assert.deepEqual(await page.evaluate(() => said), ["ready", "taken"]);
  }),
);

test(
  "load without a key or with a host that is none is warned of, and nothing happens",
  told(async (stage) => {
    const page = await stage.tab("/bare", { ready: false, warnings: true, clock: true });
    await addScript(page, `${stage.tracker}/sdk/v1/placet.js`);
    for (const options of [undefined, null, {}, { writeKey: 7 }, { writeKey: "" }, "wk_test"]) {
      await stage.call(page, "load", options);
    }
    for (const host of ["http://[", "javascript:alert(1)", " ", 7]) {
      await stage.call(page, "load", { writeKey: "wk_test", host });
    }
    await stage.call(page, "consent", true);
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    assert.deepEqual(page.warnings, ["placet: `load` needs a writeKey and the address of a host"]);
  }),
);

test(
  "what a stub gathered before the script arrived is replayed in order, callbacks and consent too",
  told(async (stage) => {
    const before = () => {
      window.placet = window.placet || [];
      window.said = [];
      placet.push(["track", "One", { n: 1 }]);
      placet.push(["nonsense"], null, "track", ["track", "Two"]);
      placet.push(
        ["identify", "u1"],
        ["consent", true],
        ["track", "Three", (error) => said.push(error ?? "taken")],
      );
    };
    const page = await stage.tab("/", { before, warnings: true });
    assert.deepEqual(await stage.names(4, page), ["One", "Two", "identify", "Three"]);
    assert.deepEqual(stage.events[0].properties, { n: 1 });
    assert.equal(stage.events[0].userId, undefined, "who they are was said later");
    assert.equal(stage.events[3].userId, "u1");
    await page.waitForFunction(() => said.length);
    await page.evaluate(() => placet.push(["track", "Four"]));
    assert.equal((await stage.names(5))[4], "Four");
  }),
);

test(
  "the script loaded twice, or with the module beside it, doubles nothing",
  told(async (stage) => {
    const tag = `<script src="${stage.tracker}/sdk/v1/placet.js" data-write-key="wk_test" data-spa></script>`;
    stage.module = `import { placet } from "${stage.tracker}/sdk/v1/placet.mjs"; window.fromModule = placet;`;
    stage.html("/twice", `${tag}${tag}<script type="module" src="${stage.tracker}/module.js"></script>`);
    const page = await agreed(stage, "/twice");
    await addScript(page, `${stage.tracker}/sdk/v1/placet.js`, {
      "data-write-key": "wk_test",
      "data-spa": "",
    });
    await page.waitForFunction(() => window.fromModule);
    assert.ok(await page.evaluate(() => window.fromModule === window.placet));
    await page.evaluate(() => {
      placet.track("Once");
      history.pushState({}, "", "/next");
    });
    assert.deepEqual(await stage.names(3, page), ["page", "Once", "page"]);
    await stage.leave(page, "/bare");
    await stage.settled(page, 0);
    assert.equal(stage.events.length, 3);
    assert.equal(stage.consents.length, 1);
  }),
);

test(
  "as a module it does nothing until it is loaded",
  told(async (stage) => {
    stage.module = `
      import placet, { placet as named } from "${stage.tracker}/sdk/v1/placet.mjs";
      if (placet !== named) throw new Error("two of them");
      placet.track("Before");
      placet.load({ writeKey: "wk_module", host: "${stage.tracker}" });
      placet.consent({ granted: true, language: "fr" });
      window.done = true;`;
    stage.html("/module", `<script type="module" src="${stage.tracker}/module.js"></script>`);
    const page = await stage.tab("/module", { ready: false });
    assert.deepEqual(await stage.names(1, page), ["Before"]);
    assert.equal(stage.consents[0].body.language, "fr");
    assert.equal(await page.evaluate(() => typeof window.placet), "undefined");
  }),
);

test("on a server, where apps draw their first page, the module can be imported and called", async () => {
  const { placet } = await import("../dist/placet.mjs");
  placet.track("Nobody");
  placet.identify("u1");
  assert.equal(placet.consented(), undefined);
});

test(
  "a single-page app's first path and new ones are pages, and other changes are not",
  told(async (stage) => {
    stage.html(
      "/app",
      `<script src="${stage.tracker}/sdk/v1/placet.js" data-write-key="wk_test" data-spa></script>`,
    );
    const page = await agreed(stage, "/app");
    const go = async (act, count) => {
      await page.evaluate(act);
      await stage.names(count, page);
    };
    await go(() => {
      history.pushState({}, "", "/app/shoes?colour=red#top");
      document.title = "Shoes";
    }, 2);
    await go(() => history.replaceState({ a: 1 }, "", "/app/shirts"), 3);
    await page.evaluate(() => {
      history.pushState({}, "", "/app/shirts?size=m");
      location.hash = "reviews";
      history.replaceState({ scroll: 7 }, "");
    });
    await go(() => history.go(-3), 4);
    const pages = stage.events.map(({ type, context }) => [type, context.page.path]);
    assert.deepEqual(pages, [
      ["page", "/app"],
      ["page", "/app/shoes"],
      ["page", "/app/shirts"],
      ["page", "/app"],
    ]);
    assert.equal(stage.events[1].context.page.title, "Shoes");
    assert.equal(stage.events[1].context.page.url, `${stage.shop}/app/shoes`);
  }),
);

for (const isKept of [true, false]) {
  test(`after the back button it works again, the page ${isKept ? "kept by the browser" : "loaded anew"}`, async (context) => {
    const options = isKept ? { ignoreDefaultArgs: ["--disable-back-forward-cache"] } : {};
    const own = await openBrowser(options);
    try {
      await story(
        () => own,
        async (stage) => {
          const before = () => addEventListener("pageshow", (event) => (window.kept = event.persisted));
          const page = await agreed(stage, "/", { before });
          await stage.call(page, "track", "There");
          await stage.leave(page, "/other");
          await stage.names(1);
          await page.evaluate(() => setTimeout(() => history.back()));
          await page.waitForFunction(
            () => location.pathname === "/" && window.kept !== undefined && window.placet,
          );
          const kept = await page.evaluate(() => window.kept);
          context.diagnostic(`the browser kept the page: ${kept}`);
          if (!kept) await stage.call(page, "consent", true);
          assert.equal(await stage.call(page, "consented"), true);
          await stage.call(page, "track", "Back");
          assert.deepEqual(await stage.names(2, page), ["There", "Back"]);
          assert.equal(stage.consents.length, kept ? 1 : 2);
        },
      )();
    } finally {
      await own.close();
    }
  });
}

test(
  "a clock a year wrong shifts timestamp and sentAt alike and breaks nothing",
  told(async (stage) => {
    for (const offset of [-YEAR, YEAR]) {
      const page = await stage.tab("/", { clock: { time: Date.now() + offset } });
      await stage.call(page, "track", "Shifted");
      await stage.call(page, "consent", true);
      await page.clock.runFor(1_000);
      const count = offset < 0 ? 1 : 2;
      await stage.names(count);
      const { body } = stage.batches.at(-1);
      const [sent, stamped] = [Date.parse(body.sentAt), Date.parse(body.batch[0].timestamp)];
      assert.ok(Math.abs(sent - Date.now() - offset) < 60_000);
      assert.ok(sent - stamped >= 0 && sent - stamped < 60_000);
      await page.close();
    }
  }),
);

test(
  "a clock that jumps back by a year holds nothing up",
  told(async (stage) => {
    const page = await agreed(stage, "/");
    stage.plan.push({ status: 503 });
    await stage.call(page, "track", "Jumping");
    await until("it fails", () => stage.batches[0]?.answered);
    await page.evaluate((year) => {
      const now = Date.now;
      Date.now = () => now() - year;
    }, YEAR);
    assert.equal((await stage.names(2)).length, 2);
  }),
);

test(
  "a page drawn in advance and shown to nobody sends nothing until it is shown",
  told(async (stage) => {
    const before = () => {
      window.hiddenYet = true;
      Object.defineProperty(document, "prerendering", { get: () => window.hiddenYet });
    };
    const page = await stage.tab("/", { before, clock: true });
    await stage.call(page, "consent", true);
    await stage.call(page, "track", "In advance");
    await stage.settled(page);
    assert.deepEqual(stage.calls, []);
    await page.evaluate(() => {
      window.hiddenYet = false;
      document.dispatchEvent(new Event("prerenderingchange"));
    });
    assert.deepEqual(await stage.names(1), ["In advance"]);
  }),
);

test(
  "two shops in one browser: each page speaks to its own tracker alone",
  told(async (stage) => {
    const other = await Stage.open(browser);
    try {
      const [here, there] = [await agreed(stage, "/"), await agreed(other, "/")];
      await stage.call(here, "track", "Here");
      await other.call(there, "track", "There");
      assert.deepEqual(await stage.names(1, here), ["Here"]);
      assert.deepEqual(await other.names(1, there), ["There"]);
    } finally {
      await other.close();
    }
  }),
);
