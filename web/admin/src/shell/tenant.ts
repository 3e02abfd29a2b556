import { useSuspenseQuery } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { useMemo } from "react";
import { at, me } from "../api/queries.ts";
import type { Place as Membership } from "../api/types.ts";
import { clock } from "../format.ts";
import { type Action, allows } from "./access.ts";

export const useMe = () => useSuspenseQuery(me).data.data;

const useTenantId = () => useParams({ strict: false, select: (params) => params.tenant });

function useTenantOf(id: number | undefined) {
  const found = useMe().tenants.find((one) => one.id === id);
  return useMemo(() => (found ? tenantOf(found) : undefined), [found]);
}

/** The tenant of the page's address, as its member sees it. */
export const useTenant = () => useTenantOf(Number(useTenantId()));

let last: number | undefined;

/** The tenant whose pages the navigation shows: on a page of none, or of another's, the one before. */
export function useNearest() {
  const { tenants } = useMe();
  const id = Number(useTenantId());
  if (tenants.some((one) => one.id === id)) last = id;
  return useTenantOf(last ?? tenants[0]?.id);
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
