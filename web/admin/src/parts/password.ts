import type { Label } from "../words/words.ts";

/** What a password needs. Letters and numbers of every script count; all that is neither is special. */
export const RULES: readonly { label: Label; holds: (password: string) => boolean }[] = [
  { label: "password.length", holds: (password) => [...password].length >= 8 },
  { label: "password.letter", holds: (password) => /\p{L}/u.test(password) },
  { label: "password.number", holds: (password) => /\p{N}/u.test(password) },
  { label: "password.special", holds: (password) => /[^\p{L}\p{N}\s]/u.test(password) },
];

export const isStrong = (password: string) => RULES.every(({ holds }) => holds(password));
