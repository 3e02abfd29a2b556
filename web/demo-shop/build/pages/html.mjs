// Writing HTML: everything put into a template is escaped, unless it is HTML itself.
import { escaped } from "../pictures/index.mjs";

class Html {
  constructor(text) {
    this.text = text;
  }
  toString() {
    return this.text;
  }
}

function shown(value) {
  if (value === undefined || value === null || value === false) return "";
  if (Array.isArray(value)) return value.map(shown).join("");
  return value instanceof Html ? value.text : escaped(String(value));
}

export function html(parts, ...values) {
  return new Html(parts.reduce((all, part, at) => all + shown(values[at - 1]) + part));
}

/** Already HTML. */
export const raw = (text) => new Html(text);

/** A price as people read it. */
export const price = (decimal) => `€${decimal}`;
