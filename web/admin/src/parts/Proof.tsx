import type { DecisionEvidence } from "../api/types.ts";
import { count, language } from "../format.ts";
import { useHere } from "../shell/tenant.ts";
import { named, t } from "../words/words.ts";
import { Facts } from "./facts.tsx";
import classes from "./Proof.module.css";
import { PurposeName } from "./PurposeName.tsx";

/** What an entry of the ledger says: the words that were read, and where, when and how they were answered. */
export function Proof({ of }: { of: DecisionEvidence }) {
  const { clock } = useHere();
  return (
    <li className={classes.proof}>
      <p>
        <strong>{named("act", of.act)}</strong> · <PurposeName of={of.purpose} />
      </p>
      {of.wording && <blockquote className={classes.wording}>{of.wording}</blockquote>}
      <Facts
        of={[
          [t("column.time"), clock.exact(of.at)],
          [t("message.place"), of.place],
          [t("message.method"), of.method && named("method", of.method)],
          [t("column.language"), of.language && language(of.language)],
          [t("message.entry"), count(of.entry)],
        ]}
      />
    </li>
  );
}
