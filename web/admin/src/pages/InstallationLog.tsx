import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { installationLog } from "../api/queries.ts";
import { ownClock } from "../format.ts";
import { shortId } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { OperatorOnly } from "../shell/OperatorOnly.tsx";
import { t } from "../words/words.ts";
import { actionsOf, Log, Narrow } from "./audit/Log.tsx";

const ACTIONS = [
  "session:begin",
  "session:end",
  "password:set",
  "email:set",
  "account:edit",
  "account:reset",
  "second_factor:begin",
  "second_factor:end",
  "operator:add",
];

function Entries() {
  const go = useNavigate();
  const filters = useSearch({ from: "/app/log" });
  const query = useInfiniteQuery(installationLog(filters));
  const { member, action } = filters;
  return (
    <Page
      title={t("nav.installationLog")}
      lead={
        <>
          {t("installationLog.lead")} {t("time.own", { zone: ownClock.zone })}
          {member && (
            <>
              {" "}
              <Link to="/log" search={{ action }}>
                {t("installationLog.everybody")}
              </Link>
            </>
          )}
        </>
      }
      actions={
        <Narrow
          label={t("audit.action")}
          all={t("audit.everything")}
          value={action}
          options={actionsOf(ACTIONS)}
          onChoose={(action) =>
            void go({
              to: "/log",
              search: { member, action },
              replace: true,
            })
          }
        />
      }
    >
      <Log
        label={t("nav.installationLog")}
        query={query}
        time={ownClock.exact}
        narrowed={Boolean(member ?? action)}
        memberOf={(row) => (
          <Link to="/log" search={{ action, member: row.member }} className="clip">
            {row.email ?? <code>{shortId(row.member)}</code>}
          </Link>
        )}
        objectOf={({ object, changes }) => object || (changes.length === 0 && "–")}
      />
    </Page>
  );
}

/** What members did with their accounts, for who runs the installation. */
export const InstallationLog = () => (
  <OperatorOnly title="nav.installationLog">
    <Entries />
  </OperatorOnly>
);
