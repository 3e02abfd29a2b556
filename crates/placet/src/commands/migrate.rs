//! `placet migrate`.

use std::process::ExitCode;

use crate::config::Config;
use crate::lock::private_folder;
use crate::node;
use crate::out::say;

/// Brings the schema up to date, after a backup of what was there.
///
/// # Errors
/// On SQLite while another process serves; on PostgreSQL without the owner's role; if a newer program wrote the database.
pub async fn run(config: &Config) -> anyhow::Result<ExitCode> {
    let _lock = match config.database {
        None => {
            private_folder(&config.data)?;
            Some(node::lock(config)?)
        }
        Some(_) => None,
    };
    let store = node::open_store(config).await?;
    let done = node::migrate(config, &store).await?;
    match (done.from, done.to) {
        (from, to) if from == to => say!("The schema is up to date ({to})."),
        (0, to) => say!("The schema was made ({to})."),
        (from, to) => say!("The schema was brought from {from} to {to}."),
    }
    if let Some(backup) = done.backup {
        say!("What was there before is in {}.", backup.display());
    }
    Ok(ExitCode::SUCCESS)
}
