import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import type { PurposeRow } from "../api/types.ts";
import { State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { RuleChanges } from "./purpose/RuleChanges.tsx";

const stateOf = ({ terms: { active } }: PurposeRow) => (active ? "active" : "off");

export function PurposesPage() {
  const { reads, params, allows, clock } = useHere();
  const go = useNavigate();
  const query = useQuery(reads.purposes);
  return (
    <Page
      title={t("nav.purposes")}
      lead={
        <>
          {t("purposes.lead")}{" "}
          {query.data &&
            t("purposes.version", {
              n: query.data.data.version,
              time: clock.time(query.data.data.at),
            })}
        </>
      }
      actions={
        allows("editPurposes") && (
          <Button
            onClick={() => void go({ to: "/t/$tenant/purposes/$id", params: { ...params, id: "new" } })}
          >
            {t("purposes.add")}
          </Button>
        )
      }
    >
      <Loaded query={query}>
        {({ data: { items } }) => (
          <Rows
            label={t("nav.purposes")}
            rows={items}
            keyOf={({ purpose }) => purpose}
            columns={[
              {
                head: t("column.purpose"),
                cell: ({ purpose, terms: { title, does } }) => (
                  <>
                    <Link to="/t/$tenant/purposes/$id" params={{ ...params, id: purpose }} className="clip">
                      {title}
                    </Link>
                    <div className="dim small">{named("does", does)}</div>
                  </>
                ),
              },
              { head: t("column.state"), cell: (row) => <State group="purposeState" of={stateOf(row)} /> },
              { head: t("purpose.basis"), cell: ({ terms: { basis } }) => named("basis", basis) },
              {
                head: t("purpose.categories"),
                cell: ({ terms: { categories } }) =>
                  categories.map((one) => named("category", one)).join(", "),
              },
              {
                head: t("purpose.term"),
                cell: ({ terms }) => (
                  <span className="whole">{t("purpose.days", { n: terms.term_days })}</span>
                ),
              },
            ]}
          />
        )}
      </Loaded>
      <RuleChanges />
    </Page>
  );
}
