// Caps and hours as a form edits them, and as two versions of them are compared: every field as a text.
import type { Cap, Caps, CapsAndHours, CapsChange, QuietHours, Week, Weekday } from "../../api/types.ts";
import { isWhole } from "../../parts/numbers.ts";
import { expected, t } from "../../words/words.ts";
import { WEEKDAYS } from "./sentences.ts";

/** What is compared with another version. */
export type Edited = { rules: string; when: string; hold: string; email: string; sms: string };

/** A cap in the form; its numbers are as they were typed. */
export type CapRow = { most: string; channel: string; length: string; unit: "hours" | "days" };

/** One day of a week in the form. */
export type DayRow = { on: boolean; from: string; to: string };
export type WeekForm = { days: Record<Weekday, DayRow>; holidays: boolean };

export const rowsOf = ({ rules }: Pick<Edited, "rules">) => JSON.parse(rules) as CapRow[];
/** What one more cap begins with. */
export const USUAL_CAP: CapRow = { most: "3", channel: "", length: "7", unit: "days" };

const rowOf = ({ most, channel, per }: Cap): CapRow => ({
  most: String(most),
  channel: channel ?? "",
  ...("days" in per
    ? { length: String(per.days), unit: "days" as const }
    : { length: String(per.hours), unit: "hours" as const }),
});

export const capOf = ({ most, channel, length, unit }: CapRow): Cap => ({
  ...(channel ? { channel } : {}),
  most: Number(most),
  per: unit === "days" ? { days: Number(length) } : { hours: Number(length) },
});

export const weekOf = (text: string) => (text ? (JSON.parse(text) as WeekForm) : undefined);

const USUAL = { from: "08:00", to: "20:00" };

/** The days of a week, each with hours of its own. */
function formOf(week: Week): WeekForm {
  const days = WEEKDAYS.map((day): [Weekday, DayRow] => {
    const { from, to } = week.on?.[day] ?? week;
    return [day, { on: week.days?.includes(day) ?? true, from, to }];
  });
  return { days: Object.fromEntries(days) as Record<Weekday, DayRow>, holidays: week.holidays ?? true };
}

/** What a channel begins with that had no hours. */
export const USUAL_WEEK = JSON.stringify(
  formOf({ ...USUAL, days: [...WEEKDAYS.slice(0, 5)], holidays: false }),
);

/** As it is sent: the hours that most days have, and the days with others. */
export function week({ days, holidays }: WeekForm): Week {
  const on = WEEKDAYS.filter((day) => days[day].on);
  const key = (day: Weekday) => `${days[day].from} ${days[day].to}`;
  const times = (day: Weekday) => on.filter((other) => key(other) === key(day)).length;
  const [usual] = on.toSorted((one, other) => times(other) - times(one));
  const { from, to } = usual ? days[usual] : USUAL;
  const others = on.filter((day) => usual && key(day) !== key(usual));
  const own = others.map((day) => [day, { from: days[day].from, to: days[day].to }] as const);
  return { from, to, days: on, holidays, ...(own.length ? { on: Object.fromEntries(own) } : {}) };
}

const textOf = (of: Week | null | undefined) => (of ? JSON.stringify(formOf(of)) : "");

export function edited({ caps, quiet }: Pick<CapsAndHours, "caps" | "quiet">): Edited {
  const { when_capped: when } = caps;
  return {
    rules: JSON.stringify(caps.rules.map(rowOf)),
    when: typeof when === "string" ? when : "hold",
    hold: typeof when === "string" ? "24" : String(when.hold),
    email: textOf(quiet.email),
    sms: textOf(quiet.sms),
  };
}

export function capsOf(values: Edited): Caps {
  const { when, hold } = values;
  const whenCapped = when === "hold" ? { hold: Number(hold) } : when === "give_way" ? "give_way" : "skip";
  return { rules: rowsOf(values).map(capOf), when_capped: whenCapped };
}

export function quietOf({ email, sms }: Edited): QuietHours {
  const of = (text: string) => {
    const form = weekOf(text);
    return form ? week(form) : null;
  };
  return { email: of(email), sms: of(sms) };
}

export const plain = (values: Edited, reason: string): CapsChange => ({
  caps: capsOf(values),
  quiet: quietOf(values),
  reason,
});

const isTime = (text: string) => /^(([01]\d|2[0-3]):[0-5]\d|24:00)$/.test(text);

/** What is wrong with a cap, by what of it. */
export function wrongCap({ most, length, unit }: CapRow): { most?: string; length?: string } {
  const longest = unit === "days" ? 31 : 744;
  return {
    ...(isWhole(most, 1, 30) ? {} : { most: expected("must be 1 to 30") }),
    ...(isWhole(length, 1, longest) ? {} : { length: expected(`must be 1 to ${longest}`) }),
  };
}

/** What is wrong with the hours of a day, and at which end. */
export function wrongDay({ on, from, to }: DayRow): { from?: string; to?: string } {
  if (!on) return {};
  if (!isTime(from)) return { from: t("caps.noTime") };
  if (!isTime(to)) return { to: t("caps.noTime") };
  return from < to ? {} : { to: t("caps.endsBefore") };
}

/** Whether the hours of a channel can be said in words and be sent. */
export function isRightWeek(text: string): boolean {
  const form = weekOf(text);
  if (!form) return true;
  const days = Object.values(form.days);
  return days.some(({ on }) => on) && days.every((day) => Object.keys(wrongDay(day)).length === 0);
}

export const isRightHold = ({ when, hold }: Edited) => when !== "hold" || isWhole(hold, 1, 168);
export const isRightCap = (row: CapRow) => Object.keys(wrongCap(row)).length === 0;
/** Whether it can be sent as it stands. */
export const isRight = (values: Edited) =>
  rowsOf(values).every(isRightCap) &&
  isRightHold(values) &&
  isRightWeek(values.email) &&
  isRightWeek(values.sms);
