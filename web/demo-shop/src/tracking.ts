// How this shop tells its tracker what happens: the whole of the integration.
//
// Every page has two tags beside its own script: the SDK (`placet.js`, with the tracker's host and the shop's public key) and the banner
// (`placet-banner.js`), which asks the visitor and passes the answer to the SDK. The shop may therefore say everything that happens, at
// any time, and never asks whether it may: the SDK holds it in memory until there is a yes, and forgets it if there is none.
import type { Line, Order } from "./cart.js";
import type { Product } from "./catalogue.js";

type Call = [name: string, ...args: unknown[]];

declare global {
  interface Window {
    /** The SDK; before it has arrived, a list of what it shall be told. */
    placet?: { push(call: Call): unknown };
  }
}

function say(...call: Call): void {
  window.placet ??= [] as Call[];
  window.placet.push(call);
}

const CURRENCY = "EUR";

/** `product_id` is the catalogue's sku: by it Placet finds the title and the picture. Prices are decimal text. */
const item = (product: Product) => ({ product_id: product.sku, price: product.price, currency: CURRENCY });
const items = (lines: readonly Line[]) =>
  lines.map(({ product, quantity }) => ({ product_id: product.sku, price: product.price, quantity }));

/** On every page, once. */
export function pageSeen(): void {
  say("page");
}

export function productViewed(product: Product): void {
  say("track", "Product Viewed", item(product));
}

export function productsSearched(query: string): void {
  say("track", "Products Searched", { query });
}

/** How many more of it lie in the cart; below zero: fewer. */
export function cartChanged(product: Product, more: number): void {
  if (more > 0) say("track", "Product Added", { ...item(product), quantity: more });
  if (more < 0) say("track", "Product Removed", { ...item(product), quantity: -more });
}

export function cartViewed(lines: readonly Line[]): void {
  say("track", "Cart Viewed", { currency: CURRENCY, products: items(lines) });
}

export function checkoutStarted(lines: readonly Line[], total: string): void {
  say("track", "Checkout Started", { currency: CURRENCY, total, products: items(lines) });
}

/** The order's number makes it count once, however often it is said. Name, address and payment are not said at all. */
export function orderCompleted({ number, total, lines }: Order): void {
  say("track", "Order Completed", { order_id: number, currency: CURRENCY, total, products: items(lines) });
}

/** On every page while somebody is signed in. A browser's word joins nothing by itself: only the shop's server can vouch for a number. */
export function signedIn(customer: string): void {
  say("identify", customer);
}

/** The next person at this browser is somebody else. */
export function signedOut(): void {
  say("reset");
}
