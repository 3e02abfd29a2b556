//! SQLite: one file, one writer, some readers. A statement takes microseconds, so it runs on the calling thread.

mod checkpoint;
pub(crate) mod statistics;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use rusqlite::config::DbConfig;
use rusqlite::types::{ToSqlOutput, ValueRef};
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};
use tokio::sync::{Mutex, OwnedMutexGuard};

use crate::{Error, Result, Row, Sql, Transient, Value};

/// How many reading connections stand open.
const READERS: usize = 4;
/// KiB of pages that the writer keeps: what one transaction of the fold changes must fit, or its pages are written twice.
const WRITER_CACHE: i64 = 262_144;
/// So many rows are inserted before the other tasks of the thread would notice.
const FEW: usize = 200;

/// An open database file.
#[derive(Debug)]
pub(crate) struct Sqlite {
    pub(crate) path: PathBuf,
    writer: checkpoint::Writer,
    readers: Vec<Arc<Mutex<Connection>>>,
    next_reader: std::sync::atomic::AtomicUsize,
    checkpoint: std::thread::JoinHandle<()>,
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
        let setup = |e: rusqlite::Error| Error::Setup(format!("cannot open {}: {e}", path.display()));
        writer.pragma_update(None, "cache_size", -WRITER_CACHE).map_err(setup)?;
        let flags =
            OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
        let mut readers = Vec::with_capacity(READERS);
        for _ in 0..READERS {
            readers.push(Arc::new(Mutex::new(connect(path, flags, durable)?)));
        }
        let (writer, checkpoint) = checkpoint::tended(path, durable, writer)?;
        Ok(Sqlite { path: path.to_owned(), writer, readers, next_reader: 0.into(), checkpoint })
    }

    /// Closes every connection, and waits for the one that copies the log: the last to close takes the log away, by its name.
    pub(crate) fn close(self) {
        let Sqlite { writer, readers, checkpoint, .. } = self;
        drop((writer, readers));
        if off_the_loop(|| checkpoint.join()).is_err() {
            tracing::error!("the thread that copies the log has panicked");
        }
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
    // Plans rest on fixed statistics. Else SQLite looks at the values bound, and prepares some statements anew for each.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(setup)?;
    let synchronous = if durable { "FULL" } else { "OFF" };
    connection
        .execute_batch(&format!(
            "PRAGMA busy_timeout = 5000; PRAGMA synchronous = {synchronous}; PRAGMA temp_store = MEMORY;
             PRAGMA cache_size = -65536; PRAGMA secure_delete = FAST;"
        ))
        .map_err(setup)?;
    if !flags.contains(OpenFlags::SQLITE_OPEN_READ_ONLY) {
        connection
            .execute_batch("PRAGMA journal_mode = WAL; PRAGMA journal_size_limit = 268435456;")
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
    pub(crate) fn query(
        &mut self,
        sql: &'static Sql,
        tenant: Option<Value<'static>>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>> {
        let failed = |e| error(sql.name, e);
        let mut statement = self.connection.prepare_cached(sql.sqlite()).map_err(failed)?;
        bind_all(&mut statement, tenant.as_ref(), params, sql.each()).map_err(failed)?;
        let mut out = Vec::new();
        match sql.each() {
            None => read_rows(&mut statement, sql, &mut out),
            Some(number) => read_each(&mut statement, sql, number, tenant.iter().chain(params), &mut out),
        }
        .map_err(failed)?;
        Ok(out)
    }

    pub(crate) fn execute(
        &mut self,
        sql: &'static Sql,
        tenant: Option<Value<'static>>,
        params: &[Value<'_>],
    ) -> Result<u64> {
        let failed = |e| error(sql.name, e);
        let mut statement = self.connection.prepare_cached(sql.sqlite()).map_err(failed)?;
        bind_all(&mut statement, tenant.as_ref(), params, None).map_err(failed)?;
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

/// Binds all parameters but the one whose values are bound one by one.
fn bind_all(
    statement: &mut Statement<'_>,
    tenant: Option<&Value<'_>>,
    params: &[Value<'_>],
    each: Option<usize>,
) -> rusqlite::Result<()> {
    let count = params.len() + usize::from(tenant.is_some());
    if statement.parameter_count() != count {
        return Err(rusqlite::Error::InvalidParameterCount(count, statement.parameter_count()));
    }
    for (number, value) in (1..).zip(tenant.into_iter().chain(params)) {
        if each != Some(number) {
            statement.raw_bind_parameter(number, Bind(value))?;
        }
    }
    Ok(())
}

fn read_rows(statement: &mut Statement<'_>, sql: &'static Sql, out: &mut Vec<Row>) -> rusqlite::Result<()> {
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    while let Some(row) = rows.next()? {
        let values = (0..columns).map(|column| row.get_ref(column).map(owned));
        out.push(Row { statement: sql.name, values: values.collect::<rusqlite::Result<_>>()? });
    }
    Ok(())
}

/// Runs a statement once for each different value of its list, in their order: neighbours share pages, and a look-up by the key costs
/// less than taking a list apart inside SQLite.
fn read_each<'v>(
    statement: &mut Statement<'_>,
    sql: &'static Sql,
    number: usize,
    mut params: impl Iterator<Item = &'v Value<'v>>,
    out: &mut Vec<Row>,
) -> rusqlite::Result<()> {
    match params.nth(number - 1) {
        Some(Value::Ints(list)) => {
            for value in sorted(list) {
                statement.raw_bind_parameter(number, value)?;
                read_rows(statement, sql, out)?;
            }
        }
        Some(Value::Blobs(list)) => {
            for value in sorted(list) {
                statement.raw_bind_parameter(number, value)?;
                read_rows(statement, sql, out)?;
            }
        }
        _ => return Err(rusqlite::Error::InvalidParameterName(format!("${number} is no list"))),
    }
    Ok(())
}

fn sorted<T: Ord>(list: &[T]) -> Vec<&T> {
    let mut all: Vec<&T> = list.iter().collect();
    all.sort_unstable();
    all.dedup();
    all
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
