import { Checkbox, NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { type Held, look, post, put } from "../api/client.ts";
import { Problem } from "../api/problem.ts";
import type { PurposeRow, Purposes } from "../api/types.ts";
import { Conflict, useEdit } from "../parts/edit.tsx";
import { Form, Send } from "../parts/Form.tsx";
import { Facts } from "../parts/facts.tsx";
import { Failed, Loaded } from "../parts/Loaded.tsx";
import { say } from "../parts/notices.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Purpose.module.css";
import {
  BASES,
  BLANK,
  CATEGORIES,
  CONDITIONS,
  categoriesOf,
  DOINGS,
  type Edited,
  edited,
  FIELDS,
  isAsked,
  plain,
  RELEVANCES,
  wrongIn,
} from "./purpose/values.ts";
import { Words } from "./purpose/Words.tsx";

/** The purposes as they are, with what a new one begins with. */
const NEW: PurposeRow = { purpose: "new", own: true, asked: true, spoken: [], terms: BLANK };
const find = ({ items }: Purposes, id: string) =>
  id === "new" ? NEW : items.find(({ purpose }) => purpose === id);

/** Fields that the server names by what they are a part of. */
const WITHIN: Partial<Record<keyof Edited, string>> = {
  days: "terms.relevance.active",
  least: "terms.relevance.affinity",
};

const label = (field: string) => named("rule", field);

/** What a code is called, by the field it stands in. */
const CALLED: Record<string, (code: string) => string> = {
  does: (code) => named("does", code),
  basis: (code) => named("basis", code),
  condition: (code) => named("condition", code),
  categories: (code) => named("category", code),
  relevance: (code) => named("relevance", code),
  active: (code) => named("purposeState", code === "yes" ? "active" : "off"),
};

/** A value as people read it, where two versions stand side by side. */
function textOf(field: string, value: string): string {
  const called = CALLED[field];
  return called && value ? value.split(",").map(called).join(", ") : value;
}

const options = (field: string, of: readonly string[]) =>
  of.map((one) => (
    <option key={one} value={one}>
      {textOf(field, one)}
    </option>
  ));

type EditorProps = { now: Held<Purposes>; row: PurposeRow };

function Editor({ now, row }: EditorProps) {
  const { id: tenant, params, reads } = useHere();
  const memory = useQueryClient();
  const go = useNavigate();
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const isNew = row.purpose === "new";
  const edit = useEdit<Edited>({
    now: { data: edited(row.terms), etag: now.etag },
    save: async (values, ifMatch) => {
      const body = { terms: plain(values), reason };
      const saved = isNew
        ? await post("/api/tenants/{tenant}/purposes", { path: { tenant }, body, ifMatch })
        : await put("/api/tenants/{tenant}/purposes/{purpose}", {
            path: { tenant, purpose: row.purpose },
            body,
            ifMatch,
          });
      return { data: edited(saved.data.terms), etag: saved.etag };
    },
    read: async () => {
      const fresh = await look("/api/tenants/{tenant}/purposes", { path: { tenant } });
      return { data: edited(find(fresh.data, row.purpose)?.terms ?? BLANK), etag: fresh.etag };
    },
    onSaved: (changed) => {
      setReason("");
      setTried(false);
      void memory.invalidateQueries({ queryKey: reads.all });
      say(t(changed || isNew ? "settings.saved" : "edit.same"));
      if (isNew) void go({ to: "/t/$tenant/purposes", params, ignoreBlocker: true });
    },
    under: "terms.",
  });
  const { values, refused, set } = edit;
  const wrong = wrongIn(values);
  const field = (name: keyof Edited) => {
    const own = edit.field(name);
    return { ...own, error: (tried ? wrong[name] : undefined) ?? own.error ?? refused[WITHIN[name] ?? ""] };
  };
  const chosen = categoriesOf(values);
  const toggle = (category: string) =>
    set({ categories: CATEGORIES.filter((one) => chosen.includes(one) !== (one === category)).join(",") });
  const send = () => {
    setTried(true);
    if (reason.trim() && Object.keys(wrong).length === 0) edit.send();
  };
  const fields = ["reason", ...FIELDS.map((one) => `terms.${one}`), ...Object.values(WITHIN), "terms.words"];
  return (
    <>
      <Form sending={edit.sending} onSend={send} fields={fields} label={row.terms.title || t("purposes.add")}>
        <TextInput label={label("title")} required maxLength={200} {...field("title")} />
        <NativeSelect
          label={label("does")}
          description={t(isNew ? "purpose.doesHint" : "purpose.doesKept")}
          disabled={!isNew}
          {...field("does")}
        >
          {options("does", isNew ? DOINGS : [values.does])}
        </NativeSelect>
        <Switch
          label={t("purpose.active")}
          description={t("purpose.activeHint")}
          checked={values.active === "yes"}
          onChange={({ currentTarget: { checked } }) => set({ active: checked ? "yes" : "no" })}
        />
        <NativeSelect label={label("basis")} description={t("purpose.basisHint")} {...field("basis")}>
          {options("basis", BASES)}
        </NativeSelect>
        <TextInput
          label={label("notice")}
          description={t("purpose.noticeHint")}
          maxLength={200}
          {...field("notice")}
        />
        <Checkbox.Group
          label={label("categories")}
          value={chosen}
          error={refused["terms.categories"]}
          // The boxes tell which one was clicked themselves.
          onChange={() => undefined}
        >
          <div className={classes.boxes}>
            {CATEGORIES.map((one) => (
              <Checkbox key={one} value={one} label={named("category", one)} onChange={() => toggle(one)} />
            ))}
          </div>
        </Checkbox.Group>
        {chosen.includes("special") && (
          <NativeSelect
            label={label("condition")}
            description={t("purpose.conditionHint")}
            {...field("condition")}
          >
            <option value="">{t("purpose.conditionChoose")}</option>
            {options("condition", CONDITIONS)}
          </NativeSelect>
        )}
        <TextInput
          label={label("term_days")}
          description={t("purpose.termHint")}
          inputMode="numeric"
          required
          {...field("term_days")}
        />
        <Textarea
          label={label("recipients")}
          description={t("purpose.recipientsHint")}
          rows={3}
          {...field("recipients")}
        />
        <NativeSelect label={label("relevance")} {...field("relevance")}>
          {options("relevance", RELEVANCES)}
        </NativeSelect>
        {values.relevance === "active" && (
          <TextInput label={label("days")} inputMode="numeric" required {...field("days")} />
        )}
        {values.relevance === "affinity" && (
          <TextInput label={label("least")} inputMode="decimal" required {...field("least")} />
        )}
        {isAsked(values) && (
          <Words row={row} values={values} refused={refused["terms.words"]} field={field} />
        )}
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
      <Conflict edit={edit} labelOf={label} textOf={textOf} />
    </>
  );
}

/** To read only, for members who may not edit. */
function Reader({ row: { terms } }: { row: PurposeRow }) {
  const values = edited(terms);
  return <Facts of={FIELDS.map((name) => [label(name), values[name] && textOf(name, values[name])])} />;
}

export function PurposePage() {
  const { reads, params, allows } = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/purposes/$id" });
  const query = useQuery(reads.purposes);
  const row = query.data && find(query.data.data, id);
  return (
    <Page
      title={row && id !== "new" ? row.terms.title : t(id === "new" ? "purposes.add" : "column.purpose")}
      lead={row && id !== "new" && <code className="small">{id}</code>}
      up={
        <Link to="/t/$tenant/purposes" params={params}>
          {t("nav.purposes")}
        </Link>
      }
    >
      <Loaded query={query}>
        {(now) => {
          if (!row) return <Failed error={new Problem(404, {})} />;
          return allows("editPurposes") ? <Editor key={id} now={now} row={row} /> : <Reader row={row} />;
        }}
      </Loaded>
    </Page>
  );
}
