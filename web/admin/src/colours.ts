// Light or dark, as a member chose it: kept in this browser for thirteen months after the choice, and not at all for who leaves it to the system.
import type { MantineColorScheme, MantineColorSchemeManager } from "@mantine/core";

/** Named in the inventory (`crates/store/src/inventory/cookie.rs`) and in `docs/console.md`. */
const KEY = "placet-colours";
const DAYS = 390;
const DAY = 86_400_000;

/** `dark 1830297600000`: the choice and until when it stands. */
function read(text: string | null): MantineColorScheme | undefined {
  const [scheme, until] = (text ?? "").split(" ");
  return (scheme === "light" || scheme === "dark") && Number(until) > Date.now() ? scheme : undefined;
}

/** A browser that allows no storage keeps the choice as long as the page. */
function quietly<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}

export function colours(): MantineColorSchemeManager {
  let hears: ((event: StorageEvent) => void) | undefined;
  const clear = () => quietly(() => localStorage.removeItem(KEY));
  return {
    get(otherwise) {
      const scheme = quietly(() => read(localStorage.getItem(KEY)));
      if (!scheme) clear();
      return scheme ?? otherwise;
    },
    set(scheme) {
      if (scheme === "auto") clear();
      else quietly(() => localStorage.setItem(KEY, `${scheme} ${Date.now() + DAYS * DAY}`));
    },
    subscribe(changed) {
      hears = (event) => event.key === KEY && changed(read(event.newValue) ?? "auto");
      addEventListener("storage", hears);
    },
    unsubscribe() {
      if (hears) removeEventListener("storage", hears);
    },
    clear,
  };
}
