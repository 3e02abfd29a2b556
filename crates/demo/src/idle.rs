//! Waiting until a node has nothing left to do.

use std::time::Duration;

use anyhow::Context;
use placet_core::{Micros, TenantId};
use placet_store::{Store, params};

use crate::store::{BUSY, WAITING};

/// How long it may take.
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(100);
/// How often in a row nothing may be found to do.
const CALM: u32 = 5;

/// Waits until nothing of the tenant waits and no queue is due, at the node's own time.
///
/// # Errors
/// If it is still busy after two minutes.
pub(crate) async fn wait(store: &Store, tenant: TenantId, ahead: i64) -> anyhow::Result<()> {
    let calm = async {
        let mut calm = 0;
        while calm < CALM {
            calm = if busy(store, tenant, ahead).await.unwrap_or(true) { 0 } else { calm + 1 };
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    tokio::time::timeout(PATIENCE, calm).await.context("the node is still busy after two minutes")
}

async fn busy(store: &Store, tenant: TenantId, ahead: i64) -> anyhow::Result<bool> {
    let now = store.clock().now() + ahead * Micros::SECOND;
    let count = |rows: Vec<placet_store::Row>| -> anyhow::Result<i64> {
        Ok(rows.first().map_or(Ok(0), |row| row.get::<i64>(0))?)
    };
    let mut tx = store.global().read("demo.busy").await?;
    let queues = count(tx.query(&BUSY, params![now]).await?)?;
    drop(tx);
    let mut tx = store.tenant(tenant).read("demo.waiting").await?;
    Ok(queues + count(tx.query(&WAITING, params![now]).await?)? > 0)
}
