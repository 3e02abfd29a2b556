const MOST = 50;
const told = new Set<string>();

/** Each warning once, so that a loop on the page does not fill its console. */
export function warn(text: string): void {
  if (told.size < MOST && !told.has(text)) {
    told.add(text);
    console.warn(`placet: ${text}`);
  }
}
