import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { optOuts, tenants } from "../api/queries.ts";
import { ownClock } from "../format.ts";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { OperatorOnly } from "../shell/OperatorOnly.tsx";
import { useMe } from "../shell/tenant.ts";
import { t } from "../words/words.ts";

/** How many people want no messages of any tenant: one number, and nobody in it. */
function OptOuts() {
  const { data } = useQuery(optOuts);
  if (!data) return null;
  return typeof data.n === "number"
    ? t("tenants.optOuts", { n: data.n })
    : t("tenants.fewOptOuts", { n: data.floor });
}

function List() {
  const query = useInfiniteQuery(tenants);
  const own = new Set(useMe().tenants.map(({ id }) => id));
  return (
    <Page
      title={t("nav.tenants")}
      lead={
        <>
          {t("tenants.lead")} {t("time.own", { zone: ownClock.zone })} <OptOuts />
        </>
      }
    >
      <Listing
        label={t("nav.tenants")}
        query={query}
        keyOf={({ id }) => String(id)}
        empty={<Empty title={t("tenants.empty")}>{t("tenants.emptyText")}</Empty>}
        columns={[
          {
            head: t("column.name"),
            cell: ({ id, name }) =>
              own.has(id) ? (
                <Link to="/t/$tenant" params={{ tenant: String(id) }} className="clip">
                  {name}
                </Link>
              ) : (
                <span className="clip">{name}</span>
              ),
          },
          { head: t("column.status"), cell: ({ status }) => <State group="tenant.status" of={status} /> },
          { head: t("tenants.host"), cell: ({ public_url }) => public_url },
          { head: t("column.since"), cell: ({ created_at }) => ownClock.time(created_at) },
        ]}
      />
    </Page>
  );
}

export const Tenants = () => (
  <OperatorOnly title="nav.tenants">
    <List />
  </OperatorOnly>
);
