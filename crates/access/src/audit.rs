//! Who saw or changed what: a log per tenant, append-only, without contact data.
//!
//! An entry names a member, an action of the matrix or of an account, and an object by its id, and tells what was changed from what to
//! what. A reason is one of a list, a reference is a number of a ticket and a changed value holds no `@`, so that nobody can write an
//! address into any of them.

use placet_core::{Id, Micros};
use placet_store::{Row, Slice, Tx, params};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::store::{ADD_ENTRY, ENTRIES, ENTRIES_BY, ENTRIES_BY_OF, ENTRIES_OF, NEXT_ENTRY};
use crate::{Error, Role};

/// Why somebody's contact data is looked at (R183).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reason {
    /// The person wrote in and is to be answered.
    Support,
    /// The person uses their rights: access, correction, erasure.
    DataSubjectRequest,
    /// A law or a court asks.
    Legal,
    /// Misuse or an incident is looked into.
    Security,
}

impl Reason {
    fn name(self) -> &'static str {
        match self {
            Reason::Support => "support",
            Reason::DataSubjectRequest => "data_subject_request",
            Reason::Legal => "legal",
            Reason::Security => "security",
        }
    }
}

/// The number of a ticket or a file: 1 to 40 letters, digits, `#`, `/`, `-`. Nothing longer and no `@`: it cannot hold an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference(String);

impl Reference {
    /// Reads one; `None` if it is none.
    pub fn parse(text: &str) -> Option<Reference> {
        let good = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'#' | b'/' | b'-');
        ((1..=40).contains(&text.len()) && text.bytes().all(good)).then(|| Reference(text.to_owned()))
    }
}

/// What was changed, from what to what. Without either: that it was changed, and no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Change {
    /// The name of what was changed, such as `role`.
    field: String,
    /// What it was; nothing if it was not there, or is not to be shown.
    from: Option<String>,
    /// What it is; nothing if it is not there any more, or is not to be shown.
    to: Option<String>,
}

impl Change {
    /// A value that was changed, came to be or went. What may hold an address is not told.
    pub fn of(field: &str, from: Option<&str>, to: Option<&str>) -> Change {
        match [from, to].into_iter().flatten().any(|text| text.contains('@')) {
            true => Change::hidden(field),
            false => Change { field: field.into(), from: from.map(str::to_owned), to: to.map(str::to_owned) },
        }
    }

    /// That something was changed, and no more: contact data, a secret.
    pub fn hidden(field: &str) -> Change {
        Change { field: field.into(), from: None, to: None }
    }
}

/// What is to be written down.
#[derive(Clone, Debug)]
pub struct New<'a> {
    /// Who.
    pub member: Id,
    /// What they did: a name of the matrix, such as `contacts:view`, or of an account, such as `session:begin`.
    pub action: &'static str,
    /// With what, by its id (`prof_…`, `msg_…`, a number or name of the tenant's own things), and what came of it.
    pub object: &'a str,
    /// Why, where a reason is asked.
    pub reason: Option<(Reason, Option<Reference>)>,
    /// What was changed.
    pub changes: &'a [Change],
}

/// An entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, without gaps.
    pub seq: i64,
    /// When.
    pub at: Micros,
    /// Who.
    pub member: Id,
    /// What they did.
    pub action: String,
    /// With what.
    pub object: String,
    /// Why; empty where no reason is asked.
    pub reason: String,
    /// The ticket's number; empty if there is none.
    pub reference: String,
    /// What was changed.
    pub changes: Vec<Change>,
}

/// Writes an entry, in the transaction of what it tells of.
///
/// # Errors
/// The store's.
pub async fn record(tx: &mut Tx, new: &New<'_>) -> Result<(), Error> {
    let now = tx.clock().now();
    let Some(row) = tx.query_opt(&NEXT_ENTRY, &[]).await? else { return Err(Error::Corrupt("audit")) };
    let seq: i64 = row.get(0)?;
    let (reason, reference) = match &new.reason {
        None => ("", ""),
        Some((reason, None)) => (reason.name(), ""),
        Some((reason, Some(reference))) => (reason.name(), reference.0.as_str()),
    };
    let changes = serde_json::to_string(new.changes).map_err(|_| Error::Corrupt("changes"))?;
    let values = params![seq, now, new.member, new.action, new.object, reason, reference, changes];
    tx.execute(&ADD_ENTRY, values).await?;
    Ok(())
}

/// What a member does with their own account, in a transaction of the installation itself.
pub(crate) async fn of_account(tx: &mut Tx, member: Id, action: &'static str) -> Result<(), Error> {
    record(tx, &New { member, action, object: "", reason: None, changes: &[] }).await
}

/// That somebody came to run the installation.
pub(crate) async fn of_operator(tx: &mut Tx, member: Id) -> Result<(), Error> {
    let changes = [Change::of("role", None, Some(Role::Operator.name()))];
    record(tx, &New { member, action: "operator:add", object: "", reason: None, changes: &changes }).await
}

/// Which entries.
#[derive(Clone, Debug, Default)]
pub struct Only {
    /// Those of what this member did.
    pub member: Option<Id>,
    /// Those of this action.
    pub action: Option<String>,
}

/// Entries before this number, the newest first.
///
/// # Errors
/// The store's.
pub async fn entries(
    tx: &mut Tx,
    only: &Only,
    before: Option<i64>,
    limit: u32,
) -> Result<Slice<Entry, i64>, Error> {
    let (before, ask) = (before.unwrap_or(i64::MAX), Slice::<Entry, i64>::ask(limit));
    let rows = match (only.member, &only.action) {
        (None, None) => tx.query(&ENTRIES, params![before, ask]).await?,
        (Some(member), None) => tx.query(&ENTRIES_BY, params![before, ask, member]).await?,
        (None, Some(action)) => tx.query(&ENTRIES_OF, params![before, ask, action]).await?,
        (Some(member), Some(action)) => {
            tx.query(&ENTRIES_BY_OF, params![before, ask, member, action]).await?
        }
    };
    let entries = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    Ok(Slice::of(entries, limit, |entry| entry.seq))
}

fn read(row: &Row) -> Result<Entry, Error> {
    Ok(Entry {
        seq: row.get(0)?,
        at: row.get(1)?,
        member: row.get(2)?,
        action: row.get(3)?,
        object: row.get(4)?,
        reason: row.get(5)?,
        reference: row.get(6)?,
        changes: serde_json::from_str(&row.get::<String>(7)?).map_err(|_| Error::Corrupt("changes"))?,
    })
}
