/** What stands in an address. */
export type Places = {
  path?: Record<string, string | number>;
  query?: Record<string, string | number | boolean | null | undefined>;
};

/** The address of an operation: `{names}` filled in, and what is asked for. */
export function addressOf(path: string, { path: names = {}, query = {} }: Places): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(names[name])));
  const pairs = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return pairs.length ? `${filled}?${search}` : filled;
}
