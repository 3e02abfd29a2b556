//! What the node says happened, beside what the shoppers did. Every difference is a fault with a name.

use placet_core::TenantId;
use placet_permission::Keyring;
use placet_profile::inbox;
use placet_store::{Sql, Store, Tx, Value, params};

use crate::store::{EVENTS, KNOWN_STREAM, ORDERS, STATES, SUPPRESSED, TALLY};

/// The journeys of the story (`placet_journey` knows them by these numbers).
pub(crate) const CONFIRM: i64 = 1;
pub(crate) const REMINDER: i64 = 2;
const ACCEPTED: i64 = 3;
const IN_DOUBT: i64 = 7;

/// The node's numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) events: i64,
    pub(crate) confirmations: i64,
    pub(crate) reminders: i64,
    pub(crate) in_doubt: i64,
    pub(crate) denied: i64,
    pub(crate) clicks: i64,
    pub(crate) orders: i64,
    pub(crate) attributed: i64,
    pub(crate) unsubscribed: i64,
}

/// Reads the node's numbers.
pub(crate) async fn told(store: &Store, tenant: TenantId) -> Result<Told, placet_store::Error> {
    let mut tx = store.tenant(tenant).read("demo.told").await?;
    Ok(Told {
        events: one(&mut tx, &EVENTS, &[]).await?,
        confirmations: one(&mut tx, &STATES, params![CONFIRM, ACCEPTED]).await?,
        reminders: one(&mut tx, &STATES, params![REMINDER, ACCEPTED]).await?,
        in_doubt: one(&mut tx, &STATES, params![REMINDER, IN_DOUBT]).await?,
        denied: one(&mut tx, &TALLY, params![REMINDER, "denied:no_personalisation"]).await?,
        clicks: one(&mut tx, &TALLY, params![REMINDER, "clicked"]).await?,
        orders: one(&mut tx, &ORDERS, &[]).await?,
        attributed: one(&mut tx, &TALLY, params![REMINDER, "orders"]).await?,
        unsubscribed: one(&mut tx, &SUPPRESSED, &[]).await?,
    })
}

/// How many rows know this device: events, streams, consents.
pub(crate) async fn rows_about(
    store: &Store,
    keyring: &Keyring,
    tenant: TenantId,
    device: &str,
) -> Result<i64, placet_permission::Error> {
    let keys = keyring.keys(store.tenant(tenant)).await?;
    let stream = inbox::device(&keys, device).id;
    let mut tx = store.tenant(tenant).read("demo.rows_about").await?;
    Ok(one(&mut tx, &KNOWN_STREAM, params![stream, &stream.to_be_bytes()]).await?)
}

async fn one(tx: &mut Tx, sql: &'static Sql, params: &[Value<'_>]) -> Result<i64, placet_store::Error> {
    tx.query_opt(sql, params).await?.map_or(Ok(0), |row| row.get(0))
}
