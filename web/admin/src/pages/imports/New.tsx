import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { post } from "../../api/client.ts";
import { Problem } from "../../api/problem.ts";
import type { ImportEvidence, ImportKind, NewImport } from "../../api/types.ts";
import { count } from "../../format.ts";
import { languages } from "../../names.ts";
import { Form, Send, useFields, useOnce } from "../../parts/Form.tsx";
import { Panel } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Page } from "../../parts/Page.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import { type Format, formatOf } from "./parts.ts";
import { FileField, mustHaveRows, Sent, useParts } from "./sending.tsx";

const KINDS = ["contacts", "suppressions"] as const satisfies readonly ImportKind[];
const SOURCES = ["form", "shop", "event", "list", "directory"] as const;
const BASES = ["consent", "contract", "none"] as const;
const LANGUAGES = languages();

type Fields = Record<
  | "label"
  | "kind"
  | "sourceKind"
  | "sourceName"
  | "basis"
  | "channel"
  | "at"
  | "wording"
  | "place"
  | "method"
  | "language"
  | "document",
  string
>;

/** How the server names the fields of this form. */
const NAMES: Partial<Record<keyof Fields, string>> = {
  sourceKind: "source.kind",
  sourceName: "source.name",
  at: "evidence.at",
  wording: "evidence.wording",
  place: "evidence.place",
  method: "evidence.method",
  language: "evidence.language",
  document: "evidence.document",
};

const pick = <T extends string>(of: readonly T[], value: string) => of.find((one) => one === value) as T;

function said(values: Fields, purposes: string[], attested_words: number): NewImport {
  const evidence = Object.fromEntries(
    (["at", "wording", "place", "method", "language", "document"] as const)
      .filter((name) => values[name].trim())
      .map((name) => [name, values[name].trim()]),
  ) as ImportEvidence;
  return {
    label: values.label.trim(),
    kind: pick(KINDS, values.kind),
    source: { kind: pick(SOURCES, values.sourceKind), name: values.sourceName.trim() },
    basis: pick(BASES, values.basis),
    attestation: true,
    attested_words,
    evidence,
    ...(purposes.length > 0 ? { purposes } : {}),
    channel: pick(["email", "sms"] as const, values.channel),
  };
}

/** Which purposes the people said yes to. */
function Purposes({ of, onChange }: { of: string[]; onChange: (of: string[]) => void }) {
  const { reads, allows } = useHere();
  const query = useQuery({ ...reads.purposes, enabled: allows("purposes") });
  const asked = query.data?.data.items.filter(({ asked, terms }) => asked && terms.active) ?? [];
  return (
    <Checkbox.Group label={t("imports.purposes")} value={of} onChange={onChange}>
      <div className="stack">
        {asked.map(({ purpose, terms }) => (
          <Checkbox key={purpose} value={purpose} label={terms.title} />
        ))}
      </div>
    </Checkbox.Group>
  );
}

/** A form that says what people are brought for and on what ground, and sends the file in parts. */
export function New() {
  const { id: tenant, params, reads } = useHere();
  const memory = useQueryClient();
  const go = useNavigate();
  const once = useOnce();
  const begun = useRef<{ id: string; file: File }>(undefined);
  const [file, setFile] = useState<File>();
  const [purposes, setPurposes] = useState(["marketing"]);
  const [attested, setAttested] = useState(false);
  const [tried, setTried] = useState(false);

  const { sendParts, sent } = useParts();

  const sendAll = async ({ file, format, body }: { file: File; format: Format; body: NewImport }) => {
    if (begun.current?.file !== file) {
      await mustHaveRows({ file, format });
      const { data } = await post("/api/tenants/{tenant}/imports", {
        path: { tenant },
        body,
        once: once(body),
      });
      begun.current = { id: data.id, file };
    }
    return sendParts({ id: begun.current.id, file, format });
  };
  const sending = useSend({
    mutationFn: sendAll,
    onSuccess: async ({ data }) => {
      await memory.invalidateQueries({ queryKey: reads.imports.queryKey });
      void go({ to: "/t/$tenant/imports/$id", params: { ...params, id: data.id } });
    },
  });
  const { values, field, areFilled } = useFields<Fields>(
    {
      label: "",
      kind: "contacts",
      sourceKind: "form",
      sourceName: "",
      basis: "consent",
      channel: "email",
      at: "",
      wording: "",
      place: "",
      method: "",
      language: "en",
      document: "",
    },
    sending.error,
    NAMES,
  );
  const words = useQuery(reads.attestation);
  const format = file && formatOf(file.name);
  const isContacts = values.kind === "contacts";
  const send = () => {
    setTried(true);
    const isWhole = areFilled("label", "sourceName");
    if (!isWhole || !attested || !words.data || !file || !format) return;
    const given = isContacts && values.basis === "consent" ? purposes : [];
    sending.mutate({ file, format, body: said(values, given, words.data.version) });
  };
  const isUnready = sending.error instanceof Problem && sending.error.is("agreement-missing");
  const options = (of: readonly string[], name: (one: string) => string) =>
    of.map((one) => (
      <option key={one} value={one}>
        {name(one)}
      </option>
    ));
  return (
    <Page
      title={t("imports.new")}
      lead={t("imports.newLead")}
      up={
        <Link to="/t/$tenant/imports" params={params}>
          {t("nav.imports")}
        </Link>
      }
    >
      <div className="columns">
        <Form
          sending={sending}
          onSend={send}
          label={t("imports.new")}
          fields={Object.keys(values).map((name) => NAMES[name as keyof Fields] ?? name)}
        >
          {isUnready && (
            <p>
              <Link to="/t/$tenant/duties" params={params}>
                {t("duties.toDuties")}
              </Link>
            </p>
          )}
          <TextInput label={t("imports.label")} required maxLength={200} {...field("label")} />
          <NativeSelect label={t("imports.kind")} {...field("kind")}>
            {options(KINDS, (one) => named("importKind", one))}
          </NativeSelect>
          <NativeSelect label={t("imports.sourceKind")} {...field("sourceKind")}>
            {options(SOURCES, (one) => named("importSource", one))}
          </NativeSelect>
          <TextInput
            label={t("imports.sourceName")}
            description={t("imports.sourceNameHint")}
            required
            maxLength={200}
            {...field("sourceName")}
          />
          <NativeSelect label={t("column.channel")} {...field("channel")}>
            {options(["email", "sms"], (one) => named("channel", one))}
          </NativeSelect>
          {isContacts && (
            <>
              <NativeSelect
                label={t("purpose.basis")}
                description={t("imports.basisHint")}
                {...field("basis")}
              >
                {options(BASES, (one) => named("importBasis", one))}
              </NativeSelect>
              {values.basis === "consent" && <Purposes of={purposes} onChange={setPurposes} />}
              <TextInput
                label={t("imports.at")}
                description={t("imports.atHint")}
                type="date"
                {...field("at")}
              />
              <Textarea
                label={t("imports.wording")}
                description={t("imports.wordingHint")}
                rows={3}
                {...field("wording")}
              />
              <TextInput label={t("imports.place")} {...field("place")} />
              <TextInput label={t("imports.method")} {...field("method")} />
              <NativeSelect label={t("column.language")} {...field("language")}>
                {LANGUAGES.map(([code, name]) => (
                  <option key={code} value={code}>
                    {name}
                  </option>
                ))}
              </NativeSelect>
            </>
          )}
          <TextInput
            label={t("imports.document")}
            description={t("imports.documentHint")}
            {...field("document")}
          />
          <FileField file={file} tried={tried} onChange={setFile} />
          <Loaded query={words}>
            {({ en }) => (
              <Checkbox
                label={en}
                checked={attested}
                error={tried && !attested ? t("imports.attestationMissing") : undefined}
                onChange={({ currentTarget: { checked } }) => setAttested(checked)}
              />
            )}
          </Loaded>
          <div className="row">
            <Send sending={sending}>
              {t(sending.error && begun.current ? "imports.goOn" : "imports.send")}
            </Send>
            <Sent rows={sent} />
          </div>
        </Form>
        <Panel title={t("imports.rules")}>
          <p>{t("imports.ruleSuppressed")}</p>
          <p>{t("imports.ruleEvidence")}</p>
          <p>{t("imports.ruleFile", { address: values.channel === "sms" ? "phone" : "email" })}</p>
          <p className="dim small">{t("imports.ruleParts", { rows: count(10_000) })}</p>
        </Panel>
      </div>
    </Page>
  );
}
