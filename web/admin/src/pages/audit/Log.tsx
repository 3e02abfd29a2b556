import { NativeSelect } from "@mantine/core";
import type { ReactNode } from "react";
import type { AuditRow, Change } from "../../api/types.ts";
import { language } from "../../format.ts";
import { Listing, type Pages } from "../../parts/Listing.tsx";
import { Empty } from "../../parts/Loaded.tsx";
import { named, t } from "../../words/words.ts";
import classes from "./Log.module.css";

/** What the log is narrowed to, as it stands in the page's address. */
export type AuditFilters = { member?: string | undefined; action?: string | undefined };

/** Values that are names of the program, by what is changed. */
const NAMES: Record<string, (value: string) => string> = {
  role: (value) => named("role", value),
  class: (value) => named("key.class", value),
  status: (value) => named("journey.status", value),
  purpose: (value) => named("purpose", value),
  language,
};

function said({ field, from, to }: Change): string {
  const name = named("changed", field);
  if (!from && !to) return t("audit.hidden", { name });
  const value = (text: string | null | undefined) => (text ? (NAMES[field]?.(text) ?? text) : "–");
  return t("audit.change", { name, from: value(from), to: value(to) });
}

const Changes = ({ of }: { of: readonly Change[] }) =>
  of.length > 0 && (
    <ul className={`${classes.changes} small`}>
      {of.map((one) => (
        <li key={one.field}>{said(one)}</li>
      ))}
    </ul>
  );

type ChooseProps = {
  label: string;
  all: string;
  value: string | undefined;
  options: readonly (readonly [value: string, label: string])[];
  onChoose: (value: string | undefined) => void;
};

/** What the log is narrowed to: one of these, or all. */
export const Narrow = ({ label, all, value = "", options, onChoose }: ChooseProps) => (
  <NativeSelect
    className={classes.narrow ?? ""}
    aria-label={label}
    value={value}
    onChange={({ currentTarget }) => onChoose(currentTarget.value || undefined)}
  >
    <option value="">{all}</option>
    {options.map(([one, name]) => (
      <option key={one} value={one}>
        {name}
      </option>
    ))}
  </NativeSelect>
);

export const actionsOf = (names: readonly string[]) =>
  names.map((action) => [action, named("audit", action)] as const);

type LogProps = {
  label: string;
  query: Pages<AuditRow>;
  time: (text: string) => string;
  /** Nothing is logged that fits, because it was narrowed. */
  narrowed: boolean;
  memberOf: (row: AuditRow) => ReactNode;
  objectOf: (row: AuditRow) => ReactNode;
};

/** Who did what, with what, and what came of it. */
export function Log({ label, query, time, narrowed, memberOf, objectOf }: LogProps) {
  return (
    <Listing
      label={label}
      query={query}
      keyOf={({ at, member, action, object }) => `${at} ${member} ${action} ${object}`}
      empty={<Empty title={t(narrowed ? "audit.none" : "audit.empty")} />}
      columns={[
        { head: t("column.time"), cell: ({ at }) => <span className="whole">{time(at)}</span> },
        { head: t("column.member"), cell: memberOf },
        { head: t("audit.action"), cell: ({ action }) => named("audit", action) },
        {
          head: t("audit.object"),
          cell: (row) => (
            <>
              {objectOf(row)}
              <Changes of={row.changes} />
            </>
          ),
        },
        {
          head: t("column.reason"),
          cell: ({ reason, reference }) => (
            <>
              {reason ? named("disclosure", reason) : "–"}
              {reference && <div className="dim small">{reference}</div>}
            </>
          ),
        },
      ]}
    />
  );
}
