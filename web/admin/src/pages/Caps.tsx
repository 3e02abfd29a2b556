import { NativeSelect, NumberInput, Textarea } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Held, look, put } from "../api/client.ts";
import type { CapsAndHours } from "../api/types.ts";
import { Conflict, useEdit } from "../parts/edit.tsx";
import { Form, Send } from "../parts/Form.tsx";
import { Panel } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Caps.module.css";
import { Hours } from "./caps/Hours.tsx";
import { Rules } from "./caps/Rules.tsx";
import { capped, lawful, quiet, whenCapped } from "./caps/sentences.ts";
import { capsOf, type Edited, edited, plain, quietOf, rulesOf, week, weekOf } from "./caps/values.ts";
import { RuleChanges } from "./purpose/RuleChanges.tsx";

const CHANNELS = ["email", "sms"] as const;
const WHEN = ["skip", "hold", "give_way"] as const;

type InWordsProps = Pick<CapsAndHours, "caps" | "quiet" | "law">;

/** What the rules come to, in words. */
function InWords({ caps, quiet: hours, law }: InWordsProps) {
  return (
    <Panel title={t("caps.inWords")}>
      <ul className={classes.sentences}>
        {caps.rules.map((rule, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a cap has no other name than its place
          <li key={place}>{capped(rule)}.</li>
        ))}
        <li>{whenCapped(caps)}</li>
        {CHANNELS.map((channel) => (
          <li key={channel}>
            {quiet(channel, hours[channel])}
            {law
              .filter((one) => one.channel === channel)
              .map((one) => (
                <p key={one.region} className="dim small">
                  {lawful(one)} ({one.source})
                </p>
              ))}
          </li>
        ))}
      </ul>
      <p className="dim small">{t("caps.place")}</p>
    </Panel>
  );
}

/** A value as people read it, where two versions stand side by side. */
function textOf(field: string, value: string): string {
  if (field === "rules")
    return rulesOf({ rules: value } as Edited)
      .map(capped)
      .join("\n");
  if (field === "when") return named("whenCapped", value);
  if (field === "hold") return value;
  const form = weekOf(value);
  return quiet(field, form && week(form));
}

function Editor({ now }: { now: Held<CapsAndHours> }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const held = ({ data, etag }: Held<CapsAndHours>) => ({ data: edited(data), etag });
  const edit = useEdit<Edited>({
    now: held(now),
    save: async (values, ifMatch) =>
      held(
        await put("/api/tenants/{tenant}/caps", { path: { tenant }, body: plain(values, reason), ifMatch }),
      ),
    read: async () => held(await look("/api/tenants/{tenant}/caps", { path: { tenant } })),
    onSaved: () => {
      setReason("");
      setTried(false);
      void memory.invalidateQueries({ queryKey: reads.caps.queryKey });
      void memory.invalidateQueries({ queryKey: reads.ruleChanges.queryKey });
      void memory.invalidateQueries({ queryKey: reads.purposes.queryKey });
      say(t("settings.saved"));
    },
  });
  const { values, refused, set } = edit;
  const send = () => {
    setTried(true);
    if (reason.trim()) edit.send();
  };
  const fields = ["reason", ...Object.keys(refused).filter((name) => /^(caps|quiet)\./.test(name))];
  return (
    <div className="columns">
      <Form sending={edit.sending} onSend={send} fields={fields} label={t("nav.caps")}>
        <Rules
          of={rulesOf(values)}
          refused={refused}
          onChange={(rules) => set({ rules: JSON.stringify(rules) })}
        />
        <NativeSelect
          label={t("caps.whenCapped")}
          value={values.when}
          onChange={({ currentTarget: { value } }) => set({ when: value })}
        >
          {WHEN.map((one) => (
            <option key={one} value={one}>
              {named("whenCapped", one)}
            </option>
          ))}
        </NativeSelect>
        {values.when === "hold" && (
          <NumberInput
            label={t("caps.holdHours")}
            min={1}
            max={168}
            hideControls
            value={values.hold}
            error={refused["caps.when_capped.hold"]}
            onChange={(value) => set({ hold: String(value) })}
          />
        )}
        {CHANNELS.map((channel) => (
          <Hours
            key={channel}
            channel={channel}
            value={values[channel]}
            refused={refused}
            onChange={(value) => set({ [channel]: value })}
          />
        ))}
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
      <InWords caps={capsOf(values)} quiet={quietOf(values)} law={now.data.law} />
      <Conflict edit={edit} labelOf={(field) => named("rule", field)} textOf={textOf} />
    </div>
  );
}

export function CapsPage() {
  const { reads, allows } = useHere();
  const query = useQuery(reads.caps);
  return (
    <Page title={t("nav.caps")} lead={t("caps.lead")}>
      <Loaded query={query}>
        {(now) => (allows("editCaps") ? <Editor now={now} /> : <InWords {...now.data} />)}
      </Loaded>
      <RuleChanges />
    </Page>
  );
}
