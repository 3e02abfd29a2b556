//! Waiting until a node has nothing left to do.

use std::time::Duration;

use anyhow::Context;
use placet_core::{Micros, TenantId};
use placet_store::{Store, params};

use crate::store::{BUSY, WAITING};

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(300);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often in a row nothing may be found to do.
const CALM: u32 = 5;

/// Waits until nothing of the tenant waits and no queue is due, at the node's own time.
///
/// # Errors
/// If it is still busy after five minutes.
pub(crate) async fn wait(store: &Store, tenant: TenantId, ahead: i64) -> anyhow::Result<()> {
    let (mut calm, mut busy_with) = (0, String::new());
    let calmed = async {
        while calm < CALM {
            let found = busy(store, tenant, ahead).await.unwrap_or_else(|error| error.to_string());
            calm = if found.is_empty() { calm + 1 } else { 0 };
            busy_with = found;
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    let calmed = tokio::time::timeout(PATIENCE, calmed).await;
    calmed.with_context(|| format!("the node is still busy after five minutes: {busy_with}"))
}

/// What there is to do; empty if nothing.
async fn busy(store: &Store, tenant: TenantId, ahead: i64) -> anyhow::Result<String> {
    let now = store.clock().now() + ahead * Micros::SECOND;
    let mut tx = store.global().read("demo.busy").await?;
    let queues = tx.query(&BUSY, params![now]).await?;
    let mut found: Vec<String> = queues.iter().map(|row| row.get(0)).collect::<Result<_, _>>()?;
    drop(tx);
    let mut tx = store.tenant(tenant).read("demo.waiting").await?;
    let waiting: i64 = tx.query_opt(&WAITING, params![now]).await?.map_or(Ok(0), |row| row.get(0))?;
    if waiting > 0 {
        found.push(format!("{waiting} rows wait"));
    }
    Ok(found.join(", "))
}
