//! PostgreSQL: a pool, a cache of statements per connection, and a setting per transaction that row-level security reads.

mod tls;

use std::error::Error as StdError;

use bytes::{BufMut, BytesMut};
use deadpool_postgres::{Manager, ManagerConfig, Object, Pool, PoolError, RecyclingMethod};
use placet_core::TenantId;
use tokio_postgres::error::SqlState;
use tokio_postgres::types::{IsNull, Kind, ToSql, Type, to_sql_checked};

use crate::{Error, Result, Row, Sql, Transient, Value};

/// How many rows one statement inserts at most: lists of so many values are held in memory twice.
const ROWS: usize = 10_000;

/// A pool of connections.
#[derive(Clone, Debug)]
pub(crate) struct Postgres {
    pool: Pool,
}

/// A connection inside a transaction; rolled back when dropped.
pub(crate) struct PostgresTx {
    client: Option<Object>,
}

impl std::fmt::Debug for PostgresTx {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PostgresTx")
    }
}

impl Postgres {
    pub(crate) fn open(url: &str, connections: usize) -> Result<Postgres> {
        let (mut config, tls) = tls::read(url)?;
        config.application_name("placet");
        let recycling = ManagerConfig { recycling_method: RecyclingMethod::Fast };
        let manager = Manager::from_config(config, tls, recycling);
        let pool = Pool::builder(manager)
            .max_size(connections)
            .build()
            .map_err(|e| Error::Setup(format!("the connection pool: {e}")))?;
        Ok(Postgres { pool })
    }

    async fn client(&self) -> Result<Object> {
        self.pool.get().await.map_err(|e| match e {
            PoolError::Backend(e) => tls::explain(&e).unwrap_or_else(|| error("connect", &e)),
            other => Error::Unavailable(other.to_string()),
        })
    }

    /// Begins a transaction in which row-level security shows this tenant's rows, or none without one.
    pub(crate) async fn begin(&self, tenant: Option<TenantId>, read_only: bool) -> Result<PostgresTx> {
        let client = self.client().await?;
        let mode = if read_only { "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" } else { "BEGIN" };
        let text = match tenant {
            Some(tenant) => format!("{mode}; SET LOCAL placet.tenant = '{tenant}'"),
            None => mode.to_owned(),
        };
        client.batch_execute(&text).await.map_err(|e| error("begin", &e))?;
        Ok(PostgresTx { client: Some(client) })
    }

    /// Lets the engine read a statement without running it.
    #[cfg(feature = "testing")]
    pub(crate) async fn prepare(&self, sql: &'static Sql) -> Result<()> {
        self.client().await?.prepare(sql.postgres()).await.map(drop).map_err(|e| error(sql.name, &e))
    }

    /// Runs plain text outside any transaction: migrations and maintenance.
    pub(crate) async fn batch(&self, name: &'static str, text: &str) -> Result<()> {
        self.client().await?.batch_execute(text).await.map_err(|e| error(name, &e))
    }

    /// Rows of plain text without parameters: the schema's catalogues.
    pub(crate) async fn rows(&self, name: &'static str, text: &str) -> Result<Vec<Vec<Option<String>>>> {
        let messages = self.client().await?.simple_query(text).await.map_err(|e| error(name, &e))?;
        Ok(messages
            .iter()
            .filter_map(|message| match message {
                tokio_postgres::SimpleQueryMessage::Row(row) => {
                    Some((0..row.len()).map(|i| row.get(i).map(str::to_owned)).collect())
                }
                _ => None,
            })
            .collect())
    }
}

impl PostgresTx {
    fn client(&self) -> Result<&Object> {
        self.client.as_ref().ok_or_else(|| Error::Setup("the transaction has ended".into()))
    }

    pub(crate) async fn query(
        &mut self,
        sql: &'static Sql,
        tenant: Option<&Value<'_>>,
        params: &[Value<'_>],
    ) -> Result<Vec<Row>> {
        let failed = |e: tokio_postgres::Error| error(sql.name, &e);
        let client = self.client()?;
        let statement = client.prepare_cached(sql.postgres()).await.map_err(failed)?;
        let bound: Vec<&(dyn ToSql + Sync)> =
            tenant.into_iter().chain(params).map(|p| p as &(dyn ToSql + Sync)).collect();
        let rows = client.query(&statement, &bound).await.map_err(failed)?;
        rows.iter().map(|row| read(sql.name, row)).collect()
    }

    pub(crate) async fn execute(
        &mut self,
        sql: &'static Sql,
        tenant: Option<&Value<'_>>,
        params: &[Value<'_>],
    ) -> Result<u64> {
        let failed = |e: tokio_postgres::Error| error(sql.name, &e);
        let client = self.client()?;
        let statement = client.prepare_cached(sql.postgres()).await.map_err(failed)?;
        let bound: Vec<&(dyn ToSql + Sync)> =
            tenant.into_iter().chain(params).map(|p| p as &(dyn ToSql + Sync)).collect();
        client.execute(&statement, &bound).await.map_err(failed)
    }

    /// Many rows in one statement, a list for each column.
    pub(crate) async fn insert_many(
        &mut self,
        sql: &'static Sql,
        tenant: &Value<'_>,
        rows: &[Value<'_>],
        width: usize,
    ) -> Result<u64> {
        let failed = |e: tokio_postgres::Error| error(sql.name, &e);
        let many = sql.many().filter(|m| m.width == width).ok_or_else(|| Error::Engine {
            statement: sql.name,
            code: format!("not an insert of {width} values"),
        })?;
        if rows.is_empty() {
            return Ok(0);
        }
        if rows.len() == width {
            return self.execute(sql, Some(tenant), rows).await;
        }
        let client = self.client()?;
        let one = client.prepare_cached(sql.postgres()).await.map_err(failed)?;
        let types: Vec<&str> = one.params().iter().map(Type::name).collect();
        let statement = client.prepare_cached(many.text(&types)).await.map_err(failed)?;
        let mut count = 0;
        for rows in rows.chunks(ROWS * width) {
            let column = |at| rows.iter().skip(at).step_by(width).collect();
            let columns: Vec<Vec<&Value<'_>>> = (0..width).map(column).collect();
            let mut bound: Vec<&(dyn ToSql + Sync)> = vec![tenant];
            bound.extend(columns.iter().map(|column| column as &(dyn ToSql + Sync)));
            count += client.execute(&statement, &bound).await.map_err(failed)?;
        }
        Ok(count)
    }

    pub(crate) async fn commit(mut self) -> Result<()> {
        let Some(client) = self.client.take() else { return Ok(()) };
        match client.batch_execute("COMMIT").await {
            Ok(()) => Ok(()),
            Err(e) => {
                drop(Object::take(client));
                Err(error("commit", &e))
            }
        }
    }
}

impl Drop for PostgresTx {
    fn drop(&mut self) {
        let Some(client) = self.client.take() else { return };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => {
                runtime.spawn(async move {
                    if client.batch_execute("ROLLBACK").await.is_err() {
                        drop(Object::take(client));
                    }
                });
            }
            Err(_) => drop(Object::take(client)),
        }
    }
}

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Value::Null => return Ok(IsNull::Yes),
            Value::Int(n) => match *ty {
                Type::INT2 => out.put_i16(i16::try_from(*n)?),
                Type::INT4 => out.put_i32(i32::try_from(*n)?),
                _ => out.put_i64(*n),
            },
            Value::Text(text) => out.put_slice(text.as_bytes()),
            Value::Bytes(bytes) => out.put_slice(bytes),
            Value::Ints(list) => match ty.kind() {
                Kind::Array(Type::INT4) => {
                    let narrow: Vec<i32> =
                        list.iter().map(|n| i32::try_from(*n)).collect::<Result<_, _>>()?;
                    return narrow.to_sql(ty, out);
                }
                _ => return list.to_sql(ty, out),
            },
            Value::Blobs(list) => return list.to_sql(ty, out),
        }
        Ok(IsNull::No)
    }

    fn accepts(ty: &Type) -> bool {
        matches!(*ty, Type::INT2 | Type::INT4 | Type::INT8 | Type::TEXT | Type::VARCHAR | Type::BYTEA)
            || matches!(ty.kind(), Kind::Array(inner) if matches!(*inner, Type::INT4 | Type::INT8 | Type::BYTEA))
    }

    to_sql_checked!();
}

fn read(statement: &'static str, row: &tokio_postgres::Row) -> Result<Row> {
    let mut values = Vec::with_capacity(row.len());
    for (at, column) in row.columns().iter().enumerate() {
        let corrupt = |_| Error::Corrupt { statement, column: at };
        let value = match *column.type_() {
            Type::INT2 => row.try_get::<_, Option<i16>>(at).map_err(corrupt)?.map(|n| Value::Int(n.into())),
            Type::INT4 => row.try_get::<_, Option<i32>>(at).map_err(corrupt)?.map(|n| Value::Int(n.into())),
            Type::INT8 => row.try_get::<_, Option<i64>>(at).map_err(corrupt)?.map(Value::Int),
            Type::BOOL => row.try_get::<_, Option<bool>>(at).map_err(corrupt)?.map(|b| Value::Int(b.into())),
            Type::BYTEA => {
                row.try_get::<_, Option<Vec<u8>>>(at).map_err(corrupt)?.map(|b| Value::Bytes(b.into()))
            }
            _ => row.try_get::<_, Option<String>>(at).map_err(corrupt)?.map(|t| Value::Text(t.into())),
        };
        values.push(value.unwrap_or(Value::Null));
    }
    Ok(Row { statement, values })
}

/// PostgreSQL's messages may quote values; only the code and the constraint's name go on.
fn error(statement: &'static str, error: &tokio_postgres::Error) -> Error {
    let Some(db) = error.as_db_error() else {
        let io = error.source().is_some_and(|s| s.is::<std::io::Error>());
        return if error.is_closed() || io || statement == "connect" {
            Error::Unavailable(format!("{statement}: no connection"))
        } else {
            Error::Engine { statement, code: "a value of the wrong type".into() }
        };
    };
    match db.code() {
        &SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED => {
            Error::Transient(Transient(format!("{statement}: {}", db.code().code())))
        }
        &SqlState::UNIQUE_VIOLATION | &SqlState::CHECK_VIOLATION | &SqlState::NOT_NULL_VIOLATION => {
            Error::Constraint {
                statement,
                constraint: db.constraint().or(db.column()).unwrap_or("").to_owned(),
            }
        }
        &SqlState::DISK_FULL => Error::DiskFull,
        &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW => {
            Error::Unavailable(format!("{statement}: {}", db.code().code()))
        }
        code if statement == "connect" => Error::Unavailable(format!("refused with {}", code.code())),
        code => Error::Engine { statement, code: format!("SQLSTATE {}", code.code()) },
    }
}
