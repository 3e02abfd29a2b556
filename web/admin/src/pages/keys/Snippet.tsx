import { useQuery } from "@tanstack/react-query";
import { Copyable } from "../../parts/facts.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { useHere } from "../../shell/tenant.ts";
import { t } from "../../words/words.ts";
import { snippetOf } from "./snippet.ts";

/** A public key, and the lines for the shop's pages that it stands in. */
export function Snippet({ written }: { written: string }) {
  const { reads } = useHere();
  return (
    <>
      <Copyable label={t("keys.key")} text={written} />
      <Loaded query={useQuery(reads.settings)}>
        {({ data }) => (
          <>
            <p>{t("keys.snippetText")}</p>
            <Copyable label={t("keys.snippet")} text={snippetOf(written, data)} lines={6} />
          </>
        )}
      </Loaded>
    </>
  );
}
