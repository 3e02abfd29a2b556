import { type Line, lines, put } from "../cart.js";
import { make, one } from "../dom.js";
import { lineList, totalLine } from "../parts.js";
import { onChange } from "../storage.js";
import { cartChanged, cartViewed } from "../tracking.js";

export function cart(changed: () => void): void {
  cartViewed(lines());
  const draw = (): void => {
    const now = lines();
    one("[data-lines]")?.replaceChildren(...(now.length ? filled(now, set) : empty()));
  };
  const set = ({ product }: Line, quantity: number, which: string): void => {
    cartChanged(product, put(product, quantity));
    changed();
    draw();
    // The line was drawn anew: whoever uses the keyboard goes on where they were.
    (one(`[data-tool="${which} ${product.sku}"]`) ?? one("#main"))?.focus();
  };
  onChange(draw);
  draw();
}

function filled(now: readonly Line[], set: (line: Line, quantity: number, which: string) => void) {
  const tools = (line: Line): HTMLElement => {
    const { product, quantity } = line;
    const tool = (which: string, sign: string, says: string, to: number) =>
      make(
        "button",
        {
          type: "button",
          class: sign.length > 1 ? "plain" : "step",
          "data-tool": `${which} ${product.sku}`,
          "aria-label": `${says}: ${product.title}`,
          click: () => set(line, to, which),
        },
        sign,
      );
    return make(
      "div",
      { class: "tools" },
      tool("less", "−", "One less", quantity - 1),
      make("span", { class: "quantity" }, String(quantity)),
      tool("more", "+", "One more", quantity + 1),
      tool("none", "Remove", "Remove", 0),
    );
  };
  const on = make("a", { class: "button", href: "/checkout" }, "To the checkout");
  return [lineList(now, tools), totalLine(now), on];
}

function empty() {
  const back = make("a", { class: "button", href: "/" }, "Look around");
  return [make("p", {}, "There is nothing in it yet."), back];
}
