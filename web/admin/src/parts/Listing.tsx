import { Button } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { type ReactNode, useEffect } from "react";
import { t } from "../words/words.ts";
import classes from "./Listing.module.css";
import { Failed, Waiting } from "./Loaded.tsx";

export type Column<T> = {
  head: string;
  cell: (row: T) => ReactNode;
  /** Numbers stand right. */
  number?: boolean;
};

type RowsProps<T> = {
  /** What the list is, for who does not see it. */
  label: string;
  rows: readonly T[];
  keyOf: (row: T) => string;
  /** The first is the row's name: on a phone it heads the row. */
  columns: readonly [Column<T>, ...Column<T>[]];
  /** A class for rows that stand out. */
  mark?: (row: T) => boolean;
};

const PHONE = "(max-width: 48em)";
export const usePhone = () => useMediaQuery(PHONE, window.matchMedia(PHONE).matches) ?? false;

function Wide<T>({ label, rows, keyOf, columns }: RowsProps<T>) {
  return (
    <table className={classes.table}>
      <caption className="hidden">{label}</caption>
      <thead>
        <tr>
          {columns.map(({ head, number }) => (
            <th key={head} scope="col" className={number ? "number" : undefined}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={keyOf(row)}>
            {columns.map(({ head, cell, number }) => (
              <td key={head} className={number ? "number" : undefined}>
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Narrow<T>({ label, rows, keyOf, columns: [name, ...others] }: RowsProps<T>) {
  return (
    <ul className={classes.cards} aria-label={label}>
      {rows.map((row) => (
        <li key={keyOf(row)} className={classes.card}>
          <div className={classes.name}>{name.cell(row)}</div>
          <dl className={classes.facts}>
            {others.map(({ head, cell }) => (
              <div key={head}>
                <dt className="dim small">{head}</dt>
                <dd>{cell(row)}</dd>
              </div>
            ))}
          </dl>
        </li>
      ))}
    </ul>
  );
}

/** Rows: a table, on a phone a list that can be read. */
export function Rows<T>(props: RowsProps<T>) {
  return usePhone() ? <Narrow {...props} /> : <Wide {...props} />;
}

export type Pages<T> = {
  data: { pages: { items: T[] }[] } | undefined;
  error: unknown;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  isFetchNextPageError: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

type ListingProps<T> = Omit<RowsProps<T>, "rows"> & {
  query: Pages<T>;
  /** What is said when there is nothing. */
  empty: ReactNode;
};

/** A list that is read page by page. */
export function Listing<T>({ query, empty, ...rest }: ListingProps<T>) {
  if (!query.data) {
    return query.error ? (
      <Failed error={query.error} again={() => void query.refetch()} />
    ) : (
      <Waiting lines={8} />
    );
  }
  const rows = query.data.pages.flatMap((page) => page.items);
  if (rows.length === 0 && query.hasNextPage) return <GoingOn query={query} />;
  if (rows.length === 0) return empty;
  return (
    <div className="stack">
      <Rows rows={rows} {...rest} />
      <More query={query} shown={rows.length} />
    </div>
  );
}

/** A search looks at so many rows at a time: one that has found nothing yet goes on by itself. */
function GoingOn<T>({ query }: { query: Pages<T> }) {
  const { isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  useEffect(() => {
    if (!isFetchingNextPage && !isFetchNextPageError) void fetchNextPage();
  }, [isFetchingNextPage, isFetchNextPageError, fetchNextPage]);
  if (isFetchNextPageError) return <Failed error={query.error} again={() => void fetchNextPage()} />;
  return <Waiting lines={8} />;
}

/** How much is shown, and the way to more. */
export function More<T>({ query, shown }: { query: Pages<T>; shown: number }) {
  return (
    <div className={classes.more}>
      {query.isFetchNextPageError && <Failed error={query.error} />}
      <p className="dim small" role="status">
        {query.hasNextPage ? t("list.shown", { n: shown }) : t("list.all", { n: shown })}
      </p>
      {query.hasNextPage && (
        <Button
          variant="default"
          aria-disabled={query.isFetchingNextPage}
          onClick={() => query.isFetchingNextPage || void query.fetchNextPage()}
        >
          {query.isFetchingNextPage ? t("state.loading") : t("list.more")}
        </Button>
      )}
    </div>
  );
}
