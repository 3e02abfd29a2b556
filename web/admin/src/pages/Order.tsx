import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Order } from "../api/types.ts";
import { count, money } from "../format.ts";
import { Facts, Panel, State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { ToItem, ToJourney, ToMessage } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { t } from "../words/words.ts";

/** Whether a message led to the order, and why one says so. */
function Attribution({ order: { attribution, contract_only } }: { order: Order }) {
  const { clock } = useHere();
  return (
    <Panel title={t("order.attribution")}>
      {attribution ? (
        <>
          <p>{t("order.attributedText", { n: attribution.window_days })}</p>
          <Facts
            of={[
              [t("column.journey"), <ToJourney key="j" of={attribution.journey} />],
              [t("column.message"), attribution.message && <ToMessage key="m" id={attribution.message} />],
              [t("order.clickedAt"), attribution.clicked_at && clock.exact(attribution.clicked_at)],
              [t("order.window"), t("order.days", { n: attribution.window_days })],
            ]}
          />
        </>
      ) : (
        <p className="dim">{t(contract_only ? "order.contractOnly" : "order.unattributed")}</p>
      )}
    </Panel>
  );
}

export function OrderPage() {
  const tenant = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/orders/$id" });
  const query = useQuery(tenant.reads.order(id));
  return (
    <Page
      title={t("order.title", { number: id })}
      up={
        <Link to="/t/$tenant/orders" params={tenant.params}>
          {t("nav.orders")}
        </Link>
      }
    >
      <Loaded query={query}>
        {(order) => (
          <div className="columns">
            <Panel title={t("order.lines")} plain>
              <Rows
                label={t("order.lines")}
                rows={order.lines.map((line, place) => ({ ...line, place }))}
                keyOf={({ place }) => String(place)}
                columns={[
                  {
                    head: t("column.item"),
                    cell: ({ sku, title }) =>
                      sku ? <ToItem id={sku}>{title || sku}</ToItem> : (title ?? "–"),
                  },
                  { head: t("column.quantity"), number: true, cell: ({ quantity }) => count(quantity) },
                  { head: t("column.price"), number: true, cell: ({ price }) => money(price) },
                ]}
              />
            </Panel>
            <div className="stack">
              <Panel title={t("order.summary")}>
                <Facts
                  of={[
                    [t("column.time"), tenant.clock.exact(order.at)],
                    [t("column.status"), <State key="s" group="order.status" of={order.status} />],
                    [t("column.total"), <strong key="t">{money(order.total)}</strong>],
                  ]}
                />
              </Panel>
              <Attribution order={order} />
            </div>
          </div>
        )}
      </Loaded>
    </Page>
  );
}
