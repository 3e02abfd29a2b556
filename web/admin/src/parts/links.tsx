// Ways to one thing of the tenant, each by its name; plain text to members who may not look there.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { JourneyRef } from "../api/types.ts";
import type { Action } from "../shell/access.ts";
import { useHere } from "../shell/tenant.ts";
import { named } from "../words/words.ts";

/** The end of an id: enough to tell one from another in a list. */
export const shortId = (id: string) => (id.length > 14 ? `${id.slice(0, 5)}…${id.slice(-6)}` : id);

type Props = { id: string | number; children?: ReactNode };
type ToProps = Props & {
  to: `/t/$tenant/${"profiles" | "messages" | "journeys" | "orders" | "items" | "decisions"}/$id`;
  action: Action;
};

function To({ to, action, id, children }: ToProps) {
  const { params, allows } = useHere();
  const name = children ?? <code className="whole">{shortId(String(id))}</code>;
  if (!allows(action)) return <span className="clip">{name}</span>;
  return (
    <Link to={to} params={{ ...params, id: String(id) }} className="clip">
      {name}
    </Link>
  );
}

export const ToProfile = (of: Props) => <To to="/t/$tenant/profiles/$id" action="profiles" {...of} />;
export const ToMessage = (of: Props) => <To to="/t/$tenant/messages/$id" action="messages" {...of} />;

export const ToDecision = (of: Props) => <To to="/t/$tenant/decisions/$id" action="decisions" {...of} />;

/** A name as people read it; beside it, small, the one the program knows it by. */
export const Titled = ({ group, name }: { group: string; name: string }) => (
  <>
    {named(group, name)} <span className="dim small">{name}</span>
  </>
);

/** What stands among the journeys and is none: the question whether a yes is to go on, which the program asks by itself. */
const NO_JOURNEY = "renewal";

export const ToJourney = ({ of: { id, name } }: { of: JourneyRef }) => (
  <>
    {name === NO_JOURNEY ? (
      <span className="clip">{named("journey.name", name)}</span>
    ) : (
      <To to="/t/$tenant/journeys/$id" action="journeys" id={id}>
        {named("journey.name", name)}
      </To>
    )}
    <span className="clip dim small">{name}</span>
  </>
);
export const ToOrder = (of: Props) => <To to="/t/$tenant/orders/$id" action="orders" {...of} />;
export const ToItem = (of: Props) => <To to="/t/$tenant/items/$id" action="items" {...of} />;
