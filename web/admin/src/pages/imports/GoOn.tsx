import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { post } from "../../api/client.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Form, Send } from "../../parts/Form.tsx";
import { Panel } from "../../parts/facts.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { t } from "../../words/words.ts";
import { formatOf } from "./parts.ts";
import { FileField, Sent, useParts } from "./sending.tsx";

/** What was left in the middle: the same file once more to its end, or the end as it is. */
export function GoOn({ id }: { id: string }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const { sendParts, sent } = useParts();
  const [file, setFile] = useState<File>();
  const [tried, setTried] = useState(false);
  const [asks, setAsks] = useState(false);
  const onSuccess = async () => {
    await memory.invalidateQueries({ queryKey: reads.oneImport(id).queryKey });
    void memory.invalidateQueries({ queryKey: reads.imports.queryKey });
    say(t("imports.isClosed"));
  };
  const sending = useSend({ mutationFn: sendParts, onSuccess });
  const closing = useSend({
    mutationFn: () => post("/api/tenants/{tenant}/imports/{id}/close", { path: { tenant, id } }),
    onSuccess,
  });
  const format = file && formatOf(file.name);
  const send = () => {
    setTried(true);
    if (file && format) sending.mutate({ id, file, format });
  };
  const ask = () => {
    closing.reset();
    setAsks(true);
  };
  return (
    <Panel title={t("imports.goOn")}>
      <p>{t("imports.goOnText")}</p>
      <Form sending={sending} onSend={send} label={t("imports.goOn")}>
        <FileField file={file} tried={tried} onChange={setFile} />
        <div className="row">
          <Send sending={sending}>{t("imports.goOn")}</Send>
          <Button
            variant="default"
            aria-disabled={sending.isPending}
            onClick={() => !sending.isPending && ask()}
          >
            {t("imports.close")}
          </Button>
          <Sent rows={sent} />
        </div>
      </Form>
      {asks && (
        <Confirm
          title={t("imports.closeTitle")}
          action={t("imports.doClose")}
          sending={closing}
          onDo={closing.mutate}
          onClose={() => setAsks(false)}
        >
          {t("imports.closeText")}
        </Confirm>
      )}
    </Panel>
  );
}
