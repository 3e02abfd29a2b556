import { ALL, CATEGORIES, type Choices, NONE } from "./choices.js";
import { button, element } from "./dom.js";
import type { Words } from "./words.js";

/** What the shop says of itself on the script's tag. */
export interface Shop {
  company: string;
  /** The address of its cookie policy. */
  policy: string | undefined;
}

/** What the visitor may do on a card. */
export interface Answers {
  choose(choices: Choices): void;
  /** To the choice by category. */
  more(): void;
  close(): void;
}

/** The first layer: what it is about, who asks, and a no as near as a yes. */
export function question(words: Words, shop: Shop, answers: Answers): HTMLElement {
  const more = button("quiet", words.choose, answers.more);
  return card(words, shop, words.title, words.text, buttons(...both(words, answers), more));
}

/** The second layer: a switch for each category, off unless the visitor turned it on. */
export function choice(words: Words, shop: Shop, answers: Answers, standing: Choices): HTMLElement {
  const inputs = CATEGORIES.map((id) => {
    const input = element("input", {
      type: "checkbox",
      role: "switch",
      id,
      "aria-describedby": `${id}-text`,
    });
    input.checked = standing[id];
    return input;
  });
  const [performance, advertising] = inputs;
  const read = (): Choices => ({
    performance: performance?.checked === true,
    advertising: advertising?.checked === true,
  });
  const save = button("wide", words.save, () => answers.choose(read()));
  const close = button("quiet", words.close, answers.close);
  return card(
    words,
    shop,
    words.chooseTitle,
    words.chooseText,
    categories(words, shop, inputs),
    buttons(...both(words, answers), save, close),
  );
}

/** In place of both while the browser itself refuses: there is nothing to choose. */
export function refused(words: Words, shop: Shop, answers: Answers): HTMLElement {
  const close = button("wide", words.close, answers.close);
  return card(words, shop, words.chooseTitle, words.browserRefuses, buttons(close));
}

function card(words: Words, shop: Shop, title: string, text: string, ...parts: Node[]): HTMLElement {
  const head = element("h2", { id: "title", tabindex: "-1" }, title);
  const lead = element("p", {}, named(text, shop));
  if (shop.policy) lead.append(" ", element("a", { href: shop.policy }, words.policy));
  return element("section", { "aria-labelledby": "title" }, head, lead, ...parts);
}

/** Alike in everything but the word: a no is as easy as a yes. */
function both(words: Words, answers: Answers): HTMLElement[] {
  return [
    button("both", words.refuse, () => answers.choose(NONE)),
    button("both", words.accept, () => answers.choose(ALL)),
  ];
}

function buttons(...all: HTMLElement[]): HTMLElement {
  return element("div", { class: "buttons" }, ...all);
}

function categories(words: Words, shop: Shop, inputs: HTMLElement[]): HTMLElement {
  const always = element("span", {}, words.always);
  const items = (["necessary", ...CATEGORIES] as const).map((id, at) => {
    const input = inputs[at - 1];
    const label = input ? element("label", { for: id }, words[id].name) : element("b", {}, words[id].name);
    const text = element("p", { id: `${id}-text` }, named(words[id].text, shop));
    return element("li", {}, label, input ?? always, text);
  });
  return element("ul", {}, ...items);
}

/** The company's name, put in as text whatever it holds. */
function named(text: string, { company }: Shop): string {
  return text.replace("{company}", () => company);
}
