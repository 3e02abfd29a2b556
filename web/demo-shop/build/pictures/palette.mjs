// The shades a drawing is made of, all from the product's one colour.

const parts = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));

/** The colour that lies the given way (0 to 1) from one to the other. */
export function mix(from, to, way) {
  const [a, b] = [parts(from), parts(to)];
  return `#${a
    .map((value, at) =>
      Math.round(value + (b[at] - value) * way)
        .toString(16)
        .padStart(2, "0"),
    )
    .join("")}`;
}

/** How bright a colour is, 0 to 1 (ITU-R BT.601). */
export function brightness(hex) {
  const [red, green, blue] = parts(hex);
  return (0.299 * red + 0.587 * green + 0.114 * blue) / 255;
}

export function palette(base) {
  const isPale = brightness(base) > 0.8;
  return {
    base,
    dark: mix(base, "#141a24", isPale ? 0.22 : 0.3),
    deep: mix(base, "#141a24", isPale ? 0.5 : 0.62),
    light: mix(base, "#ffffff", 0.32),
    pale: mix(base, "#ffffff", 0.78),
    ground: isPale ? "#cfd8df" : mix(base, "#f3f2ee", 0.86),
    white: "#fdfdfb",
    ink: "#232a36",
  };
}
