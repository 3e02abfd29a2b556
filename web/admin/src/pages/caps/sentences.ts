// Caps and hours in words.
import type { Cap, Caps, LawHours, Week, Weekday } from "../../api/types.ts";
import { country, listed } from "../../format.ts";
import { named, t } from "../../words/words.ts";

export const WEEKDAYS: readonly Weekday[] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

/** How many messages: "2 e-mails". */
function messages({ channel, most: n }: Cap): string {
  if (channel === "email") return t("caps.emails", { n });
  return channel === "sms" ? t("caps.texts", { n }) : t("caps.messages", { n });
}

/** "At most 2 e-mails in 24 hours". */
export function capped(cap: Cap): string {
  const what = messages(cap);
  if ("days" in cap.per) return t("caps.inDays", { what, n: cap.per.days });
  const { hours } = cap.per;
  return hours % 24 === 0 && hours > 24
    ? t("caps.inSpan", { what, n: hours / 24 })
    : t("caps.inHours", { what, n: hours });
}

/** What becomes of a message for somebody who has enough. */
export function whenCapped({ when_capped: when }: Caps): string {
  if (when === "skip") return t("caps.skip");
  return when === "give_way" ? t("caps.giveWay") : t("caps.hold", { n: when.hold });
}

/** The hours of a day; nothing on a day without. */
export function hoursOf({ from, to, days = [...WEEKDAYS], on }: Week, day: Weekday): string | undefined {
  if (!days.includes(day)) return undefined;
  const own = on?.[day] ?? { from, to };
  return own.from === "00:00" && own.to === "24:00" ? t("caps.wholeDay") : `${own.from}–${own.to}`;
}

/** "Monday to Friday 08:00–20:00, Saturday 10:00–13:00; not on public holidays". */
export function week(of: Week): string {
  const spans: { first: Weekday; last: Weekday; hours: string }[] = [];
  for (const day of WEEKDAYS) {
    const hours = hoursOf(of, day);
    const before = spans.at(-1);
    const follows = before && WEEKDAYS.indexOf(before.last) === WEEKDAYS.indexOf(day) - 1;
    if (hours && follows && before.hours === hours) before.last = day;
    else if (hours) spans.push({ first: day, last: day, hours });
  }
  const texts = spans.map(({ first, last, hours }) => {
    const days =
      first === last
        ? named("weekday", first)
        : t("caps.dayToDay", { first: named("weekday", first), last: named("weekday", last) });
    return `${days} ${hours}`;
  });
  const text = texts.length > 0 ? listed(texts) : t("caps.never");
  return of.holidays === false ? t("caps.noHolidays", { text }) : text;
}

const region = (code: string) =>
  code === "*" || code === "EU" ? named("region", code === "*" ? "all" : code) : country(code);

/** What law says of the hours of a channel. */
export const lawful = ({ region: code, week: hours }: LawHours) =>
  t("caps.law", { region: region(code), week: week(hours) });

/** When messages by a channel go out. */
export function quiet(channel: string, hours: Week | null | undefined): string {
  const by = named("channel", channel);
  return hours ? t("caps.quiet", { channel: by, week: week(hours) }) : t("caps.anyHour", { channel: by });
}
