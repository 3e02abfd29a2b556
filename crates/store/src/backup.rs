//! Copies of the database: online on SQLite, a dump on PostgreSQL. The keys are never among them.

use std::path::Path;

use rusqlite::Connection;

use crate::handle::{Engine, Store};
use crate::{Error, Result};

/// Writes a copy of the SQLite database to `to` while it is in use. The copy appears whole or not at all.
///
/// # Errors
/// [`Error::Setup`] if `to` exists or cannot be written; on PostgreSQL, which has its own tool.
pub async fn sqlite(store: &Store, to: &Path) -> Result<()> {
    let Engine::Sqlite(sqlite) = &store.inner.engine else {
        return Err(Error::Setup("not an SQLite database: PostgreSQL is dumped by pg_dump".into()));
    };
    let path = sqlite.path.clone();
    let reader = Connection::open(&path).map_err(|e| crate::sqlite::error("backup", e))?;
    copy_sqlite(&reader, to)
}

/// Erases what deleted rows leave behind: rewrites the file and empties the write-ahead log.
///
/// # Errors
/// Those of the engine.
pub async fn scrub(store: &Store, tables: &[&str]) -> Result<()> {
    match &store.inner.engine {
        Engine::Sqlite(sqlite) => {
            let writer = sqlite.writer().await;
            writer
                .execute_batch("PRAGMA wal_checkpoint(TRUNCATE); VACUUM; PRAGMA wal_checkpoint(TRUNCATE);")
                .map_err(|e| crate::sqlite::error("scrub", e))
        }
        Engine::Postgres(_) => {
            let owner = store.inner.owner.as_ref().ok_or_else(|| {
                Error::Setup("rewriting tables needs the owner's role: --owner-database".into())
            })?;
            for table in tables {
                owner.batch("scrub", &format!("VACUUM (FULL) {table}")).await?;
            }
            owner.batch("scrub", "CHECKPOINT").await.or(Ok(()))
        }
    }
}

pub(crate) fn copy_sqlite(from: &Connection, to: &Path) -> Result<()> {
    let setup = |what: String| Error::Setup(format!("cannot back up to {}: {what}", to.display()));
    if to.exists() {
        return Err(setup("the file is there already".into()));
    }
    let partial = to.with_extension("partial");
    let _ = std::fs::remove_file(&partial);
    let mut target = Connection::open(&partial).map_err(|e| setup(e.to_string()))?;
    let backup = rusqlite::backup::Backup::new(from, &mut target).map_err(|e| setup(e.to_string()))?;
    backup.run_to_completion(4096, std::time::Duration::ZERO, None).map_err(|e| setup(e.to_string()))?;
    drop(backup);
    target.execute_batch("PRAGMA journal_mode = DELETE").map_err(|e| setup(e.to_string()))?;
    drop(target);
    std::fs::File::open(&partial).and_then(|f| f.sync_all()).map_err(|e| setup(e.to_string()))?;
    std::fs::rename(&partial, to).map_err(|e| setup(e.to_string()))
}
