import { Textarea, TextInput } from "@mantine/core";
import type { PurposeRow } from "../../api/types.ts";
import { language as languageOf, listed } from "../../format.ts";
import { named, t } from "../../words/words.ts";
import classes from "../Purpose.module.css";
import { type Edited, LANGUAGES } from "./values.ts";

type Field = {
  name: string;
  value: string;
  error: string | undefined;
  onChange: (event: { currentTarget: { value: string } }) => void;
};

type Props = {
  row: PurposeRow;
  values: Edited;
  /** What is wrong with the words as a whole. */
  refused: string | undefined;
  field: (name: keyof Edited) => Field;
};

/** The words in which people are asked, in each language. */
export function Words({ row, values, refused, field }: Props) {
  const isGiven = (language: (typeof LANGUAGES)[number]) =>
    Boolean(values[`title_${language}`].trim() && values[`text_${language}`].trim());
  const [first] = LANGUAGES.filter(isGiven);
  const missing = LANGUAGES.filter((language) => !isGiven(language)).map(languageOf);
  return (
    <fieldset className={classes.words}>
      <legend>{t("purpose.words")}</legend>
      <p className="dim small">{t(row.own ? "purpose.wordsOwn" : "purpose.wordsHint")}</p>
      {refused && (
        <p className={classes.refused} role="alert">
          {refused}
        </p>
      )}
      {LANGUAGES.map((language) => {
        const today = row.spoken.find((one) => one.language === language);
        return (
          <div key={language} className={classes.language}>
            <TextInput
              label={named("rule", `title_${language}`)}
              placeholder={today?.title}
              maxLength={60}
              {...field(`title_${language}`)}
            />
            <Textarea
              label={named("rule", `text_${language}`)}
              placeholder={today?.text}
              rows={3}
              maxLength={500}
              {...field(`text_${language}`)}
            />
          </div>
        );
      })}
      {row.own && first && missing.length > 0 && (
        <p role="status" className={classes.language}>
          {t("purpose.wordsSome", { missing: listed(missing), first: languageOf(first) })}
        </p>
      )}
    </fieldset>
  );
}
