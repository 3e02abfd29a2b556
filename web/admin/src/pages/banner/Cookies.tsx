import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { named, t } from "../../words/words.ts";
import classes from "../Banner.module.css";
import { BLANK, CATEGORIES, type CookieRow, wrongCookie } from "./values.ts";

const MOST = 100;

type Props = {
  of: CookieRow[];
  refused: Record<string, string>;
  /** Whether what is wrong is shown: not before somebody tried to save. */
  tried: boolean;
  onChange: (of: CookieRow[]) => void;
};

/** The shop's cookies beside ours, for the public table. */
export function Cookies({ of, refused, tried, onChange }: Props) {
  const set = (place: number, change: Partial<CookieRow>) =>
    onChange(of.map((one, at) => (at === place ? { ...one, ...change } : one)));
  return (
    <fieldset className={classes.words}>
      <legend>{t("banner.cookies")}</legend>
      <p className="dim small">{t("banner.cookiesHint")}</p>
      {of.map((row, place) => {
        const wrong = tried ? wrongCookie(row) : {};
        const field = (name: keyof CookieRow) => ({
          label: named("banner.cookie", name),
          value: row[name],
          error: wrong[name] ?? refused[`asks.cookies[${place}].${name}`],
          onChange: ({ currentTarget: { value } }: { currentTarget: { value: string } }) =>
            set(place, { [name]: value }),
        });
        return (
          <fieldset
            // biome-ignore lint/suspicious/noArrayIndexKey: a new cookie has no other name than its place
            key={place}
            className={classes.cookie}
            aria-label={t("banner.cookieOf", { n: place + 1 })}
          >
            <TextInput maxLength={100} required {...field("name")} />
            <TextInput maxLength={100} required {...field("supplier")} />
            <Textarea maxLength={300} rows={2} required className={classes.whole} {...field("purpose")} />
            <NativeSelect {...field("category")}>
              {CATEGORIES.map((one) => (
                <option key={one} value={one}>
                  {named("cookieCategory", one)}
                </option>
              ))}
            </NativeSelect>
            <TextInput maxLength={3} inputMode="numeric" {...field("days")} />
            <TextInput maxLength={500} className={classes.whole} {...field("policy")} />
            <Button
              variant="default"
              className={classes.whole}
              onClick={() => onChange(of.filter((_, at) => at !== place))}
            >
              {t("banner.dropCookie")}
            </Button>
          </fieldset>
        );
      })}
      {of.length < MOST && (
        <Button variant="default" onClick={() => onChange([...of, BLANK])}>
          {t("banner.addCookie")}
        </Button>
      )}
    </fieldset>
  );
}
