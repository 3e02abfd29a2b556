/** Everything the banner says, in one language. `{company}` is put in. */
export interface Words {
  direction: "ltr" | "rtl";
  title: string;
  /** Before what is asked for. */
  text: string;
  /** After it, and the same at every company: what a no means, and what one may do at any time (R055). */
  rights: string;
  /** Before the names of others who get data. */
  others: string;
  policy: string;
  refuse: string;
  accept: string;
  choose: string;
  chooseTitle: string;
  chooseText: string;
  necessary: Described;
  always: string;
  performance: Described;
  /** Its text holds the wording that the ledger records for `tracking`, word for word: a test compares. */
  advertising: Described;
  save: string;
  close: string;
  reopen: string;
  /** Said by screen readers when the banner appears, and when a choice was made. */
  appeared: string;
  saved: string;
  /** In place of `chooseText` while the browser itself refuses. */
  browserRefuses: string;
}

export interface Described {
  name: string;
  text: string;
}

/** The first of the languages asked for that there are words in, else English; `fr-CA` is `fr`. */
export function language(...asked: (string | undefined)[]): string {
  const codes = asked.map((one = "") => one.toLowerCase().split(/[-_]/)[0] ?? "");
  return codes.find((code) => Object.keys(WORDS).includes(code)) ?? "en";
}
