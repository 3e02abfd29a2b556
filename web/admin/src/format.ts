// Numbers, money, days and times, as the member reads them: in the interface's language, in the tenant's time zone.
import type { Money } from "./api/types.ts";
import { LOCALE } from "./words/words.ts";

const number = new Intl.NumberFormat(LOCALE);
const short = new Intl.NumberFormat(LOCALE, { notation: "compact", maximumFractionDigits: 1 });
const share = new Intl.NumberFormat(LOCALE, { style: "percent", maximumFractionDigits: 1 });
const difference = new Intl.NumberFormat(LOCALE, {
  style: "percent",
  maximumFractionDigits: 0,
  signDisplay: "exceptZero",
});
const relative = new Intl.RelativeTimeFormat(LOCALE, { numeric: "auto" });
const enumeration = new Intl.ListFormat(LOCALE, { type: "conjunction" });
const regions = new Intl.DisplayNames(LOCALE, { type: "language", fallback: "code" });

const countries = new Intl.DisplayNames(LOCALE, { type: "region", fallback: "code" });

/** "France", of FR. */
export const country = (code: string) => countries.of(code) ?? code;

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
  ["second", 1],
];

export const count = (value: number) => number.format(value);
/** 12.3K: for the axis of a chart. */
export const compact = (value: number) => short.format(value);
/** A part of a whole; of nothing there is none. */
export const ratio = (part: number, whole: number) => (whole > 0 ? share.format(part / whole) : "–");
type Clicked = { clickable: boolean; clicked: number; accepted: number };
/** How many of a journey's messages were clicked; of messages whose clicks are not counted there is no rate. */
export const clickRate = ({ clickable, clicked, accepted }: Clicked) =>
  ratio(clicked, clickable ? accepted : 0);
/** "12 (4%)". */
export const clicks = (of: Clicked) => (of.clickable ? `${count(of.clicked)} (${clickRate(of)})` : "–");
/** +12%; nothing if there was nothing before. */
export const change = (now: number, before: number) =>
  before > 0 ? difference.format((now - before) / before) : undefined;
export const listed = (names: string[]) => enumeration.format(names);

/** "French (fr)"; a tag that is none is shown as it is. */
export function language(tag: string): string {
  try {
    const name = regions.of(tag);
    return name && name !== tag ? `${name} (${tag})` : tag;
  } catch {
    return tag;
  }
}

/** A currency's format; one that is not known has two digits and no sign. */
function currencyFormat(currency: string): Intl.NumberFormat {
  try {
    return new Intl.NumberFormat(LOCALE, { style: "currency", currency });
  } catch {
    return new Intl.NumberFormat(LOCALE, { minimumFractionDigits: 2, maximumFractionDigits: 2 });
  }
}

/** Money is kept in its smallest unit: cents, or yen. */
export function money({ minor, currency }: Money): string {
  const format = currencyFormat(currency);
  return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}

export function moneys(amounts: Money[], currency: string): string {
  const all = amounts.length ? amounts : [{ minor: 0, currency }];
  return all.map(money).join(" + ");
}

/** A day without a time, `2026-11-22`, is that day in every time zone. */
const dayFormat = (options: Intl.DateTimeFormatOptions) =>
  new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
const dayLong = dayFormat({ day: "numeric", month: "short", year: "numeric" });
const dayMonth = dayFormat({ month: "long", year: "numeric" });
const dayShort = dayFormat({ day: "numeric", month: "short" });
const noon = (day: string) => new Date(`${day.slice(0, 10)}T12:00:00Z`);

export const day = (text: string) => dayLong.format(noon(text));
/** "November 2026", of its first day. */
export const month = (text: string) => dayMonth.format(noon(text));
export const shortDay = (text: string) => dayShort.format(noon(text));

/** How times are written in one time zone. */
export function clock(timeZone: string) {
  const of = (options: Intl.DateTimeFormatOptions) => {
    try {
      return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone });
    } catch {
      return new Intl.DateTimeFormat(LOCALE, { ...options, timeZone: "UTC" });
    }
  };
  const date = { day: "numeric", month: "short", year: "numeric" } as const;
  const minutes = of({ ...date, hour: "2-digit", minute: "2-digit" });
  const seconds = of({
    ...date,
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    timeZoneName: "short",
  });
  return {
    time: (text: string) => minutes.format(new Date(text)),
    /** To the second, and with the time zone. */
    exact: (text: string) => seconds.format(new Date(text)),
  };
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
/** How times are written where no tenant's zone counts: in the browser's own. */
export const ownClock = { ...clock(zone), zone };

/** "3 hours ago". */
export function ago(text: string, now: number): string {
  const seconds = (Date.parse(text) - now) / 1000;
  const [unit, length] = UNITS.find(([, length]) => Math.abs(seconds) >= length) ?? (["second", 1] as const);
  return relative.format(Math.round(seconds / length), unit);
}

/** "2 hours", for a length of time. */
export function lasting(seconds: number): string {
  const [unit, length] = UNITS.find(([, length]) => seconds >= length) ?? (["second", 1] as const);
  return new Intl.NumberFormat(LOCALE, { style: "unit", unit, unitDisplay: "long" }).format(
    Math.round(seconds / length),
  );
}
