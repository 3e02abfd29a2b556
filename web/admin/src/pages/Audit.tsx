import { useInfiniteQuery } from "@tanstack/react-query";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

export function Audit() {
  const { reads, clock } = useHere();
  const query = useInfiniteQuery(reads.audit);
  return (
    <Page title={t("nav.audit")} lead={t("audit.lead")}>
      <Listing
        label={t("nav.audit")}
        query={query}
        keyOf={({ at, member, action, object }) => `${at} ${member} ${action} ${object}`}
        empty={<Empty title={t("audit.empty")} />}
        columns={[
          { head: t("column.time"), cell: ({ at }) => <span className="whole">{clock.exact(at)}</span> },
          {
            head: t("column.member"),
            cell: ({ email, member }) => <span className="clip">{email ?? member}</span>,
          },
          { head: t("audit.action"), cell: ({ action }) => named("audit", action) },
          { head: t("audit.object"), cell: ({ object }) => <code>{object}</code> },
          { head: t("column.reason"), cell: ({ reason }) => (reason ? named("disclosure", reason) : "–") },
          { head: t("audit.reference"), cell: ({ reference }) => reference ?? "–" },
        ]}
      />
    </Page>
  );
}
