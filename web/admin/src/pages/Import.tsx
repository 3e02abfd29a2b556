import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { Fragment } from "react";
import type { Import } from "../api/types.ts";
import { count, language } from "../format.ts";
import { Email, Facts, Panel, State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { PurposeName } from "../parts/PurposeName.tsx";
import { useHere } from "../shell/tenant.ts";
import { expected, named, t } from "../words/words.ts";
import { GoOn } from "./imports/GoOn.tsx";
import { New } from "./imports/New.tsx";

/** What is told of people: nothing while the import is open. */
const told = (n?: number | null) => (typeof n === "number" ? count(n) : t("imports.untold"));

function Came({ of }: { of: Import }) {
  return (
    <Panel title={t("imports.came")} aside={<State group="import" of={of.state} />}>
      <Facts
        of={[
          [t("imports.rows"), count(of.rows)],
          [t("imports.added"), told(of.added)],
          [t("imports.known"), told(of.known)],
          [t("imports.withoutEvidence"), told(of.without_evidence)],
          [
            t("imports.suppressed"),
            <Fragment key="suppressed">
              {told(of.suppressed)}
              {typeof of.suppressed === "number" && (
                <div className="dim small">{t("imports.suppressedSteps")}</div>
              )}
            </Fragment>,
          ],
          [t("imports.invalid"), count(of.invalid)],
        ]}
      />
      <p className="dim small">{t("imports.suppressedText")}</p>
    </Panel>
  );
}

/** By the address, where the server tells it beside the number. */
function AttestedBy({ of }: { of: Import }) {
  return of.attested_by_email ? <Email of={of.attested_by_email} /> : of.attested_by;
}

function Grounds({ of }: { of: Import }) {
  const { clock } = useHere();
  const { evidence } = of;
  return (
    <Panel title={t("imports.grounds")}>
      <Facts
        of={[
          [t("imports.kind"), named("importKind", of.kind)],
          [t("imports.source"), `${named("importSource", of.source.kind)}: ${of.source.name}`],
          [t("purpose.basis"), named("importBasis", of.basis)],
          [
            t("imports.purposes"),
            of.purposes.length > 0 &&
              of.purposes.map((one, at) => (
                <Fragment key={one}>
                  {at > 0 && ", "}
                  <PurposeName of={one} />
                </Fragment>
              )),
          ],
          [t("imports.at"), evidence.at],
          [t("imports.wording"), evidence.wording],
          [t("message.place"), evidence.place],
          [t("message.method"), evidence.method],
          [t("column.language"), evidence.language && language(evidence.language)],
          [t("imports.document"), evidence.document],
          [t("imports.attestedBy"), <AttestedBy key="by" of={of} />],
          [t("imports.attestedAt"), clock.exact(of.attested_at)],
          [t("imports.attestedWords"), count(of.attested_words)],
          [t("imports.informBy"), of.inform_by && clock.exact(of.inform_by)],
          [t("imports.instruction"), of.instruction],
          [t("imports.begun"), clock.exact(of.created_at)],
          [t("imports.closed"), of.closed_at && clock.exact(of.closed_at)],
        ]}
      />
    </Panel>
  );
}

function One({ id }: { id: string }) {
  const { reads, params, allows } = useHere();
  const query = useQuery(reads.oneImport(id));
  return (
    <Page
      title={query.data?.label ?? t("imports.one")}
      up={
        <Link to="/t/$tenant/imports" params={params}>
          {t("nav.imports")}
        </Link>
      }
    >
      <Loaded query={query}>
        {(one) => (
          <>
            {one.state === "open" && allows("editImports") && <GoOn id={id} />}
            <div className="columns">
              <Came of={one} />
              <Grounds of={one} />
            </div>
            {one.invalid_first.length > 0 && (
              <Panel title={t("imports.invalidFirst")} plain>
                <Rows
                  label={t("imports.invalidFirst")}
                  rows={one.invalid_first}
                  keyOf={({ part, row, field }) => `${part} ${row} ${field}`}
                  columns={[
                    { head: t("imports.row"), cell: ({ part, row }) => t("imports.rowOf", { row, part }) },
                    { head: t("imports.field"), cell: ({ field }) => <code>{field}</code> },
                    { head: t("column.reason"), cell: ({ reason }) => expected(reason) },
                  ]}
                />
              </Panel>
            )}
          </>
        )}
      </Loaded>
    </Page>
  );
}

export function ImportPage() {
  const { allows } = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/imports/$id" });
  return id === "new" && allows("editImports") ? <New /> : <One id={id} />;
}
