// Ways to one thing of the tenant, each by its name; plain text to members who may not look there.
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { Action } from "../shell/access.ts";
import { useHere } from "../shell/tenant.ts";

/** The end of an id: enough to tell one from another in a list. */
export const shortId = (id: string) => (id.length > 14 ? `${id.slice(0, 5)}…${id.slice(-6)}` : id);

type Props = { id: string | number; children?: ReactNode };
type ToProps = Props & {
  to: `/t/$tenant/${"profiles" | "messages" | "journeys" | "orders" | "items"}/$id`;
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
export const ToJourney = (of: Props) => <To to="/t/$tenant/journeys/$id" action="journeys" {...of} />;
export const ToOrder = (of: Props) => <To to="/t/$tenant/orders/$id" action="orders" {...of} />;
export const ToItem = (of: Props) => <To to="/t/$tenant/items/$id" action="items" {...of} />;
