/** What a form edits. */
export type Values = Record<string, string>;

/** The fields whose values differ. */
export const differing = <T extends Values>(one: T, other: T) =>
  Object.keys(one).filter((name) => one[name] !== other[name]);

/** Mine where I have changed something, theirs elsewhere: what is proposed when both have edited. */
export function merged<T extends Values>(base: T, mine: T, theirs: T): T {
  const entries = Object.keys(mine).map((name) => [
    name,
    mine[name] === base[name] ? theirs[name] : mine[name],
  ]);
  return Object.fromEntries(entries) as T;
}
