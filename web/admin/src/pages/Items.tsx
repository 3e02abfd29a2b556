import { Button, TextInput } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useState } from "react";
import { count, money } from "../format.ts";
import { Listing } from "../parts/Listing.tsx";
import { Empty } from "../parts/Loaded.tsx";
import { ToItem } from "../parts/links.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { t } from "../words/words.ts";
import classes from "./Items.module.css";
import { Picture } from "./item/Picture.tsx";

function Search({ sought, onSearch }: { sought: string; onSearch: (text: string) => void }) {
  const [text, setText] = useState(sought);
  return (
    <search>
      <form
        className={classes.search}
        onSubmit={(event) => {
          event.preventDefault();
          onSearch(text.trim());
        }}
      >
        <TextInput
          type="search"
          aria-label={t("items.search")}
          placeholder={t("items.search")}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Button type="submit" variant="default">
          {t("items.find")}
        </Button>
      </form>
    </search>
  );
}

export function Items() {
  const { reads, params, clock } = useHere();
  const go = useNavigate();
  const { search = "" } = useSearch({ from: "/app/t/$tenant/items" });
  const query = useInfiniteQuery(reads.items(search ? { search } : {}));
  const find = (text: string) =>
    void go({ to: "/t/$tenant/items", params, search: text ? { search: text } : {}, replace: true });
  return (
    <Page title={t("nav.items")} actions={<Search key={search} sought={search} onSearch={find} />}>
      <Listing
        label={t("nav.items")}
        query={query}
        keyOf={({ sku }) => sku}
        empty={
          search ? (
            <Empty title={t("items.notFound")}>{t("items.notFoundText", { search })}</Empty>
          ) : (
            <Empty title={t("items.empty")}>{t("items.emptyText")}</Empty>
          )
        }
        columns={[
          {
            head: t("column.item"),
            cell: ({ sku, title, image_url }) => (
              <span className={classes.item}>
                <Picture of={image_url} small />
                <span className={classes.name}>
                  <ToItem id={sku}>{title || sku}</ToItem>
                  <code className="dim small">{sku}</code>
                </span>
              </span>
            ),
          },
          { head: t("column.category"), cell: ({ category }) => <span className="clip">{category}</span> },
          { head: t("column.brand"), cell: ({ brand }) => <span className="clip">{brand}</span> },
          { head: t("column.price"), number: true, cell: ({ price }) => (price ? money(price) : "–") },
          {
            head: t("column.stock"),
            number: true,
            cell: ({ stock }) => (stock == null ? "–" : count(stock)),
          },
          {
            head: t("column.updated"),
            cell: ({ updated_at }) => <span className="whole">{clock.time(updated_at)}</span>,
          },
        ]}
      />
    </Page>
  );
}
