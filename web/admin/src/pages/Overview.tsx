import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import type { Overview } from "../api/types.ts";
import { change, clickRate, count, day, money, moneys, ratio } from "../format.ts";
import { Choice } from "../parts/Choice.tsx";
import { DayChart } from "../parts/DayChart.tsx";
import { Panel, State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Empty, Loaded, Waiting } from "../parts/Loaded.tsx";
import { ToJourney } from "../parts/links.tsx";
import { Missing } from "../parts/Missing.tsx";
import { Page } from "../parts/Page.tsx";
import { type Tenant, useHere } from "../shell/tenant.ts";
import { type Label, t } from "../words/words.ts";
import classes from "./Overview.module.css";

type Totals = Overview["totals"];

const revenue = (totals: Totals) => totals.revenue.reduce((sum, { minor }) => sum + minor, 0);

/** The figures on top, in the order of the way from a message to an order. */
const FIGURES: readonly { label: Label; of: (totals: Totals) => number }[] = [
  { label: "overview.accepted", of: ({ accepted }) => accepted },
  { label: "overview.clicked", of: ({ clicked }) => clicked },
  { label: "overview.orders", of: ({ orders }) => orders },
  { label: "overview.revenue", of: revenue },
  { label: "overview.subscribed", of: ({ subscribed }) => subscribed },
  { label: "overview.unsubscribed", of: ({ unsubscribed }) => unsubscribed },
  { label: "overview.denied", of: ({ denied }) => denied },
  { label: "overview.rejected", of: ({ rejected }) => rejected },
];

/** What is shown of a figure beside its number. */
function noteOf(label: Label, totals: Totals): string | undefined {
  const { clickable, clicked, opened } = totals;
  if (label === "overview.clicked") return t("overview.clickRate", { rate: ratio(clicked, clickable) });
  if (label === "overview.accepted" && opened > 0) return t("overview.opened", { n: opened });
  return undefined;
}

type FiguresProps = { totals: Totals; both: Totals | undefined; tenant: Tenant };

/** Totals; `both` are those of this period and the one before it together. */
function Figures({ totals, both, tenant }: FiguresProps) {
  return (
    <dl className={classes.figures}>
      {FIGURES.map(({ label, of }) => {
        const now = of(totals);
        const versus = both && change(now, of(both) - now);
        return (
          <div key={label} className={classes.figure}>
            <dt className="dim">{t(label)}</dt>
            <dd className={classes.value}>
              {label === "overview.revenue" ? moneys(totals.revenue, tenant.currency) : count(now)}
            </dd>
            <dd className={`${classes.note} dim small`}>
              {[versus && t("overview.versus", { change: versus }), noteOf(label, totals)]
                .filter(Boolean)
                .join(" · ")}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Charts({ overview, tenant }: { overview: Overview; tenant: Tenant }) {
  const { days } = overview;
  const amount = (minor: number) => money({ minor, currency: tenant.currency });
  const of = (field: "accepted" | "clicked" | "orders" | "revenue_minor") =>
    days.map((one) => ({ day: one.day, value: one[field] }));
  return (
    <Panel title={t("overview.days")}>
      <div className={classes.charts}>
        <DayChart title={t("overview.accepted")} days={of("accepted")} format={count} />
        <DayChart title={t("overview.clicked")} days={of("clicked")} format={count} />
        <DayChart title={t("overview.orders")} days={of("orders")} format={count} />
        <DayChart title={t("overview.revenue")} days={of("revenue_minor")} format={amount} />
      </div>
      <details>
        <summary className={classes.summary}>{t("chart.asTable")}</summary>
        <Rows
          label={t("overview.days")}
          rows={days.toReversed()}
          keyOf={(one) => one.day}
          columns={[
            { head: t("column.day"), cell: (one) => day(one.day) },
            { head: t("overview.accepted"), number: true, cell: (one) => count(one.accepted) },
            { head: t("overview.clicked"), number: true, cell: (one) => count(one.clicked) },
            { head: t("overview.orders"), number: true, cell: (one) => count(one.orders) },
            { head: t("overview.revenue"), number: true, cell: (one) => amount(one.revenue_minor) },
            { head: t("overview.unsubscribed"), number: true, cell: (one) => count(one.unsubscribed) },
            { head: t("overview.events"), number: true, cell: (one) => count(one.events) },
          ]}
        />
      </details>
    </Panel>
  );
}

function Journeys({ journeys }: { journeys: Overview["journeys"] }) {
  return (
    <Panel title={t("nav.journeys")} plain>
      <Rows
        label={t("nav.journeys")}
        rows={journeys}
        keyOf={({ id }) => String(id)}
        columns={[
          { head: t("column.journey"), cell: (journey) => <ToJourney of={journey} /> },
          { head: t("column.status"), cell: ({ status }) => <State group="journey.status" of={status} /> },
          { head: t("overview.accepted"), number: true, cell: ({ accepted }) => count(accepted) },
          { head: t("overview.clicked"), number: true, cell: ({ clicked }) => count(clicked) },
          { head: t("column.rate"), number: true, cell: clickRate },
          { head: t("overview.orders"), number: true, cell: ({ orders }) => count(orders) },
        ]}
      />
    </Panel>
  );
}

/** Nothing has come yet: the two things to do first. */
function First({ tenant }: { tenant: Tenant }) {
  return (
    <Empty title={t("overview.empty")}>
      <p>{t("overview.emptyText")}</p>
      {tenant.allows("keys") && (
        <Link to="/t/$tenant/settings/keys" params={tenant.params}>
          {t("overview.toKeys")}
        </Link>
      )}
    </Empty>
  );
}

export function OverviewPage() {
  const tenant = useHere();
  const go = useNavigate();
  const { days = 30 } = useSearch({ from: "/app/t/$tenant/" });
  const query = useQuery(tenant.reads.overview(days));
  const both = useQuery(tenant.reads.overview(days * 2));
  const spans = [7, 30, 90].map((n) => [String(n), t("overview.span", { n })] as const);
  const choose = (value: string) =>
    void go({
      to: "/t/$tenant",
      params: tenant.params,
      search: value === "30" ? {} : { days: Number(value) },
      replace: true,
    });
  return (
    <Page
      title={t("nav.overview")}
      lead={query.data && t("overview.lead", { from: day(query.data.from_day), to: day(query.data.to_day) })}
      actions={
        <Choice label={t("overview.spanLabel")} value={String(days)} options={spans} onChange={choose} />
      }
    >
      <Missing />
      <Loaded query={query} waiting={<Waiting lines={3} tall={3} />}>
        {(overview) => (
          <>
            {overview.waiting > 0 && <p className="dim">{t("overview.waiting", { n: overview.waiting })}</p>}
            {overview.totals.events + overview.totals.accepted === 0 && <First tenant={tenant} />}
            <Figures totals={overview.totals} both={both.data?.totals} tenant={tenant} />
            <Charts overview={overview} tenant={tenant} />
            {overview.journeys.length > 0 && <Journeys journeys={overview.journeys} />}
          </>
        )}
      </Loaded>
    </Page>
  );
}
