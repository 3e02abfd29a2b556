import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import type { AuditRow } from "../api/types.ts";
import { Email } from "../parts/facts.tsx";
import { shortId, ToJourney, ToMessage, ToProfile } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { t } from "../words/words.ts";
import { type AuditFilters, actionsOf, Log, Narrow } from "./audit/Log.tsx";

/** Whatever the log of a company may hold. */
const ACTIONS = [
  "contacts:view",
  "profiles:read",
  "messages:read",
  "decisions:read",
  "ledger:read",
  "journeys:edit",
  "purposes:write",
  "caps:write",
  "imports:write",
  "duties:accept",
  "declarations:edit",
  "settings:edit",
  "keys:edit",
  "members:edit",
];

/** A journey of which the log keeps the number alone. */
function JourneyById({ id }: { id: string }) {
  const { reads } = useHere();
  const name = useInfiniteQuery(reads.journeys)
    .data?.pages.flatMap(({ items }) => items)
    .find((one) => String(one.id) === id)?.name;
  return name ? <ToJourney of={{ id: Number(id), name }} /> : <code>{id}</code>;
}

/** With what, linked where it has a page; a member by their address. What an entry says after an id is what was done with it. */
function What({ row: { action, object }, emails }: { row: AuditRow; emails: ReadonlyMap<string, string> }) {
  if (action === "profiles:read" || action === "ledger:read") return <ToProfile id={object} />;
  if (action === "messages:read") return <ToMessage id={object} />;
  if (action === "journeys:edit") return <JourneyById id={object} />;
  const [id = "", ...done] = object.split(" ");
  const email = emails.get(id);
  if (!email) return <code>{object}</code>;
  return (
    <>
      <Email of={email} /> {done.join(" ")}
    </>
  );
}

export function Audit() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const filters = useSearch({ from: "/app/t/$tenant/settings/audit" });
  const query = useInfiniteQuery(reads.audit(filters));
  const members = useQuery(reads.members).data?.items ?? [];
  const { member, action } = filters;
  const known = members.map(({ id, email }) => [id, email] as const);
  const emails = new Map(known);
  const isGone = member !== undefined && !emails.has(member);
  const narrow = (change: AuditFilters) =>
    void go({
      to: "/t/$tenant/settings/audit",
      params,
      search: { ...filters, ...change },
      replace: true,
    });
  return (
    <Page
      title={t("nav.audit")}
      lead={t("audit.lead")}
      actions={
        <>
          <Narrow
            label={t("column.member")}
            all={t("audit.everybody")}
            value={member}
            options={isGone ? [...known, [member, shortId(member)]] : known}
            onChoose={(member) => narrow({ member })}
          />
          <Narrow
            label={t("audit.action")}
            all={t("audit.everything")}
            value={action}
            options={actionsOf(ACTIONS)}
            onChoose={(action) => narrow({ action })}
          />
        </>
      }
    >
      <Log
        label={t("nav.audit")}
        query={query}
        time={clock.exact}
        narrowed={Boolean(member ?? action)}
        memberOf={({ email, member }) => (email ? <Email of={email} /> : <code>{member}</code>)}
        objectOf={(row) => <What row={row} emails={emails} />}
      />
    </Page>
  );
}
