//! `placet backup`.

use std::os::unix::fs::{DirBuilderExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};

use crate::config::Config;
use crate::out::say;
use crate::{dump, node};

/// Where to.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The file to write; nothing may be there yet
    pub to: PathBuf,
}

/// Copies the database to a file that only its owner may read, while it is in use. The file appears whole or not at all.
///
/// # Errors
/// If there is no database, something stands at the place of the copy, or the copy cannot be written.
pub async fn run(config: &Config, args: &Args) -> anyhow::Result<ExitCode> {
    let to = &args.to;
    if to.exists() {
        bail!("{} is there already: choose another name", to.display());
    }
    match (&config.database, &config.owner_database) {
        (None, _) => copy(config, to).await?,
        (Some(_), Some(owner)) => dump::dump(owner, to).await?,
        (Some(_), None) => {
            bail!("PostgreSQL is dumped as the owner of its tables: name that role with --owner-database")
        }
    }
    let size = std::fs::metadata(to)?.len();
    say!("Backed up to {} ({}).", to.display(), human(size));
    say!(
        "The key is not in it. Keep a copy of {} elsewhere: without it no address can be read again.",
        config.key_file.display()
    );
    Ok(ExitCode::SUCCESS)
}

/// Copies the SQLite database by way of a folder that nobody else may enter.
async fn copy(config: &Config, to: &Path) -> anyhow::Result<()> {
    let file = node::sqlite_file(config);
    if !file.exists() {
        bail!("there is no database at {}: name its folder with --data", file.display());
    }
    let store = node::open_store(config).await?;
    let mut folder = to.to_owned();
    folder.as_mut_os_string().push(".unfinished");
    let failed = || format!("{} cannot be written", to.display());
    std::fs::DirBuilder::new().mode(0o700).create(&folder).with_context(failed)?;
    let copied = async {
        let inside = folder.join(node::DATABASE);
        placet_store::backup::sqlite(&store, &inside).await?;
        std::fs::set_permissions(&inside, std::fs::Permissions::from_mode(0o600))?;
        // Unlike a rename, a link never replaces what came there meanwhile.
        std::fs::hard_link(&inside, to).with_context(failed)
    };
    let copied = copied.await;
    std::fs::remove_dir_all(&folder).with_context(|| format!("{} is left over", folder.display()))?;
    copied
}

/// A size for people.
pub(super) fn human(bytes: u64) -> String {
    match bytes {
        0..10_000 => format!("{bytes} bytes"),
        10_000..10_000_000 => format!("{} kB", bytes / 1_000),
        _ => format!("{:.1} MB", bytes as f64 / 1e6),
    }
}
