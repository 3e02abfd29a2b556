//! The same load with less work behind it: what HTTP alone and the disk alone would allow.

use std::time::{Duration, Instant};

use placet_core::Micros;
use placet_store::{Value, transaction};

use super::accept::{SINGLE, WARM_UP};
use super::load::{self, Plan};
use super::request::{EVENT, Request};
use super::server::Server;
use super::store::APPEND;
use super::{Bench, stock};

/// The same requests to a route that answers 200 and does nothing.
pub(super) async fn http(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    let shop = stock::open(&bench.node().await?, "http", 1).await?;
    let server = Server::start(bench, &["bench", "accept"]).await?;
    let request = Request::single(&shop, "/v1/m", Micros(0));
    let devices = shop.devices;
    let plan =
        Plan { address: server.address, request, devices, connections: SINGLE, warm_up: WARM_UP, time };
    let measured = load::run(plan).await?;
    server.kill().await?;
    bench.tell("baseline.http", "", measured.events, "/s")
}

/// One appended row per commit holding the bytes of as many requests as there are connections: no HTTP, nothing read.
pub(super) async fn append(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    let node = bench.node().await?;
    let tenant = stock::open(&node, "append", 0).await?.id;
    let handle = node.store.tenant(tenant);
    let body = vec![b'x'; SINGLE * EVENT];
    let since = Instant::now();
    let mut commits = 0i64;
    while since.elapsed() < time {
        let row = [Value::Int(commits), Value::Int(SINGLE as i64), Value::from(&body)];
        transaction!(handle, "bench.append", |tx| { tx.execute(&APPEND, &row).await })?;
        commits += 1;
    }
    let took = since.elapsed().as_secs_f64();
    bench.empty(tenant).await?;
    bench.tell("baseline.append", "", (commits * SINGLE as i64) as f64 / took, "/s")?;
    bench.tell("baseline.append", "commit", took * 1_000.0 / commits as f64, "ms")
}
