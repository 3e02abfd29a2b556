// What the pages read, each with the name it is remembered by.
import { infiniteQueryOptions, QueryCache, QueryClient, queryOptions } from "@tanstack/react-query";
import { get, look } from "./client.ts";
import { isPassing, statusOf } from "./problem.ts";
import type { MessageState } from "./types.ts";

export const memory = new QueryClient({
  queryCache: new QueryCache({
    // The role has changed since: what the member may do is asked anew.
    onError: (error) => {
      if (statusOf(error) === 403) void memory.invalidateQueries({ queryKey: me.queryKey, exact: true });
    },
  }),
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      retry: (failures, error) => failures < 2 && isPassing(error),
      retryDelay: (failures) => 400 * 2 ** failures,
    },
  },
});

const LIMIT = 50;

/** Pages of a list, newest first, each by the cursor of the one before. */
function paged<T>(
  key: readonly unknown[],
  read: (page: { limit: number; cursor?: string }) => Promise<{ items: T[]; next?: string | null }>,
) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => read({ limit: LIMIT, ...(pageParam ? { cursor: pageParam } : {}) }),
    initialPageParam: null as string | null,
    getNextPageParam: (last) => last.next ?? null,
    // A list of many pages is not fetched anew because somebody looked at another window.
    refetchOnWindowFocus: false,
  });
}

/** The filters that are set. */
const set = <T extends object>(filters: T) =>
  Object.fromEntries(Object.entries(filters).filter(([, value]) => value !== undefined && value !== "")) as {
    [name in keyof T]?: Exclude<T[name], undefined>;
  };

export const me = queryOptions({ queryKey: ["me"], queryFn: () => look("/api/me", {}), staleTime: 60_000 });

export const sessions = queryOptions({
  queryKey: ["me", "sessions"],
  queryFn: () => get("/api/me/sessions", {}),
});

export const tenants = paged(["tenants"], (page) => get("/api/tenants", { query: page }));

export const installationLog = (filters: { member?: string | undefined; action?: string | undefined }) =>
  paged(["log", filters], (page) => get("/api/audit", { query: { ...page, ...set(filters) } }));

export const optOuts = queryOptions({ queryKey: ["optOuts"], queryFn: () => get("/api/opt-outs", {}) });

/** What is known at one tenant. */
export const at = (tenant: number) => {
  const of = (...key: unknown[]) => ["tenant", tenant, ...key];
  return {
    all: of(),
    overview: (days: number) =>
      queryOptions({
        queryKey: of("overview", days),
        queryFn: () => get("/api/tenants/{tenant}/overview", { path: { tenant }, query: { days } }),
      }),
    profiles: (filters: { known?: boolean }) =>
      paged(of("profiles", filters), (page) =>
        get("/api/tenants/{tenant}/profiles", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
    profile: (id: string) =>
      queryOptions({
        queryKey: of("profile", id),
        queryFn: () => get("/api/tenants/{tenant}/profiles/{id}", { path: { tenant, id } }),
      }),
    timeline: (id: string) =>
      paged(of("profile", id, "timeline"), (page) =>
        get("/api/tenants/{tenant}/profiles/{id}/timeline", { path: { tenant, id }, query: page }),
      ),
    journeys: paged(of("journeys"), (page) =>
      get("/api/tenants/{tenant}/journeys", { path: { tenant }, query: page }),
    ),
    journey: (id: number) =>
      queryOptions({
        queryKey: of("journey", id),
        queryFn: () => look("/api/tenants/{tenant}/journeys/{id}", { path: { tenant, id } }),
      }),
    messages: (filters: { state?: MessageState; journey?: number; profile?: string }) =>
      paged(of("messages", filters), (page) =>
        get("/api/tenants/{tenant}/messages", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
    message: (id: string) =>
      queryOptions({
        queryKey: of("message", id),
        queryFn: () => get("/api/tenants/{tenant}/messages/{id}", { path: { tenant, id } }),
      }),
    decisionTotals: (days: number) =>
      queryOptions({
        queryKey: of("decisionTotals", days),
        queryFn: () => get("/api/tenants/{tenant}/decision-totals", { path: { tenant }, query: { days } }),
      }),
    decisions: (filters: { journey?: number; reason?: string; profile?: string }) =>
      paged(of("decisions", filters), (page) =>
        get("/api/tenants/{tenant}/decisions", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
    decision: (id: string) =>
      queryOptions({
        queryKey: of("decision", id),
        queryFn: () => get("/api/tenants/{tenant}/decisions/{id}", { path: { tenant, id } }),
      }),
    possible: (id: string) =>
      queryOptions({
        queryKey: of("profile", id, "possible"),
        queryFn: () => get("/api/tenants/{tenant}/profiles/{id}/possible", { path: { tenant, id } }),
        // Each asking is written down: it is asked when somebody asks.
        staleTime: Number.POSITIVE_INFINITY,
      }),
    ledger: (id: string, known?: string) =>
      queryOptions({
        queryKey: of("profile", id, "ledger", known),
        queryFn: () =>
          get("/api/tenants/{tenant}/profiles/{id}/ledger", { path: { tenant, id }, query: set({ known }) }),
      }),
    purposes: queryOptions({
      queryKey: of("purposes"),
      queryFn: () => look("/api/tenants/{tenant}/purposes", { path: { tenant } }),
    }),
    caps: queryOptions({
      queryKey: of("caps"),
      queryFn: () => look("/api/tenants/{tenant}/caps", { path: { tenant } }),
    }),
    banner: queryOptions({
      queryKey: of("banner"),
      queryFn: () => look("/api/tenants/{tenant}/banner", { path: { tenant } }),
    }),
    ruleChanges: queryOptions({
      queryKey: of("ruleChanges"),
      queryFn: () => get("/api/tenants/{tenant}/rule-changes", { path: { tenant } }),
    }),
    imports: paged(of("imports"), (page) =>
      get("/api/tenants/{tenant}/imports", { path: { tenant }, query: page }),
    ),
    attestation: queryOptions({
      queryKey: of("attestation"),
      queryFn: () => get("/api/tenants/{tenant}/imports/attestation", { path: { tenant } }),
    }),
    oneImport: (id: string) =>
      queryOptions({
        queryKey: of("import", id),
        queryFn: () => get("/api/tenants/{tenant}/imports/{id}", { path: { tenant, id } }),
      }),
    duties: queryOptions({
      queryKey: of("duties"),
      queryFn: () => get("/api/tenants/{tenant}/duties", { path: { tenant } }),
    }),
    suppressions: queryOptions({
      queryKey: of("suppressions"),
      queryFn: () => get("/api/tenants/{tenant}/suppressions", { path: { tenant } }),
    }),
    orders: (filters: { attributed?: boolean }) =>
      paged(of("orders", filters), (page) =>
        get("/api/tenants/{tenant}/orders", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
    order: (number: string) =>
      queryOptions({
        queryKey: of("order", number),
        queryFn: () => get("/api/tenants/{tenant}/orders/{number}", { path: { tenant, number } }),
      }),
    items: (filters: { search?: string }) =>
      paged(of("items", filters), (page) =>
        get("/api/tenants/{tenant}/items", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
    item: (sku: string) =>
      queryOptions({
        queryKey: of("item", sku),
        queryFn: () => get("/api/tenants/{tenant}/items/{sku}", { path: { tenant, sku } }),
      }),
    ingest: (days: number) =>
      queryOptions({
        queryKey: of("ingest", days),
        queryFn: () => get("/api/tenants/{tenant}/ingest", { path: { tenant }, query: { days } }),
      }),
    undeclared: queryOptions({
      queryKey: of("undeclared"),
      queryFn: () => get("/api/tenants/{tenant}/undeclared", { path: { tenant } }),
    }),
    declarations: queryOptions({
      queryKey: of("declarations"),
      queryFn: () => get("/api/tenants/{tenant}/declarations", { path: { tenant } }),
    }),
    brand: queryOptions({
      queryKey: of("brand"),
      queryFn: () => look("/api/tenants/{tenant}/brand", { path: { tenant } }),
    }),
    shades: (accent: string) =>
      queryOptions({
        queryKey: of("shades", accent),
        queryFn: () =>
          get("/api/tenants/{tenant}/brand/shades", { path: { tenant }, query: set({ accent }) }),
        staleTime: Number.POSITIVE_INFINITY,
      }),
    settings: queryOptions({
      queryKey: of("settings"),
      queryFn: () => look("/api/tenants/{tenant}/settings", { path: { tenant } }),
    }),
    keys: queryOptions({
      queryKey: of("keys"),
      queryFn: () => get("/api/tenants/{tenant}/keys", { path: { tenant } }),
    }),
    members: queryOptions({
      queryKey: of("members"),
      queryFn: () => get("/api/tenants/{tenant}/members", { path: { tenant } }),
    }),
    audit: (filters: { member?: string | undefined; action?: string | undefined }) =>
      paged(of("audit", filters), (page) =>
        get("/api/tenants/{tenant}/audit", { path: { tenant }, query: { ...page, ...set(filters) } }),
      ),
  };
};
