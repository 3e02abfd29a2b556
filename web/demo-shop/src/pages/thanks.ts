import { orders, takeUnsaid } from "../cart.js";
import { make, one } from "../dom.js";
import { lineList, totalLine } from "../parts.js";
import { orderCompleted } from "../tracking.js";

export function thanks(): void {
  const place = one("[data-lines]");
  const order = takeUnsaid();
  if (order) orderCompleted(order);
  const [newest] = orders();
  if (!newest) {
    place?.replaceChildren(make("p", {}, "Nothing has been bought in this browser yet."));
    return;
  }
  place?.replaceChildren(
    make("p", {}, "Your order ", make("strong", {}, newest.number), " is as good as on its way."),
    lineList(newest.lines),
    totalLine(newest.lines),
    make("a", { class: "button", href: "/" }, "Go on looking"),
  );
}
