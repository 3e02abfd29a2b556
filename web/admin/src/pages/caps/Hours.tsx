import { Checkbox, Switch, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Weekday } from "../../api/types.ts";
import { expected, named, t } from "../../words/words.ts";
import classes from "../Caps.module.css";
import { WEEKDAYS } from "./sentences.ts";
import { type DayRow, USUAL_WEEK, weekOf, wrongDay } from "./values.ts";

type Props = {
  channel: "email" | "sms";
  /** The week as a text; empty for any hour. */
  value: string;
  refused: Record<string, string>;
  /** It was to be sent: what is not right is shown, be it typed to its end or not. */
  tried: boolean;
  onChange: (value: string) => void;
};

type RowProps = {
  of: DayRow;
  day: Weekday;
  channel: string;
  tried: boolean;
  onChange: (change: Partial<DayRow>) => void;
};

/** The hours of a day. What is wrong with one is its description, and is seen below with the name of the day. */
function Day({ of, day, channel, tried, onChange }: RowProps) {
  const [left, setLeft] = useState(false);
  const name = named("weekday", day);
  const wrong = tried || left ? wrongDay(of) : {};
  return (
    <div className={classes.day}>
      <Checkbox
        label={name}
        checked={of.on}
        onChange={({ currentTarget: { checked } }) => onChange({ on: checked })}
      />
      {(["from", "to"] as const).map((end) => (
        <TextInput
          key={end}
          aria-label={t(end === "from" ? "caps.fromOn" : "caps.toOn", { day: name, channel })}
          value={of[end]}
          placeholder={end === "from" ? "08:00" : "20:00"}
          maxLength={5}
          disabled={!of.on}
          error={wrong[end]}
          errorProps={{ className: "hidden" }}
          onBlur={() => setLeft(true)}
          onChange={({ currentTarget: { value } }) => onChange({ [end]: value })}
        />
      ))}
      {(wrong.from ?? wrong.to) && (
        <p aria-hidden="true" className={classes.wrong}>
          {t("caps.wrongOn", { day: name, why: wrong.from ?? wrong.to ?? "" })}
        </p>
      )}
    </div>
  );
}

/** The hours of a channel: at any, or on these days from and to. */
export function Hours({ channel, value, refused, tried, onChange }: Props) {
  const week = weekOf(value);
  const name = named("channel", channel);
  const isEmpty = tried && week && !WEEKDAYS.some((day) => week.days[day].on);
  const wrong = isEmpty
    ? expected("has no day, so that nothing could ever be sent")
    : Object.entries(refused).find(([field]) => field.startsWith(`quiet.${channel}`))?.[1];
  const edit = (day: Weekday, change: Partial<DayRow>) =>
    week &&
    onChange(JSON.stringify({ ...week, days: { ...week.days, [day]: { ...week.days[day], ...change } } }));
  return (
    <fieldset className={classes.group}>
      <legend>{name}</legend>
      <Switch
        label={t("caps.someHours")}
        checked={week !== undefined}
        onChange={({ currentTarget: { checked } }) => onChange(checked ? USUAL_WEEK : "")}
      />
      {week &&
        WEEKDAYS.map((day) => (
          <Day
            key={day}
            of={week.days[day]}
            day={day}
            channel={name}
            tried={tried}
            onChange={(change) => edit(day, change)}
          />
        ))}
      {week && (
        <Checkbox
          label={t("caps.onHolidays")}
          checked={week.holidays}
          onChange={({ currentTarget: { checked } }) =>
            onChange(JSON.stringify({ ...week, holidays: checked }))
          }
        />
      )}
      {wrong && (
        <p role="alert" className={classes.refused}>
          {wrong}
        </p>
      )}
    </fieldset>
  );
}
