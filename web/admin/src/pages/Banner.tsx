import { Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Held, look, put } from "../api/client.ts";
import type { BannerAndAnswers } from "../api/types.ts";
import { language as languageOf } from "../format.ts";
import { Conflict, useEdit } from "../parts/edit.tsx";
import { Form, Send } from "../parts/Form.tsx";
import { Panel } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Banner.module.css";
import { Answers } from "./banner/Answers.tsx";
import { Cookies } from "./banner/Cookies.tsx";
import { OWN, Preview } from "./banner/Preview.tsx";
import { type Edited, edited, plain, rowsOf, wrongIn } from "./banner/values.ts";
import { RuleChanges } from "./purpose/RuleChanges.tsx";
import { LANGUAGES } from "./purpose/values.ts";

/** Fields that the server names as a whole. */
const WHOLE = ["asks.words", "asks.tracking", "asks.cookies"] as const;

/** A value as people read it, where two versions stand side by side. */
const textOf = (field: string, value: string) =>
  field === "cookies"
    ? rowsOf({ cookies: value })
        .map(({ name, supplier }) => `${name} (${supplier})`)
        .join("\n")
    : value;

/** A field as two versions of it are compared: `title_en` is the question in English. */
function labelOf(field: string): string {
  const [, part = field, language] = /^([a-z_]+?)(?:_(en|ro|fr))?$/.exec(field) ?? [];
  const label = named("banner", part);
  return language ? `${label} (${languageOf(language)})` : label;
}

function Editor({ now, company }: { now: Held<BannerAndAnswers>; company: string }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const [isAnew, setIsAnew] = useState(false);
  const held = ({ data, etag }: Held<BannerAndAnswers>) => ({ data: edited(data.asks), etag });
  const edit = useEdit<Edited>({
    now: held(now),
    save: async (values, ifMatch) => {
      const body = { asks: plain(values), ask_anew: isAnew, reason };
      return held(await put("/api/tenants/{tenant}/banner", { path: { tenant }, body, ifMatch }));
    },
    read: async () => held(await look("/api/tenants/{tenant}/banner", { path: { tenant } })),
    onSaved: (changed) => {
      const isSaved = changed || isAnew;
      setReason("");
      setTried(false);
      setIsAnew(false);
      void memory.invalidateQueries({ queryKey: reads.all });
      say(t(isSaved ? "settings.saved" : "edit.same"));
    },
    under: "asks.",
  });
  const { values, refused, set } = edit;
  const wrong = wrongIn(values);
  const field = (name: keyof Edited) => {
    const own = edit.field(name);
    return { ...own, error: (tried ? wrong[name] : undefined) ?? own.error };
  };
  const send = () => {
    setTried(true);
    if (reason.trim() && Object.keys(wrong).length === 0) edit.send();
  };
  const toggle = (name: "performance" | "consent_mode") => ({
    label: named("banner", name),
    checked: values[name] === "yes",
    onChange: ({ currentTarget: { checked } }: { currentTarget: { checked: boolean } }) =>
      set({ [name]: checked ? "yes" : "no" }),
  });
  const ofCookies = Object.keys(refused).filter((name) => name.startsWith("asks.cookies["));
  const asksPerformance = values.performance === "yes";
  return (
    <div className="columns">
      <Form
        sending={edit.sending}
        onSend={send}
        fields={["reason", "asks.cookie_policy", ...WHOLE, ...ofCookies]}
        label={t("nav.banner")}
      >
        <p className="dim small">{t("banner.wordsHint")}</p>
        {WHOLE.filter((name) => refused[name]).map((name) => (
          <p key={name} className={classes.refused} role="alert">
            {refused[name]}
          </p>
        ))}
        {LANGUAGES.map((language) => {
          const own = OWN[language];
          return (
            <fieldset key={language} className={classes.words}>
              <legend>{t("banner.wordsOf", { language: languageOf(language) })}</legend>
              <TextInput
                label={t("banner.title")}
                placeholder={own.title}
                maxLength={80}
                {...field(`title_${language}`)}
              />
              <Textarea
                label={t("banner.text")}
                placeholder={own.text}
                rows={2}
                maxLength={300}
                {...field(`text_${language}`)}
              />
              <TextInput
                label={t("banner.name")}
                placeholder={own.advertising.name}
                maxLength={60}
                {...field(`name_${language}`)}
              />
              <Textarea
                label={t("banner.tracking")}
                placeholder={own.advertising.text.replace("{company}", () => company)}
                rows={3}
                maxLength={500}
                {...field(`tracking_${language}`)}
              />
              {asksPerformance && (
                <Textarea
                  label={t("banner.counting")}
                  placeholder={own.performance.text}
                  rows={2}
                  maxLength={300}
                  {...field(`counting_${language}`)}
                />
              )}
            </fieldset>
          );
        })}
        <TextInput
          label={t("banner.cookie_policy")}
          description={t("banner.cookie_policyHint")}
          maxLength={500}
          {...field("cookie_policy")}
        />
        <Cookies
          of={rowsOf(values)}
          refused={refused}
          tried={tried}
          onChange={(rows) => set({ cookies: JSON.stringify(rows) })}
        />
        <Switch description={t("banner.performanceHint")} {...toggle("performance")} />
        <Switch description={t("banner.consent_modeHint")} {...toggle("consent_mode")} />
        <Switch
          label={t("banner.anew")}
          description={t("banner.anewHint", { n: now.data.question })}
          checked={isAnew}
          onChange={({ currentTarget: { checked } }) => setIsAnew(checked)}
        />
        <Textarea
          label={t("rules.reason")}
          description={t("rules.reasonHint")}
          required
          rows={2}
          name="reason"
          value={reason}
          error={tried && !reason.trim() ? t("rules.reasonMissing") : refused.reason}
          onChange={({ currentTarget: { value } }) => setReason(value)}
        />
        <div className="row">
          <Send sending={edit.sending}>{t("action.save")}</Send>
          {edit.isDirty && <span className="dim small">{t("settings.unsaved")}</span>}
        </div>
      </Form>
      <div className={classes.beside}>
        <Preview of={values} company={company} />
        <Beside of={now.data} />
      </div>
      <Conflict edit={edit} labelOf={labelOf} textOf={textOf} />
    </div>
  );
}

/** Where the script is, and what came of it. */
function Beside({ of }: { of: BannerAndAnswers }) {
  return (
    <>
      <Answers of={of} />
      <Panel title={t("banner.script")}>
        <p>
          <code className="small">{of.script}</code>
        </p>
        <p className="dim small">{t("banner.scriptHint")}</p>
      </Panel>
    </>
  );
}

export function BannerPage() {
  const { name, reads, allows } = useHere();
  const query = useQuery(reads.banner);
  return (
    <Page title={t("nav.banner")} lead={t("banner.lead")}>
      <Loaded query={query}>
        {(now) =>
          allows("editPurposes") ? (
            <Editor now={now} company={name} />
          ) : (
            <div className="columns">
              <Preview of={edited(now.data.asks)} company={name} />
              <div className={classes.beside}>
                <Beside of={now.data} />
              </div>
            </div>
          )
        }
      </Loaded>
      <RuleChanges />
    </Page>
  );
}
