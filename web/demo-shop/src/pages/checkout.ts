import { buy, lines, total } from "../cart.js";
import { one, show } from "../dom.js";
import { lineList, totalLine } from "../parts.js";
import { checkoutStarted } from "../tracking.js";

export function checkout(): void {
  const now = lines();
  if (!now.length) {
    location.replace("/cart");
    return;
  }
  checkoutStarted(now, total(now));
  show("[data-needs-script]");
  one("[data-lines]")?.replaceChildren(lineList(now), totalLine(now));
  one("[data-checkout]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    // What was typed is left where it is. The thank-you page tells of the order.
    location.assign(buy() ? "/thank-you" : "/cart");
  });
}
