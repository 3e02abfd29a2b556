import { type Answers, choice, question, refused, type Shop } from "./card.js";
import { browserRefuses, type Choices, isSame, NONE } from "./choices.js";
import { keep, read } from "./cookies.js";
import { tellGoogle } from "./google.js";
import { release } from "./scripts.js";
import { View } from "./view.js";
import type { Words } from "./words.js";

/** How the shop asks. */
export interface Settings extends Shop {
  /** Which version of the notice this is: a new one asks everybody anew. */
  version: string;
  language: string;
  /** The number of the wording of advertising and tracking, where the tracker told it. */
  wording: number | undefined;
  /** Whether Google's tags are told the answer. */
  consentMode: boolean;
}

const OPENS = "data-placet-choices";

/** Asks, remembers the answer, and tells it to whoever on the page must heed it. */
export class Banner {
  #known: Choices | undefined;
  /** The choice on this page alone, where the browser keeps no cookies. */
  #unkept: Choices | undefined;
  #isDismissed = false;
  #opener: HTMLElement | undefined;
  #tending: ReturnType<typeof setTimeout> | undefined;
  readonly #settings: Settings;
  readonly #words: Words;
  readonly #view: View;
  readonly #answers: Answers;

  constructor(settings: Settings, words: Words) {
    this.#settings = settings;
    this.#words = words;
    const open = (): void => this.open();
    // Nothing was said: that is not a yes, and nothing is stored. It is asked again on the next page.
    const close = (): void => {
      this.#isDismissed = true;
      this.#hide();
    };
    this.#view = new View(settings.language, words.direction, words.reopen, open, close);
    const more = (): void => this.#view.show(choice(words, settings, this.#answers, NONE), true);
    this.#answers = { choose: (choices) => this.#choose(choices), more, close };
    this.#listen();
    if (settings.consentMode) tellGoogle("default", NONE);
    this.#look(false);
  }

  /** The choice as it stands; `undefined`: there is none yet. */
  choices(): Choices | undefined {
    return this.#known && { ...this.#known };
  }

  /** Shows the choice as it stands, to be changed. */
  open(opener?: HTMLElement): void {
    this.#look(false);
    this.#opener = opener;
    const draw = browserRefuses() ? refused : this.#known ? choice : question;
    this.#view.show(draw(this.#words, this.#settings, this.#answers, this.#known ?? NONE), true);
    this.#tend();
  }

  #hide(): void {
    const opener = this.#opener;
    const hadFocus = this.#view.hasFocus;
    this.#view.hide();
    this.#opener = undefined;
    this.#tend();
    if (hadFocus) (opener ?? this.#view).focus();
  }

  #choose(choices: Choices): void {
    this.#unkept = keep(choices, this.#settings.version) ? undefined : choices;
    this.#hide();
    this.#look(true);
    this.#view.say(this.#words.saved);
    const detail = { ...choices, notice: this.#settings.version };
    document.dispatchEvent(new CustomEvent("placet:answered", { detail }));
  }

  /** Reads the choice anew, for it may have been made in another tab, or deleted with all cookies. `isTold`: even if it is the same. */
  #look(isTold: boolean): void {
    const isAsked = this.#settings.asks.length > 0 && !browserRefuses();
    const found = isAsked ? (this.#unkept ?? read(this.#settings.version)) : NONE;
    const isNew = !isSame(found, this.#known);
    this.#known = found;
    if (isNew && this.#view.isOpen) this.#hide();
    if (!found && !this.#view.isOpen && !this.#isDismissed) {
      this.#view.show(question(this.#words, this.#settings, this.#answers), false);
      this.#view.say(this.#words.appeared);
    }
    this.#tend();
    // What stands no more is a no to whoever had heard a yes.
    if (isNew || (isTold && found)) this.#tell(found ?? NONE);
    if (isNew) document.dispatchEvent(new CustomEvent("placet:choices", { detail: { ...(found ?? NONE) } }));
  }

  /** Says the choice to the SDK, or leaves it where the SDK will look when it arrives. */
  #tell(choices: Choices): void {
    const page = window as { placet?: { push?(call: unknown[]): void } };
    page.placet ||= [] as unknown[] as { push(call: unknown[]): void };
    const place = location.origin + location.pathname;
    const { language, version: notice, wording: words, consentMode } = this.#settings;
    page.placet.push?.(["consent", { granted: choices.advertising, place, language, notice, words }]);
    if (consentMode) tellGoogle("update", choices);
  }

  #listen(): void {
    addEventListener("pageshow", ({ persisted }) => persisted && this.#look(true));
    document.addEventListener("visibilitychange", () => document.hidden || this.#look(true));
    addEventListener("focus", () => this.#look(false));
    // Tells at once what another tab did; where it is missing, the tab learns it when it is looked at.
    const store = window.cookieStore;
    // What `document.cookie` says lags behind this event; once the browser has answered another question, it does not.
    store?.addEventListener("change", () => store.getAll().then(() => this.#look(false)));
    addEventListener("DOMContentLoaded", () => this.#tend());
    addEventListener("click", (event) => this.#clicked(event), true);
    new MutationObserver(() => {
      // Not at every change: a page being built has thousands.
      this.#tending ??= setTimeout(() => this.#tend(), 100);
    }).observe(document, { childList: true, subtree: true });
  }

  #clicked(event: MouseEvent): void {
    const opener = event.composedPath().find((one) => (one as Partial<Element>).hasAttribute?.(OPENS));
    if (!opener) return;
    event.preventDefault();
    this.open(opener as HTMLElement);
  }

  /** Heeds what the page has become: what was added or taken away. */
  #tend(): void {
    clearTimeout(this.#tending);
    this.#tending = undefined;
    const isReachable = this.#view.isOpen || document.querySelector(`[${OPENS}]`);
    this.#view.stand(!isReachable && document.readyState !== "loading");
    if (this.#known) release(this.#known);
  }
}
