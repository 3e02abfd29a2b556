//! `placet person`.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use placet_core::Id;
use placet_permission::opt_out::OptOut;
use placet_permission::vault::Address;
use placet_rights::everywhere;
use placet_rights::person::{Who, erase, export, maintain};

use crate::config::Config;
use crate::dump::private_file;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// What a person asks for.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Write down everything that is kept about a person, as JSON: for their access and to take along
    Export {
        /// Whom it is about
        #[command(flatten)]
        who: WhoArgs,
        /// The request's name in your register; it stands in the document
        #[arg(long, value_name = "TEXT")]
        reference: String,
        /// The file to write, readable by its owner alone; standard output without it
        #[arg(long, value_name = "FILE")]
        to: Option<PathBuf>,
    },
    /// Erase a person; their address stays refusable, by its fingerprint alone
    Erase {
        /// Whom it is about
        #[command(flatten)]
        who: WhoArgs,
        /// Why, for the erasure ledger; without the person's name or address
        #[arg(long, value_name = "TEXT")]
        reason: String,
        /// Rewrite the database afterwards, so that no byte of deleted rows stays in its files; slow
        #[arg(long)]
        scrub: bool,
    },
    /// Somebody wants no messages of any company here any more
    OptOut(AddressArgs),
    /// Somebody takes that back; where they unsubscribed they stay so, until they subscribe anew
    OptIn(AddressArgs),
}

/// An address, whoever knows it.
#[derive(clap::Args)]
#[group(required = true, multiple = false)]
pub struct AddressArgs {
    /// This e-mail address
    #[arg(long, value_name = "EMAIL")]
    pub email: Option<String>,
    /// This phone number
    #[arg(long, value_name = "NUMBER")]
    pub phone: Option<String>,
}

impl std::fmt::Debug for AddressArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AddressArgs").finish_non_exhaustive()
    }
}

impl AddressArgs {
    fn opt_out(&self, node: &Node) -> anyhow::Result<OptOut> {
        let address = match (&self.email, &self.phone) {
            (Some(email), _) => Address::email(email)?,
            (_, Some(phone)) => Address::phone(phone)?,
            _ => bail!("say whose: --email or --phone"),
        };
        Ok(OptOut::by_name(&node.keyring, address))
    }
}

/// Whom a request is about.
#[derive(clap::Args)]
#[group(required = true, multiple = true)]
pub struct WhoArgs {
    /// The tenant's number
    #[arg(long, value_name = "N")]
    pub tenant: i32,
    /// Whoever has this e-mail address
    #[arg(long, value_name = "EMAIL", conflicts_with_all = ["phone", "profile"])]
    pub email: Option<String>,
    /// Whoever has this phone number
    #[arg(long, value_name = "NUMBER", conflicts_with = "profile")]
    pub phone: Option<String>,
    /// The profile with this id (prof_…)
    #[arg(long, value_name = "ID")]
    pub profile: Option<String>,
}

impl std::fmt::Debug for WhoArgs {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WhoArgs").field("tenant", &self.tenant).finish_non_exhaustive()
    }
}

impl WhoArgs {
    fn who(&self) -> anyhow::Result<Who> {
        match (&self.email, &self.phone, &self.profile) {
            (Some(email), _, _) => Ok(Who::Email(email.clone())),
            (_, Some(phone), _) => Ok(Who::Phone(phone.clone())),
            (_, _, Some(profile)) => Ok(Who::Profile(Id::parse("prof", profile).context("--profile")?)),
            _ => bail!("say whom it is about: --email, --phone or --profile"),
        }
    }
}

/// Does it.
///
/// # Errors
/// If nobody is named, the address is none, or the profile does not exist.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Export { who, reference, to } => {
            let node = Node::open(config, Purpose::Command).await?;
            let tenant = tenant_of(&node, who.tenant).await?;
            let handle = node.store.tenant(tenant.id);
            let document = export(handle, &node.keyring, &who.who()?, reference).await?;
            let text = serde_json::to_string_pretty(&document)?;
            match to {
                Some(path) => {
                    writeln!(private_file(path)?, "{text}")?;
                    say!("Written to {}.", path.display());
                }
                None => say!("{text}"),
            }
        }
        Command::Erase { who, reason, scrub } => {
            let node = Node::open(config, Purpose::Command).await?;
            let tenant = tenant_of(&node, who.tenant).await?;
            let erased = erase(node.store.tenant(tenant.id), &node.keyring, &who.who()?, reason).await?;
            for (table, rows) in &erased.rows {
                say!("{table:<20} {rows:>9}");
            }
            match erased.total() {
                0 => {
                    say!("Nothing was kept about this person. An address named here is refused from now on.")
                }
                rows => say!("Erased: {rows} rows."),
            }
            say!("The erasure is in the ledger.");
            match scrub {
                true => maintain(&node.store).await?,
                false => {
                    say!("Deleted rows leave traces in the files until the database is rewritten (--scrub).")
                }
            }
        }
        Command::OptOut(address) => {
            let node = Node::open(config, Purpose::Command).await?;
            everywhere::add(&node.store, &node.keyring, &address.opt_out(&node)?).await?;
            say!(
                "No company here writes to this address any more. What they recorded of it goes within a day."
            );
        }
        Command::OptIn(address) => {
            let node = Node::open(config, Purpose::Command).await?;
            everywhere::take_back(&node.store, &node.keyring, &address.opt_out(&node)?).await?;
            say!(
                "Taken back. Where the address had unsubscribed it stays so, until its owner subscribes anew."
            );
        }
    }
    Ok(ExitCode::SUCCESS)
}
