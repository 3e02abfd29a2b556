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

export function openBrowser(options = {}) {
  return chromium.launch({ ...launch(), ...options });
}
