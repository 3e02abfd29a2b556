//! Does the engine understand the statement?

use crate::handle::Engine;
use crate::{Result, Sql, Store};

/// Lets the store's engine read a statement without running it: every table, column and type must exist.
///
/// # Errors
/// Those of the engine, with the statement's name.
pub async fn prepare(store: &Store, sql: &'static Sql) -> Result<()> {
    match &store.inner.engine {
        Engine::Sqlite(sqlite) => sqlite.prepare(sql).await,
        Engine::Postgres(postgres) => postgres.prepare(sql).await,
    }
}
