//! What a company instructs: whose addresses come in, from where, on which basis, on what evidence, on whose word.

use placet_core::Id;
use placet_permission::Purpose;
use placet_permission::vault::Channel;
use placet_store::Row;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::Error;

/// An instruction to import, as it was given.
#[derive(Clone, Debug, PartialEq)]
pub struct Instruction {
    /// What the company calls it.
    pub label: String,
    /// People, or people who said no elsewhere.
    pub kind: Kind,
    /// By which channel they are reached.
    pub channel: Channel,
    /// Where their addresses come from.
    pub source: Source,
    /// On which basis they come.
    pub basis: Basis,
    /// For what, if the rows say nothing else.
    pub purposes: Vec<Purpose>,
    /// Evidence that all rows share; what a row says wins.
    pub evidence: Evidence,
    /// Which version of the attestation's words was accepted.
    pub attested_words: i32,
}

/// Evidence of a yes; each part may stand with the import or with a row.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
#[schema(as = ImportEvidence)]
pub struct Evidence {
    /// When it was given: a time of RFC 3339, or a day.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub at: String,
    /// The words that were read.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub wording: String,
    /// Where: a form, a till, a fair.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// How: `double opt-in`, `paper form`, …
    #[serde(skip_serializing_if = "String::is_empty")]
    pub method: String,
    /// The language of the words.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// What proves it at the company: the number of a file, of a form.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub document: String,
}

/// Where addresses come from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ImportSource)]
pub struct Source {
    /// What kind of place.
    pub kind: SourceKind,
    /// Its name.
    pub name: String,
}

/// On whose word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum By {
    /// A member's.
    Member(Id),
    /// That of whoever holds this server key, by its id.
    Key(String),
    /// The operator's, at the command line.
    Operator,
}

impl By {
    /// As it is stored and shown.
    pub(super) fn name(&self) -> String {
        match self {
            By::Member(id) => id.text("mem"),
            By::Key(id) => format!("key {id}"),
            By::Operator => "operator".to_owned(),
        }
    }
}

macro_rules! named {
    ($(#[$doc:meta])* $type:ident as $as:ident { $($(#[$each:meta])* $variant:ident = $code:literal $name:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[schema(as = $as)]
        pub enum $type { $($(#[$each])* $variant = $code,)* }
        impl $type {
            /// Its name in the API and in files.
            pub fn name(self) -> &'static str {
                match self { $($type::$variant => $name,)* }
            }
            /// That of this name.
            pub fn named(name: &str) -> Option<$type> {
                match name { $($name => Some($type::$variant),)* _ => None }
            }
        }
    };
}

named! {
    /// What comes in.
    Kind as ImportKind {
        /// Addresses of people.
        Contacts = 1 "contacts",
        /// Addresses of people who said no elsewhere: kept as fingerprints alone, to refuse them (R117).
        Suppressions = 2 "suppressions",
    }
}
named! {
    /// What kind of place addresses come from (R034).
    SourceKind as ImportSourceKind {
        /// A form of the company's own.
        Form = 1 "form",
        /// Its shop.
        Shop = 2 "shop",
        /// A fair, a draw, an evening.
        Event = 3 "event",
        /// A list that somebody else gathered.
        List = 4 "list",
        /// A public directory.
        Directory = 5 "directory",
    }
}
named! {
    /// On which basis addresses come (R045).
    Basis as ImportBasis {
        /// Their owners said yes; the evidence is here.
        Consent = 1 "consent",
        /// Their owners are customers: they hear of what they ordered, and nothing else.
        Contract = 2 "contract",
        /// None: they are kept, and never written to (C2).
        None = 3 "none",
    }
}

impl Instruction {
    /// What source a contact shows that comes with or without a yes (R034): without one nothing may be sent to it (R040).
    pub(super) fn source_of(&self, with_yes: bool) -> String {
        let kind = self.source.kind.name();
        match with_yes || self.basis == Basis::Contract {
            true => kind.to_owned(),
            false => format!("{}: {kind}", placet_permission::contact::WITHOUT_BASIS),
        }
    }

    /// As it stands in its row, from the third column on.
    pub(super) fn stored(row: &Row) -> Result<Instruction, Error> {
        let text = |column: usize| row.get::<String>(column);
        let corrupt = |column: usize| row.corrupt(column);
        let kind = match row.get::<i64>(3)? {
            1 => Kind::Contacts,
            2 => Kind::Suppressions,
            _ => return Err(corrupt(3).into()),
        };
        let source_kind = SourceKind::named(&text(5)?).ok_or_else(|| corrupt(5))?;
        Ok(Instruction {
            label: text(2)?,
            kind,
            channel: Channel::from_code(row.get(4)?).ok_or_else(|| corrupt(4))?,
            source: Source { kind: source_kind, name: text(6)? },
            basis: Basis::named(&text(7)?).ok_or_else(|| corrupt(7))?,
            purposes: serde_json::from_str(&text(8)?).map_err(|_| corrupt(8))?,
            evidence: serde_json::from_str(&text(9)?).map_err(|_| corrupt(9))?,
            attested_words: row.get(10)?,
        })
    }
}
