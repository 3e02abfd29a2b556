import { type Category, type Choices, chosen, NONE } from "./choices.js";
import { button, element } from "./dom.js";
import type { Words } from "./words.js";

/** What the shop says of itself. */
export interface Shop {
  company: string;
  /** The address of its cookie policy. */
  policy: string | undefined;
  /** What it asks for. */
  asks: readonly Category[];
  /** Who else gets data, by category. */
  others: Partial<Record<string, string[]>>;
}

/** What the visitor may do on a card. */
export interface Answers {
  choose(choices: Choices): void;
  /** To the choice by category. */
  more(): void;
  close(): void;
}

/** The first layer: what each yes allows, who asks, and a no as near as a yes. */
export function question(words: Words, shop: Shop, answers: Answers): HTMLElement {
  const more = button("quiet", words.choose, answers.more);
  const asked = shop.asks.map((id) => {
    return element("p", {}, element("b", {}, words[id].name), " – ", told(words, shop, id));
  });
  const rights = element("p", {}, words.rights, ...policy(words, shop));
  const lead = element("p", {}, named(words.text, shop));
  return card(words.title, lead, ...asked, rights, buttons(...both(words, shop, answers), more));
}

/** The second layer: a switch for each category, off unless the visitor turned it on. */
export function choice(words: Words, shop: Shop, answers: Answers, standing: Choices): HTMLElement {
  const inputs = new Map(shop.asks.map((id) => [id, toggle(id, standing[id])]));
  const read = (): Choices => chosen((category) => inputs.get(category)?.checked === true);
  const save = button("wide", words.save, () => answers.choose(read()));
  const close = button("quiet", words.close, answers.close);
  return card(
    words.chooseTitle,
    element("p", {}, words.chooseText, ...policy(words, shop)),
    categories(words, shop, inputs),
    buttons(...both(words, shop, answers), save, close),
  );
}

function toggle(id: string, isOn: boolean): HTMLInputElement {
  const input = element("input", { type: "checkbox", role: "switch", id, "aria-describedby": `${id}-text` });
  input.checked = isOn;
  return input;
}

/** In place of both while the browser itself refuses: there is nothing to choose. */
export function refused(words: Words, shop: Shop, answers: Answers): HTMLElement {
  const close = button("wide", words.close, answers.close);
  const lead = element("p", {}, words.browserRefuses, ...policy(words, shop));
  return card(words.chooseTitle, lead, buttons(close));
}

function card(title: string, ...parts: Node[]): HTMLElement {
  const head = element("h2", { id: "title", tabindex: "-1" }, title);
  return element("section", { "aria-labelledby": "title" }, head, ...parts);
}

function policy(words: Words, shop: Shop): (Node | string)[] {
  return shop.policy ? [" ", element("a", { href: shop.policy }, words.policy)] : [];
}

/** Alike in everything but the word: a no is as easy as a yes. */
function both(words: Words, shop: Shop, answers: Answers): HTMLElement[] {
  const all = chosen((category) => shop.asks.includes(category));
  return [
    button("both", words.refuse, () => answers.choose(NONE)),
    button("both", words.accept, () => answers.choose(all)),
  ];
}

function buttons(...all: HTMLElement[]): HTMLElement {
  return element("div", { class: "buttons" }, ...all);
}

function categories(words: Words, shop: Shop, inputs: Map<Category, HTMLElement>): HTMLElement {
  const always = element("span", {}, words.always);
  const items = (["necessary", ...shop.asks] as const).map((id) => {
    const input = id === "necessary" ? undefined : inputs.get(id);
    const label = input ? element("label", { for: id }, words[id].name) : element("b", {}, words[id].name);
    const text = element("p", { id: `${id}-text` }, told(words, shop, id));
    return element("li", {}, label, input ?? always, text);
  });
  return element("ul", {}, ...items);
}

/** What a yes to a category allows, and who else gets data then. */
function told(words: Words, shop: Shop, id: "necessary" | Category): string {
  const others = shop.others[id]?.join(", ");
  const text = named(words[id].text, shop);
  return others ? `${text} ${words.others} ${others}.` : text;
}

/** The company's name, put in as text whatever it holds. */
function named(text: string, { company }: Shop): string {
  return text.replace("{company}", () => company);
}
