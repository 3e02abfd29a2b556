//! `placet contact`.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, bail};
use clap::Subcommand;
use placet_collect::import::{
    self, Basis, By, Evidence, Format, Import, Kind, Line, MOST, NewImport, Source, SourceKind, attestation,
};
use placet_core::Id;
use placet_store::tenants::TenantRecord;
use placet_store::transaction;

use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant_of;

/// What to do with contacts.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Import addresses from a CSV or NDJSON file, with the evidence of each yes
    ///
    /// The columns: email (or phone), language, country, time_zone, consent_at, wording, place, method, document, purposes. What all rows
    /// share may be said once, as an option. Without consent_at an address is kept and never written to, and the duty to inform its owner
    /// within a month begins. Somebody who said no is refused.
    Import(Box<ImportArgs>),
}

/// An import: what is instructed, and the file.
#[derive(Debug, clap::Args)]
pub struct ImportArgs {
    /// The file; its name ends in .csv, .ndjson or .jsonl
    file: PathBuf,
    /// The tenant's number
    #[arg(long, value_name = "N")]
    tenant: i32,
    /// Go on with an import that broke off: its id, as it was printed. The file must be the same
    #[arg(long, value_name = "ID", conflicts_with_all = ["label", "source", "source_name", "basis", "attest"])]
    resume: Option<String>,
    /// What you call it
    #[arg(long, required_unless_present = "resume")]
    label: Option<String>,
    /// Addresses of people, or of people who said no elsewhere
    #[arg(long, default_value = "contacts", value_parser = |text: &str| Kind::named(text).ok_or("contacts or suppressions"))]
    kind: Kind,
    /// Where they come from: form, shop, event, list, directory
    #[arg(long, required_unless_present = "resume", value_parser = |text: &str| SourceKind::named(text).ok_or("form, shop, event, list or directory"))]
    source: Option<SourceKind>,
    /// The name of that place
    #[arg(long, required_unless_present = "resume")]
    source_name: Option<String>,
    /// On which basis: consent, contract, none
    #[arg(long, required_unless_present = "resume", value_parser = |text: &str| Basis::named(text).ok_or("consent, contract or none"))]
    basis: Option<Basis>,
    /// The company answers for it, by the words of this version (`docs/imports.md`)
    #[arg(long, value_name = "VERSION", required_unless_present = "resume")]
    attest: Option<i32>,
    /// email or sms
    #[arg(long, default_value = "email")]
    channel: String,
    /// For what, with commas between; marketing if nothing is said
    #[arg(long, value_delimiter = ',')]
    purposes: Vec<String>,
    /// When everybody in the file said yes, if the rows do not say: a day, or 2026-05-01T10:00:00Z
    #[arg(long, value_name = "DATE", default_value = "", hide_default_value = true)]
    consent_at: String,
    /// The words they read
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    wording: String,
    /// Where
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    place: String,
    /// How: paper form, double opt-in
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    method: String,
    /// The language of the words
    #[arg(long, value_name = "LANGUAGE", default_value = "", hide_default_value = true)]
    wording_language: String,
    /// What proves it
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    document: String,
}

/// Does it. Fails, with everything good imported, if a line could not be.
///
/// # Errors
/// If the file cannot be read or is no such list, or the company may not import; lines are named by number, never quoted.
pub async fn run(config: &Config, command: &Command) -> anyhow::Result<ExitCode> {
    let Command::Import(args) = command;
    let node = Node::open(config, Purpose::Command).await?;
    let tenant = tenant_of(&node, args.tenant).await?;
    let (import, lines) = match &args.resume {
        Some(id) => {
            let import = resumed(&node, &tenant, id).await?;
            let lines = read(&args.file, import.address())?;
            (import, lines)
        }
        // A file that cannot be read begins nothing.
        None => {
            let lines = read(&args.file, if args.channel == "sms" { "phone" } else { "email" })?;
            (begun(&node, &tenant, args).await?, lines)
        }
    };
    let handle = node.store.tenant(tenant.id);
    let mut invalid = 0;
    for (part, lines) in (1..).zip(lines.chunks(MOST)) {
        let done = import::take(handle, &node.keyring, &tenant, &import, part, lines).await?;
        invalid += done.invalid;
        for fault in done.faulty {
            say!("line {}: {} {}", fault.row, fault.field, fault.reason);
        }
    }
    let closed = transaction!(handle, "contact.import_close", |tx| { import::close(tx, import.id).await })?;
    if let Some(closed) = closed {
        let told = closed.figures.told(closed.instruction.kind);
        match closed.instruction.kind {
            Kind::Contacts => say!(
                "{} added, {} known already, {} without evidence, {} refused for they said no (in steps of five; fewer are counted as known)",
                told.added,
                told.known,
                told.without_evidence,
                told.suppressed
            ),
            Kind::Suppressions => {
                say!(
                    "{} kept as addresses of people who said no, whether they were known or not",
                    told.suppressed
                );
            }
        }
        let came_in = told.added + told.without_evidence > 0;
        if let Some(by) = closed.inform_by().filter(|_| came_in) {
            say!("Tell them by {by} that you have their data, and from where (GDPR art. 14)");
        }
    }
    Ok(if invalid > 0 { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

async fn begun(node: &Node, tenant: &TenantRecord, args: &ImportArgs) -> anyhow::Result<Import> {
    let (Some(label), Some(kind), Some(name), Some(basis), Some(version)) =
        (&args.label, args.source, &args.source_name, args.basis, args.attest)
    else {
        bail!("label, source, source-name, basis and attest are needed");
    };
    let words = attestation(Some(version)).context("--attest: there is no such version of the words")?;
    say!("The company answers for this: {}", words.text[0].1);
    let asked = NewImport {
        label: label.clone(),
        kind: args.kind,
        source: Source { kind, name: name.clone() },
        basis,
        attestation: true,
        attested_words: version,
        evidence: Evidence {
            at: args.consent_at.clone(),
            wording: args.wording.clone(),
            place: args.place.clone(),
            method: args.method.clone(),
            language: args.wording_language.clone(),
            document: args.document.clone(),
        },
        purposes: args.purposes.clone(),
        channel: Some(args.channel.clone()),
    };
    let handle = node.store.tenant(tenant.id);
    let import = transaction!(handle, "contact.import_begin", |tx| {
        import::begin(tx, &tenant.time_zone, &asked, &By::Operator).await
    })
    .map_err(by_option)?;
    say!("Import {}: if this breaks off, go on with --resume {}", import.name(), import.name());
    Ok(import)
}

/// A field of an import is an option here.
fn by_option(error: placet_collect::Error) -> anyhow::Error {
    let placet_collect::Error::Field { field, reason } = error else { return error.into() };
    let option = match field {
        "evidence.at" => "consent-at".to_owned(),
        "evidence.language" => "wording-language".to_owned(),
        "source.name" => "source-name".to_owned(),
        field => field.rsplit('.').next().unwrap_or(field).replace('_', "-"),
    };
    anyhow::anyhow!("--{option} {reason}")
}

async fn resumed(node: &Node, tenant: &TenantRecord, id: &str) -> anyhow::Result<Import> {
    let id = Id::parse("imp", id).context("--resume")?;
    let mut tx = node.store.tenant(tenant.id).read("contact.import").await?;
    import::get(&mut tx, id).await?.context("there is no such import")
}

fn read(path: &Path, address: &'static str) -> anyhow::Result<Vec<Line>> {
    let end = path.extension().and_then(|end| end.to_str()).unwrap_or_default();
    let format = Format::named(end).context("the file's name must end in .csv, .ndjson or .jsonl")?;
    let body = std::fs::read(path).with_context(|| format!("{} cannot be read", path.display()))?;
    import::read(format, address, &body).with_context(|| path.display().to_string())
}
