import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { type Held, put } from "../../api/client.ts";
import type { Journey } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Form, isConflict, Send } from "../../parts/Form.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";

type Props = { journey: Held<Journey>; onClose: () => void };

/** Says what pausing or going on means before it is done. */
function Ask({ journey: { data, etag }, onClose }: Props) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const name = named("journey.name", data.name);
  // What was asked is what is done, whatever the journey has become behind the dialog.
  const [live] = useState(data.status === "live");
  const change = useSend({
    mutationFn: () =>
      put("/api/tenants/{tenant}/journeys/{id}/status", {
        path: { tenant, id: data.id },
        body: { status: live ? "paused" : "live" },
        ifMatch: etag,
      }),
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: reads.all });
      say(t(live ? "journey.paused" : "journey.resumed", { name }));
      onClose();
    },
    onError: (error) => {
      if (isConflict(error)) void memory.invalidateQueries({ queryKey: reads.journey(data.id).queryKey });
    },
  });
  const title = t(live ? "journey.pauseTitle" : "journey.resumeTitle", { name });
  if (isConflict(change.error)) {
    return (
      <Dialog title={t("problem.changed")} onClose={onClose}>
        <div className="stack" role="alert">
          <p>
            {t("journey.changed", {
              status: t(data.status === "live" ? "journey.isLive" : "journey.isPaused"),
            })}
          </p>
          <Foot onClose={onClose} />
        </div>
      </Dialog>
    );
  }
  return (
    <Dialog title={title} onClose={onClose}>
      <Form sending={change} onSend={() => change.mutate()}>
        <p>
          {live ? t("journey.pauseText", { n: data.waiting }) : t("journey.resumeText", { n: data.waiting })}
        </p>
        <Foot onClose={onClose}>
          <Send sending={change}>{t(live ? "journey.pause" : "journey.resume")}</Send>
        </Foot>
      </Form>
    </Dialog>
  );
}

/** Pauses a journey, or lets it go on. */
export function Switch({ journey }: { journey: Held<Journey> }) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant="default" onClick={() => setOpen(true)}>
        {t(journey.data.status === "live" ? "journey.pause" : "journey.resume")}
      </Button>
      {open && <Ask journey={journey} onClose={() => setOpen(false)} />}
    </>
  );
}
