//! Folding: from entries in the inbox to events and stream states, as one folder of one tenant does it.

use std::time::{Duration, Instant};

use anyhow::ensure;
use placet_core::{Kind, Micros};
use placet_permission::vault::TenantKeys;
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Basis, Entry, What, fold};
use placet_store::{Tenant, Value, transaction};

use super::Bench;
use super::stock::{self, mixed};
use super::store::ADD_CONSENT;
use crate::node::Node;

/// Entries of a block: what a busy second's commits hold.
const BLOCK: usize = 1_000;
/// Rows of consents in one transaction.
const CONSENTS: usize = 20_000;
/// The longest that one pass is watched; the inbox need not be empty then.
const LONGEST: Duration = Duration::from_secs(60);

/// First an event for each of the streams, all new; then an eighth as many, each for a stream drawn by lot.
pub(super) async fn run(bench: &Bench, streams: u32) -> anyhow::Result<()> {
    let node = bench.node().await?;
    let handle = node.store.tenant(stock::open(&node, "fold", 0).await?.id);
    let keys = node.keyring.keys(handle).await?;
    let refs: Vec<StreamRef> =
        (0..u64::from(streams)).map(|n| inbox::device(&keys, &stock::device(n))).collect();
    consent(handle, &refs).await?;

    fill(handle, &keys, refs.iter().copied(), 0).await?;
    let new = pass(&node, handle).await?;
    let known = (0..u64::from(streams) / 8).map(|n| refs[mixed(n) as usize % refs.len()]);
    fill(handle, &keys, known, u64::from(streams)).await?;
    let known = pass(&node, handle).await?;

    bench.tell(
        "fold",
        "",
        (new.events + known.events) as f64 / (new.took + known.took).as_secs_f64(),
        "events/s",
    )?;
    bench.tell("fold", "new_streams", new.rate(), "events/s")?;
    bench.tell("fold", "known_streams", known.rate(), "events/s")?;
    bench.tell("fold", "slowest", new.slowest.max(known.slowest).as_secs_f64() * 1_000.0, "ms")?;
    bench.tell_load("fold")
}

/// What one pass did.
struct Pass {
    events: usize,
    took: Duration,
    /// The longest transaction: for so long others wait for SQLite's one writer.
    slowest: Duration,
}

impl Pass {
    fn rate(&self) -> f64 {
        self.events as f64 / self.took.as_secs_f64()
    }
}

async fn pass(node: &Node, tenant: Tenant<'_>) -> anyhow::Result<Pass> {
    let since = Instant::now();
    let mut pass = Pass { events: 0, took: Duration::ZERO, slowest: Duration::ZERO };
    while since.elapsed() < LONGEST {
        let step = Instant::now();
        let done = fold::fold(tenant, &node.keyring).await?;
        if done.blocks == 0 {
            break;
        }
        ensure!(done.refused == 0 && done.duplicates == 0, "events with a yes were dropped: {done:?}");
        pass.events += done.events;
        pass.slowest = pass.slowest.max(step.elapsed());
    }
    pass.took = since.elapsed();
    Ok(pass)
}

/// A standing yes for each device, in the order of the key.
async fn consent(tenant: Tenant<'_>, devices: &[StreamRef]) -> anyhow::Result<()> {
    let mut ids: Vec<i64> = devices.iter().map(|device| device.id).collect();
    ids.sort_unstable();
    for (part, ids) in ids.chunks(CONSENTS).enumerate() {
        let at = tenant.clock().now();
        let row = |(n, id): (usize, &i64)| {
            let entry = (part * CONSENTS + n + 1) as i64;
            [Value::from(id.to_be_bytes().to_vec()), Value::Int(entry), Value::from(at)]
        };
        let rows: Vec<Value<'_>> = ids.iter().enumerate().flat_map(row).collect();
        transaction!(tenant, "bench.consents", |tx| { tx.insert_many(&ADD_CONSENT, &rows, 3).await })?;
    }
    Ok(())
}

/// Puts an event for each of these streams into the inbox.
async fn fill(
    tenant: Tenant<'_>,
    keys: &TenantKeys,
    streams: impl Iterator<Item = StreamRef>,
    first: u64,
) -> anyhow::Result<()> {
    let mut numbered = (first..).zip(streams).peekable();
    while numbered.peek().is_some() {
        let now = tenant.clock().now();
        let entries: Vec<Entry> =
            numbered.by_ref().take(BLOCK).map(|(number, stream)| entry(keys, stream, number, now)).collect();
        transaction!(tenant, "bench.fill", |tx| { inbox::append(tx, &entries).await })?;
    }
    Ok(())
}

/// Of ten events six are product views, three page views, and one puts something into the cart.
fn entry(keys: &TenantKeys, stream: StreamRef, number: u64, now: Micros) -> Entry {
    let item = mixed(number) % 5_000;
    let product =
        format!(r#"{{"product_id":"SHOE-{item}","category":"Shoes","price":8990,"currency":"EUR"}}"#);
    let (kind, item, props) = match number % 10 {
        0..=5 => (Kind::PRODUCT_VIEWED, Some(item as i64 + 1), product),
        6..=8 => (Kind::PAGE, None, r#"{"path":"/p/shoes","referrer":"search.example"}"#.to_owned()),
        _ => (Kind::PRODUCT_ADDED, Some(item as i64 + 1), product),
    };
    let dedupe = Some(keys.hash128("message", &[&number.to_be_bytes()]));
    let what = What::Event { kind, item, props };
    Entry { at: now, received: now, stream, same_person: None, dedupe, basis: Basis::Standing, what }
}
