import { put, quantityOf } from "../cart.js";
import { find } from "../catalogue.js";
import { make, one, toast } from "../dom.js";
import { cartChanged, productViewed } from "../tracking.js";

export function product(changed: () => void): void {
  const shown = find(document.body.dataset.sku ?? "");
  if (!shown) return;
  productViewed(shown);
  const button = one<HTMLButtonElement>("[data-add]");
  if (!button) return;
  button.disabled = false;
  button.addEventListener("click", () => {
    const more = put(shown, quantityOf(shown.sku) + 1);
    cartChanged(shown, more);
    changed();
    const said = more ? `In your cart: ${shown.title}. ` : "There are no more of these. ";
    toast(said, make("a", { href: "/cart" }, "Look at the cart"));
  });
}
