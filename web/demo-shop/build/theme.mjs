// What tells one shop from the other: a few colours.
import { palette } from "./pictures/palette.mjs";

const THEMES = {
  shop: { accent: "#1d5c43", hover: "#154632", night: "#83d6ad", dawn: "#a6e6c7" },
  hearth: { accent: "#8a3b22", hover: "#6d2c18", night: "#f0a98d", dawn: "#f6c6b2" },
};

export function theme(shop) {
  const { accent, hover, night, dawn } = THEMES[shop.id];
  const { ground } = palette(shop.bySku.get(shop.hero).colour);
  return `
:root { --accent: ${accent}; --accent-hover: ${hover}; --on-accent: #fff; --hero: ${ground}; }
@media (prefers-color-scheme: dark) { :root { --accent: ${night}; --accent-hover: ${dawn}; --on-accent: #10201a; } }
`;
}
