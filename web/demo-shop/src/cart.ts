// The cart and the orders of this browser. Nothing in here knows of the tracker: `tracking.ts` is told by the pages.
import { cents, decimal, find, type Product } from "./catalogue.js";
import { read, write } from "./storage.js";

export interface Line {
  product: Product;
  quantity: number;
}

export interface Order {
  number: string;
  /** The day, `2026-06-01`. */
  day: string;
  /** Decimal text. */
  total: string;
  lines: Line[];
  /** The tracker's example must say an order once. */
  isSaid: boolean;
}

const MOST = 20;

/** What lies in the cart. What the shop has no more of, or never had, is left out. */
export function lines(): Line[] {
  const stored: unknown = read("cart", {});
  if (typeof stored !== "object" || stored === null) return [];
  return Object.entries(stored).flatMap(([sku, quantity]) => {
    const product = find(sku);
    const isWhole = Number.isInteger(quantity) && quantity > 0 && quantity <= MOST;
    return product && isWhole ? [{ product, quantity: quantity as number }] : [];
  });
}

export function quantityOf(sku: string): number {
  return lines().find((line) => line.product.sku === sku)?.quantity ?? 0;
}

/** Sets how many of a product lie in the cart; how many more (or, below zero, fewer) those are than before. */
export function put(product: Product, quantity: number): number {
  const before = quantityOf(product.sku);
  const now = Math.max(0, Math.min(quantity, MOST, product.stock));
  const others = lines().filter((line) => line.product.sku !== product.sku);
  const all = now ? [...others, { product, quantity: now }] : others;
  write("cart", Object.fromEntries(all.map((line) => [line.product.sku, line.quantity])));
  return now - before;
}

export function count(): number {
  return lines().reduce((sum, line) => sum + line.quantity, 0);
}

export function total(of: readonly Line[]): string {
  return decimal(of.reduce((sum, { product, quantity }) => sum + cents(product.price) * quantity, 0));
}

export const orders = (): Order[] => read("orders", []);

/** Makes an order of what lies in the cart, and empties it. */
export function buy(): Order | undefined {
  const bought = lines();
  if (!bought.length) return undefined;
  const [random = 0] = crypto.getRandomValues(new Uint32Array(1));
  const order: Order = {
    number: `D-${String(random).padStart(10, "0")}`,
    day: new Date().toISOString().slice(0, 10),
    total: total(bought),
    lines: bought,
    isSaid: false,
  };
  write("orders", [order, ...orders()]);
  write("cart", {});
  return order;
}

/** The newest order, if it has not been said yet; from now on it has. */
export function takeUnsaid(): Order | undefined {
  const [newest, ...others] = orders();
  if (!newest || newest.isSaid) return undefined;
  write("orders", [{ ...newest, isSaid: true }, ...others]);
  return newest;
}
