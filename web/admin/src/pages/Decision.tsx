import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Facts, Panel } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { shortId, ToJourney, ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { Told } from "./decision/Told.tsx";

export function DecisionPage() {
  const { reads, params, clock } = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/decisions/$id" });
  const query = useQuery(reads.decision(id));
  return (
    <Page
      title={t("decision.title", { id: shortId(id) })}
      lead={query.data && named("denial", query.data.reason)}
      up={
        <Link to="/t/$tenant/decisions" params={params}>
          {t("nav.decisions")}
        </Link>
      }
    >
      <Loaded query={query}>
        {({ profile, journey, at, decision }) => (
          <>
            <Panel title={t("decision.attempt")}>
              <Facts
                of={[
                  [t("column.time"), clock.exact(at)],
                  [t("column.journey"), <ToJourney key="journey" of={journey} />],
                  [t("column.profile"), <ToProfile key="profile" id={profile} />],
                ]}
              />
            </Panel>
            {decision ? <Told of={decision} /> : <p className="dim">{t("decision.notAsked")}</p>}
          </>
        )}
      </Loaded>
    </Page>
  );
}
