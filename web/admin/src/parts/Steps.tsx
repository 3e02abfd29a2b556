import type { ReactNode } from "react";
import classes from "./Steps.module.css";

type Step = { name: ReactNode; time: string; note?: ReactNode };

/** What happened, one after the other. */
export function Steps({ of }: { of: readonly Step[] }) {
  return (
    <ol className={classes.steps}>
      {of.map(({ name, time, note }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a history has no other name for its steps, and only grows
        <li key={place} className={classes.step}>
          <div className={classes.head}>
            <span>{name}</span>
            <time className="dim small">{time}</time>
          </div>
          {note && <div className="dim small">{note}</div>}
        </li>
      ))}
    </ol>
  );
}
