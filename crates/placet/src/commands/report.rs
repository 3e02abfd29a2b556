//! `placet report`.

use std::process::ExitCode;

use anyhow::Context;
use placet_core::Micros;
use placet_measure::report::{Line, totals};

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// Which totals.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The tenant's number
    #[arg(long, value_name = "N")]
    pub tenant: i32,
    /// The first day, such as 2026-06-01 (default: 30 days ago)
    #[arg(long, value_name = "DAY")]
    pub from: Option<String>,
    /// The last day (default: today)
    #[arg(long, value_name = "DAY")]
    pub to: Option<String>,
    /// Of this journey or campaign alone
    #[arg(long, value_name = "N")]
    pub origin: Option<i32>,
    /// As one JSON object per line
    #[arg(long)]
    pub json: bool,
}

/// Prints totals by day, origin and kind: what was done, and what was refused or not declared and therefore not stored.
///
/// # Errors
/// If the tenant does not exist or a day is none.
pub async fn run(config: &Config, args: &Args) -> anyhow::Result<ExitCode> {
    let node = Node::open(config, Purpose::Command).await?;
    let tenant = tenant_of(&node, args.tenant).await?;
    let today = node.store.clock().now().day();
    let from = day(args.from.as_deref(), today - 30).context("--from")?;
    let to = day(args.to.as_deref(), today).context("--to")?;
    let mut tx = node.store.tenant(tenant.id).read("report.totals").await?;
    let mut lines = totals(&mut tx, args.origin, from, to).await?;
    lines.sort_by(|a, b| (a.day, a.origin, &a.kind).cmp(&(b.day, b.origin, &b.kind)));
    for line in &lines {
        match args.json {
            true => say!("{}", serde_json::to_string(line)?),
            false => say!("{}", shown(line)),
        }
    }
    if lines.is_empty() && !args.json {
        say!("Nothing was counted in these days.");
    }
    Ok(ExitCode::SUCCESS)
}

fn shown(line: &Line) -> String {
    let day = Micros(line.day.saturating_mul(Micros::DAY)).to_string();
    let day = day.split('T').next().unwrap_or_default();
    let amount = if line.amount == 0 { String::new() } else { format!("  {} (minor units)", line.amount) };
    format!("{day}  origin {:>3}  {:<40} {:>9}{amount}", line.origin, line.kind, line.n)
}

fn day(text: Option<&str>, default: i64) -> anyhow::Result<i64> {
    let Some(text) = text else { return Ok(default) };
    let at = Micros::parse(&format!("{text}T00:00:00Z")).context("must be a day such as 2026-06-01")?;
    Ok(at.day())
}
