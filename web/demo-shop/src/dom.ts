// Making elements. Text goes in as text: nothing of it can become HTML.

type Child = Node | string;
type Attributes = Record<string, string | number | boolean | (() => void)>;

/** An element; a function among the attributes is called when it is clicked. */
export function make(name: string, attributes: Attributes = {}, ...children: Child[]): HTMLElement {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (value !== false) element.setAttribute(key, value === true ? "" : String(value));
  }
  element.append(...children);
  return element;
}

export const one = <E extends HTMLElement = HTMLElement>(selector: string): E | null =>
  document.querySelector<E>(selector);

/** Shows what only a page with script can do. */
export function show(selector: string): HTMLElement | null {
  const element = one(selector);
  if (element) element.hidden = false;
  return element;
}

let hiding: ReturnType<typeof setTimeout> | undefined;

/** Says something for a few seconds, also to those who hear the page read out. */
export function toast(...children: Child[]): void {
  const place = one("[data-toast]");
  if (!place) return;
  place.replaceChildren(...children);
  place.hidden = false;
  clearTimeout(hiding);
  hiding = setTimeout(() => {
    place.hidden = true;
  }, 6_000);
}
