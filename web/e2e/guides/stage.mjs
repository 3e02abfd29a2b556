// What the stages of shop systems need: a folder with a guide's files, and a program that runs beside the browser.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { until } from "../../browser.mjs";

/** A folder of its own with these files, by name. */
export function folder(files = {}) {
  const home = mkdtempSync(join(tmpdir(), "placet-guide-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(home, name), text);
  return { home, remove: () => rmSync(home, { recursive: true, force: true }) };
}

async function freePort() {
  const server = createServer();
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  await once(server, "close");
  return port;
}

/** A program that answers at a free port, as `args` of it; ended by `stop`. */
export async function running(program, args, env) {
  const port = await freePort();
  const whole = { ...process.env, ...env, PORT: String(port) };
  const child = spawn(program, args(port), { env: whole, stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const ended = once(child, "exit");
  await until(`${program} answers`, async () => {
    assert.equal(child.exitCode, null, said);
    return await fetch(`http://127.0.0.1:${port}/favicon.ico`).then(
      () => true,
      () => false,
    );
  });
  const stop = async () => {
    child.kill();
    await ended;
  };
  return { port, stop, said: () => said };
}
