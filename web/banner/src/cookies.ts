import { type Choices, decode, encode, isYes } from "./choices.js";

const CHOICES = "cookie-choices";
const DISCLAIMER = "cookie-disclaimer";

const DAY = 24 * 60 * 60;
/** Six months at most. */
const NO_TERM = 180 * DAY;
/** Thirteen months at most. */
const YES_TERM = 390 * DAY;

/** All values of a cookie: another part of the shop may have set it for its parent domain or a path. */
function values(name: string): string[] {
  const begin = `${name}=`;
  const all = jar().split("; ");
  return all.filter((one) => one.startsWith(begin)).map((one) => one.slice(begin.length));
}

function jar(): string {
  try {
    return document.cookie;
  } catch {
    // A sandboxed frame has none.
    return "";
  }
}

/** `secure` keeps it off plain connections. The term begins anew with every choice and never with a visit. */
function write(name: string, value: string, seconds: number, secure: boolean): void {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store answers too late for a page that is going.
    document.cookie = `${name}=${value}; Path=/; SameSite=Lax; Max-Age=${seconds}${secure ? "; Secure" : ""}`;
  } catch {
    // As above.
  }
}

/**
 * The choice that is remembered for this version of the notice. `undefined`: there is none, or none that can be read.
 *
 * A yes counts only beside the version to which it was given. Of several values the strictest counts, so that no page of a
 * neighbouring host turns a no into a yes.
 */
export function read(version: string): Choices | undefined {
  const found = values(CHOICES).map((value) => decode(value, version));
  const readable = found.filter((choices) => choices !== undefined);
  if (!readable.length) return undefined;
  const choices = readable.reduce((one, other) => ({
    performance: one.performance && other.performance,
    advertising: one.advertising && other.advertising,
  }));
  return isYes(choices) && !values(DISCLAIMER).includes(`v${version}`) ? undefined : choices;
}

/** Remembers a choice; whether the browser let it. A no leaves one cookie, a yes two. */
export function keep(choices: Choices, version: string): boolean {
  const isGiven = isYes(choices);
  const isKept = (secure: boolean): boolean => {
    write(DISCLAIMER, isGiven ? `v${version}` : "", isGiven ? YES_TERM : 0, secure);
    write(CHOICES, encode(choices, version), isGiven ? YES_TERM : NO_TERM, secure);
    return values(CHOICES).includes(encode(choices, version));
  };
  // Some browsers call http://localhost secure and yet take no such cookie from it.
  return isKept(isSecureContext) || (location.protocol === "http:" && isKept(false));
}
