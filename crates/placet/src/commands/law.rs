//! `placet law`.

use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use placet_core::Micros;
use placet_permission::law::{self, Laws, Name, New, Region, Rule};
use placet_permission::place::Country;

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

/// What to do with numbers from law.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// List the rules that hold, with their sources
    List(List),
    /// Add a rule, or correct one by adding it anew; nothing is changed or deleted
    Add(Box<Add>),
}

/// Which rules to list.
#[derive(Debug, clap::Args)]
pub struct List {
    /// What holds in this country (two letters), be it its own, the Union's or everybody's; without it every region's own
    #[arg(long, value_name = "CC", value_parser = country)]
    pub country: Option<Country>,
    /// What holds on this day (default: today)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub at: Option<Micros>,
    /// As it was known at the end of this day (default: now)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub known_at: Option<Micros>,
}

/// A rule to be added.
#[derive(Debug, clap::Args)]
pub struct Add {
    /// Where it holds: a country's two letters, EU, or * for everywhere
    #[arg(long, value_name = "CC")]
    pub country: String,
    /// The rule's name; `placet law list` shows them
    #[arg(long)]
    pub name: String,
    /// Its value, as JSON: {"months":6} for a term; see docs/law.md
    #[arg(long, value_name = "JSON")]
    pub value: String,
    /// The first day on which it holds
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub from: Micros,
    /// The first day on which it holds no more (default: no end is known)
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub to: Option<Micros>,
    /// Where the number stands, in words
    #[arg(long, value_name = "TEXT")]
    pub source: String,
    /// Why it is added, in words
    #[arg(long, value_name = "TEXT")]
    pub reason: String,
}

fn country(text: &str) -> Result<Country, String> {
    Country::parse(text).ok_or_else(|| "must be the two letters of a country".to_owned())
}

fn date(text: &str) -> Result<Micros, String> {
    let midnight = (text.len() == 10).then(|| Micros::parse(&format!("{text}T00:00:00Z"))).flatten();
    midnight.ok_or_else(|| "must be a day such as 2026-03-03".to_owned())
}

/// Does it.
///
/// # Errors
/// If a part of a rule is none; those of the store.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let node = Node::open(config, Purpose::Command).await?;
    match command {
        Command::List(list) => {
            let laws = Laws::load(&mut node.store.global().read("law.list").await?).await?;
            let now = node.store.clock().now();
            let known_at = list.known_at.map_or(now, |day| day + (Micros::DAY - 1));
            for rule in holding(&laws, list.country, list.at.unwrap_or(now), known_at) {
                show(rule)?;
            }
        }
        Command::Add(add) => {
            let new = New {
                country: &add.country,
                name: &add.name,
                value: &add.value,
                valid_from: add.from,
                valid_to: add.to.unwrap_or(Micros::NEVER),
                source: &add.source,
                reason: &add.reason,
            };
            let rule = law::add(&node.store, &new).await.context("this rule cannot be added")?;
            say!("Added:");
            show(&rule)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The rules that hold, by name; without a country those of every region.
fn holding(laws: &Laws, country: Option<Country>, when: Micros, known_at: Micros) -> Vec<&Rule> {
    let mut regions: Vec<Region> = laws.rules().map(|rule| rule.region).collect();
    regions.sort_unstable();
    regions.dedup();
    let of_name = |name: Name| -> Vec<&Rule> {
        match country {
            Some(_) => laws.at(country, name, when, known_at).into_iter().collect(),
            None => {
                regions.iter().filter_map(|region| laws.in_region(*region, name, when, known_at)).collect()
            }
        }
    };
    Name::all().flat_map(of_name).collect()
}

fn show(rule: &Rule) -> anyhow::Result<()> {
    let until = match rule.valid_to {
        Micros::NEVER => String::new(),
        end => format!(" until {}", day(end)),
    };
    say!("{:<2}  {:<18}  {}", rule.region.code(), rule.name.text(), rule.value);
    say!("      since {}{until}, known since {}", day(rule.valid_from), rule.known_at);
    say!("      {}", rule.source);
    Ok(())
}

fn day(at: Micros) -> String {
    at.to_string().chars().take(10).collect()
}
