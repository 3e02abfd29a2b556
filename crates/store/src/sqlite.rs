//! SQLite: one file, one writer, some readers. A statement takes microseconds, so it runs on the calling thread.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{Error, Result, Row, Sql, Transient, Value};

/// How many reading connections stand open.
const READERS: usize = 4;
/// So many rows are inserted before the other tasks of the thread would notice.
const FEW: usize = 200;

/// An open database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
    writer: Arc<Mutex<Connection>>,
    readers: Vec<Arc<Mutex<Connection>>>,
    next_reader: std::sync::atomic::AtomicUsize,
}

/// A connection inside a transaction; rolled back when dropped.
#[derive(Debug)]
pub(crate) struct SqliteTx {
    connection: OwnedMutexGuard<Connection>,
    open: bool,
}

impl Sqlite {
    /// Opens (and creates) the file.
    pub(crate) fn open(path: &Path, durable: bool) -> Result<Sqlite> {
        let writer = connect(path, OpenFlags::default(), durable)?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            readers.push(Arc::new(Mutex::new(connect(path, flags, durable)?)));
        }
        Ok(Sqlite {
            path: path.to_owned(),
            writer: Arc::new(Mutex::new(writer)),
            readers,
            next_reader: 0.into(),
        })
    }

    pub(crate) async fn begin(&self) -> Result<SqliteTx> {
        let connection = self.writer.clone().lock_owned().await;
        plain(&connection, "begin", "BEGIN IMMEDIATE")?;
        Ok(SqliteTx { connection, open: true })
    }

    pub(crate) async fn begin_read(&self) -> Result<SqliteTx> {
        let turn = self.next_reader.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let connection = self.readers[turn % READERS].clone().lock_owned().await;
        plain(&connection, "begin", "BEGIN DEFERRED")?;
        Ok(SqliteTx { connection, open: true })
    }

    /// Lets the engine read a statement without running it.
    #[cfg(feature = "testing")]
    pub(crate) async fn prepare(&self, sql: &'static Sql) -> Result<()> {
        self.writer().await.prepare(sql.sqlite()).map(drop).map_err(|e| error(sql.name, e))
    }

    /// The writer itself: for migrations, backup and maintenance.
    pub(crate) async fn writer(&self) -> OwnedMutexGuard<Connection> {
        self.writer.clone().lock_owned().await
    }
}

fn connect(path: &Path, flags: OpenFlags, durable: bool) -> Result<Connection> {
    let setup = |error: rusqlite::Error| Error::Setup(format!("cannot open {}: {error}", path.display()));
    let connection = Connection::open_with_flags(path, flags).map_err(setup)?;
    connection.set_prepared_statement_cache_capacity(512);
    let synchronous = if durable { "FULL" } else { "OFF" };
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout = 5000; PRAGMA synchronous = {synchronous}; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456; PRAGMA secure_delete = FAST;"
        ))
        .map_err(setup)?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA wal_autocheckpoint = 4000; PRAGMA journal_size_limit = 67108864;")
            .map_err(setup)?;
    }
    Ok(connection)
}

fn plain(connection: &Connection, name: &'static str, text: &str) -> Result<()> {
    connection.execute_batch(text).map_err(|e| error(name, e))
}

/// Runs what takes a while, or waits for the disk, so that the other tasks of this thread may go on elsewhere.
fn off_the_loop<T>(work: impl FnOnce() -> T) -> T {
    match tokio::runtime::Handle::try_current().map(|h| h.runtime_flavor()) {
        Ok(tokio::runtime::RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl SqliteTx {
    pub(crate) fn query(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let failed = |e| error(sql.name, e);
        let mut statement = self.connection.prepare_cached(sql.sqlite()).map_err(failed)?;
        bind_all(&mut statement, params).map_err(failed)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut out = Vec::new();
        while let Some(row) = rows.next().map_err(failed)? {
            let mut values = Vec::with_capacity(columns);
            for column in 0..columns {
                values.push(owned(row.get_ref(column).map_err(failed)?));
            }
            out.push(Row { statement: sql.name, values });
        }
        Ok(out)
    }

    pub(crate) fn execute(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64> {
        let failed = |e| error(sql.name, e);
        let mut statement = self.connection.prepare_cached(sql.sqlite()).map_err(failed)?;
        bind_all(&mut statement, params).map_err(failed)?;
        statement.raw_execute().map(|n| n as u64).map_err(failed)
    }

    /// A loop over one cached statement: on SQLite faster than any clever single statement.
    pub(crate) fn insert_many(
        &mut self,
        sql: &'static Sql,
        tenant: &Value<'_>,
        rows: &[Value<'_>],
        width: usize,
    ) -> Result<u64> {
        match rows.len() / width.max(1) > FEW {
            true => off_the_loop(|| self.insert_each(sql, tenant, rows, width)),
            false => self.insert_each(sql, tenant, rows, width),
        }
    }

    fn insert_each(
        &self,
        sql: &'static Sql,
        tenant: &Value<'_>,
        rows: &[Value<'_>],
        width: usize,
    ) -> Result<u64> {
        let failed = |e| error(sql.name, e);
        let mut statement = self.connection.prepare_cached(sql.sqlite()).map_err(failed)?;
        let mut count = 0;
        for row in rows.chunks_exact(width) {
            statement.raw_bind_parameter(1, Bind(tenant)).map_err(failed)?;
            for (at, value) in row.iter().enumerate() {
                statement.raw_bind_parameter(at + 2, Bind(value)).map_err(failed)?;
            }
            count += statement.raw_execute().map_err(failed)? as u64;
        }
        Ok(count)
    }

    pub(crate) fn commit(mut self) -> Result<()> {
        self.open = false;
        let result = off_the_loop(|| plain(&self.connection, "commit", "COMMIT"));
        if result.is_err() && !self.connection.is_autocommit() {
            plain(&self.connection, "rollback", "ROLLBACK")?;
        }
        result
    }
}

impl Drop for SqliteTx {
    fn drop(&mut self) {
        if self.open
            && !self.connection.is_autocommit()
            && let Err(error) = plain(&self.connection, "rollback", "ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }
}

fn bind_all(statement: &mut rusqlite::Statement<'_>, params: &[Value<'_>]) -> rusqlite::Result<()> {
    if statement.parameter_count() != params.len() {
        return Err(rusqlite::Error::InvalidParameterCount(params.len(), statement.parameter_count()));
    }
    for (at, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(at + 1, Bind(value))?;
    }
    Ok(())
}

/// A value as SQLite takes it.
struct Bind<'a, 'v>(&'a Value<'v>);

impl rusqlite::ToSql for Bind<'_, '_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(match self.0 {
            Value::Null => ToSqlOutput::Borrowed(ValueRef::Null),
            Value::Int(n) => ToSqlOutput::Borrowed(ValueRef::Integer(*n)),
            Value::Text(text) => ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes())),
            Value::Bytes(bytes) => ToSqlOutput::Borrowed(ValueRef::Blob(bytes)),
            Value::Ints(list) => ToSqlOutput::from(json_list(list, |out, n| out.push_str(&n.to_string()))),
            Value::Blobs(list) => ToSqlOutput::from(json_list(list, |out, bytes| {
                out.push('"');
                out.extend(bytes.iter().flat_map(|b| [digit(b >> 4), digit(b & 15)]));
                out.push('"');
            })),
        })
    }
}

/// A list as JSON, which `json_each` reads.
fn json_list<T>(list: &[T], write: impl Fn(&mut String, &T)) -> String {
    let mut out = String::from("[");
    for item in list {
        if out.len() > 1 {
            out.push(',');
        }
        write(&mut out, item);
    }
    out.push(']');
    out
}

/// A hexadecimal digit.
fn digit(four_bits: u8) -> char {
    char::from(b"0123456789abcdef"[usize::from(four_bits & 15)])
}

fn owned(value: ValueRef<'_>) -> Value<'static> {
    match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(n) => Value::Int(n as i64),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned().into()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec().into()),
    }
}

/// SQLite's messages name columns and constraints, never values.
pub(crate) fn error(statement: &'static str, error: rusqlite::Error) -> Error {
    let rusqlite::Error::SqliteFailure(code, message) = &error else {
        return Error::Engine { statement, code: error.to_string() };
    };
    let message = message.clone().unwrap_or_default();
    match code.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Error::Transient(Transient(format!("{statement}: busy")))
        }
        ErrorCode::ConstraintViolation => Error::Constraint {
            statement,
            constraint: message.rsplit(": ").next().unwrap_or_default().to_owned(),
        },
        ErrorCode::DiskFull => Error::DiskFull,
        _ => Error::Engine { statement, code: format!("{} {message}", code.extended_code) },
    }
}
