// Every page of the shop and of its tracker that somebody can come to by links, before an answer and with everything agreed to; and the
// console's pages. What stands on the device must be listed where people can read it, and what is listed stands.
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { until } from "../../browser.mjs";
import { everyPage, settled, welcome } from "../member.mjs";
import { keptBy } from "./visit.mjs";

const run = promisify(execFile);
const DAY = 86_400;
/** C10: thirteen months. */
const MOST_DAYS = 396;

/** Goes wherever links lead from the shop and the tracker; what their pages keep beside cookies. */
async function walk(told, visit) {
  const page = await visit.context.newPage();
  const seen = new Set();
  const kept = new Set();
  const waiting = [`${told.shop}/`, `${told.tracker}/`];
  while (waiting.length) {
    const address = waiting.pop();
    if (seen.has(address)) continue;
    seen.add(address);
    const answer = await page.goto(address, { waitUntil: "domcontentloaded" });
    assert.equal(answer.status(), 200, address);
    for (const name of await keptBy(page)) kept.add(name);
    const links = await page
      .locator("a[href]")
      .evaluateAll((all) => all.map(({ href }) => href.split(/[?#]/)[0]));
    waiting.push(...links.filter((link) => [told.shop, told.tracker].includes(new URL(link).origin)));
  }
  assert.deepEqual(visit.complaints, []);
  await page.close();
  return { pages: seen.size, kept: [...kept].sort() };
}

/** Whoever has not answered has nothing on the device. */
async function beforeAnAnswer(told, begin) {
  const visit = await begin();
  const { kept } = await walk(told, visit);
  assert.deepEqual([kept, await visit.cookies(), visit.to(told.tracker).filter(isByScript)], [[], [], []]);
}
const isByScript = ({ url }) => url.pathname.startsWith("/v1/");

/** No cookie stands longer than the table says, and none for ever. */
function terms(told, cookies) {
  for (const { name, expires } of cookies) {
    const days = (expires - Date.now() / 1000) / DAY;
    const most = told.cookies[name];
    assert.ok(
      most > 0 && most <= MOST_DAYS && days > most - 1 && days <= most,
      `${name} stands for ${days} days`,
    );
  }
}

/** Somebody who agrees to everything and asks the shop for all it has. */
async function withEverything(told, begin) {
  const visit = await begin();
  const page = await visit.open("/products/run-01");
  await visit.choose(page, "Accept all");
  await until("the tracker's cookies are there", async () => (await visit.cookies(told.tracker)).length > 0);
  const { pages, kept: byLooking } = await walk(told, visit);
  assert.deepEqual(byLooking, [], "nobody asked the shop to keep anything");

  await visit.add(page);
  await visit.open("/checkout", page);
  await page.getByRole("button", { name: "Buy now" }).click();
  await page.getByRole("heading", { name: "Thank you" }).waitFor();
  await visit.open("/account", page);
  await page.getByLabel("Customer number").fill("1001");
  await page.getByRole("button", { name: "Sign in" }).click();
  await visit.open("/cookies", page);
  const kept = await keptBy(page);
  const listedByShop = await page.locator("main dt").allTextContents();
  const ofStorage = listedByShop.filter((name) => !(name in told.cookies));
  assert.deepEqual(kept, ofStorage.map((name) => `local storage ${name}`).sort());
  const term = await page.evaluate(() => Number(localStorage.getItem("kept-until")) - Date.now());
  assert.ok(term > 0 && term / 1000 <= MOST_DAYS * DAY);

  await page.goto(`${told.tracker}/cookies`);
  const listed = await page.locator("main code").allTextContents();
  assert.deepEqual(listed.sort(), Object.keys(told.cookies).sort());
  assert.deepEqual(await visit.cookies(), listed);
  terms(told, await visit.context.cookies());
  return pages;
}

/** The console of a member, signed in, on every page of its navigation. */
async function ofMembers(told, begin) {
  const visit = await begin();
  const page = await visit.context.newPage();
  const [program, ...args] = told.member;
  const { stdout } = await run(program, args);
  const secret = stdout.trim().split("\n").at(-1).split("#").pop();
  const kept = new Set();
  const look = async () => {
    await settled(page);
    for (const name of await keptBy(page)) kept.add(name);
  };
  await page.goto(`${told.admin}sign-in`);
  await look();
  assert.deepEqual(await visit.cookies(), [], "no cookie before somebody is in");
  await welcome(page, `${told.admin}welcome#${secret}`);
  await everyPage(page, look);
  const isChosen = (name) => name.startsWith("local storage");
  assert.ok(![...kept].some(isChosen), "no colours are kept before they are chosen");
  await page.getByRole("button", { name: "Dark", exact: true }).click();
  await look();
  const cookies = await visit.context.cookies();
  const all = [...kept, ...cookies.map(({ name }) => `cookie ${name}`)].sort();
  assert.deepEqual(all, told.console.map(({ place, name }) => `${place} ${name}`).sort());
  for (const { name, expires } of cookies) {
    const { hours } = told.console.find((one) => one.name === name);
    const left = (expires - Date.now() / 1000) / 3_600;
    assert.ok(left > 0 && left <= hours, `${name} stands for ${left} hours`);
  }
  return kept.size;
}

export default async function crawl(told, begin) {
  const [pages, console] = await Promise.all([
    withEverything(told, begin),
    ofMembers(told, begin),
    beforeAnAnswer(told, begin),
  ]);
  return { pages, console };
}
