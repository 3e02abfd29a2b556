//! `placet restore`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use placet_permission::Keyring;
use placet_permission::vault::MasterKey;
use placet_store::{Error as StoreError, Options, Store};

use crate::config::Config;
use crate::lock::private_folder;
use crate::out::say;
use crate::store::TENANTS;
use crate::{dump, node};

/// Where from.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// A file written by `placet backup`
    pub from: PathBuf,
    /// Replace a database that holds something; on SQLite it is kept beside as placet.db.before-restore
    #[arg(long)]
    pub replace: bool,
}

/// Puts a backup in the database's place, after a look at its schema and its key.
///
/// # Errors
/// If the database holds something and `--replace` is not said; if the backup is of a newer program or another key.
pub async fn run(config: &Config, args: &Args) -> anyhow::Result<ExitCode> {
    if !args.from.is_file() {
        bail!("there is no file at {}", args.from.display());
    }
    let key =
        MasterKey::read(&config.key_file).context("the key that belongs to the backup is needed first")?;
    let keyring = Keyring::new(&key);
    match config.database {
        None => sqlite(config, args, &keyring).await?,
        Some(_) => postgres(config, args, &keyring).await?,
    }
    say!("Restored from {}.", args.from.display());
    let old = config.data.join(format!("{}.before-restore", node::DATABASE));
    if config.database.is_none() && old.exists() {
        say!(
            "What was there before is kept in {}, with everybody in it: delete it when it is not needed.",
            old.display()
        );
    }
    say!(
        "People erased after this backup was made are in it again: repeat their erasure (`placet person erase`)."
    );
    Ok(ExitCode::SUCCESS)
}

async fn sqlite(config: &Config, args: &Args, keyring: &Keyring) -> anyhow::Result<()> {
    private_folder(&config.data)?;
    let _lock = node::lock(config)?;
    let place = node::sqlite_file(config);
    if place.exists() && !args.replace {
        let store = node::open_store(config).await?;
        let empty = is_empty(&store).await?;
        store.close()?;
        if !empty {
            bail!("{} holds tenants: add --replace to put the backup in its place", place.display());
        }
    }
    let folder = config.data.join("restoring");
    if folder.exists() {
        std::fs::remove_dir_all(&folder)?;
    }
    private_folder(&folder)?;
    let done = verified(&args.from, &folder.join(node::DATABASE), config, keyring).await;
    let done = match done {
        Ok(()) => swap(&folder.join(node::DATABASE), &place),
        Err(error) => Err(error),
    };
    std::fs::remove_dir_all(&folder)?;
    done
}

/// Copies the backup to `copy` and opens it there: a schema we know, written under our key.
async fn verified(from: &Path, copy: &Path, config: &Config, keyring: &Keyring) -> anyhow::Result<()> {
    std::fs::copy(from, copy).with_context(|| format!("{} cannot be copied", from.display()))?;
    let not_one = || format!("{} is no backup of ours", from.display());
    let store = Store::open(Options::Sqlite { path: copy.to_owned(), durable: true }, config.clock());
    let store = store.await.with_context(not_one)?;
    let looked = look(&store, keyring).await.with_context(not_one);
    // Its files are moved or removed next: whoever closed it later would take away what is then in their place.
    store.close()?;
    looked
}

/// The database is one of ours, of a schema this program knows or can migrate, and of this key.
async fn look(store: &Store, keyring: &Keyring) -> anyhow::Result<()> {
    match store.check().await {
        Ok(()) => {}
        Err(StoreError::OlderSchema { found, .. }) if found > 0 => {
            store.migrate().await?;
        }
        Err(StoreError::OlderSchema { .. }) => bail!("it holds no tables of ours"),
        Err(error) => return Err(error.into()),
    }
    Ok(keyring.check(store).await?)
}

/// Puts the new database with its companions in the old one's place; the old one stays beside.
fn swap(new: &Path, place: &Path) -> anyhow::Result<()> {
    let beside = |path: &Path, end: &str| {
        let mut path = path.to_owned();
        path.as_mut_os_string().push(end);
        path
    };
    let old = beside(place, ".before-restore");
    for end in ["-wal", "-shm", ""] {
        let (from, to) = (beside(place, end), beside(&old, end));
        match from.exists() {
            true => std::fs::rename(&from, &to)?,
            false if to.exists() => std::fs::remove_file(&to)?,
            false => {}
        }
    }
    for end in ["-wal", "-shm", ""] {
        let from = beside(new, end);
        if from.exists() {
            std::fs::rename(&from, beside(place, end))?;
        }
    }
    Ok(())
}

async fn postgres(config: &Config, args: &Args, keyring: &Keyring) -> anyhow::Result<()> {
    let Some(owner) = &config.owner_database else {
        bail!("PostgreSQL is restored as the owner of its tables: name that role with --owner-database");
    };
    let store = node::open_store(config).await?;
    if !args.replace && !is_empty(&store).await? {
        bail!("the database holds tenants: add --replace to put the backup in its place");
    }
    dump::restore(owner, &args.from).await?;
    // Row-level security and grants are made anew for the role that connects here.
    store.migrate().await?;
    store.analyze().await?;
    look(&store, keyring).await.context("the backup is in place, and yet cannot be served")
}

/// Whether the database holds no tenant.
async fn is_empty(store: &Store) -> anyhow::Result<bool> {
    match store.check().await {
        Err(StoreError::OlderSchema { found: 0, .. }) => return Ok(true),
        Err(StoreError::OlderSchema { .. }) | Ok(()) => {}
        Err(error) => return Err(error.into()),
    }
    let mut tx = store.global().read("restore.tenants").await?;
    let count: i64 = tx.query_opt(&TENANTS, &[]).await?.map_or(Ok(0), |row| row.get(0))?;
    Ok(count == 0)
}
