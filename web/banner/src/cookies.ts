import { both, type Choices, decode, encode, isSame, isYes } from "./choices.js";

const CHOICES = "cookie-choices";
const DISCLAIMER = "cookie-disclaimer";

const DAY = 24 * 60 * 60;
/** Six months at most. */
const NO_TERM = 180 * DAY;
/** Thirteen months at most. */
const YES_TERM = 390 * DAY;

/** All cookies of the page, after one was written. A sandboxed frame has none, and throws. */
function jar(written?: string): string[] {
  try {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store answers too late for a page that is going.
    if (written) document.cookie = written;
    return document.cookie.split("; ");
  } catch {
    return [];
  }
}

/**
 * The choice that is remembered for this version of the notice. `undefined`: there is none, or none that can be read.
 *
 * A yes counts only beside the version to which it was given. Another part of the site may have set the same cookie for its
 * parent domain: of several the strictest counts, so that no neighbour turns a no into a yes.
 */
export function read(version: string): Choices | undefined {
  const all = jar();
  const begin = `${CHOICES}=`;
  let strictest: Choices | undefined;
  for (const one of all) {
    const choices = one.startsWith(begin) ? decode(one.slice(begin.length), version) : undefined;
    if (choices) strictest = both(choices, strictest ?? choices);
  }
  const isShown = all.includes(`${DISCLAIMER}=v${version}`);
  return strictest && (isShown || !isYes(strictest)) ? strictest : undefined;
}

/** Remembers a choice; whether it will be read again. A no leaves one cookie, a yes two. */
export function keep(choices: Choices, version: string): boolean {
  const isGiven = isYes(choices);
  // The term begins with the choice and no visit prolongs it.
  const isKept = (end: string): boolean => {
    jar(`${DISCLAIMER}=v${version}; Max-Age=${isGiven ? YES_TERM : 0}${end}`);
    jar(`${CHOICES}=${encode(choices, version)}; Max-Age=${isGiven ? YES_TERM : NO_TERM}${end}`);
    return isSame(read(version), choices);
  };
  const end = "; Path=/; SameSite=Lax";
  // Some browsers call http://localhost secure and yet take no such cookie from it.
  return (isSecureContext && isKept(`${end}; Secure`)) || (location.protocol !== "https:" && isKept(end));
}
