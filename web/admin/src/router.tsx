// Every page and its address. Pages come when they are asked for; the shell and the signing in come first.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { statusOf } from "./api/problem.ts";
import { me, memory } from "./api/queries.ts";
import { noteMember } from "./api/session.ts";
import type { MessageState } from "./api/types.ts";
import type { AuditFilters } from "./pages/audit/Log.tsx";
import { Waiting } from "./parts/Loaded.tsx";
import type { Action } from "./shell/access.ts";
import { Broken, Closed } from "./shell/Broken.tsx";
import { NotFound, Nowhere } from "./shell/NotFound.tsx";
import { home, isMessageState } from "./shell/places.ts";
import { Shell } from "./shell/Shell.tsx";

const root = createRootRoute({
  component: Outlet,
  notFoundComponent: Nowhere,
  errorComponent: Closed,
});

/** The text of a search parameter, if there is one. */
const text = (value: unknown) => (typeof value === "string" && value !== "" ? value : undefined);
const flag = (value: unknown) => (typeof value === "boolean" ? value : undefined);

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { to?: string } => {
    // A page of this application, never another's.
    const to = text(search.to);
    return to && /^\/(?!\/|\\)/.test(to) ? { to } : {};
  },
  beforeLoad: async ({ search }) => {
    // Who is signed in already goes on to where they wanted.
    const { data } = await memory.ensureQueryData(me).catch(() => ({ data: undefined }));
    if (data) throw redirect({ href: search.to ?? "/", replace: true });
  },
  component: lazyRouteComponent(() => import("./pages/SignIn.tsx"), "SignIn"),
});

const welcome = createRoute({
  getParentRoute: () => root,
  path: "/welcome",
  component: lazyRouteComponent(() => import("./pages/Welcome.tsx"), "Welcome"),
});

const app = createRoute({
  getParentRoute: () => root,
  id: "app",
  component: Shell,
  errorComponent: Closed,
  beforeLoad: async ({ location }) => {
    try {
      const { data } = await memory.ensureQueryData(me);
      noteMember(data.email);
    } catch (error) {
      if (statusOf(error) !== 401) throw error;
      throw redirect({ to: "/sign-in", search: location.pathname === "/" ? {} : { to: location.href } });
    }
  },
});

const start = createRoute({
  getParentRoute: () => app,
  path: "/",
  beforeLoad: async () => {
    const { data } = await memory.ensureQueryData(me);
    throw redirect({ ...home(data), replace: true });
  },
});

const account = createRoute({
  getParentRoute: () => app,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/Account.tsx"), "Account"),
});

const tenants = createRoute({
  getParentRoute: () => app,
  path: "/tenants",
  component: lazyRouteComponent(() => import("./pages/Tenants.tsx"), "Tenants"),
});

const auditFilters = ({ member, action }: Record<string, unknown>): AuditFilters => ({
  member: text(member),
  action: text(action),
});

const log = createRoute({
  getParentRoute: () => app,
  path: "/log",
  validateSearch: auditFilters,
  component: lazyRouteComponent(() => import("./pages/InstallationLog.tsx"), "InstallationLog"),
});

const tenant = createRoute({
  getParentRoute: () => app,
  path: "/t/$tenant",
  component: lazyRouteComponent(() => import("./shell/OfTenant.tsx"), "OfTenant"),
});

const overview = createRoute({
  getParentRoute: () => tenant,
  path: "/",
  staticData: { action: "overview" },
  validateSearch: (search: Record<string, unknown>): { days?: number } =>
    [7, 90].includes(Number(search.days)) ? { days: Number(search.days) } : {},
  component: lazyRouteComponent(() => import("./pages/Overview.tsx"), "OverviewPage"),
});

const profiles = createRoute({
  getParentRoute: () => tenant,
  path: "/profiles",
  staticData: { action: "profiles" },
  validateSearch: (search: Record<string, unknown>): { known?: boolean } => {
    const known = flag(search.known);
    return known === undefined ? {} : { known };
  },
  component: lazyRouteComponent(() => import("./pages/Profiles.tsx"), "Profiles"),
});

const profile = createRoute({
  getParentRoute: () => tenant,
  path: "/profiles/$id",
  staticData: { action: "profiles" },
  component: lazyRouteComponent(() => import("./pages/Profile.tsx"), "ProfilePage"),
});

const journeys = createRoute({
  getParentRoute: () => tenant,
  path: "/journeys",
  staticData: { action: "journeys" },
  component: lazyRouteComponent(() => import("./pages/Journeys.tsx"), "Journeys"),
});

const journey = createRoute({
  getParentRoute: () => tenant,
  path: "/journeys/$id",
  staticData: { action: "journeys" },
  component: lazyRouteComponent(() => import("./pages/Journey.tsx"), "JourneyPage"),
});

type MessageFilters = { state?: MessageState; journey?: number; profile?: string };

const messages = createRoute({
  getParentRoute: () => tenant,
  path: "/messages",
  staticData: { action: "messages" },
  validateSearch: (search: Record<string, unknown>): MessageFilters => {
    const [journey, profile] = [Number(search.journey), text(search.profile)];
    return {
      ...(isMessageState(search.state) ? { state: search.state } : {}),
      ...(journey ? { journey } : {}),
      ...(profile ? { profile } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./pages/Messages.tsx"), "Messages"),
});

const message = createRoute({
  getParentRoute: () => tenant,
  path: "/messages/$id",
  staticData: { action: "messages" },
  component: lazyRouteComponent(() => import("./pages/Message.tsx"), "MessagePage"),
});

type DecisionFilters = { days?: number; reason?: string; journey?: number; profile?: string };

const decisions = createRoute({
  getParentRoute: () => tenant,
  path: "/decisions",
  staticData: { action: "decisions" },
  validateSearch: (search: Record<string, unknown>): DecisionFilters => {
    const [days, journey] = [Number(search.days), Number(search.journey)];
    const [reason, profile] = [text(search.reason), text(search.profile)];
    return {
      ...(days >= 1 && days <= 366 ? { days } : {}),
      ...(reason ? { reason } : {}),
      ...(journey ? { journey } : {}),
      ...(profile ? { profile } : {}),
    };
  },
  component: lazyRouteComponent(() => import("./pages/Decisions.tsx"), "Decisions"),
});

const decision = createRoute({
  getParentRoute: () => tenant,
  path: "/decisions/$id",
  staticData: { action: "decisions" },
  component: lazyRouteComponent(() => import("./pages/Decision.tsx"), "DecisionPage"),
});

const purposes = createRoute({
  getParentRoute: () => tenant,
  path: "/purposes",
  staticData: { action: "purposes" },
  component: lazyRouteComponent(() => import("./pages/Purposes.tsx"), "PurposesPage"),
});

const purpose = createRoute({
  getParentRoute: () => tenant,
  path: "/purposes/$id",
  staticData: { action: "purposes" },
  component: lazyRouteComponent(() => import("./pages/Purpose.tsx"), "PurposePage"),
});

const caps = createRoute({
  getParentRoute: () => tenant,
  path: "/caps",
  staticData: { action: "purposes" },
  component: lazyRouteComponent(() => import("./pages/Caps.tsx"), "CapsPage"),
});

const banner = createRoute({
  getParentRoute: () => tenant,
  path: "/banner",
  staticData: { action: "purposes" },
  component: lazyRouteComponent(() => import("./pages/Banner.tsx"), "BannerPage"),
});

const suppressions = createRoute({
  getParentRoute: () => tenant,
  path: "/suppressions",
  staticData: { action: "suppressions" },
  component: lazyRouteComponent(() => import("./pages/Suppressions.tsx"), "Suppressions"),
});

const imports = createRoute({
  getParentRoute: () => tenant,
  path: "/imports",
  staticData: { action: "imports" },
  component: lazyRouteComponent(() => import("./pages/Imports.tsx"), "Imports"),
});

const oneImport = createRoute({
  getParentRoute: () => tenant,
  path: "/imports/$id",
  staticData: { action: "imports" },
  component: lazyRouteComponent(() => import("./pages/Import.tsx"), "ImportPage"),
});

const duties = createRoute({
  getParentRoute: () => tenant,
  path: "/duties",
  staticData: { action: "duties" },
  component: lazyRouteComponent(() => import("./pages/Duties.tsx"), "DutiesPage"),
});

const orders = createRoute({
  getParentRoute: () => tenant,
  path: "/orders",
  staticData: { action: "orders" },
  validateSearch: (search: Record<string, unknown>): { attributed?: boolean } => {
    const attributed = flag(search.attributed);
    return attributed === undefined ? {} : { attributed };
  },
  component: lazyRouteComponent(() => import("./pages/Orders.tsx"), "Orders"),
});

const order = createRoute({
  getParentRoute: () => tenant,
  path: "/orders/$id",
  staticData: { action: "orders" },
  component: lazyRouteComponent(() => import("./pages/Order.tsx"), "OrderPage"),
});

const items = createRoute({
  getParentRoute: () => tenant,
  path: "/items",
  staticData: { action: "items" },
  validateSearch: (search: Record<string, unknown>): { search?: string } => {
    const sought =
      text(search.search) ?? (typeof search.search === "number" ? String(search.search) : undefined);
    return sought ? { search: sought } : {};
  },
  component: lazyRouteComponent(() => import("./pages/Items.tsx"), "Items"),
});

const item = createRoute({
  getParentRoute: () => tenant,
  path: "/items/$id",
  staticData: { action: "items" },
  component: lazyRouteComponent(() => import("./pages/Item.tsx"), "ItemPage"),
});

const ingest = createRoute({
  getParentRoute: () => tenant,
  path: "/events",
  staticData: { action: "ingest" },
  component: lazyRouteComponent(() => import("./pages/Ingest.tsx"), "IngestPage"),
});

const declarations = createRoute({
  getParentRoute: () => tenant,
  path: "/declarations",
  staticData: { action: "declarations" },
  component: lazyRouteComponent(() => import("./pages/DeclarationsPage.tsx"), "DeclarationsPage"),
});

const settings = createRoute({
  getParentRoute: () => tenant,
  path: "/settings",
  staticData: { action: "settings" },
  component: lazyRouteComponent(() => import("./pages/Settings.tsx"), "SettingsPage"),
});

const keys = createRoute({
  getParentRoute: () => tenant,
  path: "/settings/keys",
  staticData: { action: "keys" },
  component: lazyRouteComponent(() => import("./pages/Keys.tsx"), "Keys"),
});

const members = createRoute({
  getParentRoute: () => tenant,
  path: "/settings/members",
  staticData: { action: "members" },
  component: lazyRouteComponent(() => import("./pages/Members.tsx"), "Members"),
});

const audit = createRoute({
  getParentRoute: () => tenant,
  path: "/settings/audit",
  staticData: { action: "audit" },
  validateSearch: auditFilters,
  component: lazyRouteComponent(() => import("./pages/Audit.tsx"), "Audit"),
});

/** What is nowhere is said where the navigation stays. */
const elsewhere = createRoute({ getParentRoute: () => app, path: "$", component: NotFound });
const elsewhereAtTenant = createRoute({ getParentRoute: () => tenant, path: "$", component: NotFound });

const ofTenant = [
  overview,
  profiles,
  profile,
  journeys,
  journey,
  messages,
  message,
  decisions,
  decision,
  purposes,
  purpose,
  caps,
  banner,
  suppressions,
  imports,
  oneImport,
  duties,
  orders,
  order,
  items,
  item,
  ingest,
  declarations,
  settings,
  keys,
  members,
  audit,
] as const;

export const router = createRouter({
  routeTree: root.addChildren([
    signIn,
    welcome,
    app.addChildren([
      start,
      account,
      tenants,
      log,
      tenant.addChildren([...ofTenant, elsewhereAtTenant]),
      elsewhere,
    ]),
  ]),
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: Broken,
  // What a page's search does not know is not there.
  search: { strict: true },
  defaultPendingComponent: () => <Waiting />,
  defaultPendingMs: 0,
  defaultPendingMinMs: 0,
  defaultPreload: "intent",
  scrollRestoration: true,
});

/** Fetches the other pages when there is nothing else to do: whoever goes offline after can still go round. */
export function fetchPages() {
  const pages = [account, ...ofTenant].map(({ options }) => options.component);
  // Safari knows no idleness.
  const later = window.requestIdleCallback ?? setTimeout;
  later(() => {
    for (const page of pages) void page?.preload?.();
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
  interface StaticDataRouteOption {
    /** What a member must be allowed, to see the page. */
    action?: Action;
  }
}
