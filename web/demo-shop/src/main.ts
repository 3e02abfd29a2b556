// Runs on every page.
import { count } from "./cart.js";
import { one } from "./dom.js";
import { account, customer } from "./pages/account.js";
import { cart } from "./pages/cart.js";
import { checkout } from "./pages/checkout.js";
import { product } from "./pages/product.js";
import { search } from "./pages/search.js";
import { thanks } from "./pages/thanks.js";
import { onChange } from "./storage.js";
import { pageSeen, signedIn } from "./tracking.js";

const PAGES: Record<string, ((changed: () => void) => void) | undefined> = {
  account,
  cart,
  checkout,
  product,
  search,
  thanks,
};

/** Shows how many things lie in the cart. */
function badge(): void {
  const place = one("[data-count]");
  if (!place) return;
  place.hidden = count() === 0;
  place.textContent = String(count());
}

/** When it is day where the person is: for the newsletter form, and told with it alone. */
function hours(): void {
  const zone = one<HTMLInputElement>("[name=time_zone]");
  if (zone) zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone;
}

badge();
hours();
onChange(badge);
const number = customer();
if (number) signedIn(number);
pageSeen();
PAGES[document.body.dataset.page ?? ""]?.(badge);
