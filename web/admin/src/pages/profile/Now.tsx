import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { PossibleRow } from "../../api/types.ts";
import { Dialog, Foot } from "../../parts/Dialog.tsx";
import { Panel, State } from "../../parts/facts.tsx";
import { Rows } from "../../parts/Listing.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";
import { Checks, Known } from "../decision/Told.tsx";
import classes from "../Profile.module.css";

function Why({ row, onClose }: { row: PossibleRow; onClose: () => void }) {
  return (
    <Dialog title={t("now.why", { what: named("use", row.use), title: row.title })} onClose={onClose}>
      <div className="stack">
        <p className="row" tabIndex={-1} data-autofocus>
          <State group="decision" of={row.decision.outcome} />
          {row.decision.denial && named("denial", row.decision.denial)}
        </p>
        <Checks of={row.decision} />
        <h3>{t("told.facts")}</h3>
        <Known of={row.decision} />
        <Foot onClose={onClose} />
      </div>
    </Dialog>
  );
}

function Answers({ id }: { id: string }) {
  const { reads, clock } = useHere();
  const query = useQuery(reads.possible(id));
  const [shown, setShown] = useState<PossibleRow>();
  return (
    <Loaded query={query}>
      {({ at, items }) => (
        <>
          {items.length === 0 && <p className="dim">{t("now.nobody")}</p>}
          <Rows
            label={t("now.title")}
            rows={items}
            keyOf={({ contact, purpose, use }) => `${contact} ${purpose} ${use}`}
            columns={[
              {
                head: t("column.purpose"),
                cell: ({ title, use, channel, contact }) => (
                  <>
                    <span className={classes.purpose}>{title}</span>
                    <span className="dim small">
                      {named("use", use)} · <a href={`#${contact}`}>{named("channel", channel)}</a>
                    </span>
                  </>
                ),
              },
              {
                head: t("now.answer"),
                cell: ({ decision: { outcome, denial, until } }) => (
                  <>
                    <State group="decision" of={outcome} />
                    {denial && <div className="dim small">{named("denial", denial)}</div>}
                    {until && <div className="dim small">{clock.time(until)}</div>}
                  </>
                ),
              },
              {
                head: t("column.reason"),
                cell: (row) => (
                  <button
                    type="button"
                    className={classes.entry}
                    aria-label={t("now.openThis", { what: named("use", row.use), title: row.title })}
                    onClick={() => setShown(row)}
                  >
                    {t("now.open")}
                  </button>
                ),
              },
            ]}
          />
          <p className="dim small">{t("now.asked", { time: clock.exact(at) })}</p>
          {shown && <Why row={shown} onClose={() => setShown(undefined)} />}
        </>
      )}
    </Loaded>
  );
}

/** Could this person be written to now? The gate is asked when somebody wants to know, for that is written down. */
export function Now({ id }: { id: string }) {
  const { allows } = useHere();
  const [asked, setAsked] = useState(false);
  if (!allows("decisions")) return null;
  return (
    <Panel title={t("now.title")}>
      {asked ? (
        <Answers id={id} />
      ) : (
        <>
          <p className="dim">{t("now.text")}</p>
          <div>
            <Button variant="default" size="xs" onClick={() => setAsked(true)}>
              {t("now.ask")}
            </Button>
          </div>
        </>
      )}
    </Panel>
  );
}
