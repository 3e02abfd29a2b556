// What several pages draw alike.
import { type Line, total } from "./cart.js";
import { cents, decimal, type Product } from "./catalogue.js";
import { make } from "./dom.js";

export const euros = (amount: string): string => `€${amount}`;

export const picture = (product: Product): HTMLElement =>
  make("img", { src: `/pictures/${product.sku}.svg`, alt: "", width: 400, height: 300 });

export function card(product: Product): HTMLElement {
  const inside = [
    picture(product),
    make("span", { class: "name" }, product.title),
    make("span", { class: "soft" }, product.brand),
    make("span", { class: "price" }, euros(product.price)),
  ];
  return make("li", {}, make("a", { class: "card", href: `/products/${product.sku}` }, ...inside));
}

/** The lines of a cart or an order. `tools` makes what stands below a line's name. */
export function lineList(lines: readonly Line[], tools?: (line: Line) => HTMLElement): HTMLElement {
  const rows = lines.map((line) => {
    const { product, quantity } = line;
    const sum = euros(decimal(cents(product.price) * quantity));
    const name = make("a", { class: "name", href: `/products/${product.sku}` }, product.title);
    const below = tools?.(line) ?? make("span", { class: "soft" }, `${quantity} × ${euros(product.price)}`);
    return make(
      "li",
      {},
      picture(product),
      make("div", {}, name, below),
      make("span", { class: "price" }, sum),
    );
  });
  return make("ul", { class: "lines" }, ...rows);
}

export const totalLine = (lines: readonly Line[]): HTMLElement =>
  make("p", { class: "total" }, make("span", {}, "Total"), make("strong", {}, euros(total(lines))));
