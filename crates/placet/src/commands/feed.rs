//! `placet feed`.

use std::process::ExitCode;

use anyhow::bail;
use clap::Subcommand;
use placet_core::Micros;
use placet_shop::{Feed, Fetch, Fetcher, NewFeed, Report, add_feed, feeds, fetch_feed, remove_feed};
use placet_store::{Tenant, transaction};

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// How many refusals are printed.
const SHOWN: usize = 50;

/// What to do with feeds.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Have a feed fetched from now on: Google's product data as XML (RSS, Atom), CSV or TSV, or JSON; gzipped or not
    Add {
        /// Where it is: https:// or http://, without user and password
        url: String,
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
        /// Time between two fetches, such as 6h or 30m; 15 minutes to a week
        #[arg(long, value_name = "TIME", default_value = "6h", value_parser = minutes)]
        every: u32,
        /// It names only some of the items: what it leaves out stays as it is
        #[arg(long)]
        partial: bool,
    },
    /// List the feeds and how they fare
    List {
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
    },
    /// Fetch a feed no more; its items stay as they are
    Remove {
        /// The feed's number
        feed: i32,
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
    },
    /// Fetch now, and say what was loaded and what was refused and why; fails if a feed could not be loaded whole
    Fetch {
        /// The feed's number; all of them without
        feed: Option<i32>,
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
        /// Believe the feed though it leaves out more than half of what it named before
        #[arg(long)]
        shrink: bool,
    },
}

/// Does it.
///
/// # Errors
/// If there is no such tenant or feed, or the address is no good.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let node = Node::open(config, Purpose::Command).await?;
    let (Command::Add { tenant, .. }
    | Command::List { tenant }
    | Command::Remove { tenant, .. }
    | Command::Fetch { tenant, .. }) = command;
    let record = tenant_of(&node, *tenant).await?;
    let handle = node.store.tenant(record.id);
    match command {
        Command::Add { url, every, partial, .. } => {
            let feed = NewFeed { url: url.clone(), every_minutes: *every, complete: !partial };
            let id = transaction!(handle, "feed.add", |tx| { add_feed(tx, &feed).await })?;
            say!("Feed {id} is fetched every {}, the first time as soon as a node serves.", time(*every));
            say!("To see now what it holds: placet feed fetch {id} --tenant {tenant}");
        }
        Command::List { .. } => {
            let found = all(handle, None).await?;
            for feed in &found {
                show(feed)?;
            }
            if found.is_empty() {
                say!("There are none: `placet feed add URL --tenant {tenant}` sets one up.");
            }
        }
        Command::Remove { feed, .. } => {
            if !transaction!(handle, "feed.remove", |tx| { remove_feed(tx, *feed).await })? {
                bail!("there is no feed {feed}: `placet feed list --tenant {tenant}` shows them");
            }
            say!("Feed {feed} is fetched no more; its items stay as they are.");
        }
        Command::Fetch { feed, shrink, .. } => {
            let fetcher = Fetcher::new(config.feeds_allow_private)?;
            let mut whole = true;
            for feed in all(handle, *feed).await? {
                let fetch = fetch_feed(handle, &record, &fetcher, &feed, *shrink).await?;
                whole &= fetch.is_whole();
                tell(&feed, &fetch)?;
            }
            return Ok(if whole { ExitCode::SUCCESS } else { ExitCode::FAILURE });
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// Every feed, or the one that is meant.
async fn all(handle: Tenant<'_>, only: Option<i32>) -> anyhow::Result<Vec<Feed>> {
    let mut tx = handle.read("feed.list").await?;
    let mut found = feeds(&mut tx).await?;
    if let Some(id) = only {
        found.retain(|feed| feed.id == id);
        if found.is_empty() {
            bail!("there is no feed {id}: `placet feed list --tenant {}` shows them", handle.id());
        }
    }
    Ok(found)
}

fn show(feed: &Feed) -> anyhow::Result<()> {
    let kind = if feed.set.complete { "complete" } else { "partial" };
    say!("{:>3}  {}  every {}, {kind}", feed.id, feed.set.url, time(feed.set.every_minutes));
    let [stored, refused, gone, held_back] = feed.counts;
    let (fetched, loaded) = (at(feed.fetched_at), at(feed.loaded_at));
    say!("     last fetched {fetched}: {}", if feed.outcome.is_empty() { "not yet" } else { &feed.outcome });
    say!(
        "     last went well {loaded}; {stored} stored, {refused} refused, {gone} gone, {held_back} held back"
    );
    say!("     next {}{}", at(Some(feed.next_due_at)), failures(feed.failures));
    Ok(())
}

fn failures(count: i64) -> String {
    if count == 0 { String::new() } else { format!(", after {count} failures in a row") }
}

fn tell(feed: &Feed, fetch: &Fetch) -> anyhow::Result<()> {
    match fetch {
        Fetch::Unchanged => say!("Feed {}: unchanged since it was last fetched.", feed.id),
        Fetch::Failed(error) => say!("Feed {}: {error}. The catalogue is as it was.", feed.id),
        Fetch::Loaded(report) => {
            say!(
                "Feed {}: {} stored, {} refused, {} gone.",
                feed.id,
                report.stored,
                report.refused_count,
                report.gone
            );
            details(report)?;
        }
    }
    Ok(())
}

fn details(report: &Report) -> anyhow::Result<()> {
    for refused in report.refused.iter().take(SHOWN) {
        match refused.place.line {
            0 => say!("  item {}: {} {}", refused.place.index + 1, refused.field, refused.reason),
            line => say!("  line {line}: {} {}", refused.field, refused.reason),
        }
    }
    if report.refused_count > SHOWN {
        say!("  and {} more", report.refused_count - SHOWN.min(report.refused.len()));
    }
    if report.held_back > 0 {
        say!(
            "  It leaves out {} items, more than half of what it named before: they stay for 24 hours.",
            report.held_back
        );
        say!("  If that is right: --shrink");
    }
    if let Some(at) = &report.broke_off {
        say!("  line {}: the feed {}. What follows is unknown; nothing was taken out.", at.line, at.reason);
    }
    Ok(())
}

fn at(time: Option<Micros>) -> String {
    let stamp = time.and_then(|time| jiff::Timestamp::from_microsecond(time.0).ok());
    stamp.map_or("never".to_owned(), |stamp| stamp.strftime("%Y-%m-%d %H:%M UTC").to_string())
}

fn time(minutes: u32) -> String {
    if minutes.is_multiple_of(60) { format!("{} h", minutes / 60) } else { format!("{minutes} min") }
}

/// Reads `6h`, `30m` or `2d`.
fn minutes(text: &str) -> Result<u32, String> {
    let shape = || "must be a number with m, h or d behind it, such as 6h".to_owned();
    let unit = text.chars().last().ok_or_else(shape)?;
    let factor = match unit {
        'm' => 1,
        'h' => 60,
        'd' => 24 * 60,
        _ => return Err(shape()),
    };
    let number: u32 = text[..text.len() - 1].parse().map_err(|_| shape())?;
    number
        .checked_mul(factor)
        .filter(|minutes| (15..=7 * 24 * 60).contains(minutes))
        .ok_or("must be from 15m to 7d".to_owned())
}

#[cfg(test)]
mod tests {
    use super::minutes;

    #[test]
    fn times_are_read_with_their_unit_and_kept_within_bounds() {
        assert_eq!((minutes("15m"), minutes("6h"), minutes("7d")), (Ok(15), Ok(360), Ok(10_080)));
        for bad in ["", "6", "h", "14m", "8d", "5ü", "-1h", "99999999999d"] {
            assert!(minutes(bad).is_err(), "{bad}");
        }
    }
}
