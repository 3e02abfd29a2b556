import { useQuery } from "@tanstack/react-query";
import type { RuleChange } from "../../api/types.ts";
import { Panel } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { Steps } from "../../parts/Steps.tsx";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";

/** `marketing.basis` as people read it: the purpose, and what of it. Caps and hours belong to all. */
function nameOf(field: string): string {
  const [of = "", what = ""] = field.split(".");
  const name = named("rule", what);
  return of === "caps" || of === "quiet" ? name : `${named("purpose", of)}, ${name}`;
}

function Note({ of: { reason, changes } }: { of: RuleChange }) {
  return (
    <>
      <p>“{reason}”</p>
      <ul>
        {changes.map(({ field, from, to }) => (
          <li key={field}>{t("audit.change", { name: nameOf(field), from: from ?? "–", to: to ?? "–" })}</li>
        ))}
      </ul>
    </>
  );
}

/** Every version of the rules: what it changed, by whom and why. */
export function RuleChanges() {
  const { reads, clock } = useHere();
  const query = useQuery(reads.ruleChanges);
  return (
    <Panel title={t("rules.history")}>
      <Loaded query={query}>
        {({ items }) => (
          <Steps
            of={items.map((one) => ({
              name: t("rules.versionBy", {
                n: one.version,
                who: one.email ?? one.member ?? t("rules.program"),
              }),
              time: clock.exact(one.at),
              note: <Note of={one} />,
            }))}
          />
        )}
      </Loaded>
    </Panel>
  );
}
