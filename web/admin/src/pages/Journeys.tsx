import { useInfiniteQuery } from "@tanstack/react-query";
import { clicks, count } from "../format.ts";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { ToJourney } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

export function Journeys() {
  const query = useInfiniteQuery(useHere().reads.journeys);
  return (
    <Page title={t("nav.journeys")} lead={t("journeys.lead")}>
      <Listing
        label={t("nav.journeys")}
        query={query}
        keyOf={({ id }) => String(id)}
        empty={<Empty title={t("journeys.empty")}>{t("journeys.emptyText")}</Empty>}
        columns={[
          { head: t("column.journey"), cell: (journey) => <ToJourney of={journey} /> },
          { head: t("column.status"), cell: ({ status }) => <State group="journey.status" of={status} /> },
          { head: t("column.trigger"), cell: ({ trigger }) => named("trigger", trigger) },
          { head: t("column.entered"), number: true, cell: ({ entered }) => count(entered) },
          { head: t("column.waiting"), number: true, cell: ({ waiting }) => count(waiting) },
          { head: t("column.sent"), number: true, cell: ({ sent }) => count(sent) },
          { head: t("overview.accepted"), number: true, cell: ({ accepted }) => count(accepted) },
          { head: t("overview.clicked"), number: true, cell: clicks },
          { head: t("overview.orders"), number: true, cell: ({ orders }) => count(orders) },
        ]}
      />
    </Page>
  );
}
