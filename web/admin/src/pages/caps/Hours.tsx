import { Checkbox, Switch, TextInput } from "@mantine/core";
import type { Weekday } from "../../api/types.ts";
import { named, t } from "../../words/words.ts";
import classes from "../Caps.module.css";
import { WEEKDAYS } from "./sentences.ts";
import { type DayRow, USUAL_WEEK, weekOf } from "./values.ts";

type Props = {
  channel: "email" | "sms";
  /** The week as a text; empty for any hour. */
  value: string;
  refused: Record<string, string>;
  onChange: (value: string) => void;
};

/** The hours of a channel: at any, or on these days from and to. */
export function Hours({ channel, value, refused, onChange }: Props) {
  const week = weekOf(value);
  const name = named("channel", channel);
  const wrong = Object.entries(refused).find(([field]) => field.startsWith(`quiet.${channel}`))?.[1];
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
        WEEKDAYS.map((day) => {
          const { on, from, to } = week.days[day];
          const named_ = named("weekday", day);
          return (
            <div key={day} className={classes.day}>
              <Checkbox
                label={named_}
                checked={on}
                onChange={({ currentTarget: { checked } }) => edit(day, { on: checked })}
              />
              {(["from", "to"] as const).map((end) => (
                <TextInput
                  key={end}
                  aria-label={t(end === "from" ? "caps.fromOn" : "caps.toOn", { day: named_, channel: name })}
                  value={end === "from" ? from : to}
                  placeholder={end === "from" ? "08:00" : "20:00"}
                  maxLength={5}
                  disabled={!on}
                  onChange={({ currentTarget: { value } }) => edit(day, { [end]: value })}
                />
              ))}
            </div>
          );
        })}
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
