//! Imports as the API reads and tells them: at the console, and at a company's own host for its servers.

use std::collections::HashMap;

use placet_access::Time;
use placet_core::Id;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::instruction::{Basis, Evidence, Kind, Source};
use super::read::Fault;
use super::{Import, Part, Words};

/// An import to be begun: the company's documented instruction.
#[derive(Clone, Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewImport {
    /// What the company calls it.
    #[schema(min_length = 1, max_length = 200)]
    pub label: String,
    /// Addresses of people, or of people who said no elsewhere.
    pub kind: Kind,
    /// Where the addresses come from.
    pub source: Source,
    /// On which basis they come.
    pub basis: Basis,
    /// That the company answers for it: must be true.
    pub attestation: bool,
    /// Which version of the attestation's words was accepted.
    pub attested_words: i32,
    /// Evidence that all rows share; what a row says wins.
    #[serde(default)]
    pub evidence: Evidence,
    /// For what, by name; `marketing` if it rests on consent, `service` if on a contract.
    #[serde(default)]
    pub purposes: Vec<String>,
    /// `email` (if not said) or `sms`.
    #[serde(default)]
    pub channel: Option<String>,
}

/// An import: what was instructed, by whom, and what came of it.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ShownImport {
    /// Its id.
    id: String,
    /// What the company calls it.
    label: String,
    /// What comes in.
    kind: Kind,
    /// `open` or `closed`.
    state: &'static str,
    /// `email` or `sms`.
    channel: &'static str,
    /// Where the addresses come from.
    source: Source,
    /// On which basis they come.
    basis: Basis,
    /// For what.
    purposes: Vec<String>,
    /// Evidence that all rows share.
    evidence: Evidence,
    /// Which version of the attestation's words was accepted.
    attested_words: i32,
    /// By whom: a member's id, `key` and the id of a server key, or `operator`.
    attested_by: String,
    /// That member's e-mail address at the console, while they belong to the company.
    #[serde(skip_serializing_if = "Option::is_none")]
    attested_by_email: Option<String>,
    /// When.
    attested_at: Time,
    /// When it was begun.
    created_at: Time,
    /// When it was closed.
    closed_at: Option<Time>,
    /// Until when its people must be told where their data come from, if they must (GDPR art. 14).
    inform_by: Option<Time>,
    /// Rows that were read.
    rows: i64,
    /// New addresses with what the basis asks for; nothing before it is closed, as of the next three.
    added: Option<i64>,
    /// Addresses that brought nothing new, and up to four of the refused.
    known: Option<i64>,
    /// New addresses without evidence: kept, and never written to.
    without_evidence: Option<i64>,
    /// Addresses whose owners said no, in steps of five.
    suppressed: Option<i64>,
    /// Rows with something wrong in them.
    invalid: i64,
    /// The first hundred of them.
    invalid_first: Vec<InvalidRow>,
    /// The instruction's number at the company, without gaps.
    instruction: String,
}

/// A row with something wrong in it.
#[derive(Clone, Debug, Serialize, ToSchema)]
struct InvalidRow {
    /// The part.
    part: i32,
    /// The line of the part on which it begins, from 1.
    row: u64,
    /// The field; empty for the row as a whole.
    field: String,
    /// What is wrong with it.
    reason: String,
}

/// What came of a part.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportPart)]
pub struct ShownPart {
    /// Its number.
    part: i32,
    /// How many rows it has.
    rows: i64,
    /// The first hundred rows with something wrong in them; the others are taken.
    invalid: Vec<InvalidRow>,
}

/// The words by which a company answers for an import.
#[derive(Clone, Debug, Serialize, ToSchema)]
#[schema(as = ImportAttestation)]
pub struct ShownWords {
    /// Which version this is: the newest.
    version: i32,
    /// In English.
    en: &'static str,
    /// In Romanian.
    ro: &'static str,
    /// In French.
    fr: &'static str,
}

impl From<Fault> for InvalidRow {
    fn from(fault: Fault) -> InvalidRow {
        let Fault { part, row, field, reason } = fault;
        InvalidRow { part, row, field: field.into_owned(), reason: reason.into_owned() }
    }
}

impl From<Part> for ShownPart {
    fn from(part: Part) -> ShownPart {
        let invalid = part.faulty.into_iter().map(InvalidRow::from).collect();
        ShownPart { part: part.part, rows: part.rows, invalid }
    }
}

impl From<Words> for ShownWords {
    fn from(words: Words) -> ShownWords {
        let [(_, en), (_, ro), (_, fr)] = words.text;
        ShownWords { version: words.version, en, ro, fr }
    }
}

impl ShownImport {
    /// With the address of the member who attested it, of these.
    pub fn signed(mut self, members: &HashMap<Id, String>) -> ShownImport {
        let member = Id::parse("mem", &self.attested_by).ok();
        self.attested_by_email = member.and_then(|id| members.get(&id).cloned());
        self
    }
}

impl From<Import> for ShownImport {
    fn from(import: Import) -> ShownImport {
        let told = import.closed_at.map(|_| import.figures.told(import.instruction.kind));
        let purposes = import.instruction.purposes.iter().map(|purpose| purpose.name().into_owned());
        ShownImport {
            id: import.name(),
            state: if import.closed_at.is_some() { "closed" } else { "open" },
            inform_by: import.inform_by().map(Time),
            purposes: purposes.collect(),
            kind: import.instruction.kind,
            channel: import.instruction.channel.name(),
            label: import.instruction.label,
            source: import.instruction.source,
            basis: import.instruction.basis,
            evidence: import.instruction.evidence,
            attested_words: import.instruction.attested_words,
            attested_by: import.by,
            attested_by_email: None,
            attested_at: Time(import.at),
            created_at: Time(import.at),
            closed_at: import.closed_at.map(Time),
            rows: import.figures.read,
            added: told.map(|told| told.added),
            known: told.map(|told| told.known),
            without_evidence: told.map(|told| told.without_evidence),
            suppressed: told.map(|told| told.suppressed),
            invalid: import.figures.invalid,
            invalid_first: import.figures.faulty.into_iter().map(InvalidRow::from).collect(),
            instruction: format!("INS-{}", import.number),
        }
    }
}
