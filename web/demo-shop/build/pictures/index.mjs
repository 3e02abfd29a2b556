// The shop's pictures: for each product the silhouette of the kind of thing it is, in its colour.
import * as clothing from "./clothing.mjs";
import * as gear from "./gear.mjs";
import * as kitchen from "./kitchen.mjs";
import { palette } from "./palette.mjs";
import * as shoes from "./shoes.mjs";

const KINDS = { ...shoes, ...clothing, ...gear, ...kitchen };

export const escaped = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The picture of a product, 4 to 3, as an SVG document. */
export function picture({ sku, kind, colour, title }) {
  const draw = KINDS[kind];
  if (!draw) throw new Error(`${sku}: nobody has drawn a ${kind} yet`);
  const shades = palette(colour);
  const drawn = draw(shades).replace(/\s*\n\s*/g, "");
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300" width="400" height="300" role="img" aria-label="${escaped(title)}">` +
    `<rect width="400" height="300" fill="${shades.ground}"/>` +
    `<ellipse cx="200" cy="254" rx="150" ry="11" fill="#10151f" fill-opacity=".09"/>${drawn}</svg>`
  );
}
