//! `placet member`.

use std::process::ExitCode;

use anyhow::Context;
use clap::{Subcommand, ValueEnum};
use placet_core::{Id, Micros, TenantId};
use placet_permission::Keyring;
use placet_permission::vault::{Address, Place, Plain, digest, random};
use placet_store::{Error as StoreError, Store, params, transaction};

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;
use crate::store::{ADD_MEMBER, ADD_SESSION, MEMBER, SET_MEMBERSHIP};

use super::{hex, tenant_of};

/// The operator's own keys stand where a tenant's would: nobody else's address is sealed with them, and no tenant has this number.
const OPERATOR: TenantId = TenantId(0);
/// How long a sign-in link opens.
const LINK: i64 = 24 * Micros::HOUR;

/// What to do with members.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Add somebody to a tenant, or change their role; prints a link that signs them in once
    Add {
        /// Their e-mail address
        email: String,
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
        /// What they may do
        #[arg(long, value_enum)]
        role: MemberRole,
    },
}

/// What a member may do at a tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MemberRole {
    /// Everything, members included
    Owner,
    /// Everything but members
    Editor,
    /// Look, at totals alone
    Viewer,
}

impl MemberRole {
    fn name(self) -> &'static str {
        match self {
            MemberRole::Owner => "owner",
            MemberRole::Editor => "editor",
            MemberRole::Viewer => "viewer",
        }
    }
}

/// Does it.
///
/// # Errors
/// If the address is none or the tenant does not exist.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Add { email, tenant, role } = command;
    let address = Address::email(email).context("the address of the member")?;
    let node = Node::open(config, Purpose::Command).await?;
    let tenant = tenant_of(&node, *tenant).await?;
    let token = add(&node.store, &node.keyring, &address, tenant.id, *role).await?;
    say!("Added as {} of {}. This link signs them in once, within a day:", role.name(), tenant.name);
    say!("{}/m/sign-in/{token}", tenant.public_url);
    Ok(ExitCode::SUCCESS)
}

/// Adds a member, or changes the role of a known one; the token of a sign-in link, of which a hash alone is kept.
///
/// # Errors
/// Those of the store and the vault.
pub async fn add(
    store: &Store,
    keyring: &Keyring,
    address: &Plain<Address>,
    tenant: TenantId,
    role: MemberRole,
) -> anyhow::Result<String> {
    let fp = keyring.vault().platform_fingerprint(address);
    let new = Id::new(store.clock());
    let keys = operator_keys(store, keyring).await?;
    let place = Place { tenant: OPERATOR, table: "member", column: "sealed", row: &new.0 };
    let sealed = keys.seal(address, &place)?;
    let token = hex(&random::<32>());
    let now = store.clock().now();
    transaction!(store.global(), "member.add", |tx| {
        let id = match tx.query_opt(&MEMBER, params![fp.bytes()]).await? {
            Some(row) => row.get(0)?,
            None => {
                tx.execute(&ADD_MEMBER, params![new, fp.bytes(), sealed.bytes(), now]).await?;
                new
            }
        };
        tx.execute(&SET_MEMBERSHIP, params![id, tenant, role.name()]).await?;
        let hash = digest(token.as_bytes());
        tx.execute(&ADD_SESSION, params![&hash, id, "link", now, now + LINK]).await?;
        Ok::<_, StoreError>(())
    })?;
    Ok(token)
}

/// The keys members' addresses are sealed with, made when the first member is. They never rotate: `member` keeps no epoch.
async fn operator_keys(
    store: &Store,
    keyring: &Keyring,
) -> anyhow::Result<std::sync::Arc<placet_permission::vault::TenantKeys>> {
    let operator = store.tenant(OPERATOR);
    match keyring.keys(operator).await {
        Err(placet_permission::Error::NoKeys(_)) => {
            transaction!(operator, "member.keys", |tx| { keyring.create(tx, OPERATOR).await })?;
            Ok(keyring.keys(operator).await?)
        }
        other => Ok(other?),
    }
}
