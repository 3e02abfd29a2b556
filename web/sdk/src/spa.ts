/** Calls back whenever the path changed without a new page. */
export function follow(changed: () => void): void {
  let path = location.pathname;
  const look = (): void => {
    if (path !== location.pathname) {
      path = location.pathname;
      changed();
    }
  };
  // Later, for apps set the new title after the new address.
  const soon = (): void => {
    setTimeout(look);
  };
  for (const name of ["pushState", "replaceState"] as const) {
    const original = history[name];
    history[name] = function (...args) {
      original.apply(this, args);
      soon();
    };
  }
  addEventListener("popstate", soon);
}
