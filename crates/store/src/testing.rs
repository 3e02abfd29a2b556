//! A fresh database for a test, on either engine, with a clock that stands still; what any test asks of statements and of stored bytes.

mod check;
mod plan;
mod prepare;
mod raw;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use placet_core::{Clock, Currency, Micros, TenantId};

use crate::postgres::Postgres;
use crate::tenants::{Brand, TenantRecord};
use crate::{Options, Store};

pub use check::check_statement;
pub use plan::walks_or_sorts;
pub use prepare::prepare;
pub use raw::{Haystack, everything, rows};

/// A made-up company, to be added or changed.
pub fn tenant(name: &str) -> TenantRecord {
    TenantRecord {
        id: TenantId(0),
        name: name.to_owned(),
        time_zone: "Europe/Bucharest".to_owned(),
        currency: Currency::EUR,
        language: "en".to_owned(),
        sender_name: name.to_owned(),
        sender_address: "1 Street".to_owned(),
        from_address: "shop@shop.example".to_owned(),
        public_url: "https://news.shop.example".to_owned(),
        shop_url: "https://shop.example".to_owned(),
        brand: Brand::default(),
    }
}

/// Which engine a test runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum On {
    /// A file in the system's folder for temporary files.
    Sqlite,
    /// A database of its own on the server that `cargo xtask test` starts.
    Postgres,
}

/// A migrated, empty database. Its file or database goes when it is dropped or with the next run.
#[derive(Debug)]
pub struct Fresh {
    /// The open store.
    pub store: Store,
    /// Its clock, standing at 2026-06-01T10:00:00Z.
    pub clock: Clock,
    /// How to open it once more.
    pub options: Options,
    folder: Option<PathBuf>,
}

static NEXT: AtomicU32 = AtomicU32::new(0);

/// The moment at which test clocks start.
pub const START: Micros = Micros(1_780_308_000_000_000);

impl Fresh {
    /// Makes one.
    ///
    /// # Panics
    /// If the engine cannot be had: a test without its database has failed.
    #[expect(clippy::expect_used, reason = "a test without its database has failed")]
    pub async fn new(on: On) -> Fresh {
        let clock = Clock::manual(START);
        let name = format!("placet_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::SeqCst));
        let (options, folder) = match on {
            On::Sqlite => {
                let folder = std::env::temp_dir().join(&name);
                std::fs::create_dir_all(&folder).expect("a folder for the test's database");
                (Options::Sqlite { path: folder.join("placet.db"), durable: false }, Some(folder))
            }
            On::Postgres => (postgres(&name).await, None),
        };
        let store = Store::open(options.clone(), clock.clone()).await.expect("the test's database opens");
        store.migrate().await.expect("the test's database is migrated");
        store.check().await.expect("the test's role is an ordinary one");
        Fresh { store, clock, options, folder }
    }

    /// The folder of an SQLite database.
    pub fn folder(&self) -> Option<&PathBuf> {
        self.folder.as_ref()
    }
}

impl Drop for Fresh {
    fn drop(&mut self) {
        if let Some(folder) = &self.folder {
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

#[expect(clippy::expect_used, reason = "a test without its database has failed")]
async fn postgres(name: &str) -> Options {
    let server = std::env::var_os("PLACET_TEST_POSTGRES").and_then(|v| v.into_string().ok());
    let server =
        server.expect("PLACET_TEST_POSTGRES is not set: run `cargo xtask test`, which starts PostgreSQL");
    let owner = Postgres::open(&server, 1).expect("PLACET_TEST_POSTGRES is an address");
    sweep(&owner).await;
    owner.batch("test", &format!("DROP DATABASE IF EXISTS {name}")).await.expect("an old test database goes");
    owner
        .batch("test", &format!("CREATE DATABASE {name} TEMPLATE template0"))
        .await
        .expect("a new test database is made");
    let (before, _) = server.rsplit_once('/').expect("the address ends in a database");
    let mine = format!("{before}/{name}");
    Options::Postgres {
        url: mine.replacen("placet_owner", "placet_app", 1),
        owner: Some(mine),
        connections: 8,
    }
}

/// Removes the databases of tests that have ended: some hundreds of them would fill a disk. Who uses one keeps it.
async fn sweep(owner: &Postgres) {
    const OURS: &str = "SELECT datname FROM pg_database WHERE datname ~ '^placet_[0-9]+_[0-9]+$'";
    if !Path::new("/proc/self").exists() {
        return;
    }
    for name in owner.rows("test", OURS).await.unwrap_or_default().into_iter().flatten().flatten() {
        let process = name.split('_').nth(1).unwrap_or_default();
        if !Path::new("/proc").join(process).exists() {
            // Another test may do the same at this moment.
            _ = owner.batch("test", &format!("DROP DATABASE IF EXISTS {name}")).await;
        }
    }
}

/// Makes of one async test body two tests, `NAME::sqlite` and `NAME::postgres`; the body takes `On`.
#[macro_export]
macro_rules! on_both_engines {
    ($($(#[$meta:meta])* async fn $name:ident($on:ident) $body:block)*) => {$(
        $(#[$meta])*
        mod $name {
            #[expect(unused_imports, reason = "a body may need nothing from around it")]
            use super::*;
            async fn body($on: $crate::testing::On) $body
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() { body($crate::testing::On::Sqlite).await }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() { body($crate::testing::On::Postgres).await }
        }
    )*};
}
