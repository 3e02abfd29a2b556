// What lies in this browser: cart, orders and customer number. A browser that allows no storage keeps them as long as the page.

const kept = new Map<string, string>();

/** Until when it lies here: thirteen months after the last change. */
const UNTIL = "kept-until";
const TERM = 390 * 86_400_000;

/** What is past its term goes, at the next visit. */
function forgetWhatIsOver(): void {
  try {
    const until = localStorage.getItem(UNTIL);
    if (until !== null && Number(until) < Date.now()) localStorage.clear();
  } catch {
    // Blocked: nothing lies there.
  }
}
forgetWhatIsOver();

export function read<T>(name: string, otherwise: T): T {
  try {
    const text = localStorage.getItem(name) ?? kept.get(name);
    return text === undefined ? otherwise : (JSON.parse(text) as T);
  } catch {
    const text = kept.get(name);
    return text === undefined ? otherwise : (JSON.parse(text) as T);
  }
}

export function write(name: string, value: unknown): void {
  const text = JSON.stringify(value);
  kept.set(name, text);
  try {
    localStorage.setItem(name, text);
    localStorage.setItem(UNTIL, String(Date.now() + TERM));
  } catch {
    // Blocked or full: the page still has it.
  }
}

/** Calls back when another tab wrote, and when the back button brings a page back that may be out of date. */
export function onChange(changed: () => void): void {
  addEventListener("storage", changed);
  addEventListener("pageshow", (event) => {
    if (event.persisted) changed();
  });
}
