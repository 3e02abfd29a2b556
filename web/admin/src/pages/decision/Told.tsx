// What the gate decided, told question by question.

import type { ReactNode } from "react";
import type { DecisionCheck, DecisionFacts, DecisionPlace, DecisionTold } from "../../api/types.ts";
import { country, ratio } from "../../format.ts";
import { Facts, Panel, State } from "../../parts/facts.tsx";
import { Proof } from "../../parts/Proof.tsx";
import { PurposeName } from "../../parts/PurposeName.tsx";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import { capped } from "../caps/sentences.ts";
import classes from "./Told.module.css";

const MARKS = { passed: "✓", no: "✗", not_yet: "…", not_reached: "–" } as const;

/** What came of a question, and why not if it was a no. */
function words(came: DecisionCheck["came"], denial: string | null | undefined): string {
  const why = denial ? named("denial", denial) : "";
  if (came === "no") return t("came.no", { why });
  return came === "not_yet" ? t("came.notYet", { why }) : named("came", came);
}

/** The gate's questions in their order, and what came of each. */
export function Checks({ of: { checks, denial } }: { of: DecisionTold }) {
  if (checks.length === 0) return <p className="dim">{t("told.noFacts")}</p>;
  return (
    <ol className={classes.checks}>
      {checks.map(({ check, came }) => (
        <li key={check} className={classes.check} data-came={came}>
          <span aria-hidden="true" className={classes.mark}>
            {MARKS[came]}
          </span>
          <span>
            <span className={classes.question}>{named("check", check)}</span>{" "}
            <span className={classes.came}>{words(came, denial)}</span>
          </span>
        </li>
      ))}
    </ol>
  );
}

const placeOf = ({ country: code, zone }: DecisionPlace) => (code ? `${country(code)}, ${zone}` : zone);

function Windows({ of }: { of: DecisionFacts["caps"] }) {
  const { clock } = useHere();
  return (
    <ul className="stack">
      {of.map(({ cap, own, counted, full_until: until }) => (
        <li key={JSON.stringify([cap, own])}>
          {capped(cap)}
          {own && ` (${t("told.own")})`}: <strong>{t("told.counted", { n: counted, most: cap.most })}</strong>
          {until && <div className="dim small">{t("told.fullUntil", { time: clock.exact(until) })}</div>}
        </li>
      ))}
    </ul>
  );
}

function Hours({ of }: { of: NonNullable<DecisionFacts["hours"]> }) {
  const { clock } = useHere();
  const { allowed, at, by, bar, place } = of;
  return (
    <>
      {named("hours", allowed)}
      {at && `: ${clock.exact(at)}`}
      {by && bar && (
        <div className="dim small">
          {named("barred", bar)} {named("barredBy", by)}
          {place && ` (${placeOf(place)})`}
        </div>
      )}
    </>
  );
}

function Consents({ of }: { of: DecisionFacts["consents"] }) {
  const { clock } = useHere();
  return (
    <ul className="stack">
      {of.map(({ purpose, state, at, entry }) => (
        <li key={purpose}>
          <PurposeName of={purpose} />: {named("consent", state)}
          <div className="dim small">
            {clock.exact(at)} · {t("profile.entry", { n: entry })}
          </div>
        </li>
      ))}
    </ul>
  );
}

function Paused({ until }: { until: string }) {
  const { clock } = useHere();
  return clock.exact(until);
}

/** What was known of the person and their address. */
const known = (facts: DecisionFacts): [string, ReactNode][] => [
  [t("column.channel"), named("channel", facts.channel)],
  [t("told.class"), named("contactClass", facts.class)],
  [t("profile.source"), named("source", facts.source)],
  [t("told.places"), facts.places.map(placeOf).join(" · ")],
  [t("told.caps"), facts.caps.length > 0 && <Windows key="caps" of={facts.caps} />],
  [t("told.paused"), facts.paused_until && <Paused key="paused" until={facts.paused_until} />],
  [t("told.hours"), facts.hours && <Hours key="hours" of={facts.hours} />],
  [t("told.idle"), typeof facts.idle_days === "number" && t("told.days", { n: facts.idle_days })],
  [t("told.affinity"), typeof facts.affinity === "number" && ratio(facts.affinity, 1)],
  [t("profile.consents"), facts.consents.length > 0 && <Consents key="consents" of={facts.consents} />],
];

/** What was known when it was decided. */
export function Known({ of: { rules, zone, facts } }: { of: DecisionTold }) {
  return (
    <Facts
      of={[
        ...(facts ? known(facts) : []),
        [t("told.rules"), typeof rules === "number" && t("told.version", { n: rules })],
        [t("told.zone"), zone],
      ]}
    />
  );
}

/** The same question once more, on the same facts. */
export function Again({ of: { again } }: { of: DecisionTold }) {
  if (!again) return <p className="dim">{t("told.noAgain")}</p>;
  return (
    <div className="stack">
      <p className="row">
        <State group="decision" of={again.outcome} />
        {again.denial && named("denial", again.denial)}
      </p>
      <p className="dim">{t(again.same ? "told.same" : "told.other")}</p>
    </div>
  );
}

/** All of a decision, in panels. */
export function Told({ of }: { of: DecisionTold }) {
  const { clock } = useHere();
  return (
    <div className="columns">
      <div className="stack">
        <Panel title={t("told.checks")} aside={<State group="decision" of={of.outcome} />}>
          <Facts
            of={[
              [t("message.decidedAt"), clock.exact(of.at)],
              [t("told.use"), named("use", of.use)],
              [t("column.purpose"), of.purpose && <PurposeName key="purpose" of={of.purpose} />],
              [t("told.until"), of.until && clock.exact(of.until)],
            ]}
          />
          <Checks of={of} />
        </Panel>
        <Panel title={t("told.again")}>
          <Again of={of} />
        </Panel>
      </div>
      <div className="stack">
        <Panel title={t("told.facts")}>
          <Known of={of} />
        </Panel>
        <Panel title={t("told.evidence")}>
          {of.evidence.length === 0 && <p className="dim">{t("told.noEvidence")}</p>}
          <ul className="stack">
            {of.evidence.map((one) => (
              <Proof key={one.entry} of={one} />
            ))}
          </ul>
        </Panel>
      </div>
    </div>
  );
}
