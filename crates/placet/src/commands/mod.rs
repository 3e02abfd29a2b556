//! The commands, a module each: arguments, and a function that does it.

pub mod backup;
pub mod config;
pub mod contact;
pub mod demo;
pub mod doctor;
pub mod feed;
pub mod keys;
pub mod law;
pub mod licences;
pub mod member;
pub mod migrate;
pub mod person;
pub mod report;
pub mod restore;
pub mod serve;
pub mod tenant;

use std::sync::Arc;

use anyhow::Context;
use placet_core::TenantId;
use placet_store::tenants::TenantRecord;

use crate::node::Node;

/// The tenant a command was given.
///
/// # Errors
/// If there is none with this id.
async fn tenant_of(node: &Node, id: i32) -> anyhow::Result<Arc<TenantRecord>> {
    let found = node.directory.by_id(TenantId(id)).await?;
    found.with_context(|| format!("there is no tenant {id}: `placet tenant list` shows them"))
}
