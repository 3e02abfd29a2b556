//! `placet member`.

use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use placet_access::{OPERATOR, Role};
use placet_permission::vault::Address;

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// What to do with members.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add somebody to a tenant, or change their role; prints a link with which they choose a password, once
    Add {
        /// Their e-mail address
        email: String,
        /// The tenant's number; none for the role `operator`
        #[arg(long, value_name = "N", required_unless_present = "operator")]
        tenant: Option<i32>,
        /// What they may do: owner, marketer, analyst, developer, privacy_officer, support
        #[arg(long, value_parser = role, required_unless_present = "operator")]
        role: Option<Role>,
        /// Let them run the installation, which is no tenant's
        #[arg(long, conflicts_with_all = ["tenant", "role"])]
        operator: bool,
    },
    /// Give a member who has lost password or second factor a new link; their second factor and sessions end
    Reset {
        /// Their e-mail address
        email: String,
    },
}

fn role(text: &str) -> Result<Role, String> {
    let names = || {
        let names: Vec<&str> =
            Role::ALL.iter().filter(|role| **role != Role::Operator).map(|role| role.name()).collect();
        format!("must be one of {}", names.join(", "))
    };
    Role::named(text).filter(|role| *role != Role::Operator).ok_or_else(names)
}

/// Does it.
///
/// # Errors
/// If the address is none, or the tenant or the member does not exist.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let (Command::Add { email, .. } | Command::Reset { email }) = command;
    let address = Address::email(email).context("the address of the member")?;
    let node = Node::open(config, Purpose::Command).await?;
    let link = match command {
        Command::Reset { .. } => match placet_access::reset(&node.store, &node.keyring, &address).await? {
            Some(link) => link,
            None => bail!("nobody signs in with this address"),
        },
        Command::Add { tenant, role, .. } => {
            let (tenant, role, name) = match (tenant, role) {
                (Some(tenant), Some(role)) => {
                    let tenant = tenant_of(&node, *tenant).await?;
                    (tenant.id, *role, tenant.name.clone())
                }
                _ => (OPERATOR, Role::Operator, "the installation".to_owned()),
            };
            let link = placet_access::add(&node.store, &node.keyring, &address, tenant, role).await?;
            say!("Added as {} of {name}.", role.name());
            link
        }
    };
    say!("With this link they choose a password and sign in, once, within a day:");
    say!("{}", link.at(&config.admin_origin));
    Ok(ExitCode::SUCCESS)
}
