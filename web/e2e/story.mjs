// One chapter of the demo's story, in a real browser: `node story.mjs CHAPTER`, told on standard input where everything is.
// Prints what the test compares with the database; fails with the reason if the browser saw what it must not see.
import { openBrowser } from "../browser.mjs";
import { Visit } from "./story/visit.mjs";

const CHAPTERS = {
  yes: () => import("./story/yes.mjs"),
  no: () => import("./story/no.mjs"),
  crawl: () => import("./story/crawl.mjs"),
  walls: () => import("./story/walls.mjs"),
  forgotten: () => import("./story/forgotten.mjs"),
  pages: () => import("./story/pages.mjs"),
  scanner: () => import("./story/scanner.mjs"),
  troubles: () => import("./story/troubles.mjs"),
};

const told = JSON.parse(await new Response(process.stdin).text());
const chapter = await CHAPTERS[process.argv[2]]();
const browser = await openBrowser();
try {
  const facts = await chapter.default(told, (options) => Visit.begin(browser, told, options));
  console.log(JSON.stringify(facts ?? {}));
} finally {
  await browser.close();
}
