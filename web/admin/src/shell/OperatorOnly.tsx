import type { ReactNode } from "react";
import { Problem } from "../api/problem.ts";
import { Failed } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { type Label, t } from "../words/words.ts";
import { useMe } from "./tenant.ts";

/** A page of the installation: of others than its operators nothing of it is shown, and nothing asked. */
export function OperatorOnly({ title, children }: { title: Label; children: ReactNode }) {
  if (useMe().operator) return children;
  return (
    <Page title={t(title)}>
      <Failed error={new Problem(403, {})} detail={t("problem.operatorOnly")} />
    </Page>
  );
}
