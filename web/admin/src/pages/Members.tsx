import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { Member } from "../api/types.ts";
import { Email, State } from "../parts/facts.tsx";
import { Rows } from "../parts/Listing.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere, useMe } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { ChangeRole, Invite, NewLink, Remove } from "./members/dialogs.tsx";

type Open = { what: "invite" } | { what: "role" | "link" | "remove"; member: Member };

/** Whether somebody has come already; an invitation says how long its link opens. */
function Standing({ member: { invited, link_until: until } }: { member: Member }) {
  const { clock } = useHere();
  return (
    <>
      <State group="member.state" of={invited ? "invited" : "active"} />
      {invited && (
        <div className="dim small">
          {until ? t("members.linkUntil", { time: clock.time(until) }) : t("members.linkEnded")}
        </div>
      )}
    </>
  );
}

function Buttons({ member, onOpen }: { member: Member; onOpen: (open: Open) => void }) {
  const me = useMe();
  if (member.id === me.id) return <span className="dim small">{t("members.you")}</span>;
  const { email } = member;
  return (
    <span className="row">
      <Button
        variant="default"
        size="xs"
        aria-label={t("members.changeRoleOf", { email })}
        onClick={() => onOpen({ what: "role", member })}
      >
        {t("members.changeRole")}
      </Button>
      <Button
        variant="default"
        size="xs"
        aria-label={t("members.newLinkFor", { email })}
        onClick={() => onOpen({ what: "link", member })}
      >
        {t("members.newLink")}
      </Button>
      <Button
        variant="default"
        size="xs"
        aria-label={t(member.invited ? "members.withdrawThis" : "members.removeThis", { email })}
        onClick={() => onOpen({ what: "remove", member })}
      >
        {t(member.invited ? "members.withdraw" : "members.remove")}
      </Button>
    </span>
  );
}

export function Members() {
  const { reads, allows, clock } = useHere();
  const query = useQuery(reads.members);
  const [open, setOpen] = useState<Open>();
  const onClose = () => setOpen(undefined);
  return (
    <Page
      title={t("nav.members")}
      lead={t("members.lead")}
      actions={
        allows("editMembers") && (
          <Button onClick={() => setOpen({ what: "invite" })}>{t("members.invite")}</Button>
        )
      }
    >
      <Loaded query={query}>
        {({ items }) => (
          <Rows
            label={t("nav.members")}
            rows={items}
            keyOf={({ id }) => id}
            columns={[
              { head: t("field.email"), cell: ({ email }) => <Email of={email} /> },
              { head: t("column.role"), cell: ({ role }) => named("role", role) },
              { head: t("column.state"), cell: (member) => <Standing member={member} /> },
              { head: t("members.second"), cell: (one) => t(one.second_factor ? "state.on" : "state.off") },
              {
                head: t("column.lastSeen"),
                cell: ({ last_seen_at }) => (last_seen_at ? clock.time(last_seen_at) : t("members.never")),
              },
              {
                head: t("column.since"),
                cell: ({ created_at }) => <span className="whole">{clock.time(created_at)}</span>,
              },
              ...(allows("editMembers")
                ? [
                    {
                      head: t("column.action"),
                      cell: (member: Member) => <Buttons member={member} onOpen={setOpen} />,
                    },
                  ]
                : []),
            ]}
          />
        )}
      </Loaded>
      {open?.what === "invite" && <Invite onClose={onClose} />}
      {open?.what === "role" && <ChangeRole member={open.member} onClose={onClose} />}
      {open?.what === "link" && <NewLink member={open.member} onClose={onClose} />}
      {open?.what === "remove" && <Remove member={open.member} onClose={onClose} />}
    </Page>
  );
}
