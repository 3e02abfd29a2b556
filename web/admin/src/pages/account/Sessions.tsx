import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { remove } from "../../api/client.ts";
import { sessions } from "../../api/queries.ts";
import type { Session } from "../../api/types.ts";
import { clock } from "../../format.ts";
import { Failed, Loaded } from "../../parts/Loaded.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { t } from "../../words/words.ts";
import classes from "./Sessions.module.css";

/** One's own account belongs to no tenant: its times are those of where one is. */
const { time } = clock(Intl.DateTimeFormat().resolvedOptions().timeZone);

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
        <span className="clip">{agent || t("sessions.unknown")}</span>
        <span className="dim small">
          {t("sessions.times", { since: time(created_at), seen: time(last_seen_at), ends: time(expires_at) })}
        </span>
        {end.error && <Failed error={end.error} />}
      </div>
      {current ? (
        <span className="dim small">{t("sessions.current")}</span>
      ) : (
        <Button
          variant="default"
          size="xs"
          aria-disabled={end.isPending}
          aria-label={t("sessions.endThis", { agent: agent || t("sessions.unknown") })}
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
