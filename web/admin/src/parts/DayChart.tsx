import { useState } from "react";
import { shortDay } from "../format.ts";
import { t } from "../words/words.ts";
import classes from "./DayChart.module.css";

type Props = {
  title: string;
  days: readonly { day: string; value: number }[];
  format: (value: number) => string;
};

/** Bars, one a day. What it draws stands in a table of the same page too, so it is a picture with a summary. */
export function DayChart({ title, days, format }: Props) {
  const [pointed, setPointed] = useState<number>();
  const most = Math.max(1, ...days.map(({ value }) => value));
  const total = days.reduce((sum, { value }) => sum + value, 0);
  const one = pointed === undefined ? undefined : days[pointed];
  const [first, last] = [days[0], days.at(-1)];
  return (
    <figure className={classes.chart}>
      <figcaption className={classes.head}>
        <span className={classes.title}>{title}</span>
        <span className={classes.value}>
          {one ? `${shortDay(one.day)}: ${format(one.value)}` : format(total)}
        </span>
      </figcaption>
      <svg
        className={classes.bars}
        viewBox={`0 0 ${Math.max(1, days.length)} 100`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t("chart.summary", { title, total: format(total), most: format(total ? most : 0) })}
        onPointerMove={(event) => {
          const { left, width } = event.currentTarget.getBoundingClientRect();
          setPointed(Math.min(days.length - 1, Math.floor(((event.clientX - left) / width) * days.length)));
        }}
        onPointerLeave={() => setPointed(undefined)}
      >
        {days.map(({ day, value }, place) => {
          const height = (value / most) * 98;
          return (
            <rect
              key={day}
              x={place + 0.12}
              width={0.76}
              y={100 - height}
              height={height}
              className={place === pointed ? classes.pointed : classes.bar}
            />
          );
        })}
      </svg>
      <div className={`${classes.axis} dim small`} aria-hidden="true">
        <span>{first && shortDay(first.day)}</span>
        <span>{last && shortDay(last.day)}</span>
      </div>
    </figure>
  );
}
