import { Checkbox } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../api/client.ts";
import type { Duties, DutyEntry } from "../api/types.ts";
import { Form, Send, useOnce } from "../parts/Form.tsx";
import { Facts, Panel, State } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { Steps } from "../parts/Steps.tsx";
import { useSend } from "../parts/send.ts";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Duties.module.css";

const whoOf = ({ email, member }: DutyEntry) => email ?? member ?? t("duties.operator");

/** Each thing that must be done, and whether it is. */
function Checklist({ duties: { missing, stopped, domain } }: { duties: Duties }) {
  const of = [
    ["no_agreement", t("duties.agreement")],
    ["identity_unverified", t("duties.identity")],
    ["domain_unverified", t("duties.domain", { domain })],
    ["stopped", t("duties.noStop")],
  ] as const;
  return (
    <ul className={classes.list}>
      {of.map(([denial, text]) => {
        const isMissing = missing.includes(denial);
        return (
          <li key={denial} className={classes.duty}>
            <State
              group="duty"
              of={isMissing ? (denial === "stopped" ? "denied" : "pending") : "completed"}
            />
            <span>
              {isMissing ? named("denial", denial) : text}
              {isMissing && <span className="dim small">{named("todo", denial)}</span>}
              {denial === "stopped" && stopped && <span className="dim small">“{stopped}”</span>}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function Accept({ version }: { version: number }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const once = useOnce();
  const [read, setRead] = useState(false);
  const [tried, setTried] = useState(false);
  const accept = useSend({
    mutationFn: () => {
      const body = { version };
      return post("/api/tenants/{tenant}/duties/agreement", { path: { tenant }, body, once: once(body) });
    },
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: reads.duties.queryKey });
      say(t("duties.accepted"));
    },
  });
  const send = () => {
    setTried(true);
    if (read) accept.mutate();
  };
  return (
    <Form sending={accept} onSend={send} label={t("duties.accept")}>
      <Checkbox
        label={t("duties.read")}
        checked={read}
        error={tried && !read ? t("duties.readMissing") : undefined}
        onChange={({ currentTarget: { checked } }) => setRead(checked)}
      />
      <div>
        <Send sending={accept}>{t("duties.accept")}</Send>
      </div>
    </Form>
  );
}

function Agreement({ duties: { agreement } }: { duties: Duties }) {
  const { allows, clock } = useHere();
  const { accepted, version } = agreement;
  return (
    <Panel
      title={t("duties.controller")}
      aside={<State group="duty" of={accepted ? "completed" : "pending"} />}
    >
      <ol className={classes.text}>
        {agreement.duties.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ol>
      <p className="dim small">{t("duties.version", { n: version })}</p>
      {accepted ? (
        <Facts
          of={[
            [t("duties.acceptedBy"), whoOf(accepted)],
            [t("column.time"), clock.exact(accepted.at)],
            [t("duties.what"), accepted.detail],
          ]}
        />
      ) : allows("acceptDuties") ? (
        <Accept version={version} />
      ) : (
        <p className="dim">{t("duties.ownerOnly")}</p>
      )}
    </Panel>
  );
}

export function DutiesPage() {
  const { reads, clock } = useHere();
  const query = useQuery(reads.duties);
  return (
    <Page title={t("nav.duties")} lead={t("duties.lead")}>
      <Loaded query={query}>
        {(duties) => (
          <div className="columns">
            <div className="stack">
              <Panel
                title={t("duties.state")}
                aside={<State group="duty" of={duties.ready ? "accepted" : "failed"} />}
              >
                <Checklist duties={duties} />
              </Panel>
              <Panel title={t("duties.history")}>
                {duties.history.length === 0 && <p className="dim">{t("duties.nothing")}</p>}
                <Steps
                  of={duties.history.map((one) => ({
                    name: named("duty.act", one.act),
                    time: clock.exact(one.at),
                    note: `${one.detail} · ${whoOf(one)}`,
                  }))}
                />
              </Panel>
            </div>
            <Agreement duties={duties} />
          </div>
        )}
      </Loaded>
    </Page>
  );
}
