import { useSyncExternalStore } from "react";

/** A value that lives outside of the page, and whoever looks at it. */
export function watched<T>(first: T) {
  let value = first;
  const watchers = new Set<() => void>();
  const watch = (watcher: () => void) => {
    watchers.add(watcher);
    return () => void watchers.delete(watcher);
  };
  const read = () => value;
  return {
    read,
    set(next: T) {
      value = next;
      for (const watcher of watchers) watcher();
    },
    use: () => useSyncExternalStore(watch, read),
  };
}
