//! The store, the handle of one tenant, and the transaction: what rooms hold in their hands.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Instant;

use placet_core::{Clock, TenantId};

use crate::migrate;
use crate::postgres::{Postgres, PostgresTx};
use crate::sqlite::{Sqlite, SqliteTx};
use crate::value::Row;
use crate::work::Bell;
use crate::{Error, Result, Scope, Sql, Value};

/// How often a transaction is run before its transient error is given up to the caller.
const ATTEMPTS: u32 = 8;

/// Where the data is and how it is opened.
#[derive(Clone, Debug)]
pub enum Options {
    /// One file, made if missing.
    Sqlite {
        /// The file.
        path: PathBuf,
        /// Wait for the disk at each commit. Off in tests only.
        durable: bool,
    },
    /// A PostgreSQL database (or one that speaks like it).
    Postgres {
        /// The program's own role: neither owner nor superuser.
        url: String,
        /// The owner's role, for migrations alone.
        owner: Option<String>,
        /// Connections at most.
        connections: usize,
    },
}

/// An open database. Clones share it.
#[derive(Clone, Debug)]
pub struct Store {
    pub(crate) inner: Arc<Inner>,
}

#[derive(Debug)]
pub(crate) struct Inner {
    pub(crate) engine: Engine,
    pub(crate) owner: Option<Postgres>,
    pub(crate) clock: Clock,
    pub(crate) bell: Bell,
}

#[derive(Debug)]
pub(crate) enum Engine {
    Sqlite(Sqlite),
    Postgres(Postgres),
}

/// The right to touch one tenant's rows: every statement run through it is bound to the tenant.
#[derive(Clone, Copy, Debug)]
pub struct Tenant<'s> {
    store: &'s Store,
    id: TenantId,
}

/// The handle for the short list of global tables: it cannot run a tenant's statement.
#[derive(Clone, Copy, Debug)]
pub struct Global<'s> {
    store: &'s Store,
}

/// A running transaction. Dropped without [`Tx::commit`], it leaves nothing behind.
#[derive(Debug)]
pub struct Tx {
    name: &'static str,
    tenant: Option<TenantId>,
    clock: Clock,
    engine: EngineTx,
    since: Instant,
    rung: Vec<(TenantId, &'static str)>,
    bell: Bell,
}

#[derive(Debug)]
enum EngineTx {
    Sqlite(SqliteTx),
    Postgres(Box<PostgresTx>),
}

/// What `transaction!` does next.
#[doc(hidden)]
pub enum Concluded<T, E> {
    Done(Result<T, E>),
    Again,
}

impl Store {
    /// Opens the database; does not migrate it.
    ///
    /// # Errors
    /// [`Error::Setup`] if the path or address is no good.
    pub async fn open(options: Options, clock: Clock) -> Result<Store> {
        let (engine, owner) = match options {
            Options::Sqlite { path, durable } => (Engine::Sqlite(Sqlite::open(&path, durable)?), None),
            Options::Postgres { url, owner, connections } => {
                let owner = owner.map(|url| Postgres::open(&url, 2)).transpose()?;
                (Engine::Postgres(Postgres::open(&url, connections)?), owner)
            }
        };
        Ok(Store { inner: Arc::new(Inner { engine, owner, clock, bell: Bell::default() }) })
    }

    /// Closes the database, and returns when nothing of this process holds its files any more: they may be moved then. No transaction may
    /// be running.
    ///
    /// # Errors
    /// [`Error::Setup`] if clones of the store are still in use.
    pub fn close(self) -> Result<()> {
        let inner = Arc::try_unwrap(self.inner)
            .map_err(|_| Error::Setup("the database is still in use by this process".into()))?;
        if let Engine::Sqlite(sqlite) = inner.engine {
            sqlite.close();
        }
        Ok(())
    }

    /// The handle of one tenant.
    pub fn tenant(&self, id: TenantId) -> Tenant<'_> {
        Tenant { store: self, id }
    }

    /// The handle for global tables.
    pub fn global(&self) -> Global<'_> {
        Global { store: self }
    }

    /// The clock everything here goes by.
    pub fn clock(&self) -> &Clock {
        &self.inner.clock
    }

    /// Rings when work has come in, in this process.
    pub fn bell(&self) -> &Bell {
        &self.inner.bell
    }

    /// `sqlite` or `postgres`.
    pub fn engine_name(&self) -> &'static str {
        match self.inner.engine {
            Engine::Sqlite(_) => "sqlite",
            Engine::Postgres(_) => "postgres",
        }
    }

    /// Brings the schema up to date; see [`migrate`](crate::Migrations).
    ///
    /// # Errors
    /// [`Error::NewerSchema`] if a newer program wrote the database.
    pub async fn migrate(&self) -> Result<migrate::Migrations> {
        migrate::run(self).await
    }

    /// Refuses a schema this program does not know, and on PostgreSQL a role that could walk around row-level security.
    ///
    /// # Errors
    /// [`Error::NewerSchema`], [`Error::OlderSchema`], [`Error::Setup`].
    pub async fn check(&self) -> Result<()> {
        migrate::check(self).await
    }

    /// Looks at all rows anew after many came in at once, by a restore for instance. PostgreSQL's planner takes tables for nearly empty
    /// until that is done; by itself it does so within some minutes. SQLite's planner is told how large tables are.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`].
    pub async fn analyze(&self) -> Result<()> {
        match (&self.inner.engine, &self.inner.owner) {
            (Engine::Postgres(program), owner) => {
                owner.as_ref().unwrap_or(program).batch("store.analyze", "VACUUM ANALYZE").await
            }
            (Engine::Sqlite(_), _) => Ok(()),
        }
    }

    async fn begin(&self, name: &'static str, tenant: Option<TenantId>, read_only: bool) -> Result<Tx> {
        let engine = match &self.inner.engine {
            Engine::Sqlite(sqlite) if read_only => EngineTx::Sqlite(sqlite.begin_read().await?),
            Engine::Sqlite(sqlite) => EngineTx::Sqlite(sqlite.begin().await?),
            Engine::Postgres(postgres) => {
                EngineTx::Postgres(Box::new(postgres.begin(tenant, read_only).await?))
            }
        };
        let (clock, bell) = (self.inner.clock.clone(), self.inner.bell.clone());
        Ok(Tx { name, tenant, clock, engine, since: Instant::now(), rung: Vec::new(), bell })
    }
}

impl<'s> Tenant<'s> {
    /// Whose rows.
    pub fn id(&self) -> TenantId {
        self.id
    }

    /// The store behind the handle.
    pub fn store(&self) -> &'s Store {
        self.store
    }

    /// The clock.
    pub fn clock(&self) -> &'s Clock {
        self.store.clock()
    }

    /// Begins a writing transaction; `name` is its name in the metrics. Prefer [`transaction!`](crate::transaction), which retries.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached.
    pub async fn begin(&self, name: &'static str) -> Result<Tx> {
        self.store.begin(name, Some(self.id), false).await
    }

    /// Begins a transaction that only reads, from one moment of the data.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached.
    pub async fn read(&self, name: &'static str) -> Result<Tx> {
        self.store.begin(name, Some(self.id), true).await
    }
}

impl<'s> Global<'s> {
    /// Begins a writing transaction on global tables.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached.
    pub async fn begin(&self, name: &'static str) -> Result<Tx> {
        self.store.begin(name, None, false).await
    }

    /// Begins a transaction that only reads global tables.
    ///
    /// # Errors
    /// [`Error::Unavailable`] if the database cannot be reached.
    pub async fn read(&self, name: &'static str) -> Result<Tx> {
        self.store.begin(name, None, true).await
    }
}

impl Tx {
    /// The tenant whose rows this transaction sees.
    ///
    /// # Errors
    /// [`Error::Setup`] in a transaction on global tables.
    pub fn tenant(&self) -> Result<TenantId> {
        self.tenant.ok_or_else(|| Error::Setup(format!("{}: no tenant in a global transaction", self.name)))
    }

    /// The clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Rows of a statement. `params` begin at `$2` for a tenant's statement, at `$1` for a global one.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`].
    pub async fn query(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<Vec<Row>> {
        let tenant = self.bound(sql)?;
        match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.query(sql, tenant, params),
            EngineTx::Postgres(tx) => tx.query(sql, tenant.as_ref(), params).await,
        }
    }

    /// The first row, if there is one.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`].
    pub async fn query_opt(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<Option<Row>> {
        Ok(self.query(sql, params).await?.into_iter().next())
    }

    /// Runs a statement; how many rows it touched.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`].
    pub async fn execute(&mut self, sql: &'static Sql, params: &[Value<'_>]) -> Result<u64> {
        let tenant = self.bound(sql)?;
        match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.execute(sql, tenant, params),
            EngineTx::Postgres(tx) => tx.execute(sql, tenant.as_ref(), params).await,
        }
    }

    /// Inserts many rows by a statement `INSERT … VALUES ($1, $2, …) …` of a tenant, each engine in its best way.
    /// `rows` holds the values of all rows one after another, `width` of them each, the tenant not among them.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`].
    pub async fn insert_many(&mut self, sql: &'static Sql, rows: &[Value<'_>], width: usize) -> Result<u64> {
        let tenant = Value::from(self.tenant()?);
        match &mut self.engine {
            EngineTx::Sqlite(tx) => tx.insert_many(sql, &tenant, rows, width),
            EngineTx::Postgres(tx) => tx.insert_many(sql, &tenant, rows, width).await,
        }
    }

    /// Commits, and rings for the work it announced.
    ///
    /// # Errors
    /// Those of the engine, as [`Error`]; nothing is stored then.
    pub async fn commit(self) -> Result<()> {
        let Tx { name, engine, since, rung, bell, .. } = self;
        match engine {
            EngineTx::Sqlite(tx) => tx.commit()?,
            EngineTx::Postgres(tx) => tx.commit().await?,
        }
        metrics::histogram!("placet_transaction_seconds", "name" => name)
            .record(since.elapsed().as_secs_f64());
        for (tenant, queue) in rung {
            bell.ring(tenant, queue);
        }
        Ok(())
    }

    /// The end of one run of a transaction's body; `transaction!` alone calls it.
    #[doc(hidden)]
    pub async fn conclude<T, E>(self, result: Result<T, E>, attempt: &mut u32) -> Concluded<T, E>
    where
        E: From<Error> + std::error::Error + 'static,
    {
        let name = self.name;
        let result = match result {
            Ok(value) => self.commit().await.map(|()| value).map_err(E::from),
            Err(error) => Err(error),
        };
        *attempt += 1;
        match &result {
            Err(error) if *attempt < ATTEMPTS && Error::asks_to_retry(error) => {
                metrics::counter!("placet_transaction_retries", "name" => name).increment(1);
                tokio::task::yield_now().await;
                Concluded::Again
            }
            _ => Concluded::Done(result),
        }
    }

    pub(crate) fn announce(&mut self, tenant: TenantId, queue: &'static str) {
        self.rung.push((tenant, queue));
    }

    /// What `$1` is of a tenant's statement; `None` for a global one.
    fn bound(&self, sql: &'static Sql) -> Result<Option<Value<'static>>> {
        match (sql.scope, self.tenant) {
            (Scope::Global, _) => Ok(None),
            (Scope::Tenant, Some(tenant)) => Ok(Some(Value::from(tenant))),
            (Scope::Tenant, None) => {
                Err(Error::Setup(format!("{}: a tenant's statement in a global transaction", sql.name)))
            }
        }
    }
}

/// Runs a block inside a named transaction, and again if another transaction was in the way.
///
/// The block is an async body with the transaction as `&mut Tx`; it ends in a `Result` whose error is made from
/// [`Error`](crate::Error). It must be repeatable: no effect outside the transaction.
///
/// ```ignore
/// let n = transaction!(tenant, "room.count", |tx| { Ok::<_, Error>(tx.query(&COUNT, params![]).await?.len()) })?;
/// ```
#[macro_export]
macro_rules! transaction {
    ($handle:expr, $name:literal, |$tx:ident| $body:block) => {{
        let handle = $handle;
        let mut attempt = 0u32;
        loop {
            let mut running = match handle.begin($name).await {
                Ok(running) => running,
                Err(error) => break Err(::core::convert::From::from(error)),
            };
            let result = async {
                let $tx = &mut running;
                $body
            }
            .await;
            match running.conclude(result, &mut attempt).await {
                $crate::Concluded::Done(result) => break result,
                $crate::Concluded::Again => {}
            }
        }
    }};
}
