//! A node: configuration, database and keys put together, and what `serve` does with them.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use placet_collect::{Collector, Options as Accepting};
use placet_compose::Library;
use placet_permission::vault::{KeyFileError, MasterKey, key_stands_apart};
use placet_permission::{Keyring, law};
use placet_store::tenants::Directory;
use placet_store::{Error as StoreError, Migrations, Options, Store};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::config::Config;
use crate::lock::{FolderLock, private_folder};
use crate::role::Role;
use crate::runner::Runner;
use crate::stop::{Stop, Stopper};
use crate::store::CHECK_VALUE;
use crate::{disk, dump, web, workers};

/// How long requests in flight may take to end when the node stops.
const REQUESTS_END: Duration = Duration::from_secs(10);
/// How long workers may take to end their step: a mail server's reply is waited for.
const STEPS_END: Duration = Duration::from_secs(30);
/// How often counts of what was refused are written down.
const FLUSH: Duration = Duration::from_secs(1);

/// The name of the SQLite database in the data folder.
pub const DATABASE: &str = "placet.db";

/// What a node is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// To serve: on SQLite no other process may serve the folder; the schema is brought up to date.
    Serve,
    /// To begin an installation, perhaps while another process serves: an empty database is set up.
    SetUp,
    /// For one command on an installation that is there, perhaps while another process serves.
    Command,
}

/// An open node.
#[derive(Debug)]
pub struct Node {
    /// Its configuration.
    pub config: Config,
    /// The database.
    pub store: Store,
    /// The tenants.
    pub directory: Directory,
    /// The vault's keys.
    pub keyring: Keyring,
    lock: Option<FolderLock>,
}

impl Node {
    /// Opens database and keys; an empty database is set up, with a new master key if there is none.
    ///
    /// # Errors
    /// With what to do: a folder in use, a database that cannot be reached, another schema, another key.
    pub async fn open(config: &Config, purpose: Purpose) -> anyhow::Result<Node> {
        if config.database.is_none() {
            let folder = &config.data;
            if purpose == Purpose::Command && !folder.join(DATABASE).exists() {
                bail!("there is no installation in {}: name its folder with --data", folder.display());
            }
            private_folder(folder)
                .with_context(|| format!("the data folder {} cannot be made", folder.display()))?;
        }
        let lock = match (&config.database, purpose) {
            (None, Purpose::Serve) => Some(lock(config)?),
            _ => None,
        };
        let store = open_store(config).await?;
        set_up(config, &store, purpose).await?;
        if purpose != Purpose::Command {
            learn(&store).await?;
        }
        let keyring = keyring(config, &store).await?;
        let directory = Directory::new(store.clone());
        Ok(Node { config: config.clone(), store, directory, keyring, lock })
    }

    /// Serves until `shutdown` is ready: stops accepting, lets requests and steps end, gives leases back.
    ///
    /// # Errors
    /// If the address cannot be listened on.
    pub async fn serve(self, shutdown: impl Future<Output = ()>) -> anyhow::Result<()> {
        let prometheus = web::recorder()?;
        let library = Library::default();
        let (stopper, stop) = Stopper::new();
        let (full, ready) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
        let accepting = Accepting { disk_full: Arc::clone(&full), ..Accepting::default() };
        let collector = Collector::start(self.directory.clone(), self.keyring.clone(), accepting);
        let runner =
            Arc::new(Runner::new(self.store.clone(), &self.config.node, workers::all(&self, &library)?));

        let web = match self.config.does(Role::Web) {
            true => {
                let router =
                    web::router(&self, collector.clone(), library, prometheus.clone(), Arc::clone(&ready))?;
                tokio::spawn(web::serve(listen(&self.config)?, router, stop.clone()))
            }
            false => tokio::spawn(async {}),
        };
        let upkeep = tokio::spawn(upkeep(collector, prometheus, stop.clone()));
        let watch = self.config.database.is_none().then(|| {
            tokio::spawn(disk::watch(
                self.config.data.clone(),
                self.config.disk_reserve,
                full,
                Arc::clone(&ready),
            ))
        });
        let work = tokio::spawn(runner.run(stop));

        shutdown.await;
        tracing::info!("stopping: requests and steps in flight are ended");
        if let Some(watch) = watch {
            watch.abort();
        }
        ready.store(false, Ordering::Relaxed);
        stopper.stop();
        ended("requests", REQUESTS_END, web).await;
        ended("workers", STEPS_END, work).await;
        // Counts are about nobody and may be lost with a task that failed.
        let _ = upkeep.await;
        tracing::info!("stopped");
        drop(self.lock);
        Ok(())
    }
}

/// Waits for the end of a task, and no longer than `most`.
async fn ended(who: &str, most: Duration, task: JoinHandle<()>) {
    if tokio::time::timeout(most, task).await.is_err() {
        tracing::warn!(who, "what did not end in time is cut off");
    }
}

/// Takes the folder for this process.
///
/// # Errors
/// If another process serves it.
pub fn lock(config: &Config) -> anyhow::Result<FolderLock> {
    match FolderLock::take(&config.data)? {
        Some(lock) => Ok(lock),
        None => bail!(
            "another placet serves the data folder {}: stop it first, or name another folder with --data",
            config.data.display()
        ),
    }
}

/// How the configured database is opened.
pub fn options(config: &Config) -> Options {
    match &config.database {
        None => Options::Sqlite { path: config.data.join(DATABASE), durable: true },
        Some(url) => Options::Postgres {
            url: url.expose().to_owned(),
            owner: config.owner_database.as_ref().map(|url| url.expose().to_owned()),
            connections: config.database_connections,
        },
    }
}

/// Opens the configured database and looks at nothing in it.
///
/// # Errors
/// If its path or address is no good.
pub async fn open_store(config: &Config) -> anyhow::Result<Store> {
    Ok(Store::open(options(config), config.clock()).await?)
}

async fn set_up(config: &Config, store: &Store, purpose: Purpose) -> anyhow::Result<()> {
    match store.check().await {
        Ok(()) => Ok(()),
        Err(StoreError::OlderSchema { found, .. })
            if found == 0 && purpose != Purpose::Command || purpose == Purpose::Serve =>
        {
            let done = migrate(config, store).await?;
            tracing::info!(from = done.from, to = done.to, "the schema was brought up to date");
            store.check().await.context("after the migration")
        }
        // Another role than the one that served so far: the owner gives it its rights.
        Err(StoreError::NoRights) if config.owner_database.is_some() && purpose != Purpose::Command => {
            store.migrate().await?;
            tracing::info!("the role was given its rights on the tables");
            store.check().await.context("after the role was given its rights")
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes over the numbers from law that this program brings and the installation does not know yet.
async fn learn(store: &Store) -> anyhow::Result<()> {
    let learnt = law::learn(store).await.context("the numbers from law could not be written down")?;
    if learnt.len() == law::BROUGHT.len() {
        tracing::info!(rules = learnt.len(), "numbers from law were learnt: `placet law list` shows them");
        return Ok(());
    }
    for rule in &learnt {
        let (country, name, value) = (rule.region.code(), rule.name.text(), &rule.value);
        tracing::info!(country, name, %value, "a number from law was learnt");
    }
    Ok(())
}

/// Brings the schema up to date, after a backup of what was there.
///
/// # Errors
/// On PostgreSQL if the owner's role is not named or the backup cannot be made; those of the store.
pub async fn migrate(config: &Config, store: &Store) -> anyhow::Result<Migrations> {
    let mut backup = None;
    match (store.check().await, &config.database, &config.owner_database) {
        (Err(StoreError::OlderSchema { .. }), Some(_), None) => {
            bail!(
                "the schema of this database must be made or changed: name the owner of its tables with --owner-database"
            )
        }
        (Err(StoreError::OlderSchema { found, known }), Some(_), Some(owner)) if found > 0 => {
            private_folder(&config.data)?;
            let to = config.data.join(format!("placet.before-{known}.dump"));
            dump::dump(owner, &to).await.context("the backup before the migration")?;
            backup = Some(to);
        }
        _ => {}
    }
    let done = store.migrate().await?;
    Ok(Migrations { backup: done.backup.or(backup), ..done })
}

/// The check value of the key this database was written under; `None` if it has none yet.
///
/// # Errors
/// Those of the store.
pub async fn known_key(store: &Store) -> Result<Option<String>, StoreError> {
    let mut tx = store.global().read("node.key_check").await?;
    tx.query_opt(&CHECK_VALUE, &[]).await?.map(|row| row.get(0)).transpose()
}

async fn keyring(config: &Config, store: &Store) -> anyhow::Result<Keyring> {
    let path = &config.key_file;
    let key = match MasterKey::read(path) {
        Ok(key) => key,
        Err(KeyFileError::Missing(_)) if known_key(store).await?.is_none() => {
            let key = MasterKey::create(path)?;
            let file = path.display().to_string();
            tracing::warn!(
                file,
                "made the master key: keep a copy of this file, apart from the backups. Without it no address can be read again"
            );
            key
        }
        Err(KeyFileError::Missing(_)) => bail!(
            "there is no key file at {}, and this database was written under a key: put the file back, or name it with --key-file",
            path.display()
        ),
        Err(error) => return Err(error.into()),
    };
    if let Err(warning) = key_stands_apart(path, &config.data) {
        tracing::warn!("{warning}");
    }
    let keyring = Keyring::new(&key);
    keyring.check(store).await?;
    Ok(keyring)
}

fn listen(config: &Config) -> anyhow::Result<TcpListener> {
    let wanted = config.listen;
    let failed = || format!("cannot listen on {wanted}: choose another address with --listen");
    let listener = placet_edge::listen(wanted).with_context(failed)?;
    let address = listener.local_addr()?;
    tracing::info!(%address, node = config.node, "listening");
    Ok(listener)
}

/// Writes counts down and keeps the metrics small, until the node stops.
async fn upkeep(collector: Collector, prometheus: web::Prometheus, mut stop: Stop) {
    let mut every = tokio::time::interval(FLUSH);
    let mut going = true;
    while going {
        tokio::select! {
            () = stop.said() => going = false,
            _ = every.tick() => {}
        }
        prometheus.run_upkeep();
        if let Err(error) = collector.counts().flush(collector.store()).await {
            tracing::warn!(%error, "counts of what was refused could not be written");
        }
    }
}

/// The file of the SQLite database.
pub fn sqlite_file(config: &Config) -> PathBuf {
    config.data.join(DATABASE)
}
