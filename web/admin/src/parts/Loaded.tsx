import { Button } from "@mantine/core";
import type { ReactNode } from "react";
import { Problem, statusOf, Unreachable } from "../api/problem.ts";
import { t } from "../words/words.ts";
import classes from "./Loaded.module.css";

/** Room for what is being read. It is empty for 200 ms, then grey: what comes quickly does not flicker. */
export function Waiting({ lines = 6, tall = 1 }: { lines?: number; tall?: number }) {
  const rows = Array.from({ length: lines }, (_, line) => line);
  return (
    <div className={classes.waiting} aria-busy="true">
      <span className="hidden" role="status">
        {t("state.loading")}
      </span>
      {rows.map((line) => (
        <div key={line} className={classes.line} data-tall={tall} />
      ))}
    </div>
  );
}

/** What went wrong, in words of the interface; the server's own words where it says more. */
export function wordsOf(error: unknown): { title: string; detail?: string; request?: string } {
  if (error instanceof Unreachable) return { title: t("problem.unreachable"), detail: t("problem.tryAgain") };
  if (!(error instanceof Problem)) return { title: t("problem.own"), detail: t("problem.tryAgain") };
  const { detail, title, request } = error.details;
  const more = request ? { request } : {};
  if (error.status === 429) {
    return { title: t("problem.tooMany", { n: error.retryAfter ?? 1 }), ...more };
  }
  if (error.status >= 500) return { title: t("problem.server"), detail: t("problem.serverDetail"), ...more };
  if (error.status === 403)
    return { title: t("problem.forbidden"), detail: t("problem.forbiddenDetail"), ...more };
  if (error.status === 404)
    return { title: t("problem.missing"), detail: t("problem.missingDetail"), ...more };
  // What does not fit is told in a sentence of its own.
  if (error.status === 409 && detail) return { title: detail, ...more };
  if (error.status === 412) return { title: t("problem.changed"), ...more };
  return { title: title ?? t("problem.own"), ...(detail ? { detail } : {}), ...more };
}

type FailedProps = {
  error: unknown;
  again?: (() => void) | undefined;
  /** What helps, where it is not what usually does. */
  detail?: string;
};

/** Says what went wrong, with the number to ask about, and offers to try again. */
export function Failed({ error, again, ...own }: FailedProps) {
  const { title, detail, request } = { ...wordsOf(error), ...own };
  const helps = again && statusOf(error) !== 403 && statusOf(error) !== 404;
  return (
    <div role="alert" className={classes.failed}>
      <p>
        <strong>{title}</strong>
        {detail && <span className={classes.detail}>{detail}</span>}
      </p>
      {request && (
        <p className="small dim">
          {t("problem.request")} <code>{request}</code>
        </p>
      )}
      {helps && (
        <Button variant="default" size="xs" onClick={again}>
          {t("action.retry")}
        </Button>
      )}
    </div>
  );
}

type Query<T> = { data: T | undefined; error: unknown; refetch: () => unknown };

/** What a query read; before, room for it; else what went wrong. */
export function Loaded<T>(props: { query: Query<T>; waiting?: ReactNode; children: (data: T) => ReactNode }) {
  const { query, waiting, children } = props;
  if (query.data !== undefined) return children(query.data);
  if (query.error) return <Failed error={query.error} again={() => void query.refetch()} />;
  return waiting ?? <Waiting />;
}

/** Nothing here: and what to do next. */
export function Empty({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <p className={classes.emptyTitle}>{title}</p>
      {children && <div className="dim">{children}</div>}
    </div>
  );
}
