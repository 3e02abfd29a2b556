//! `placet keys`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;
use placet_permission::vault::MasterKey;

use crate::config::Config;
use crate::dump::private_file;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// What to do with keys.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write the master key as text, for a copy in a safe; with it and the database every address can be read
    Export {
        /// The file to write, readable by its owner alone; standard output without it
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Begin a new data key for a tenant; what was sealed before stays readable
    Rotate {
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
    },
}

/// Does it.
///
/// # Errors
/// If the key file cannot be read, or the tenant does not exist.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Export { to } => {
            let text = MasterKey::read(&config.key_file)?.export();
            match to {
                Some(path) => {
                    let mut file = private_file(path)?;
                    file.write_all(text.as_bytes())?;
                    file.sync_all()?;
                    say!("The master key is in {}.", path.display());
                }
                None => std::io::stdout().lock().write_all(text.as_bytes())?,
            }
        }
        Command::Rotate { tenant } => {
            let node = Node::open(config, Purpose::Command).await?;
            let tenant = tenant_of(&node, *tenant).await?;
            let epoch = node.keyring.rotate(node.store.tenant(tenant.id)).await?;
            say!(
                "Tenant {} seals with data key {epoch}; nodes that run now take it up when they next start.",
                tenant.id
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
