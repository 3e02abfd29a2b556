import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import type { Ingest } from "../api/types.ts";
import { count, day, lasting } from "../format.ts";
import { Choice } from "../parts/Choice.tsx";
import { DayChart } from "../parts/DayChart.tsx";
import { Facts, Panel } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

function Refused({ ingest: { refused } }: { ingest: Ingest }) {
  return (
    <Panel title={t("ingest.refusedWhy")}>
      {refused.length === 0 ? (
        <p className="dim">{t("ingest.refusedNone")}</p>
      ) : (
        <Rows
          label={t("ingest.refusedWhy")}
          rows={refused}
          keyOf={({ reason }) => reason}
          columns={[
            { head: t("column.reason"), cell: ({ reason }) => named("refused", reason) },
            { head: t("column.number"), number: true, cell: ({ n }) => count(n) },
          ]}
        />
      )}
    </Panel>
  );
}

function Sensitive({ ingest: { sensitive } }: { ingest: Ingest }) {
  if (sensitive.length === 0) return null;
  return (
    <Panel title={t("ingest.sensitive")}>
      <p className="dim">{t("ingest.sensitiveText")}</p>
      <Rows
        label={t("ingest.sensitive")}
        rows={sensitive}
        keyOf={({ source, found }) => `${source} ${found}`}
        columns={[
          { head: t("column.source"), cell: ({ source }) => named("sensitive.source", source) },
          { head: t("column.reason"), cell: ({ found }) => named("sensitive.found", found) },
          { head: t("column.number"), number: true, cell: ({ n }) => count(n) },
        ]}
      />
    </Panel>
  );
}

function Lag({ ingest: { lag, readers } }: { ingest: Ingest }) {
  const late = lag.entries > 0;
  return (
    <Panel title={t("ingest.lag")}>
      <p>
        {late ? t("ingest.behind", { n: lag.entries, age: lasting(lag.age_seconds) }) : t("ingest.upToDate")}
      </p>
      <Facts
        of={readers.map(({ name, behind }) => [
          named("reader", name),
          behind === 0 ? t("ingest.readerDone") : t("ingest.readerBehind", { n: behind }),
        ])}
      />
    </Panel>
  );
}

function Days({ ingest: { days } }: { ingest: Ingest }) {
  const isEmpty = days.every(({ accepted, refused }) => accepted + refused === 0);
  const of = (field: "accepted" | "refused") => days.map((one) => ({ day: one.day, value: one[field] }));
  return (
    <Panel title={t("ingest.days")}>
      <div className="columns">
        <DayChart title={t("ingest.accepted")} days={of("accepted")} format={count} />
        <DayChart title={t("ingest.refused")} days={of("refused")} format={count} />
      </div>
      {isEmpty && <p className="dim">{t("ingest.empty")}</p>}
      <details>
        <summary>{t("chart.asTable")}</summary>
        <Rows
          label={t("ingest.days")}
          rows={days.toReversed()}
          keyOf={(one) => one.day}
          columns={[
            { head: t("column.day"), cell: (one) => day(one.day) },
            { head: t("ingest.accepted"), number: true, cell: (one) => count(one.accepted) },
            { head: t("ingest.refused"), number: true, cell: (one) => count(one.refused) },
          ]}
        />
      </details>
    </Panel>
  );
}

export function IngestPage() {
  const tenant = useHere();
  const [days, setDays] = useState("7");
  const query = useQuery({ ...tenant.reads.ingest(Number(days)), refetchInterval: 15_000 });
  const spans = [7, 30, 90].map((n) => [String(n), t("overview.span", { n })] as const);
  return (
    <Page
      title={t("nav.events")}
      lead={
        <>
          {t("ingest.lead")}{" "}
          {tenant.allows("declarations") && (
            <Link to="/t/$tenant/declarations" params={tenant.params}>
              {t("ingest.toDeclarations")}
            </Link>
          )}
        </>
      }
      actions={<Choice label={t("overview.spanLabel")} value={days} options={spans} onChange={setDays} />}
    >
      <Loaded query={query}>
        {(ingest) => (
          <>
            <Days ingest={ingest} />
            <div className="columns">
              <Refused ingest={ingest} />
              <Lag ingest={ingest} />
            </div>
            <Sensitive ingest={ingest} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
