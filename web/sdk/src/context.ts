import { json } from "./json.js";

const ADDRESS = 2_000;
const TEXT = 200;
const CAMPAIGN = { source: "source", medium: "medium", campaign: "name", term: "term", content: "content" };

/** An address without its query and fragment: those carry searches, addresses and tokens. */
function bare(address: string): string {
  return (address.split(/[?#]/, 1)[0] ?? "").slice(0, ADDRESS);
}

/** What is known of the page. Nothing of the browser or the screen: together those would tell one device from all others. */
function describe(): Record<string, unknown> {
  const page: Record<string, string> = {
    path: location.pathname.slice(0, ADDRESS),
    url: bare(location.href),
  };
  if (document.title) page.title = document.title.slice(0, TEXT);
  if (document.referrer) page.referrer = bare(document.referrer);

  const query = new URLSearchParams(location.search);
  const campaign: Record<string, string> = {};
  for (const [key, name] of Object.entries(CAMPAIGN)) {
    const value = query.get(`utm_${key}`);
    if (value) campaign[name] = value.slice(0, TEXT);
  }
  return Object.keys(campaign).length ? { page, campaign } : { page };
}

let address = "";
let title = "";
let described = "";

/** The context of one event as JSON; `extra` replaces it key by key. */
export function eventContext(extra: Record<string, unknown> | undefined, room: number): string {
  if (extra) return json({ ...describe(), ...extra }, room);
  // Describing takes longer than all else in a call, and most calls of a page share it.
  if (!described || address !== document.URL || title !== document.title) {
    address = document.URL;
    title = document.title;
    described = json(describe(), room);
  }
  return described;
}

let common = "";

/** What all events of this page share, as JSON. */
export function batchContext(): string {
  if (!common) {
    const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
    const library = { name: "placet", version: VERSION };
    common = json({ locale: navigator.language, timezone: timeZone, library }, 1_000);
  }
  return common;
}
