import { search as find } from "../catalogue.js";
import { one } from "../dom.js";
import { card } from "../parts.js";
import { productsSearched } from "../tracking.js";

export function search(): void {
  const query = new URLSearchParams(location.search).get("q")?.trim() ?? "";
  const field = one<HTMLInputElement>("#q");
  if (field) field.value = query;
  if (!query) return;
  productsSearched(query);
  const found = find(query);
  const said = found.length === 1 ? "One product" : `${found.length || "No"} products`;
  one("[data-found]")?.replaceChildren(`${said} for “${query}”.`);
  one("[data-results]")?.replaceChildren(...found.map(card));
}
