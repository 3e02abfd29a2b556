import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Message } from "../api/types.ts";
import { count, language } from "../format.ts";
import { Facts, Panel, State } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { shortId, Titled, ToItem, ToJourney, ToOrder, ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { Proof } from "../parts/Proof.tsx";
import { Steps } from "../parts/Steps.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { Again, Checks, Known } from "./decision/Told.tsx";
import classes from "./Message.module.css";

function Summary({ message }: { message: Message }) {
  const { clock } = useHere();
  const { state, reason, journey, profile, order } = message;
  return (
    <Panel title={t("message.summary")}>
      <Facts
        of={[
          [t("column.state"), <State key="state" group="message.state" of={state} />],
          [t("column.reason"), reason && named("reason", reason)],
          [t("column.journey"), journey && <ToJourney of={journey} />],
          [
            t("column.template"),
            message.template && <Titled key="t" group="template.name" name={message.template} />,
          ],
          [t("column.channel"), named("channel", message.channel)],
          [t("column.language"), language(message.language)],
          [t("column.profile"), profile && <ToProfile id={profile} />],
          [t("column.attempts"), count(message.attempts)],
          [t("message.planned"), clock.exact(message.created_at)],
          [t("message.order"), order && <ToOrder id={order}>{order}</ToOrder>],
        ]}
      />
    </Panel>
  );
}

/** Why the message was allowed or not, and the yes it rests on, in the words that were read. */
function DecisionPanel({ message: { decision } }: { message: Message }) {
  const { clock } = useHere();
  return (
    <Panel title={t("message.decision")} aside={decision && <State group="decision" of={decision.outcome} />}>
      {decision ? (
        <>
          <Facts
            of={[
              [t("message.decidedAt"), clock.exact(decision.at)],
              [t("message.denial"), decision.denial && named("denial", decision.denial)],
            ]}
          />
          <details>
            <summary className={classes.summary}>{t("told.checks")}</summary>
            <div className="stack">
              <Checks of={decision} />
              <h3>{t("told.facts")}</h3>
              <Known of={decision} />
              <h3>{t("told.again")}</h3>
              <Again of={decision} />
            </div>
          </details>
          {decision.evidence.length > 0 && <h3>{t("message.evidence")}</h3>}
          <ul className="stack">
            {decision.evidence.map((one) => (
              <Proof key={one.entry} of={one} />
            ))}
          </ul>
        </>
      ) : (
        <p className="dim">{t("message.undecided")}</p>
      )}
    </Panel>
  );
}

export function MessagePage() {
  const tenant = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/messages/$id" });
  const query = useQuery(tenant.reads.message(id));
  return (
    <Page
      title={t("message.title", { id: shortId(id) })}
      up={
        <Link to="/t/$tenant/messages" params={tenant.params}>
          {t("nav.messages")}
        </Link>
      }
    >
      <Loaded query={query}>
        {(message) => (
          <div className="columns">
            <div className="stack">
              <Summary message={message} />
              <Panel title={t("message.history")}>
                <Steps
                  of={message.history.map(({ state, at, note }) => ({
                    name: named("message.state", state),
                    time: tenant.clock.exact(at),
                    note,
                  }))}
                />
              </Panel>
            </div>
            <div className="stack">
              <DecisionPanel message={message} />
              {message.items.length > 0 && (
                <Panel title={t("message.items")}>
                  <ul className="stack">
                    {message.items.map(({ sku, title, role }) => (
                      <li key={`${role} ${sku}`} className={classes.item}>
                        <ToItem id={sku}>{title}</ToItem>
                        <span className="dim small whole">{named("itemRole", role)}</span>
                      </li>
                    ))}
                  </ul>
                </Panel>
              )}
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
