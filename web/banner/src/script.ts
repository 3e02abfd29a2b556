// The banner as a script: reads its own tag, asks once however often it was loaded.
import { Banner } from "./banner.js";
import { asked, notice, worded } from "./notice.js";
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
  const told = notice();
  const spoken = language(tag.language, document.documentElement.lang);
  const own = told?.words[spoken];
  const settings = {
    company:
      told?.company ||
      tag.company ||
      instead(location.hostname, "data-company needs the name of the company that asks"),
    policy:
      tag.policy || told?.policy || instead(undefined, "data-policy needs the address of the cookie policy"),
    version: told ? `${told.question}` : version(tag.version),
    language: spoken,
    wording: own?.number,
    asks: asked(told),
    others: told?.others ?? {},
    consentMode: told?.consentMode ?? tag.consentMode !== undefined,
  };
  return new Banner(settings, worded(WORDS[spoken] as Words, own));
}

function version(said = NOTICE): string {
  const isOne = /^[\w.-]{1,32}$/.test(said);
  return isOne ? said : instead(NOTICE, "data-version takes 32 letters, digits, dots and hyphens at most");
}

const page = window as unknown as { [KEY]?: Banner; placetBanner?: unknown };
if (!page[KEY]) {
  const banner = start(document.currentScript?.dataset ?? {});
  page[KEY] = banner;
  page.placetBanner = { open: () => banner.open(), choices: () => banner.choices() };
}
