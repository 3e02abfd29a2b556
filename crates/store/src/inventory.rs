//! The inventory: no column without a reason (DESIGN §1, the fourth wall).
//!
//! One table ([`TABLES`]) says of every column of every table whether it is about a person, and if so of which [`Class`]: category,
//! purpose, basis, role, source, term, recipients; how the rows of one person are found; what an export shows; what an erasure does.
//! [`DOCUMENTS`] says the same of every key inside a column of JSON, [`COOKIES`] of every cookie, [`CONSOLE`] of what
//! the console keeps in a member's browser, and [`LOG`] of the fields of log lines. What is stored for each kind
//! of event is a change here, not of the schema.
//!
//! From it are generated: [`export_plan`], [`erasure_plan`], [`retention`], [`article_30`], [`annex`]; a public page shows [`COOKIES`]. A test compares it with the live
//! schema by [`differences`].
//!
//! Deliberately absent: a way to erase or export a column that is not in the table.

mod class;
mod cookie;
mod document;
mod plan;
mod register;
mod table;

use crate::schema::{Columns, GLOBAL};

pub use class::{Class, Role, Term};
pub use cookie::{
    BROWSER_ID, BROWSER_SEEN, BROWSER_TERM, CHOICES, CONSOLE, COOKIES, Category, Cookie, DISCLAIMER, Kept,
    MEMBER_SESSION, MEMBER_SESSION_HOURS, Place, SetBy,
};
pub use document::{DOCUMENTS, Document, Field, LOG, event_keys};
pub use plan::{Step, Sweep, erasure_plan, export_plan, retention, statements};
pub use register::{annex, article_30};
pub use table::TABLES;

/// A table of the schema.
#[derive(Debug)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// How one person's rows are found; none where no row is about one person.
    pub found: &'static [Path],
    /// What an erasure does with them.
    pub erase: Act,
    /// What happens to rows by their age.
    pub ages: &'static [Age],
    /// Every column.
    pub columns: &'static [Column],
}

/// A column and the person's ids it is compared with.
#[derive(Clone, Copy, Debug)]
pub struct Path {
    /// Which ids.
    pub way: Way,
    /// The column, with further conditions in front where an index wants them.
    pub column: &'static str,
}

/// Ids by which rows of one person are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// The person's profiles: the living one, and those that were merged into it.
    Profile,
    /// The streams of these profiles, as integers.
    Stream,
    /// The person's contacts.
    Contact,
    /// The fingerprints of the person's addresses.
    Fingerprint,
    /// Whom a consent speaks about: a device (8 bytes), an address (32) or a profile (16).
    Subject,
    /// Messages that were written to the person.
    Message,
}

/// What an erasure does with the rows of one person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// The rows are deleted.
    Delete,
    /// The rows stay as totals and bills need them; the columns with a value to strip to lose what is personal.
    Strip,
    /// Documents that hold several people are written anew without this one.
    Rewrite,
    /// The rows stay, for this reason.
    Keep(&'static str),
    /// No row is about a person.
    Nothing,
}

/// What becomes of rows once they are old.
#[derive(Clone, Copy, Debug)]
pub struct Age {
    /// The column with the moment that counts, in microseconds.
    pub since: &'static str,
    /// How long.
    pub term: Term,
    /// What then.
    pub then: Then,
    /// A key column whose high bits are a month of receipt never before `since`'s: it narrows the search.
    pub narrowed_by: Option<&'static str>,
}

/// What becomes of an old row.
#[derive(Clone, Copy, Debug)]
pub enum Then {
    /// It is deleted.
    Delete,
    /// These columns are stripped.
    Strip(&'static [&'static str]),
    /// It is listed with its term; no sweep removes it by its age alone, for this reason.
    Listed(&'static str),
}

/// A column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub meaning: Meaning,
    /// What an erasure that strips puts in its place, as an SQL literal.
    pub stripped: Option<&'static str>,
}

/// Whether a column is about a person.
#[derive(Clone, Copy, Debug)]
pub enum Meaning {
    /// It is.
    Personal(&'static Class, Show),
    /// It is not, because of this.
    Technical(&'static str),
}

/// How an export shows a value. `Hidden` is for what tells the person nothing: hashes, ids of our own, order of writing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Show {
    /// Not at all.
    Hidden,
    /// As it is: text or number.
    Plain,
    /// As an RFC 3339 time.
    Time,
    /// As the JSON it holds.
    Json,
    /// As an id with this prefix.
    Id(&'static str),
    /// Opened, under the name `address`.
    Address,
    /// As the name of the kind of event.
    EventKind,
    /// As the name of a number.
    Named(&'static [(i64, &'static str)]),
}

impl Column {
    /// The class of a personal column.
    pub fn class(&self) -> Option<&'static Class> {
        match self.meaning {
            Meaning::Personal(class, _) => Some(class),
            Meaning::Technical(_) => None,
        }
    }

    /// How an export shows it; `None` if it does not.
    pub fn shown(&self) -> Option<Show> {
        match self.meaning {
            Meaning::Personal(_, Show::Hidden) | Meaning::Technical(_) => None,
            Meaning::Personal(_, show) => Some(show),
        }
    }
}

impl Table {
    /// Whether any column is about a person.
    pub fn is_personal(&self) -> bool {
        self.columns.iter().any(|column| column.class().is_some())
    }

    /// The column with this name.
    pub fn column(&self, name: &str) -> Option<&'static Column> {
        self.columns.iter().find(|column| column.name == name)
    }
}

/// The table with this name.
pub fn table(name: &str) -> Option<&'static Table> {
    TABLES.iter().find(|table| table.name == name)
}

/// The tables that an erasure changes: what [`backup::scrub`](crate::backup::scrub) rewrites after it.
pub fn erased_tables() -> Vec<&'static str> {
    let changed = |act| matches!(act, Act::Delete | Act::Strip | Act::Rewrite);
    TABLES.iter().filter(|table| changed(table.erase)).map(|table| table.name).collect()
}

/// Where the inventory and a schema differ, one sentence each; empty if every column is classified, and none that is not there.
pub fn differences(schema: &Columns) -> Vec<String> {
    let mut out = Vec::new();
    for (name, columns) in schema {
        match table(name) {
            None => out.push(format!("the table {name} is not in the inventory")),
            Some(table) => {
                let unknown = columns.iter().filter(|column| table.column(column).is_none());
                out.extend(
                    unknown.map(|column| format!("the column {name}.{column} is not in the inventory")),
                );
            }
        }
    }
    for table in TABLES {
        let known = schema.get(table.name);
        if known.is_none() {
            out.push(format!("the inventory names a table {} that does not exist", table.name));
        }
        for column in table.columns {
            if known.is_some_and(|known| !known.iter().any(|name| name == column.name)) {
                out.push(format!(
                    "the inventory names a column {}.{} that does not exist",
                    table.name, column.name
                ));
            }
        }
    }
    out
}

/// Where the inventory contradicts itself, one sentence each; empty if it does not.
pub fn contradictions() -> Vec<String> {
    let mut out = Vec::new();
    for table in TABLES {
        let (name, strips) = (table.name, table.columns.iter().any(|column| column.stripped.is_some()));
        let classified = table.is_personal();
        if classified == (table.erase == Act::Nothing) {
            out.push(format!("{name}: personal columns and what an erasure does do not agree"));
        }
        if (table.erase == Act::Strip) && !strips {
            out.push(format!("{name}: nothing to strip"));
        }
        let global = GLOBAL.contains(&name);
        if !global && table.found.is_empty() && matches!(table.erase, Act::Delete | Act::Strip) {
            out.push(format!("{name}: one person's rows cannot be found"));
        }
        for age in table.ages {
            let strips: &[&str] = if let Then::Strip(columns) = age.then { columns } else { &[] };
            let bad = |column: &&&str| table.column(column).is_none_or(|column| column.stripped.is_none());
            out.extend(
                strips
                    .iter()
                    .filter(bad)
                    .map(|column| format!("{name}.{column}: not known what to strip it to")),
            );
        }
    }
    for document in DOCUMENTS {
        if table(document.table).and_then(|table| table.column(document.column)).is_none() {
            out.push(format!("the document {}.{} does not exist", document.table, document.column));
        }
    }
    out
}
