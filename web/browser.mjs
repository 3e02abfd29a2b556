// A real browser for tests and stories, and the patience to wait for what it does.
import assert from "node:assert/strict";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { setTimeout as pass } from "node:timers/promises";
import { chromium } from "playwright-core";

const LIMIT = 60_000;

/** Waits until something holds, and answers it. */
export async function until(what, holds, limit = LIMIT) {
  const end = Date.now() + limit;
  for (;;) {
    const value = await holds();
    if (value) return value;
    assert.ok(Date.now() < end, `waited in vain until ${what}`);
    await pass(5);
  }
}

function browserProgram() {
  const named = process.env.PLACET_CHROMIUM;
  if (named) return named;
  const folders = (process.env.PATH ?? "").split(delimiter);
  const programs = folders.flatMap((folder) =>
    ["chromium", "chromium-browser"].map((name) => join(folder, name)),
  );
  const found = programs.find((program) => {
    try {
      accessSync(program, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
  assert.ok(found, "Chromium is needed: install it, or name it in PLACET_CHROMIUM");
  return found;
}

/** How it is started; a container's root has no sandbox. */
export const launch = () => ({ executablePath: browserProgram(), args: ["--no-sandbox"] });

/** How often a browser is started that dies before it has shown anything, as Chromium now and then does on a busy machine. */
const STARTS = 3;

export async function openBrowser(options = {}) {
  for (let start = 1; ; start++) {
    try {
      return await chromium.launch({ ...launch(), ...options });
    } catch (error) {
      if (start === STARTS || !/signal=SIG/.test(String(error))) throw error;
    }
  }
}
