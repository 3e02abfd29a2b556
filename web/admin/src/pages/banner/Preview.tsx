import { NativeSelect } from "@mantine/core";
import { useState } from "react";
import en from "../../../../banner/words/en.json";
import fr from "../../../../banner/words/fr.json";
import ro from "../../../../banner/words/ro.json";
import { language as languageOf } from "../../format.ts";
import { Panel } from "../../parts/facts.tsx";
import { t } from "../../words/words.ts";
import classes from "../Banner.module.css";
import { LANGUAGES, type Language } from "../purpose/values.ts";
import { type Edited, spokenIn } from "./values.ts";

/** The banner's own words. */
export const OWN = { en, ro, fr } satisfies Record<Language, unknown>;

type Props = { of: Edited; company: string };

/** The first layer, in words: what a visitor reads before an answer. */
export function Preview({ of, company }: Props) {
  const [language, setLanguage] = useState<Language>("en");
  const [own, said] = [OWN[language], spokenIn(of, language)];
  const named = (text: string) => text.replace("{company}", () => company);
  const parts = [
    ...(of.performance === "yes" ? [[own.performance.name, said.counting || own.performance.text]] : []),
    said.tracking ? [said.name, said.tracking] : [own.advertising.name, named(own.advertising.text)],
  ];
  return (
    <Panel title={t("banner.preview")}>
      <NativeSelect
        label={t("banner.previewIn")}
        value={language}
        onChange={({ currentTarget: { value } }) => setLanguage(value as Language)}
      >
        {LANGUAGES.map((one) => (
          <option key={one} value={one}>
            {languageOf(one)}
          </option>
        ))}
      </NativeSelect>
      <div className={classes.card} lang={language}>
        <p className={classes.title}>{said.title || own.title}</p>
        <p>{named(said.text || own.text)}</p>
        {parts.map(([name, text]) => (
          <p key={name}>
            <strong>{name}</strong> – {text}
          </p>
        ))}
        <p>{own.rights}</p>
        <p className={classes.buttons}>
          <span>{own.refuse}</span>
          <span>{own.accept}</span>
          <span>{own.choose}</span>
        </p>
      </div>
    </Panel>
  );
}
