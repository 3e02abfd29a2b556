//! `placet bench`: how fast this machine takes events in. `cargo xtask bench` runs it on each engine.
//!
//! The bench makes an installation of its own (a folder below the data folder, or an empty PostgreSQL database), loads a second
//! process of this same program over HTTP on loopback, and prints a line `name: value unit` for each figure. What the figures mean
//! stands in `docs/performance.md`.

mod accept;
mod baseline;
mod console;
mod fold;
mod gate;
mod idle;
mod import;
mod load;
mod pages;
mod request;
mod server;
mod stock;
pub mod store;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::bail;
use placet_core::TenantId;
use placet_store::transaction;

use self::store::EMPTY;
use crate::config::Config;
use crate::lock::private_folder;
use crate::node::{Node, Purpose};
use crate::out::say;

/// What to measure.
#[derive(Debug, clap::Subcommand)]
pub enum Command {
    /// Accepting and folding events; prints `name: value unit` lines
    Ingest(Args),
    /// Page views of the demo's shop, from its page to folded events; prints `name: value unit` lines
    Pages(PageArgs),
    /// What a node costs while nobody asks it anything; prints `name: value unit` lines
    Idle(IdleArgs),
    /// The console's pages at a company of some years; prints `name: value unit` lines
    Console(console::Size),
    /// The gate: for everybody at once, with the messages queued, and for one at a time; prints `name: value unit` lines
    Gate(gate::Size),
    /// An import of people, half of whom said no before; prints `name: value unit` lines
    Import(import::Size),
    /// Answer HTTP and leave the rest of the work: what `ingest` loads
    #[command(hide = true)]
    Accept,
}

/// How much of it.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Only these parts
    #[arg(long, value_enum, value_delimiter = ',')]
    only: Vec<Part>,
    /// Seconds that single events load; batches load four times as long
    #[arg(long, value_name = "N", default_value_t = 8, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
    /// Streams that the fold knows
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    streams: u32,
}

/// How many page views.
#[derive(Debug, clap::Args)]
pub struct PageArgs {
    /// Seconds that shoppers look at pages
    #[arg(long, value_name = "N", default_value_t = 15, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// How long nothing is asked.
#[derive(Debug, clap::Args)]
pub struct IdleArgs {
    /// Seconds
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// A part of the bench.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Part {
    /// The same load without the work: HTTP alone, and appending alone
    Baseline,
    /// Requests of one event
    Single,
    /// Requests of a hundred events
    Batch,
    /// Requests of one event while the fold is at work
    Whole,
    /// From the inbox to events and streams
    Fold,
}

/// An installation that lives as long as the bench.
struct Bench {
    config: Config,
    engine: &'static str,
    folder: PathBuf,
}

/// Does it.
///
/// # Errors
/// If the database is somebody's, an answer was not 200, or what was acknowledged is not there.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let args = match command {
        Command::Accept => return server::answer(config).await,
        Command::Pages(args) => {
            let mut bench = Bench::new(config)?;
            // The key that the demo will look for: a database is opened by one alone.
            bench.config.key_file = bench.config.data.join("demo.key");
            pages::run(&bench, Duration::from_secs(args.seconds)).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Idle(args) => {
            idle::run(&Bench::new(config)?, Duration::from_secs(args.seconds)).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Console(size) => {
            console::run(&Bench::new(config)?, size).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Gate(size) => {
            gate::run(&Bench::new(config)?, size).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Import(size) => {
            import::run(&Bench::new(config)?, size).await?;
            return Ok(ExitCode::SUCCESS);
        }
        Command::Ingest(args) => args,
    };
    let bench = Bench::new(config)?;
    let asked = |part| args.only.is_empty() || args.only.contains(&part);
    let time = Duration::from_secs(args.seconds);
    bench.refuse_data().await?;
    bench.tell_load("start")?;
    if asked(Part::Baseline) {
        baseline::http(&bench, time / 3).await?;
        baseline::append(&bench, time / 3).await?;
    }
    if asked(Part::Single) {
        accept::single(&bench, time).await?;
    }
    if asked(Part::Batch) {
        accept::batch(&bench, time * 4).await?;
    }
    if asked(Part::Whole) {
        accept::whole(&bench, time / 2).await?;
    }
    if asked(Part::Fold) {
        fold::run(&bench, args.streams).await?;
    }
    Ok(ExitCode::SUCCESS)
}

impl Bench {
    fn new(config: &Config) -> anyhow::Result<Bench> {
        let folder = config.data.join(format!("bench-{}", std::process::id()));
        let data = folder.join("data");
        private_folder(&data)?;
        let key_file = folder.join("data.key");
        let engine = if config.database.is_some() { "postgres" } else { "sqlite" };
        Ok(Bench { config: Config { data, key_file, ..config.clone() }, engine, folder })
    }

    async fn node(&self) -> anyhow::Result<Node> {
        Node::open(&self.config, Purpose::SetUp).await
    }

    /// Nobody's data is measured upon.
    async fn refuse_data(&self) -> anyhow::Result<()> {
        if self.node().await?.directory.all().await?.is_empty() {
            return Ok(());
        }
        bail!("this database has tenants: the bench wants an empty one")
    }

    /// Prints a figure: `ingest.PART.ENGINE`, or `ingest.PART.ENGINE.DETAIL` if there is a detail.
    fn tell(&self, part: &str, detail: &str, value: f64, unit: &str) -> anyhow::Result<()> {
        let dot = if detail.is_empty() { "" } else { "." };
        let digits = if value < 100.0 { 2 } else { 0 };
        say!("ingest.{part}.{}{dot}{detail}: {value:.digits$} {unit}", self.engine);
        Ok(())
    }

    /// Says how busy the machine is besides.
    fn tell_load(&self, part: &str) -> anyhow::Result<()> {
        self.tell(part, "load_average", load_average(), "processes")
    }

    /// Throws a tenant's inbox away, so that nobody folds it beside the next measurement.
    async fn empty(&self, tenant: TenantId) -> anyhow::Result<()> {
        let node = self.node().await?;
        Ok(transaction!(node.store.tenant(tenant), "bench.empty", |tx| { tx.execute(&EMPTY, &[]).await })
            .map(drop)?)
    }
}

impl Drop for Bench {
    fn drop(&mut self) {
        // What cannot be removed is a folder named `bench-…` without anybody's data.
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// How many processes wanted to run during the last minute; 0 where the system does not say.
fn load_average() -> f64 {
    let text = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    text.split(' ').next().and_then(|word| word.parse().ok()).unwrap_or_default()
}
