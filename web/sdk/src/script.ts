// The SDK as a script: makes the global `placet`, loads itself by its own attributes, replays what the stub gathered.
import { shared } from "./placet.js";

const page = window as unknown as { placet?: unknown };
const stub = page.placet;
const placet = shared();
page.placet = placet;

const script = document.currentScript;
if (script instanceof HTMLScriptElement) {
  const { writeKey, host, spa } = script.dataset;
  placet.home ||= script.src && new URL(script.src).origin;
  if (writeKey) placet.load({ writeKey, ...(host && { host }), spa: spa !== undefined && spa !== "false" });
}
if (Array.isArray(stub)) {
  for (const call of stub) placet.push(call);
}
