import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { agentOf } from "../../agent.ts";
import { remove } from "../../api/client.ts";
import { sessions } from "../../api/queries.ts";
import type { Session } from "../../api/types.ts";
import { ownClock } from "../../format.ts";
import { Failed, Loaded } from "../../parts/Loaded.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { t } from "../../words/words.ts";
import classes from "./Sessions.module.css";

const { time } = ownClock;

/** Browser and system in words, as far as they are known. */
function nameOf(agent: string): string {
  const { browser, system } = agentOf(agent);
  return browser && system
    ? t("sessions.agent", { browser, system })
    : (browser ?? system ?? t("sessions.unknown"));
}

function One({ session }: { session: Session }) {
  const memory = useQueryClient();
  const end = useSend({
    mutationFn: () => remove("/api/me/sessions/{id}", { path: { id: session.id } }),
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: sessions.queryKey });
      say(t("sessions.ended"));
    },
  });
  const { agent, current, created_at, last_seen_at, expires_at } = session;
  return (
    <li className={classes.session}>
      <div className={classes.what}>
        <span className="clip">{nameOf(agent)}</span>
        <span className="dim small">
          {t("sessions.times", { since: time(created_at), seen: time(last_seen_at), ends: time(expires_at) })}
        </span>
        {agent && (
          <details className="small">
            <summary className="dim">{t("sessions.inFull")}</summary>
            <code>{agent}</code>
          </details>
        )}
        {end.error && <Failed error={end.error} />}
      </div>
      {current ? (
        <span className="dim small">{t("sessions.current")}</span>
      ) : (
        <Button
          variant="default"
          size="xs"
          aria-disabled={end.isPending}
          aria-label={t("sessions.endThis", { agent: nameOf(agent) })}
          onClick={() => end.isPending || end.mutate()}
        >
          {t("sessions.end")}
        </Button>
      )}
    </li>
  );
}

export function Sessions() {
  return (
    <Loaded query={useQuery(sessions)}>
      {({ items }) => (
        <ul>
          {items.map((session) => (
            <One key={session.id} session={session} />
          ))}
        </ul>
      )}
    </Loaded>
  );
}
