import { useMatch } from "@tanstack/react-router";
import { type ReactNode, useEffect, useRef } from "react";
import { t } from "../words/words.ts";
import classes from "./Page.module.css";

/** The address whose heading had the focus last: a page that was loaded afresh leaves the focus where it is. */
let shown: string | undefined;

type Props = {
  title: string;
  /** The link to where one comes from: a list. */
  up?: ReactNode;
  actions?: ReactNode;
  lead?: ReactNode;
  children: ReactNode;
};

/** A page: its title in the window and on top; who arrives by a link stands on the heading. */
export function Page({ title, up, actions, lead, children }: Props) {
  const heading = useRef<HTMLHeadingElement>(null);
  const address = useMatch({ strict: false, select: (match) => match.pathname });
  useEffect(() => {
    document.title = t("title.page", { title });
  }, [title]);
  useEffect(() => {
    if (shown !== undefined && shown !== address && !document.querySelector("dialog[open]")) {
      heading.current?.focus({ preventScroll: true });
    }
    shown = address;
  }, [address]);
  return (
    <div className={classes.page}>
      <header className={classes.head}>
        <div className={classes.names}>
          {up && (
            <p className={classes.up}>
              <span aria-hidden="true">← </span>
              {up}
            </p>
          )}
          <h1 ref={heading} tabIndex={-1} className={classes.title}>
            {title}
          </h1>
          {lead && <div className={`${classes.lead} dim`}>{lead}</div>}
        </div>
        {actions && <div className="row">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
