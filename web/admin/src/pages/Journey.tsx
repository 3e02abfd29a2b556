import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Journey } from "../api/types.ts";
import { clicks, count } from "../format.ts";
import { Panel, State } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { type Label, named, t } from "../words/words.ts";
import classes from "./Journey.module.css";
import { Flow } from "./journey/Flow.tsx";
import { Switch } from "./journey/Switch.tsx";

function Figures({ journey }: { journey: Journey }) {
  const of: [Label, string][] = [
    ["column.entered", count(journey.entered)],
    ["column.waiting", count(journey.waiting)],
    ["column.sent", count(journey.sent)],
    ["overview.accepted", count(journey.accepted)],
    ["overview.clicked", clicks(journey)],
    ["overview.orders", count(journey.orders)],
  ];
  return (
    <dl className={classes.figures}>
      {of.map(([label, value]) => (
        <div key={label}>
          <dt className="dim small">{t(label)}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Reasons and how often, most first. */
function Counts({
  title,
  group,
  of,
  none,
}: {
  title: string;
  group: string;
  of: Record<string, number>;
  none: string;
}) {
  const rows = Object.entries(of).sort(([, one], [, other]) => other - one);
  return (
    <Panel title={title}>
      {rows.length === 0 && <p className="dim">{none}</p>}
      <dl className={classes.counts}>
        {rows.map(([reason, n]) => (
          <div key={reason}>
            <dt>{named(group, reason)}</dt>
            <dd>{count(n)}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  );
}

export function JourneyPage() {
  const tenant = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/journeys/$id" });
  const query = useQuery(tenant.reads.journey(Number(id)));
  const journey = query.data?.data;
  return (
    <Page
      title={journey ? named("journey.name", journey.name) : t("journey.title")}
      up={
        <Link to="/t/$tenant/journeys" params={tenant.params}>
          {t("nav.journeys")}
        </Link>
      }
      lead={
        journey && (
          <span className="row">
            <State group="journey.status" of={journey.status} />
            {t("journey.lead", {
              version: String(journey.version),
              trigger: named("trigger", journey.trigger),
            })}
            <code className="small">{journey.name}</code>
          </span>
        )
      }
      actions={
        <>
          {journey && tenant.allows("messages") && (
            <Link to="/t/$tenant/messages" params={tenant.params} search={{ journey: Number(id) }}>
              {t("journey.messages")}
            </Link>
          )}
          {query.data && tenant.allows("runJourneys") && <Switch journey={query.data} />}
        </>
      }
    >
      <Loaded query={query}>
        {({ data }) => (
          <>
            <Figures journey={data} />
            <div className="columns">
              <Panel title={t("journey.steps")} plain>
                <Flow journey={data} />
              </Panel>
              <div className="stack">
                <Panel title={t("journey.reentry")}>
                  <p>
                    {t("journey.once")}{" "}
                    {data.reentry
                      ? t("journey.reentryAfter", { span: data.reentry })
                      : t("journey.reentryAtOnce")}
                  </p>
                </Panel>
                <Counts
                  title={t("journey.ended")}
                  group="ended"
                  of={data.ended}
                  none={t("journey.endedNone")}
                />
                <Counts
                  title={t("journey.denied")}
                  group="denial"
                  of={data.denied}
                  none={t("journey.deniedNone")}
                />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  );
}
