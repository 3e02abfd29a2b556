//! Accepting: from a request on the wire to its answer, which says that the event is durable.

use std::time::Duration;

use anyhow::ensure;
use placet_core::TenantId;
use placet_profile::inbox;

use super::Bench;
use super::load::{self, Measured, Plan};
use super::request::Request;
use super::server::Server;
use super::stock::{self, Shop};

/// Devices that send, all of which have said yes.
const DEVICES: usize = 10_000;
/// Connections that send single events.
pub(super) const SINGLE: usize = 64;
/// Connections that send batches.
const BATCH: usize = 16;
/// Events of a batch.
const BATCHED: usize = 100;
/// Asked before anything is counted.
pub(super) const WARM_UP: Duration = Duration::from_secs(2);

/// Requests of one event each; the fold rests.
pub(super) async fn single(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    let shop = shop(bench, "single").await?;
    let request = Request::single(&shop, "/v1/t", bench.config.clock().now());
    let measured = accepted(bench, &shop, request, SINGLE, time).await?;
    bench.tell("single", "", measured.events, "/s")?;
    bench.tell("single", "p99", measured.p99, "ms")?;
    bench.tell_load("single")
}

/// Requests of a hundred events each; the fold rests.
pub(super) async fn batch(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    let shop = shop(bench, "batch").await?;
    let request = Request::batch(&shop, BATCHED, bench.config.clock().now());
    let measured = accepted(bench, &shop, request, BATCH, time).await?;
    bench.tell("batch", "", measured.events, "events/s")?;
    bench.tell("batch", "p99", measured.p99, "ms")?;
    bench.tell_load("batch")
}

/// Requests of one event each while the whole node is at work on them.
pub(super) async fn whole(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    let shop = shop(bench, "whole").await?;
    let server = Server::start(bench, &["serve"]).await?;
    let request = Request::single(&shop, "/v1/t", bench.config.clock().now());
    let Shop { id, devices, .. } = shop;
    let plan =
        Plan { address: server.address, request, devices, connections: SINGLE, warm_up: WARM_UP, time };
    let measured = load::run(plan).await?;
    let behind = waiting(bench, id).await?;
    server.kill().await?;
    bench.empty(id).await?;
    bench.tell("whole", "", measured.events, "/s")?;
    bench.tell("whole", "p99", measured.p99, "ms")?;
    bench.tell("whole", "behind", behind as f64, "events")?;
    bench.tell_load("whole")
}

async fn shop(bench: &Bench, name: &str) -> anyhow::Result<Shop> {
    stock::open(&bench.node().await?, name, DEVICES).await
}

/// Loads a server that only accepts, kills it, and looks whether everything it acknowledged is there.
async fn accepted(
    bench: &Bench,
    shop: &Shop,
    request: Request,
    connections: usize,
    time: Duration,
) -> anyhow::Result<Measured> {
    let server = Server::start(bench, &["bench", "accept"]).await?;
    let devices = shop.devices.clone();
    let plan = Plan { address: server.address, request, devices, connections, warm_up: WARM_UP, time };
    let measured = load::run(plan).await?;
    server.kill().await?;
    let (stored, acknowledged) = (waiting(bench, shop.id).await?, measured.acknowledged);
    ensure!(stored == acknowledged, "{acknowledged} events were acknowledged and {stored} are in the inbox");
    bench.empty(shop.id).await?;
    Ok(measured)
}

/// Events in the inbox of a tenant.
async fn waiting(bench: &Bench, tenant: TenantId) -> anyhow::Result<u64> {
    let node = bench.node().await?;
    let mut tx = node.store.tenant(tenant).read("bench.waiting").await?;
    Ok(inbox::backlog(&mut tx).await?.0.unsigned_abs())
}
