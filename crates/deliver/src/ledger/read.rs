//! Looking at messages.

use placet_core::{Id, Micros};
use placet_permission::vault::Channel;
use placet_permission::{Decision, Use};
use placet_store::{Row, Tx, params};

use crate::ledger::{Error, Items, State};
use crate::store::{GET, OF_CONTACT};

/// A message as it stands in the ledger.
#[derive(Clone, Debug, PartialEq)]
pub struct MessageRow {
    /// Its id.
    pub id: Id,
    /// The journey or campaign it comes from.
    pub origin: i32,
    /// Which visit.
    pub visit: Id,
    /// To which address; `None` once the person is forgotten (C15).
    pub contact: Option<Id>,
    /// Of whom; `None` once the person is forgotten.
    pub profile: Option<Id>,
    /// By mail or SMS.
    pub channel: Channel,
    /// What it is.
    pub use_: Use,
    /// The template.
    pub template: i32,
    /// Its version.
    pub version: i32,
    /// The language it is written in.
    pub language: String,
    /// Where it stands.
    pub state: State,
    /// When it is due, or became final.
    pub due_at: Micros,
    /// How often it was tried.
    pub attempts: i64,
    /// The decision it was queued on; `None` once the person is forgotten.
    pub decision: Option<Decision>,
    /// What it shows; empty once the person is forgotten.
    pub items: Items,
    /// The last reply of a server, without addresses.
    pub reply: String,
    /// When it was queued.
    pub created_at: Micros,
    /// When its state last changed.
    pub changed_at: Micros,
}

impl MessageRow {
    /// What is kept of its way: when it was queued and, if anything happened since, where it stands and since when.
    pub fn history(&self) -> Vec<(State, Micros)> {
        let mut history = vec![(State::Queued, self.created_at)];
        if (self.state, self.changed_at) != history[0] {
            history.push((self.state, self.changed_at));
        }
        history
    }
}

/// A message by its id.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: Id) -> Result<Option<MessageRow>, Error> {
    tx.query_opt(&GET, params![id]).await?.as_ref().map(read).transpose()
}

/// Every message to a contact, oldest first.
///
/// # Errors
/// The store's.
pub async fn of_contact(tx: &mut Tx, contact: Id) -> Result<Vec<MessageRow>, Error> {
    tx.query(&OF_CONTACT, params![contact]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<MessageRow, Error> {
    Ok(MessageRow {
        id: row.get(0)?,
        origin: row.get(1)?,
        visit: row.get(2)?,
        contact: row.get(3)?,
        profile: row.get(4)?,
        channel: Channel::from_code(row.get(5)?).ok_or_else(|| row.corrupt(5))?,
        use_: Use::from_code(row.get(6)?).ok_or_else(|| row.corrupt(6))?,
        template: row.get(7)?,
        version: row.get(8)?,
        language: row.get(9)?,
        state: State::from_code(row.get(10)?).ok_or_else(|| row.corrupt(10))?,
        due_at: row.get(11)?,
        attempts: row.get(12)?,
        decision: serde_json::from_str(&row.get::<String>(13)?).ok(),
        items: serde_json::from_str(&row.get::<String>(14)?).unwrap_or_default(),
        reply: row.get(15)?,
        created_at: row.get(16)?,
        changed_at: row.get(17)?,
    })
}
