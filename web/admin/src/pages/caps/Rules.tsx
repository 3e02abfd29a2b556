import { Button, NativeSelect, NumberInput } from "@mantine/core";
import type { Cap } from "../../api/types.ts";
import { named, t } from "../../words/words.ts";
import classes from "../Caps.module.css";

const MOST = 12;

type Props = {
  of: Cap[];
  refused: Record<string, string>;
  onChange: (of: Cap[]) => void;
};

const unitOf = ({ per }: Cap) => ("days" in per ? "days" : "hours");
const lengthOf = ({ per }: Cap) => ("days" in per ? per.days : per.hours);
const spanOf = (unit: string, n: number) => (unit === "days" ? { days: n } : { hours: n });
/** What a field of numbers holds while it is being typed in. */
const whole = (value: number | string) => Math.trunc(Number(value)) || 0;

/** The caps, a row each: how many messages, by which channel, in which span. */
export function Rules({ of, refused, onChange }: Props) {
  const edit = (place: number, change: Partial<Cap>) =>
    onChange(of.map((one, at) => (at === place ? { ...one, ...change } : one)));
  const channel = (place: number, value: string) => {
    const { channel: _, ...rest } = of[place] as Cap;
    onChange(of.map((one, at) => (at === place ? (value ? { ...rest, channel: value } : rest) : one)));
  };
  return (
    <fieldset className={classes.group}>
      <legend>{t("caps.rules")}</legend>
      {of.map((rule, place) => {
        const n = place + 1;
        const wrong = (field: string) => refused[`caps.rules[${place}].${field}`];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cap has no other name than its place
          <div key={place} className={classes.rule}>
            <NumberInput
              aria-label={t("caps.mostOf", { n })}
              min={1}
              max={30}
              hideControls
              value={rule.most || ""}
              error={wrong("most")}
              onChange={(value) => edit(place, { most: whole(value) })}
            />
            <NativeSelect
              aria-label={t("caps.channelOf", { n })}
              value={rule.channel ?? ""}
              onChange={({ currentTarget: { value } }) => channel(place, value)}
            >
              <option value="">{t("caps.allChannels")}</option>
              <option value="email">{named("channel", "email")}</option>
              <option value="sms">{named("channel", "sms")}</option>
            </NativeSelect>
            <NumberInput
              aria-label={t("caps.lengthOf", { n })}
              min={1}
              hideControls
              value={lengthOf(rule) || ""}
              error={wrong("per.hours") ?? wrong("per.days")}
              onChange={(value) => edit(place, { per: spanOf(unitOf(rule), whole(value)) })}
            />
            <NativeSelect
              aria-label={t("caps.unitOf", { n })}
              value={unitOf(rule)}
              onChange={({ currentTarget: { value } }) => edit(place, { per: spanOf(value, lengthOf(rule)) })}
            >
              <option value="hours">{t("caps.hours")}</option>
              <option value="days">{t("caps.days")}</option>
            </NativeSelect>
            <Button
              variant="default"
              aria-label={t("caps.dropRule", { n })}
              onClick={() => onChange(of.filter((_, at) => at !== place))}
            >
              ×
            </Button>
          </div>
        );
      })}
      {refused["caps.rules"] && (
        <p role="alert" className={classes.refused}>
          {refused["caps.rules"]}
        </p>
      )}
      {of.length < MOST && (
        <div>
          <Button
            variant="default"
            size="xs"
            onClick={() => onChange([...of, { most: 1, per: { hours: 24 } }])}
          >
            {t("caps.addRule")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
