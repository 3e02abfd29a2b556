import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { count } from "../format.ts";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

export function Imports() {
  const { reads, params, allows, clock } = useHere();
  const go = useNavigate();
  const query = useInfiniteQuery(reads.imports);
  return (
    <Page
      title={t("nav.imports")}
      lead={t("imports.lead")}
      actions={
        allows("editImports") && (
          <Button onClick={() => void go({ to: "/t/$tenant/imports/$id", params: { ...params, id: "new" } })}>
            {t("imports.new")}
          </Button>
        )
      }
    >
      <Listing
        label={t("nav.imports")}
        query={query}
        keyOf={({ id }) => id}
        empty={<Empty title={t("imports.empty")}>{t("imports.emptyText")}</Empty>}
        columns={[
          {
            head: t("column.name"),
            cell: ({ id, label, source }) => (
              <>
                <Link to="/t/$tenant/imports/$id" params={{ ...params, id }} className="clip">
                  {label}
                </Link>
                <div className="dim small">
                  {named("importSource", source.kind)}: {source.name}
                </div>
              </>
            ),
          },
          { head: t("column.state"), cell: ({ state }) => <State group="import" of={state} /> },
          { head: t("purpose.basis"), cell: ({ basis }) => named("importBasis", basis) },
          { head: t("imports.rows"), number: true, cell: ({ rows }) => count(rows) },
          {
            head: t("imports.added"),
            number: true,
            cell: ({ added }) => (typeof added === "number" ? count(added) : "–"),
          },
          {
            head: t("column.time"),
            cell: ({ created_at }) => <span className="whole">{clock.time(created_at)}</span>,
          },
        ]}
      />
    </Page>
  );
}
