import { Button, NativeSelect, TextInput } from "@mantine/core";
import { named, t } from "../../words/words.ts";
import classes from "../Caps.module.css";
import { type CapRow, USUAL_CAP, wrongCap } from "./values.ts";

const MOST = 12;

type Props = {
  of: CapRow[];
  refused: Record<string, string>;
  onChange: (of: CapRow[]) => void;
};

type RowProps = {
  of: CapRow;
  n: number;
  refused: (field: string) => string | undefined;
  onChange: (change: Partial<CapRow>) => void;
  onDrop: () => void;
};

/** One cap. What is wrong with a box is its description, and is seen below all of them, where there is room for a sentence. */
function Rule({ of, n, refused, onChange, onDrop }: RowProps) {
  const wrong = wrongCap(of);
  const most = wrong.most ?? refused("most");
  const length = wrong.length ?? refused("per.hours") ?? refused("per.days");
  const number = (what: "most" | "length", label: string, name: string, wrong: string | undefined) => (
    <TextInput
      label={label}
      aria-label={name}
      inputMode="numeric"
      maxLength={4}
      value={of[what]}
      error={wrong}
      errorProps={{ className: "hidden" }}
      onChange={({ currentTarget: { value } }) => onChange({ [what]: value })}
    />
  );
  return (
    <div className={classes.rule}>
      {number("most", t("caps.most"), t("caps.mostOf", { n }), most)}
      <NativeSelect
        label={t("column.channel")}
        aria-label={t("caps.channelOf", { n })}
        value={of.channel}
        onChange={({ currentTarget: { value } }) => onChange({ channel: value })}
      >
        <option value="">{t("caps.allChannels")}</option>
        <option value="email">{named("channel", "email")}</option>
        <option value="sms">{named("channel", "sms")}</option>
      </NativeSelect>
      {number("length", t("caps.length"), t("caps.lengthOf", { n }), length)}
      <NativeSelect
        label={t("caps.unit")}
        aria-label={t("caps.unitOf", { n })}
        value={of.unit}
        onChange={({ currentTarget: { value } }) => onChange({ unit: value === "days" ? "days" : "hours" })}
      >
        <option value="hours">{t("caps.hours")}</option>
        <option value="days">{t("caps.days")}</option>
      </NativeSelect>
      <Button variant="default" px="sm" aria-label={t("caps.dropRule", { n })} onClick={onDrop}>
        ×
      </Button>
      {(most || length) && (
        <p aria-hidden="true" className={classes.wrong}>
          {[most, length].filter(Boolean).join(" ")}
        </p>
      )}
    </div>
  );
}

/** The caps, a row each: how many messages, by which channel, in which span. */
export function Rules({ of, refused, onChange }: Props) {
  return (
    <fieldset className={classes.group}>
      <legend>{t("caps.rules")}</legend>
      {of.map((row, place) => (
        <Rule
          // biome-ignore lint/suspicious/noArrayIndexKey: a cap has no other name than its place
          key={place}
          of={row}
          n={place + 1}
          refused={(field) => refused[`caps.rules[${place}].${field}`]}
          onChange={(change) => onChange(of.map((one, at) => (at === place ? { ...one, ...change } : one)))}
          onDrop={() => onChange(of.filter((_, at) => at !== place))}
        />
      ))}
      {refused["caps.rules"] && (
        <p role="alert" className={classes.refused}>
          {refused["caps.rules"]}
        </p>
      )}
      {of.length < MOST && (
        <div>
          <Button variant="default" size="xs" onClick={() => onChange([...of, USUAL_CAP])}>
            {t("caps.addRule")}
          </Button>
        </div>
      )}
    </fieldset>
  );
}
