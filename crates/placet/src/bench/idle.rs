//! What a node costs while nobody asks it anything: time of a core, and memory.

use std::time::{Duration, Instant};

use anyhow::Context;

use super::Bench;
use super::server::Server;
use super::stock;
use crate::out::say;

/// How long the node has for what a start brings with it.
const SETTLE: Duration = Duration::from_secs(5);

/// Serves with all roles for a company that nobody visits, and reads what the system counted.
pub(super) async fn run(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    bench.refuse_data().await?;
    stock::open(&bench.node().await?, "idle", 0).await?;
    let server = Server::start(bench, &["serve"]).await?;
    tokio::time::sleep(SETTLE).await;
    let (before, since) = (worked(server.id()?)?, Instant::now());
    tokio::time::sleep(time).await;
    let share = (worked(server.id()?)? - before).as_secs_f64() / since.elapsed().as_secs_f64();
    let engine = bench.engine;
    say!("idle.cpu.{engine}: {:.2} %", share * 100.0);
    say!("idle.rss.{engine}: {:.1} MB", resident(server.id()?)?);
    server.kill().await
}

/// The time that a process has had of all cores: fields 14 and 15 of `/proc/PID/stat` (proc(5)).
fn worked(process: u32) -> anyhow::Result<Duration> {
    let text =
        std::fs::read_to_string(format!("/proc/{process}/stat")).context("reading the time of a process")?;
    // Its name, in brackets, may hold anything.
    let fields = text.rsplit_once(')').map_or("", |(_, rest)| rest).split_whitespace();
    let ticks: Vec<u64> = fields.skip(11).take(2).filter_map(|field| field.parse().ok()).collect();
    let a_second = rustix::param::clock_ticks_per_second();
    Ok(Duration::from_millis(ticks.iter().sum::<u64>() * 1_000 / a_second.max(1)))
}

/// Memory of a process that stands in the machine's own, in megabytes of a million bytes.
fn resident(process: u32) -> anyhow::Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{process}/status"))
        .context("reading the memory of a process")?;
    let line = text.lines().find_map(|line| line.strip_prefix("VmRSS:")).context("there is no VmRSS")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes * 1_024.0 / 1e6)
}
