import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import type { UndeclaredEvent } from "../../api/types.ts";
import { count, day } from "../../format.ts";
import { Panel } from "../../parts/facts.tsx";
import { Rows } from "../../parts/Listing.tsx";
import { Empty, Loaded } from "../../parts/Loaded.tsx";
import { useHere } from "../../shell/tenant.ts";
import { t } from "../../words/words.ts";
import { Declare } from "./Declare.tsx";

/** What stands for all names that may not be shown, such as those that hold an address. */
const HIDDEN = "…";

/** Events that came under names nobody has declared: they are counted, not stored. */
export function Undeclared() {
  const { reads, allows } = useHere();
  const query = useQuery(reads.undeclared);
  const [name, setName] = useState<string>();
  const declareOf = (one: UndeclaredEvent) =>
    one.name !== HIDDEN && (
      <Button
        variant="default"
        size="xs"
        aria-label={t("declare.this", { name: one.name })}
        onClick={() => setName(one.name)}
      >
        {t("declare.do")}
      </Button>
    );
  return (
    <Panel
      title={t("undeclared.title")}
      plain
      aside={
        allows("declare") && (
          <Button variant="default" size="xs" onClick={() => setName("")}>
            {t("declare.new")}
          </Button>
        )
      }
    >
      <p className="dim">
        {t("undeclared.text")} {allows("declare") && t("undeclared.declare")}
      </p>
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <Empty title={t("undeclared.none")} />
          ) : (
            <Rows
              label={t("undeclared.title")}
              rows={items}
              keyOf={(one) => one.name}
              columns={[
                {
                  head: t("column.name"),
                  cell: (one) => (
                    <span className="clip">{one.name === HIDDEN ? t("undeclared.hidden") : one.name}</span>
                  ),
                },
                { head: t("column.number"), number: true, cell: ({ n }) => count(n) },
                { head: t("undeclared.last"), cell: ({ last_day }) => day(last_day) },
                ...(allows("declare") ? [{ head: t("column.action"), cell: declareOf }] : []),
              ]}
            />
          )
        }
      </Loaded>
      {name !== undefined && <Declare name={name} onClose={() => setName(undefined)} />}
    </Panel>
  );
}
