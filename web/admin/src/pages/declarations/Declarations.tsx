import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { remove } from "../../api/client.ts";
import type { Declaration } from "../../api/types.ts";
import { Confirm } from "../../parts/Confirm.tsx";
import { Panel } from "../../parts/facts.tsx";
import { Rows } from "../../parts/Listing.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { say } from "../../parts/notices.tsx";
import { useSend } from "../../parts/send.ts";
import { useHere } from "../../shell/tenant.ts";
import { named, t } from "../../words/words.ts";

function End({ name, onClose }: { name: string; onClose: () => void }) {
  const { id: tenant, reads } = useHere();
  const memory = useQueryClient();
  const end = useSend({
    mutationFn: () => remove("/api/tenants/{tenant}/declarations/{name}", { path: { tenant, name } }),
    onSuccess: async () => {
      await memory.invalidateQueries({ queryKey: reads.declarations.queryKey });
      say(t("declarations.ended", { name }));
      onClose();
    },
  });
  return (
    <Confirm
      title={t("declarations.endTitle", { name })}
      action={t("declarations.end")}
      sending={end}
      onDo={() => end.mutate()}
      onClose={onClose}
    >
      {t("declarations.endText")}
    </Confirm>
  );
}

/** The tenant's own events: what they are for and what they may say. */
export function Declarations() {
  const { reads, allows, clock } = useHere();
  const query = useQuery(reads.declarations);
  const [ending, setEnding] = useState<string>();
  const endOf = ({ name }: Declaration) => (
    <Button
      variant="default"
      size="xs"
      aria-label={t("declarations.endThis", { name })}
      onClick={() => setEnding(name)}
    >
      {t("declarations.end")}
    </Button>
  );
  return (
    <Panel title={t("declarations.title")} plain>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="dim">{t("declarations.none")}</p>
          ) : (
            <Rows
              label={t("declarations.title")}
              rows={items}
              keyOf={({ name }) => name}
              columns={[
                { head: t("column.name"), cell: ({ name }) => <span className="clip">{name}</span> },
                { head: t("column.purpose"), cell: ({ purpose }) => named("purpose", purpose) },
                {
                  head: t("column.properties"),
                  cell: ({ properties }) => (
                    <span className="clip">
                      {properties.map(({ name, shape }) => `${name} (${named("shape", shape)})`).join(", ") ||
                        "–"}
                    </span>
                  ),
                },
                {
                  head: t("column.since"),
                  cell: ({ created_at }) => <span className="whole">{clock.time(created_at)}</span>,
                },
                ...(allows("declare") ? [{ head: t("column.action"), cell: endOf }] : []),
              ]}
            />
          )
        }
      </Loaded>
      {ending && <End name={ending} onClose={() => setEnding(undefined)} />}
    </Panel>
  );
}
