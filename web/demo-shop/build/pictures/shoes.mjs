// Shoes and boots, seen from the side.

const laces = (p) =>
  `<path d="M170 134l22-17M190 148l22-17M212 160l21-17M235 169l19-15" fill="none" stroke="${p.white}" stroke-width="6" stroke-linecap="round"/>`;
const upper =
  "M70 118c10-10 24-10 31-2 10 12 34 13 52-14 7-8 17-6 22 2 22 36 62 62 112 72 36 7 58 20 60 42H62c-5-38-2-72 8-100z";

const low = (p, sole, mark) => `
  <path d="${upper}" fill="${p.base}"/>
  <path d="M70 118c10-10 24-10 31-2-8 26-10 66-4 102H62c-5-38-2-72 8-100z" fill="${p.dark}"/>
  <path d="M347 218c-2-22-24-35-60-42-10 12-14 26-12 42z" fill="${p.light}"/>
  <path d="M153 102c7-8 17-6 22 2 19 31 52 54 92 67l-14 12c-50-14-88-40-108-72 3-3 6-6 8-9z" fill="${p.dark}"/>
  ${laces(p)}${mark}${sole}`;

const smooth = (p) => `
  <path d="M56 214h292c8 0 9 12 4 20-3 5-9 8-17 8H86c-18 0-29-10-30-28z" fill="${p.white}"/>
  <path d="M58 230c4 8 13 12 28 12h249c8 0 14-3 17-8l2-4H58z" fill="${p.deep}"/>`;
const lugs = (p) => `
  <path d="M56 212h292c9 0 10 12 4 18H60c-3-5-5-11-4-18z" fill="${p.pale}"/>
  <path d="M58 228h296l-6 10h-16l-5 8h-22l-5-8h-20l-5 8h-22l-5-8h-20l-5 8h-22l-5-8h-20l-5 8h-22l-5-8h-20l-5 8H84l-8-8c-10-1-15-4-18-10z" fill="${p.deep}"/>`;
const flat = (p) => `
  <path d="M58 212h289c8 0 9 14 5 22-2 5-6 6-13 6H78c-16 0-22-12-20-28z" fill="${p.white}"/>
  <path d="M60 232h293c-2 6-7 8-14 8H78c-9 0-15-3-18-8z" fill="${p.dark}"/>
  <path d="M300 204c20 0 36 4 46 10l4 14h-44z" fill="${p.pale}"/>`;

const swoop = (p) =>
  `<path d="M112 196c34 2 76-10 104-40-14 40-56 62-104 54z" fill="${p.white}" fill-opacity=".85"/>`;
const chevrons = (p) =>
  `<path d="M128 150l16 26-16 26M152 158l12 20-12 22" fill="none" stroke="${p.white}" stroke-opacity=".8" stroke-width="8" stroke-linecap="round" stroke-linejoin="round"/>`;
const stripe = (p) =>
  `<path d="M122 158l26 44M146 154l30 48" fill="none" stroke="${p.white}" stroke-opacity=".85" stroke-width="9"/>
   <path d="M258 190h2m12 3h2m12 3h2m-40 6h2m12 1h2m12 2h2" stroke="${p.deep}" stroke-width="6" stroke-linecap="round"/>`;

export const runner = (p) => low(p, smooth(p), swoop(p));
export const trail = (p) => low(p, lugs(p), chevrons(p));
export const court = (p) => low(p, flat(p), stripe(p));

export const boot = (p) => `
  <path d="M92 54c22-10 62-10 88-2 4 30 8 54 24 78 14 22 44 36 86 46 32 8 48 20 50 40H86c-6-50-8-110 6-162z" fill="${p.base}"/>
  <path d="M340 216c-2-20-18-32-50-40-14 10-20 24-18 40z" fill="${p.dark}"/>
  <path d="M86 216c-3-26-5-54-4-82 16 6 32 26 34 82z" fill="${p.dark}"/>
  <path d="M92 54c22-10 62-10 88-2l3 20c-28-6-66-6-96 2 1-7 3-14 5-20z" fill="${p.deep}"/>
  <path d="M176 86l-34 6m38 18l-36 6m42 14l-36 12m48 6l-34 18m48 2l-30 18" fill="none" stroke="${p.white}" stroke-opacity=".9" stroke-width="6" stroke-linecap="round"/>
  <path d="M80 212h260c9 0 12 10 8 18H84c-4-5-5-11-4-18z" fill="${p.pale}"/>
  <path d="M82 228h267l-4 18h-28l-5-7h-22l-5 7h-28l-5-7h-22l-5 7h-26l-12-14-10 14H92c-8-4-10-10-10-18z" fill="${p.ink}"/>`;
