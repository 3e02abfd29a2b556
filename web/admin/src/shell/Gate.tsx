import type { ReactNode } from "react";
import { Page } from "../parts/Page.tsx";
import { t } from "../words/words.ts";
import classes from "./Gate.module.css";

/** A page for who is not signed in. */
export function Gate({ title, children }: { title: string; children: ReactNode }) {
  return (
    <main className={classes.gate}>
      <div className={classes.card}>
        <p className={classes.brand}>{t("product")}</p>
        <Page title={title}>{children}</Page>
      </div>
    </main>
  );
}
