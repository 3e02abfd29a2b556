// The words of the interface: a text by its key, what stands in it, and its plurals.
import { en } from "./en.ts";

/** A text, or its forms by the number `n` (CLDR's categories). */
export type Text = string | { readonly other: string; readonly [category: string]: string };
type Catalogue = typeof en;
export type Key = keyof Catalogue;

/** The names in braces of a text. */
type Names<T> = T extends `${string}{${infer N}}${infer R}` ? N | Names<R> : never;
type NamesOf<K extends Key> = Catalogue[K] extends { other: infer O } ? Names<O> | "n" : Names<Catalogue[K]>;
/** The keys of texts in which nothing is filled in: a label's. */
export type Label = { [K in Key]: [NamesOf<K>] extends [never] ? K : never }[Key];
type Filling<K extends Key> = [NamesOf<K>] extends [never]
  ? []
  : [filling: { [name in NamesOf<K>]: name extends "n" ? number : string | number }];

export const LOCALE = "en-GB";

const plurals = new Intl.PluralRules(LOCALE);
const whole = new Intl.NumberFormat(LOCALE);

export function textOf(text: Text, filling: Record<string, string | number> = {}): string {
  const form = typeof text === "string" ? text : (text[plurals.select(Number(filling.n))] ?? text.other);
  return form.replace(/\{(\w+)\}/g, (_, name: string) => {
    const value = filling[name] ?? "";
    return typeof value === "number" ? whole.format(value) : value;
  });
}

/** The text of a key. */
export function t<K extends Key>(key: K, ...[filling]: Filling<K>): string {
  return textOf(en[key], filling as Record<string, string | number> | undefined);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
const known = (group: string, name: string) => {
  const text = (en as Record<string, Text>)[`${group}.${name}`];
  return typeof text === "string" ? text : undefined;
};

/** The text of a name the server gave, if there is one for it; else the name, made readable. */
export const named = (group: string, name: string): string =>
  known(group, name) ?? capital(name.replaceAll(/[_:-]/g, " "));

/** What is expected of a field, by the reason the server gave for refusing it; else that reason, as a sentence. */
export const expected = (reason: string): string =>
  known("wrong", reason) ?? capital(reason).replace(/([^.!?])$/, "$1.");
