// What sends a file of people, for an import that is begun and for one that goes on.
import { TextInput } from "@mantine/core";
import { useRef, useState } from "react";
import { post } from "../../api/client.ts";
import { Problem } from "../../api/problem.ts";
import { useHere } from "../../shell/tenant.ts";
import { t } from "../../words/words.ts";
import { type Format, formatOf, parts } from "./parts.ts";

export type Sending = { id: string; file: File; format: Format };

/** Refuses a file without a row: an import is closed after its last, and nothing opens it again. */
export async function mustHaveRows({ file, format }: Pick<Sending, "file" | "format">) {
  const { done } = await parts(file, format).next();
  if (done) throw new Problem(400, { title: t("imports.fileEmpty") });
}

/** Sends a file in parts, and closes the import; who goes on after a failure begins where it ended. */
export function useParts() {
  const { id: tenant } = useHere();
  const done = useRef<{ id: string; file: File; parts: number }>(undefined);
  const [sent, setSent] = useState(0);
  const sendParts = async ({ id, file, format }: Sending) => {
    const path = { tenant, id };
    await mustHaveRows({ file, format });
    if (done.current?.id !== id || done.current.file !== file) {
      done.current = { id, file, parts: 0 };
      setSent(0);
    }
    for await (const { number, rows, body } of parts(file, format)) {
      if (number <= done.current.parts) continue;
      await post("/api/tenants/{tenant}/imports/{id}/rows", { path, query: { part: number }, body });
      done.current.parts = number;
      setSent((before) => before + rows);
    }
    return post("/api/tenants/{tenant}/imports/{id}/close", { path });
  };
  return { sendParts, sent };
}

export const Sent = ({ rows }: { rows: number }) =>
  rows > 0 && (
    <span role="status" className="dim small">
      {t("imports.sent", { n: rows })}
    </span>
  );

type FileProps = { file: File | undefined; tried: boolean; onChange: (file: File | undefined) => void };

/** Which file. */
export function FileField({ file, tried, onChange }: FileProps) {
  const wrong = file ? (formatOf(file.name) ? undefined : t("imports.fileWrong")) : t("imports.fileMissing");
  return (
    <TextInput
      label={t("imports.file")}
      description={t("imports.fileHint")}
      type="file"
      // The browser's own field keeps the file.
      accept=".csv,.ndjson,.jsonl"
      required
      error={tried ? wrong : undefined}
      onChange={({ currentTarget: { files } }) => onChange(files?.[0])}
    />
  );
}
