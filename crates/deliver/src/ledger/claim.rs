//! Taking messages in hand, one attempt each.

use placet_core::{Id, Micros};
use placet_permission::contact::{self, Contact};
use placet_permission::reach::Priority;
use placet_permission::vault::Channel;
use placet_permission::{Ask, Purpose, Use};
use placet_store::{Row, Tx, params};

use crate::ledger::{Error, Items, Outcome, QUEUE, Schedule, State, Tally};
use crate::store::{DUE, MOVE, NEXT_DUE, ORPHANS, SET_ITEMS, TAKE};

/// One attempt at one message: what must be shown to say how it went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ticket {
    /// The message.
    pub message: Id,
    /// The how-manieth attempt, from 1.
    pub attempt: i64,
}

/// A message in hand.
#[derive(Clone, Debug, PartialEq)]
pub struct Claimed {
    /// The attempt.
    pub ticket: Ticket,
    /// The journey or campaign it comes from.
    pub origin: i32,
    /// Which visit.
    pub visit: Id,
    /// To which address.
    pub contact: Id,
    /// Of whom.
    pub profile: Id,
    /// By mail or SMS.
    pub channel: Channel,
    /// What it is, for the gate.
    pub ask: Ask,
    /// The template.
    pub template: i32,
    /// Its version.
    pub version: i32,
    /// The language to write in.
    pub language: String,
    /// What it shows.
    pub items: Items,
    /// When it was queued.
    pub created_at: Micros,
}

impl Claimed {
    /// The message's id.
    pub fn id(&self) -> Id {
        self.ticket.message
    }

    /// The outcome when the server asks to come again: deferred by the schedule, or expired.
    pub fn deferred(&self, now: Micros) -> Outcome {
        self.again(now).map_or(Outcome::Expired, |retry_at| Outcome::Deferred { retry_at })
    }

    /// The outcome when no server could be spoken to: tried again by the schedule, or expired.
    pub fn not_sent(&self, now: Micros) -> Outcome {
        self.again(now).map_or(Outcome::Expired, |retry_at| Outcome::NotSent { retry_at })
    }

    fn again(&self, now: Micros) -> Option<Micros> {
        Schedule::of(self.ask.use_).next(self.created_at, self.ticket.attempt, now)
    }
}

/// Takes up to `limit` due messages in hand for `owner` (a node's name, `/`, and a text made at its start). Commit before
/// any byte goes, and take no more than there are open connections: these are what a crash leaves in doubt.
///
/// The contact of each is taken first, so that a withdrawal is either seen or sees the message in hand; `None` if it is gone. A row that
/// cannot be read ends as [`State::Failed`] and holds nobody up.
///
/// # Errors
/// The store's.
pub async fn claim(tx: &mut Tx, owner: &str, limit: i64) -> Result<Vec<(Claimed, Option<Contact>)>, Error> {
    let now = tx.clock().now();
    let mut due: Vec<(Option<Id>, Id)> = Vec::new();
    for row in tx.query(&DUE, params![now, limit]).await? {
        due.push((row.get(1)?, row.get(0)?));
    }
    // In the same order everywhere, so that nobody waits in a circle.
    due.sort_unstable();
    let mut claimed = Vec::new();
    for (contact, id) in due {
        let contact = match contact {
            Some(contact) => contact::hold(tx, contact).await?,
            None => None,
        };
        let Some(row) = tx.query_opt(&TAKE, params![id, owner, now]).await? else { continue };
        match read(id, &row) {
            Ok(message) => claimed.push((message, contact)),
            Err(_) => {
                tracing::error!(tenant = %tx.tenant()?, message = id.text("msg"), "a message's row cannot be read");
                tx.execute(&MOVE, params![id, State::Failed.code(), now, "unreadable", now]).await?;
            }
        }
    }
    Ok(claimed)
}

fn read(id: Id, row: &Row) -> placet_store::Result<Claimed> {
    Ok(Claimed {
        ticket: Ticket { message: id, attempt: row.get(0)? },
        origin: row.get(1)?,
        visit: row.get(2)?,
        contact: row.get(3)?,
        profile: row.get(4)?,
        channel: Channel::from_code(row.get(5)?).ok_or_else(|| row.corrupt(5))?,
        ask: Ask {
            purpose: Purpose::from_code(row.get(12)?).ok_or_else(|| row.corrupt(12))?,
            priority: Priority::from_code(row.get(13)?).ok_or_else(|| row.corrupt(13))?,
            ..Ask::new(Use::from_code(row.get(6)?).ok_or_else(|| row.corrupt(6))?).counted()
        },
        template: row.get(7)?,
        version: row.get(8)?,
        language: row.get(9)?,
        items: serde_json::from_str(&row.get::<String>(10)?).map_err(|_| row.corrupt(10))?,
        created_at: row.get(11)?,
    })
}

/// How many messages are due now, counted up to `limit`.
///
/// # Errors
/// The store's.
pub async fn due_now(tx: &mut Tx, limit: i64) -> Result<usize, Error> {
    let now = tx.clock().now();
    Ok(tx.query(&DUE, params![now, limit]).await?.len())
}

/// When the next queued message is due; [`Micros::NEVER`] if none is queued.
///
/// # Errors
/// The store's.
pub async fn next_due(tx: &mut Tx) -> Result<Micros, Error> {
    let row = tx.query_opt(&NEXT_DUE, &[]).await?;
    Ok(row.map_or(Ok(Micros::NEVER), |row| row.get(0))?)
}

/// Writes down what the message in hand shows, chosen for this attempt. False if the attempt is over.
///
/// # Errors
/// The store's.
pub async fn choose_items(tx: &mut Tx, ticket: Ticket, items: &Items) -> Result<bool, Error> {
    let now = tx.clock().now();
    let text = serde_json::to_string(items)?;
    Ok(tx.execute(&SET_ITEMS, params![ticket.message, ticket.attempt, text, now]).await? == 1)
}

/// Ends what others, or a former life of this node, have left in hand: marketing is in doubt, a service message is queued
/// again. To be called by the worker that leases the tenant's queue, with its own owner text. Answers how many there were.
///
/// # Errors
/// The store's.
pub async fn orphans(tx: &mut Tx, owner: &str) -> Result<usize, Error> {
    let now = tx.clock().now();
    let rows = tx.query(&ORPHANS, params![owner]).await?;
    let mut tally = Tally::default();
    for row in &rows {
        let (id, origin): (Id, i32) = (row.get(0)?, row.get(2)?);
        let again = Use::from_code(row.get(1)?).is_some_and(|use_| !use_.is_marketing());
        let state = if again { State::Queued } else { State::InDoubt };
        tx.execute(&MOVE, params![id, state.code(), now, "its worker was lost", now]).await?;
        if !again {
            tally.add(origin, State::InDoubt.name(), 1);
        }
    }
    tally.write(tx).await?;
    if !rows.is_empty() {
        tx.wake(QUEUE, now).await?;
    }
    Ok(rows.len())
}
