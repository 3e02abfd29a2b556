//! What an operator watches: how far each reader is behind, how long the inbox waits, how much is queued, what is overdue.
//!
//! Cost follows work: only tenants this node has worked for since the last time are read.

use std::collections::BTreeSet;

use placet_core::{Micros, TenantId};
use placet_profile::{inbox, reader};
use placet_store::{Error, Store, params};

use crate::role::Role;
use crate::store::{LEASES, OVERDUE, QUEUED};

/// Reads the gauges.
pub(super) async fn read(store: &Store, owner: &str, touched: BTreeSet<TenantId>) -> Result<(), Error> {
    for tenant in touched {
        if let Err(error) = of_tenant(store, tenant).await {
            tracing::warn!(%tenant, %error, "the gauges of a tenant could not be read");
        }
    }
    let now = store.clock().now();
    let mut tx = store.global().read("node.gauges").await?;
    let held: i64 = tx.query_opt(&LEASES, params![owner, now]).await?.map_or(Ok(0), |row| row.get(0))?;
    metrics::gauge!("placet_leases_held").set(held as f64);
    for queue in Role::all_queues() {
        metrics::gauge!("placet_work_overdue_seconds", "queue" => queue).set(0.0);
    }
    for row in tx.query(&OVERDUE, params![now]).await? {
        let (queue, since): (String, Micros) = (row.get(0)?, row.get(1)?);
        metrics::gauge!("placet_work_overdue_seconds", "queue" => queue).set(seconds(now - since));
    }
    Ok(())
}

async fn of_tenant(store: &Store, tenant: TenantId) -> Result<(), placet_profile::Error> {
    let label = tenant.to_string();
    let mut tx = store.tenant(tenant).read("node.gauges").await?;
    for consumer in reader::CONSUMERS {
        let lag = reader::lag(&mut tx, consumer).await?;
        metrics::gauge!("placet_reader_lag_events", "reader" => consumer, "tenant" => label.clone())
            .set(lag as f64);
    }
    let (entries, oldest) = inbox::backlog(&mut tx).await?;
    let age = oldest.map_or(0, |at| store.clock().now() - at);
    let queued: i64 = tx.query_opt(&QUEUED, &[]).await?.map_or(Ok(0), |row| row.get(0))?;
    metrics::gauge!("placet_inbox_entries", "tenant" => label.clone()).set(entries as f64);
    metrics::gauge!("placet_inbox_age_seconds", "tenant" => label.clone()).set(seconds(age));
    metrics::gauge!("placet_messages_queued", "tenant" => label).set(queued as f64);
    Ok(())
}

fn seconds(micros: i64) -> f64 {
    micros.max(0) as f64 / Micros::SECOND as f64
}
