// What a browser calls itself, in words. Each names those it wants to be taken for as well: the first that fits is the one it is.
const BROWSERS: readonly [RegExp, string][] = [
  [/Edg(e|A|iOS)?\//, "Edge"],
  [/OPR\/|Opera/, "Opera"],
  [/SamsungBrowser\//, "Samsung Internet"],
  [/Firefox\/|FxiOS\//, "Firefox"],
  [/CriOS\/|Chrome\/|Chromium\//, "Chrome"],
  [/Safari\//, "Safari"],
];
const SYSTEMS: readonly [RegExp, string][] = [
  [/iPhone/, "iPhone"],
  [/iPad/, "iPad"],
  [/Android/, "Android"],
  [/Windows/, "Windows"],
  [/CrOS/, "ChromeOS"],
  [/Mac OS X|Macintosh/, "macOS"],
  [/Linux/, "Linux"],
];

const first = (of: readonly [RegExp, string][], agent: string) =>
  of.find(([pattern]) => pattern.test(agent))?.[1];

/** Which browser on which system; what is not known is left out. */
export const agentOf = (agent: string) => ({
  browser: first(BROWSERS, agent),
  system: first(SYSTEMS, agent),
});
