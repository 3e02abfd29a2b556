// The banner as a script: reads its own tag, asks once however often it was loaded.
import { Banner } from "./banner.js";
import { language, type Words } from "./words.js";

/** The version of the built-in words. Raised when they ask for something else than before. */
const NOTICE = "1";
const KEY = Symbol.for("placet.banner");

/** Says what is wrong with the tag, and goes on without it: a visitor must be asked all the same. */
function instead<T>(value: T, why: string): T {
  console.warn(`placet: ${why}`);
  return value;
}

function start(tag: DOMStringMap): Banner {
  const { version = NOTICE, policy } = tag;
  const known = language(tag.language, document.documentElement.lang);
  const settings = {
    company:
      tag.company || instead(location.hostname, "data-company needs the name of the company that asks"),
    policy: policy || instead(undefined, "data-policy needs the address of the cookie policy"),
    version: /^[\w.-]{1,32}$/.test(version)
      ? version
      : instead(NOTICE, "data-version takes 32 letters, digits, dots and hyphens at most"),
    language: known,
  };
  return new Banner(settings, WORDS[known] as Words);
}

const page = window as unknown as { [KEY]?: Banner; placetBanner?: unknown };
if (!page[KEY]) {
  const banner = start(document.currentScript?.dataset ?? {});
  page[KEY] = banner;
  page.placetBanner = { open: () => banner.open(), choices: () => banner.choices() };
}
