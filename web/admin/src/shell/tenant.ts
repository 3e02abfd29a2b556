import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { at, me } from "../api/queries.ts";
import type { Membership } from "../api/types.ts";
import { clock } from "../format.ts";
import { type Action, allows } from "./access.ts";

export const useMe = () => useSuspenseQuery(me).data.data;

/** The tenant of the page's address, as its member sees it. */
export function useTenant() {
  const id = Number(useParams({ strict: false, select: (params) => params.tenant }));
  const found = useMe().tenants.find((one) => one.id === id);
  return useMemo(() => (found ? tenantOf(found) : undefined), [found]);
}

function tenantOf(membership: Membership) {
  return {
    ...membership,
    /** Where its pages stand. */
    params: { tenant: String(membership.id) },
    reads: at(membership.id),
    clock: clock(membership.time_zone),
    allows: (action: Action) => allows(membership.may, action),
  };
}

export type Tenant = ReturnType<typeof tenantOf>;

/** The tenant of a page that stands below one. */
export function useHere(): Tenant {
  const tenant = useTenant();
  if (!tenant) throw new Error("a page of a tenant stands below a tenant");
  return tenant;
}
