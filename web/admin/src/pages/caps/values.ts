// Caps and hours as a form edits them, and as two versions of them are compared: every field as a text.
import type { Cap, Caps, CapsAndHours, CapsChange, QuietHours, Week, Weekday } from "../../api/types.ts";
import { WEEKDAYS } from "./sentences.ts";

/** What is compared with another version. */
export type Edited = { rules: string; when: string; hold: string; email: string; sms: string };

/** One day of a week in the form. */
export type DayRow = { on: boolean; from: string; to: string };
export type WeekForm = { days: Record<Weekday, DayRow>; holidays: boolean };

export const rulesOf = ({ rules }: Edited) => JSON.parse(rules) as Cap[];
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
    rules: JSON.stringify(caps.rules),
    when: typeof when === "string" ? when : "hold",
    hold: typeof when === "string" ? "24" : String(when.hold),
    email: textOf(quiet.email),
    sms: textOf(quiet.sms),
  };
}

export function capsOf(values: Edited): Caps {
  const { when, hold } = values;
  const whenCapped = when === "hold" ? { hold: Number(hold) } : when === "give_way" ? "give_way" : "skip";
  return { rules: rulesOf(values), when_capped: whenCapped };
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
