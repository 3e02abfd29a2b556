//! The live schema as the database tells it: for the inventory's comparison, the tests of keys, and row-level security.

use std::collections::BTreeMap;

use crate::handle::{Engine, Store};
use crate::postgres::Postgres;
use crate::{Error, Result};

/// The tables that are no tenant's. Everything else has `tenant_id` first in each key.
pub const GLOBAL: &[&str] = &[
    "host",
    "installation",
    "law",
    "member",
    "membership",
    "optout",
    "server_key",
    "session",
    "tenant",
    "work",
    "write_key",
];

/// Tables whose rows are never changed, guarded by the database itself.
pub const APPEND_ONLY: &[&str] = &["audit", "consent_entry", "duty", "import", "law", "link", "policy"];

/// Those of them whose rows never go either: no person's data is in them, and no term ends them.
pub const KEPT: &[&str] = &["law"];

/// Table → its columns, in order.
pub type Columns = BTreeMap<String, Vec<String>>;

/// A primary key or unique index.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// Of this table.
    pub table: String,
    /// Its columns, in order.
    pub columns: Vec<String>,
}

/// Every table with its columns.
///
/// # Errors
/// Those of the engine.
pub async fn columns(store: &Store) -> Result<Columns> {
    let pairs = match &store.inner.engine {
        Engine::Postgres(postgres) => {
            postgres
                .rows(
                    "schema.columns",
                    "SELECT table_name, column_name FROM information_schema.columns
                     WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
                )
                .await?
        }
        Engine::Sqlite(_) => {
            sqlite_rows(
                store,
                "SELECT t.name, c.name FROM pragma_table_list t, pragma_table_info(t.name) c
                 WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY t.name, c.cid",
            )
            .await?
        }
    };
    let mut out = Columns::new();
    for pair in pairs {
        if let [Some(table), Some(column)] = pair.as_slice() {
            out.entry(table.clone()).or_default().push(column.clone());
        }
    }
    Ok(out)
}

/// Every primary key and unique index, with its columns.
///
/// # Errors
/// Those of the engine.
pub async fn unique_keys(store: &Store) -> Result<Vec<Key>> {
    let rows = match &store.inner.engine {
        Engine::Postgres(postgres) => {
            postgres
                .rows(
                    "schema.keys",
                    "SELECT c.relname, string_agg(a.attname, ',' ORDER BY k.place)
                     FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid AND c.relnamespace = 'public'::regnamespace
                     CROSS JOIN LATERAL unnest(i.indkey::int[]) WITH ORDINALITY AS k(attnum, place)
                     JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                     WHERE i.indisunique GROUP BY i.indexrelid, c.relname",
                )
                .await?
        }
        Engine::Sqlite(_) => {
            sqlite_rows(
                store,
                "SELECT t.name, (SELECT group_concat(c.name) FROM (SELECT name FROM pragma_index_info(i.name) ORDER BY seqno) c)
                 FROM pragma_table_list t, pragma_index_list(t.name) i
                 WHERE t.schema = 'main' AND t.type = 'table' AND i.\"unique\" = 1",
            )
            .await?
        }
    };
    Ok(rows
        .into_iter()
        .filter_map(|row| match row.as_slice() {
            [Some(table), Some(columns)] => {
                Some(Key { table: table.clone(), columns: columns.split(',').map(str::to_owned).collect() })
            }
            _ => None,
        })
        .collect())
}

pub(crate) async fn postgres_tenant_tables(owner: &Postgres) -> Result<Vec<String>> {
    let rows =
        owner.rows("schema.tables", "SELECT tablename FROM pg_tables WHERE schemaname = 'public'").await?;
    Ok(rows
        .into_iter()
        .filter_map(|mut row| row.pop().flatten())
        .filter(|table| !GLOBAL.contains(&table.as_str()))
        .collect())
}

pub(crate) async fn sqlite_rows(store: &Store, text: &str) -> Result<Vec<Vec<Option<String>>>> {
    let Engine::Sqlite(sqlite) = &store.inner.engine else {
        return Err(Error::Setup("not an SQLite database".into()));
    };
    let connection = sqlite.writer().await;
    let failed = |e| crate::sqlite::error("schema", e);
    let mut statement = connection.prepare(text).map_err(failed)?;
    let width = statement.column_count();
    let mut rows = statement.query([]).map_err(failed)?;
    let mut out = Vec::new();
    while let Some(row) = rows.next().map_err(failed)? {
        let values: rusqlite::Result<Vec<Option<String>>> = (0..width).map(|at| row.get(at)).collect();
        out.push(values.map_err(failed)?);
    }
    Ok(out)
}
