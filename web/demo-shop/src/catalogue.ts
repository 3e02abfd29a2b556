// The products, as the build took them in from `catalogue.json`: small enough to come with the script.
import { products } from "catalogue";

export interface Product {
  sku: string;
  title: string;
  brand: string;
  category: string;
  /** Decimal text in euros, such as `119.90`. */
  price: string;
  stock: number;
  description: string;
}

export const all: readonly Product[] = products;

const bySku = new Map(all.map((product) => [product.sku, product]));

export const find = (sku: string): Product | undefined => bySku.get(sku);

/** A decimal amount in cents: sums are made of whole numbers. */
export const cents = (decimal: string): number => Math.round(Number(decimal) * 100);

export const decimal = (cents: number): string => (cents / 100).toFixed(2);

/** Products in which some word begins like each one asked for; those with all of them in the name first. */
export function search(query: string): Product[] {
  const words = plain(query).split(" ").filter(Boolean);
  if (!words.length) return [];
  const has = (text: string): boolean => words.every((word) => ` ${plain(text)}`.includes(` ${word}`));
  const whole = ({ title, brand, category, description, sku }: Product): string =>
    `${title} ${brand} ${category} ${description} ${sku}`;
  const found = all.filter((product) => has(whole(product)));
  return found.sort((a, b) => Number(has(b.title)) - Number(has(a.title)));
}

/** Words in small letters, without accents, a blank between them. */
function plain(text: string): string {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "");
  return bare.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ");
}
