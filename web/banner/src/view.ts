import { button, element } from "./dom.js";

/**
 * What is seen: a card and a small button in the corner, in a shadow root that no style of the page reaches.
 *
 * It stands before `body`, so that it comes first by keyboard and in reading, and so that an app that replaces its body leaves it.
 */
export class View {
  readonly #host = document.createElement("placet-banner");
  readonly #status = element("p", { role: "status" });
  readonly #corner: HTMLElement;
  #card: HTMLElement | undefined;

  /** `reopen`: what the button in the corner says and does. */
  constructor(language: string, direction: string, reopen: string, open: () => void, close: () => void) {
    this.#corner = element("section", { class: "corner", "aria-label": reopen }, button("", reopen, open));
    const room = element("div", { id: "room", lang: language, dir: direction }, this.#status, this.#corner);
    addEventListener(
      "keydown",
      (event) => {
        const at = document.activeElement;
        // Only where nothing else on the page has the focus, and so a claim to the key.
        if (event.key !== "Escape" || !this.#card || (at !== this.#host && at !== document.body)) return;
        if (at === this.#host) event.stopPropagation();
        close();
      },
      true,
    );
    const style = new CSSStyleSheet();
    style.replaceSync(STYLE);
    const shadow = this.#host.attachShadow({ mode: "open" });
    // Not a style element: a strict Content-Security-Policy would refuse it.
    shadow.adoptedStyleSheets = [style];
    shadow.append(room);
  }

  get isOpen(): boolean {
    return this.#card !== undefined;
  }

  /** Stands where it belongs, also after an app has redrawn the whole document; with its button or without. */
  stand(hasCorner: boolean): void {
    const root = document.documentElement;
    if (root && this.#host.parentNode !== root) root.insertBefore(this.#host, document.body);
    this.#corner.hidden = !hasCorner;
  }

  /** Said by screen readers, which hear what changes in a place they know already. */
  say(text: string): void {
    this.#status.textContent = "";
    setTimeout(() => {
      this.#status.textContent = text;
    }, 100);
  }

  /** Shows a card; takes the focus only where the visitor asked for it. */
  show(card: HTMLElement, isAsked: boolean): void {
    this.#card?.remove();
    this.#card = card;
    this.#status.after(card);
    if (isAsked) card.querySelector("h2")?.focus();
  }

  hide(): void {
    this.#card?.remove();
    this.#card = undefined;
    this.#status.textContent = "";
  }

  /** Whether the visitor is in here by keyboard, or was by the last click. */
  get hasFocus(): boolean {
    return document.activeElement === this.#host;
  }

  /** To the button in the corner, if it is there. */
  focus(): void {
    this.#corner.querySelector("button")?.focus();
  }
}
