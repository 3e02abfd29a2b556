import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { DecisionTotals, ReasonCount } from "../api/types.ts";
import { count, day } from "../format.ts";
import { Choice } from "../parts/Choice.tsx";
import { DayChart } from "../parts/DayChart.tsx";
import { Panel } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty, Loaded, Waiting } from "../parts/Loaded.tsx";
import { ToDecision, ToJourney, ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import classes from "./Decisions.module.css";

type Filters = { days?: number; reason?: string; journey?: number; profile?: string };

type ReasonsProps = {
  of: readonly ReasonCount[];
  chosen?: string | undefined;
  onChoose?: (reason: string) => void;
};

/** Reasons and how often, each with its share of the most frequent one. */
function Reasons({ of, chosen, onChoose }: ReasonsProps) {
  const most = Math.max(1, ...of.map(({ n }) => n));
  return (
    <ul className={classes.reasons}>
      {of.map(({ reason, n }) => {
        const inside = (
          <>
            <span>{named("denial", reason)}</span>
            <span className="number">{count(n)}</span>
            <svg className={classes.bar} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
              <rect width="100" height="1" />
              <rect width={(n / most) * 100} height="1" />
            </svg>
          </>
        );
        return (
          <li key={reason}>
            {onChoose ? (
              <button
                type="button"
                className={classes.reason}
                aria-pressed={reason === chosen}
                onClick={() => onChoose(reason)}
              >
                {inside}
              </button>
            ) : (
              <div className={classes.reason}>{inside}</div>
            )}
          </li>
        );
      })}
    </ul>
  );
}

type TotalsProps = { totals: DecisionTotals; filters: Filters; narrow: (change: Filters) => void };

function Totals({ totals, filters, narrow }: TotalsProps) {
  const of = filters.journey
    ? (totals.journeys.find(({ journey }) => journey.id === filters.journey)?.reasons ?? [])
    : totals.reasons;
  return (
    <div className="columns">
      <Panel title={t("decisions.reasons")}>
        {of.length === 0 ? (
          <p className="dim">{t("decisions.none")}</p>
        ) : (
          <Reasons
            of={of}
            chosen={filters.reason}
            onChoose={(reason) => narrow({ reason: reason === filters.reason ? "" : reason })}
          />
        )}
      </Panel>
      <div className="stack">
        <Panel title={t("decisions.days")}>
          <DayChart
            title={t("overview.denied")}
            days={totals.days.map(({ day, denied }) => ({ day, value: denied }))}
            format={count}
          />
        </Panel>
        {totals.held.length > 0 && (
          <Panel title={t("decisions.held")}>
            <p className="dim small">{t("decisions.heldText")}</p>
            <Reasons of={totals.held} />
          </Panel>
        )}
      </div>
    </div>
  );
}

export function Decisions() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const filters = useSearch({ from: "/app/t/$tenant/decisions" });
  const { days = 30, ...only } = filters;
  const totals = useQuery(reads.decisionTotals(days));
  const query = useInfiniteQuery(reads.decisions(only));
  const narrow = (change: Filters) => {
    const all = Object.entries({ ...filters, ...change }).filter(([, value]) => value);
    void go({
      to: "/t/$tenant/decisions",
      params,
      search: Object.fromEntries(all) as Filters,
      replace: true,
    });
  };
  const spans = [7, 30, 90].map((n) => [String(n), t("overview.span", { n })] as const);
  const narrowed = Object.keys(only).length > 0;
  const all = (
    <Link to="/t/$tenant/decisions" params={params}>
      {t("decisions.all")}
    </Link>
  );
  return (
    <Page
      title={t("nav.decisions")}
      lead={
        <>
          {t("decisions.lead")}{" "}
          {totals.data &&
            t("overview.lead", { from: day(totals.data.from_day), to: day(totals.data.to_day) })}
        </>
      }
      actions={
        <>
          <NativeSelect
            aria-label={t("column.journey")}
            className={classes.journey ?? ""}
            value={filters.journey ?? ""}
            onChange={({ currentTarget: { value } }) => narrow({ journey: Number(value) })}
          >
            <option value="">{t("decisions.anyJourney")}</option>
            {totals.data?.journeys.map(({ journey: { id, name }, denied }) => (
              <option key={id} value={id}>
                {named("journey.name", name)} ({count(denied)})
              </option>
            ))}
          </NativeSelect>
          <Choice
            label={t("overview.spanLabel")}
            value={String(days)}
            options={spans}
            onChange={(value) => narrow({ days: Number(value) })}
          />
        </>
      }
    >
      <Loaded query={totals} waiting={<Waiting lines={2} tall={3} />}>
        {(totals) => <Totals totals={totals} filters={filters} narrow={narrow} />}
      </Loaded>
      <Panel title={t("decisions.attempts")} plain aside={narrowed && all}>
        <p className="dim">{t("decisions.attemptsText")}</p>
        <Listing
          label={t("decisions.attempts")}
          query={query}
          keyOf={({ id }) => id}
          empty={
            <Empty title={t(narrowed ? "decisions.noneFits" : "decisions.empty")}>
              {narrowed ? all : t("decisions.emptyText")}
            </Empty>
          }
          columns={[
            {
              head: t("column.time"),
              cell: ({ id, at }) => (
                <ToDecision id={id}>
                  <span className="whole">{clock.time(at)}</span>
                </ToDecision>
              ),
            },
            { head: t("column.reason"), cell: ({ reason }) => named("denial", reason) },
            { head: t("column.journey"), cell: ({ journey }) => <ToJourney of={journey} /> },
            { head: t("column.profile"), cell: ({ profile }) => <ToProfile id={profile} /> },
          ]}
        />
      </Panel>
    </Page>
  );
}
