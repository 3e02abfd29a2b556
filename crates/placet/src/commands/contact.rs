//! `placet contact`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Subcommand;
use placet_collect::import::{self, ContactRow, GivenConsent, Imported};

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// What to do with contacts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import contacts from a CSV file with the columns email, language, consent_at, wording, place, method, purposes
    ///
    /// Without consent_at a contact is kept and never written to, and the duty to inform its owner within a month begins. Somebody
    /// who said no is refused. Several purposes stand with semicolons between.
    Import {
        /// The file; its first line names the columns
        file: PathBuf,
        /// The tenant's number
        #[arg(long, value_name = "N")]
        tenant: i32,
    },
}

/// A line of the file.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    email: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    consent_at: String,
    #[serde(default)]
    wording: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    method: String,
    #[serde(default)]
    purposes: String,
}

impl From<Line> for ContactRow {
    fn from(line: Line) -> ContactRow {
        let purposes = line.purposes.split(';').map(str::trim).filter(|purpose| !purpose.is_empty());
        let consent = (!line.consent_at.is_empty()).then(|| GivenConsent {
            at: line.consent_at,
            wording: line.wording,
            place: line.place,
            method: line.method,
            purposes: purposes.map(str::to_owned).collect(),
        });
        ContactRow { email: line.email, language: line.language, consent }
    }
}

/// Does it. Fails, with everything good imported, if a line could not be.
///
/// # Errors
/// If the file cannot be read or is no such CSV; lines are named by number, never quoted.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Import { file, tenant } = command;
    let rows = read(file)?;
    let node = Node::open(config, Purpose::Command).await?;
    let tenant = tenant_of(&node, *tenant).await?;
    let handle = node.store.tenant(tenant.id);
    let mut bad = false;
    for (first, chunk) in rows.chunks(import::MOST).enumerate().map(|(n, chunk)| (n * import::MOST, chunk)) {
        let done = import::import(handle, &node.keyring, &tenant.language, chunk).await?;
        bad |= !done.invalid.is_empty();
        show(first, &done)?;
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn read(path: &Path) -> anyhow::Result<Vec<ContactRow>> {
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .from_path(path)
        .with_context(|| format!("{} cannot be read", path.display()))?;
    let mut rows = Vec::new();
    for (number, line) in reader.deserialize::<Line>().enumerate() {
        // The reader's own message may quote the line.
        let line = line.map_err(|_| {
            anyhow::anyhow!("{}, line {}: not a row of these columns", path.display(), number + 2)
        })?;
        rows.push(line.into());
    }
    Ok(rows)
}

/// Lines are counted as in the file: from 1, the first being the names of the columns.
fn show(first: usize, done: &Imported) -> anyhow::Result<()> {
    say!("{} added, {} known already, {} without evidence", done.added, done.known, done.without_evidence);
    for row in &done.suppressed {
        say!("line {}: refused, this person said no", first + row + 2);
    }
    for invalid in &done.invalid {
        say!("line {}: {} {}", first + invalid.index + 2, invalid.field, invalid.reason);
    }
    Ok(())
}
