import { NativeSelect, Textarea, TextInput } from "@mantine/core";
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
import { expected, named, t } from "../words/words.ts";
import classes from "./Caps.module.css";
import { Hours } from "./caps/Hours.tsx";
import { Rules } from "./caps/Rules.tsx";
import { capped, lawful, quiet, whenCapped } from "./caps/sentences.ts";
import {
  capOf,
  capsOf,
  type Edited,
  edited,
  isRight,
  isRightCap,
  isRightHold,
  isRightWeek,
  plain,
  quietOf,
  rowsOf,
  week,
  weekOf,
} from "./caps/values.ts";
import { RuleChanges } from "./purpose/RuleChanges.tsx";

const CHANNELS = ["email", "sms"] as const;
const WHEN = ["skip", "hold", "give_way"] as const;

type InWordsProps = { of: Edited; law: CapsAndHours["law"] };

/** What the rules come to, in words. Of what cannot be saved nothing is said. */
function InWords({ of, law }: InWordsProps) {
  const hours = quietOf(of);
  return (
    <Panel title={t("caps.inWords")}>
      <ul className={classes.sentences}>
        {rowsOf(of)
          .filter(isRightCap)
          .map((row, place) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a cap has no other name than its place
            <li key={place}>{capped(capOf(row))}.</li>
          ))}
        {isRightHold(of) && <li>{whenCapped(capsOf(of))}</li>}
        {CHANNELS.filter((channel) => isRightWeek(of[channel])).map((channel) => (
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
    return rowsOf({ rules: value })
      .map((row) => capped(capOf(row)))
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
    onSaved: (changed) => {
      setReason("");
      setTried(false);
      void memory.invalidateQueries({ queryKey: reads.caps.queryKey });
      void memory.invalidateQueries({ queryKey: reads.ruleChanges.queryKey });
      void memory.invalidateQueries({ queryKey: reads.purposes.queryKey });
      say(t(changed ? "settings.saved" : "edit.same"));
    },
  });
  const { values, refused, set } = edit;
  const send = () => {
    setTried(true);
    if (reason.trim() && isRight(values)) edit.send();
  };
  const fields = ["reason", ...Object.keys(refused).filter((name) => /^(caps|quiet)\./.test(name))];
  return (
    <div className="columns">
      <Form sending={edit.sending} onSend={send} fields={fields} label={t("nav.caps")}>
        <Rules
          of={rowsOf(values)}
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
          <TextInput
            label={t("caps.holdHours")}
            inputMode="numeric"
            maxLength={4}
            value={values.hold}
            error={
              isRightHold(values) ? refused["caps.when_capped.hold"] : expected("must be 1 to 168 hours")
            }
            onChange={({ currentTarget: { value } }) => set({ hold: value })}
          />
        )}
        {CHANNELS.map((channel) => (
          <Hours
            key={channel}
            channel={channel}
            value={values[channel]}
            refused={refused}
            tried={tried}
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
      <InWords of={values} law={now.data.law} />
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
        {(now) =>
          allows("editCaps") ? <Editor now={now} /> : <InWords of={edited(now.data)} law={now.data.law} />
        }
      </Loaded>
      <RuleChanges />
    </Page>
  );
}
