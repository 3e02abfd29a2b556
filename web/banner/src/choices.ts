/** What a visitor may switch, in the order in which it is shown. Necessary cookies cannot be switched (R065). */
export const CATEGORIES = ["performance", "advertising"] as const;
export type Category = (typeof CATEGORIES)[number];

/** A visitor's choice: `true` is a yes. */
export type Choices = Record<Category, boolean>;

/** The choice that says yes where this does. */
export function chosen(isYes: (category: Category) => boolean): Choices {
  return { performance: isYes("performance"), advertising: isYes("advertising") };
}

export const NONE = chosen(() => false);

/** Yes to what both say yes to. */
export function both(one: Choices, other: Choices): Choices {
  return chosen((category) => one[category] && other[category]);
}

export function isSame(one: Choices | undefined, other: Choices | undefined): boolean {
  return CATEGORIES.every((category) => one?.[category] === other?.[category]);
}

/** Whether there is a yes in it. A partial yes is one. */
export function isYes(choices: Choices): boolean {
  return CATEGORIES.some((category) => choices[category]);
}

/** The choice as a cookie's value: `v1.performance.advertising`, `v1.none`. Nothing in it tells one visitor from another. */
export function encode(choices: Choices, version: string): string {
  const granted = CATEGORIES.filter((category) => choices[category]);
  return [`v${version}`, ...(granted.length ? granted : ["none"])].join(".");
}

/** Reads exactly what `encode` writes for this version of the notice. */
export function decode(value: string, version: string): Choices | undefined {
  const parts = value.split(".");
  const choices = chosen((category) => parts.includes(category));
  return encode(choices, version) === value ? choices : undefined;
}

/** The browser itself says no, by Global Privacy Control: no choice on a page outweighs that. */
export function browserRefuses(): boolean {
  return navigator.globalPrivacyControl === true;
}
