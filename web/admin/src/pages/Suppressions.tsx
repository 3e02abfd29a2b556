import { useQuery } from "@tanstack/react-query";
import type { Suppressions as Told } from "../api/types.ts";
import { count, month } from "../format.ts";
import { Rows } from "../parts/Listing.tsx";
import { Empty, Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

/** All that are refused. Of fewer than the floor no number is told, which is not to be read as none. */
function all({ floor: n, total, items }: Told) {
  if (total > 0) return t("suppressions.total", { n: total });
  return t(items.length === 1 ? "suppressions.totalFew" : "suppressions.totalFewEach", { n });
}

export function Suppressions() {
  const { reads } = useHere();
  const query = useQuery(reads.suppressions);
  return (
    <Page title={t("nav.suppressions")} lead={t("suppressions.lead")}>
      <Loaded query={query}>
        {({ floor, total, items }) =>
          items.length === 0 ? (
            <Empty title={t("suppressions.empty")}>{t("suppressions.emptyText")}</Empty>
          ) : (
            <div className="stack">
              <p>
                <strong>{all({ floor, total, items })}</strong>{" "}
                <span className="dim">{t("suppressions.floor", { n: floor })}</span>
              </p>
              <Rows
                label={t("nav.suppressions")}
                rows={items}
                keyOf={(one) => `${one.month} ${one.channel} ${one.scope} ${one.reason}`}
                columns={[
                  { head: t("suppressions.month"), cell: (one) => month(one.month) },
                  { head: t("column.channel"), cell: ({ channel }) => named("channel", channel) },
                  { head: t("suppressions.scope"), cell: ({ scope }) => named("scope", scope) },
                  { head: t("column.reason"), cell: ({ reason }) => named("suppressed", reason) },
                  {
                    head: t("column.number"),
                    number: true,
                    cell: ({ n }) => (typeof n === "number" ? count(n) : t("suppressions.few", { n: floor })),
                  },
                ]}
              />
            </div>
          )
        }
      </Loaded>
    </Page>
  );
}
