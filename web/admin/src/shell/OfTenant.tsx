import { Outlet, useMatches } from "@tanstack/react-router";
import { Problem } from "../api/problem.ts";
import { Failed } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { t } from "../words/words.ts";
import type { Action } from "./access.ts";
import { NotFound } from "./NotFound.tsx";
import { PLACES } from "./places.ts";
import { useTenant } from "./tenant.ts";

/** A page that the member's role may not see: nothing of it is shown, and nothing asked. */
function NotAllowed({ action }: { action: Action }) {
  const place = PLACES.flatMap(({ places }) => places).find((one) => one.action === action);
  return (
    <Page title={t(place?.label ?? "problem.forbidden")}>
      <Failed error={new Problem(403, {})} />
    </Page>
  );
}

/** Pages below a tenant that the member belongs to; others' are not there. */
export function OfTenant() {
  const tenant = useTenant();
  const action = useMatches({ select: (matches) => matches.at(-1)?.staticData.action });
  if (!tenant) return <NotFound />;
  if (action && !tenant.allows(action)) return <NotAllowed action={action} />;
  // A page of one tenant keeps nothing when another takes its place.
  return <Outlet key={tenant.id} />;
}
