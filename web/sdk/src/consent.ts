import { isObject } from "./json.js";
import type { Choice } from "./types.js";

/** The browser itself says no, by Global Privacy Control: no choice on a page outweighs that. */
export function browserRefuses(): boolean {
  return typeof navigator !== "undefined" && navigator.globalPrivacyControl === true;
}

/** A choice as the tracker is told it. */
export type Told = Choice & Required<Pick<Choice, "granted" | "place" | "language">>;

/** The choice in full. `undefined`: it is neither `true` nor `false`, and a yes is not guessed. */
export function choice(said: unknown): Told | undefined {
  const given: Record<string, unknown> = isObject(said) ? said : { granted: said };
  const { granted, place, language, words, notice } = given;
  if (typeof granted !== "boolean") return undefined;
  return {
    granted,
    place: typeof place === "string" ? place : location.origin + location.pathname,
    language: typeof language === "string" ? language : document.documentElement.lang || navigator.language,
    ...(typeof words === "number" && { words }),
    ...(typeof notice === "string" && { notice }),
  };
}
