import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { count, listed } from "../format.ts";
import { Choice } from "../parts/Choice.tsx";
import { State } from "../parts/facts.tsx";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";

const KNOWN = { all: undefined, known: true, anonymous: false } as const;
type Known = keyof typeof KNOWN;

export function Profiles() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const filters = useSearch({ from: "/app/t/$tenant/profiles" });
  const query = useInfiniteQuery(reads.profiles(filters));
  const chosen: Known = filters.known === undefined ? "all" : filters.known ? "known" : "anonymous";
  const choose = (value: Known) => {
    const known = KNOWN[value];
    void go({
      to: "/t/$tenant/profiles",
      params,
      search: known === undefined ? {} : { known },
      replace: true,
    });
  };
  return (
    <Page
      title={t("nav.profiles")}
      lead={t("profiles.lead")}
      actions={
        <Choice
          label={t("profiles.filter")}
          value={chosen}
          options={[
            ["all", t("profiles.all")],
            ["known", t("profiles.known")],
            ["anonymous", t("profiles.anonymous")],
          ]}
          onChange={choose}
        />
      }
    >
      <Listing
        label={t("nav.profiles")}
        query={query}
        keyOf={({ id }) => id}
        empty={
          chosen === "all" ? (
            <Empty title={t("profiles.empty")}>{t("profiles.emptyText")}</Empty>
          ) : (
            <Empty title={t("profiles.none")}>
              <Link to="/t/$tenant/profiles" params={params}>
                {t("profiles.showAll")}
              </Link>
            </Empty>
          )
        }
        columns={[
          { head: t("column.profile"), cell: ({ id }) => <ToProfile id={id} /> },
          {
            head: t("column.channels"),
            cell: ({ channels, verified }) =>
              channels.length > 0 && (
                <span className="row">
                  {listed(channels.map((channel) => named("channel", channel)))}
                  <State group="contactClass" of={verified ? "verified" : "claimed"} />
                </span>
              ),
          },
          {
            head: t("column.cart"),
            number: true,
            cell: ({ cart_items }) => (cart_items ? count(cart_items) : "–"),
          },
          {
            head: t("column.lastSeen"),
            cell: ({ last_seen_at }) =>
              last_seen_at ? <span className="whole">{clock.time(last_seen_at)}</span> : "–",
          },
          {
            head: t("column.since"),
            cell: ({ created_at }) => <span className="whole">{clock.time(created_at)}</span>,
          },
        ]}
      />
    </Page>
  );
}
