//! The keys of a demonstration, kept beside its data. The program itself stores hashes alone; but whoever copied a key into a page
//! yesterday goes on with it today.

use std::path::PathBuf;

use placet_core::TenantId;
use placet_permission::vault::digest;
use placet_store::tenants::KeyClass;
use serde::{Deserialize, Serialize};

use crate::commands::tenant::{self, NewTenant};
use crate::node::Node;

#[derive(Serialize, Deserialize)]
struct Kept {
    write_key: String,
    server_key: String,
}

/// The keys an earlier start kept, if they still open this company's doors; else new ones.
pub(super) async fn of(node: &Node, id: TenantId) -> anyhow::Result<NewTenant> {
    if let Some(kept) = std::fs::read(file(node, id)).ok().and_then(|text| parsed(&text)) {
        let is_own = async |key: &str, class: KeyClass| {
            anyhow::Ok(node.directory.by_key(&digest(key.as_bytes())).await? == Some((id, class)))
        };
        if is_own(&kept.write_key, KeyClass::Write).await?
            && is_own(&kept.server_key, KeyClass::Server).await?
        {
            return Ok(NewTenant { id, write_key: kept.write_key, server_key: kept.server_key });
        }
    }
    let new = tenant::new_keys(node, id, "demo").await?;
    keep(node, &new)?;
    Ok(new)
}

/// Keeps them for the next start.
pub(super) fn keep(node: &Node, keys: &NewTenant) -> anyhow::Result<()> {
    let kept = Kept { write_key: keys.write_key.clone(), server_key: keys.server_key.clone() };
    Ok(std::fs::write(file(node, keys.id), serde_json::to_vec(&kept)?)?)
}

fn parsed(text: &[u8]) -> Option<Kept> {
    serde_json::from_slice(text).ok()
}

fn file(node: &Node, id: TenantId) -> PathBuf {
    node.config.data.join(format!("keys-{id}.json"))
}
