import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { count, money } from "../format.ts";
import { Choice } from "../parts/Choice.tsx";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { ToJourney, ToOrder } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { t } from "../words/words.ts";

const FILTERS = { all: undefined, attributed: true, other: false } as const;
type Filter = keyof typeof FILTERS;

export function Orders() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const filters = useSearch({ from: "/app/t/$tenant/orders" });
  const query = useInfiniteQuery(reads.orders(filters));
  const chosen: Filter =
    filters.attributed === undefined ? "all" : filters.attributed ? "attributed" : "other";
  const choose = (value: Filter) => {
    const attributed = FILTERS[value];
    const search = attributed === undefined ? {} : { attributed };
    void go({ to: "/t/$tenant/orders", params, search, replace: true });
  };
  return (
    <Page
      title={t("nav.orders")}
      lead={t("orders.lead")}
      actions={
        <Choice
          label={t("orders.filter")}
          value={chosen}
          options={[
            ["all", t("orders.all")],
            ["attributed", t("orders.attributed")],
            ["other", t("orders.other")],
          ]}
          onChange={choose}
        />
      }
    >
      <Listing
        label={t("nav.orders")}
        query={query}
        keyOf={({ number }) => number}
        empty={<Empty title={t("orders.empty")}>{t("orders.emptyText")}</Empty>}
        columns={[
          { head: t("column.order"), cell: ({ number }) => <ToOrder id={number}>{number}</ToOrder> },
          { head: t("column.time"), cell: ({ at }) => <span className="whole">{clock.time(at)}</span> },
          { head: t("column.status"), cell: ({ status }) => <State group="order.status" of={status} /> },
          { head: t("column.items"), number: true, cell: ({ items }) => count(items) },
          { head: t("column.total"), number: true, cell: ({ total }) => money(total) },
          {
            head: t("column.attributed"),
            cell: ({ journey }) => (journey ? <ToJourney of={journey} /> : "–"),
          },
        ]}
      />
    </Page>
  );
}
