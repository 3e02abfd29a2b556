import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import type { Item } from "../api/types.ts";
import { count, money } from "../format.ts";
import { Facts, Panel } from "../parts/facts.tsx";
import { Loaded } from "../parts/Loaded.tsx";
import { Page } from "../parts/Page.tsx";
import { useHere } from "../shell/tenant.ts";
import { t } from "../words/words.ts";
import classes from "./Item.module.css";
import { Picture } from "./item/Picture.tsx";

/** A shop's page of an item, if the address is one a browser may follow. */
function shopLink(url: string | null) {
  return url && /^https?:\/\//.test(url) ? (
    <a href={url} target="_blank" rel="noreferrer noopener">
      {url}
    </a>
  ) : (
    url
  );
}

function About({ item }: { item: Item }) {
  const { clock } = useHere();
  return (
    <Panel title={t("item.summary")}>
      <div className={classes.about}>
        <Picture of={item.image_url} />
        <Facts
          of={[
            [t("column.sku"), <code key="sku">{item.sku}</code>],
            [t("column.price"), item.price && money(item.price)],
            [t("column.stock"), item.stock == null ? t("item.stockUnknown") : count(item.stock)],
            [t("column.category"), item.category],
            [t("column.brand"), item.brand],
            [t("item.group"), item.item_group],
            [t("item.page"), shopLink(item.url)],
            [t("column.updated"), clock.exact(item.updated_at)],
          ]}
        />
      </div>
      {item.description && <p className={classes.description}>{item.description}</p>}
    </Panel>
  );
}

export function ItemPage() {
  const { reads, params } = useHere();
  const { id } = useParams({ from: "/app/t/$tenant/items/$id" });
  const query = useQuery(reads.item(id));
  return (
    <Page
      title={query.data?.title || id}
      up={
        <Link to="/t/$tenant/items" params={params}>
          {t("nav.items")}
        </Link>
      }
    >
      <Loaded query={query}>{(item) => <About item={item} />}</Loaded>
    </Page>
  );
}
