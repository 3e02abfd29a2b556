import { Outlet } from "@tanstack/react-router";
import { NotFound } from "./NotFound.tsx";
import { useTenant } from "./tenant.ts";

/** Pages below a tenant that the member belongs to; others' are not there. */
export function OfTenant() {
  const tenant = useTenant();
  // A page of one tenant keeps nothing when another takes its place.
  return tenant ? <Outlet key={tenant.id} /> : <NotFound />;
}
