import { isObject } from "./json.js";
import type { Choice } from "./types.js";

/** The browser itself says no, by Global Privacy Control: no choice on a page outweighs that. */
export function browserRefuses(): boolean {
  return typeof navigator !== "undefined" && navigator.globalPrivacyControl === true;
}

/** The choice in full. `undefined`: it is neither `true` nor `false`, and a yes is not guessed. */
export function choice(said: unknown): Required<Choice> | undefined {
  const given: Record<string, unknown> = isObject(said) ? said : { granted: said };
  const { granted, place, language } = given;
  if (typeof granted !== "boolean") return undefined;
  return {
    granted,
    place: typeof place === "string" ? place : location.origin + location.pathname,
    language: typeof language === "string" ? language : document.documentElement.lang || navigator.language,
  };
}
