import { NativeSelect } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { count, language } from "../format.ts";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { Titled, ToJourney, ToMessage, ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { isMessageState, MESSAGE_STATES } from "../shell/places.ts";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

export function Messages() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const filters = useSearch({ from: "/app/t/$tenant/messages" });
  const query = useInfiniteQuery(reads.messages(filters));
  const narrowed = Object.keys(filters).length > 0;
  const choose = (state: string) => {
    const { state: _, ...others } = filters;
    const search = isMessageState(state) ? { ...others, state } : others;
    void go({ to: "/t/$tenant/messages", params, search, replace: true });
  };
  const all = (
    <Link to="/t/$tenant/messages" params={params}>
      {t("messages.all")}
    </Link>
  );
  return (
    <Page
      title={t("nav.messages")}
      lead={
        (filters.journey ?? filters.profile) && (
          <>
            {t("messages.narrowed")} {all}
          </>
        )
      }
      actions={
        <NativeSelect
          aria-label={t("column.state")}
          value={filters.state ?? ""}
          onChange={(event) => choose(event.currentTarget.value)}
        >
          <option value="">{t("messages.anyState")}</option>
          {MESSAGE_STATES.map((state) => (
            <option key={state} value={state}>
              {named("message.state", state)}
            </option>
          ))}
        </NativeSelect>
      }
    >
      <Listing
        label={t("nav.messages")}
        query={query}
        keyOf={({ id }) => id}
        empty={
          <Empty title={t(narrowed ? "messages.none" : "messages.empty")}>
            {narrowed ? all : t("messages.emptyText")}
          </Empty>
        }
        columns={[
          {
            head: t("column.time"),
            cell: ({ id, created_at }) => (
              <ToMessage id={id}>
                <span className="whole">{clock.time(created_at)}</span>
              </ToMessage>
            ),
          },
          { head: t("column.state"), cell: ({ state }) => <State group="message.state" of={state} /> },
          {
            head: t("column.journey"),
            cell: ({ journey }) => journey && <ToJourney of={journey} />,
          },
          {
            head: t("column.template"),
            cell: ({ template }) =>
              template && (
                <span className="clip">
                  <Titled group="template.name" name={template} />
                </span>
              ),
          },
          { head: t("column.language"), cell: (row) => language(row.language) },
          { head: t("column.profile"), cell: ({ profile }) => profile && <ToProfile id={profile} /> },
          { head: t("column.attempts"), number: true, cell: ({ attempts }) => count(attempts) },
        ]}
      />
    </Page>
  );
}
