//! A message is wanted.

use placet_core::{Id, Micros};
use placet_permission::vault::Channel;
use placet_permission::{Ask, Decision, reach};
use placet_store::{Tx, params};

use crate::ledger::{Error, Items, QUEUE};
use crate::store::{ADD, SET_CAPPED};

/// A message to be sent.
#[derive(Clone, Copy, Debug)]
pub struct New<'a> {
    /// The journey or campaign that wants it.
    pub origin: i32,
    /// Which of its visits to the person: the same visit never sends twice.
    pub visit: Id,
    /// To which address.
    pub contact: Id,
    /// Of whom.
    pub profile: Id,
    /// By mail or SMS.
    pub channel: Channel,
    /// What it is, for the gate.
    pub ask: &'a Ask,
    /// The template.
    pub template: i32,
    /// Its version.
    pub version: i32,
    /// The language to write in.
    pub language: &'a str,
    /// Not before this.
    pub due_at: Micros,
    /// The decision it rests on; stored with its facts.
    pub decision: &'a Decision,
    /// What it shows.
    pub items: &'a Items,
}

/// What came of queueing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queued {
    /// The message is queued under this id.
    New(Id),
    /// This visit has queued it before; nothing was changed.
    Already,
}

/// Queues a message once per origin, visit, contact and channel; marketing counts towards the person's cap (R093).
/// Wakes the delivering worker when it is due.
///
/// # Errors
/// The store's.
pub async fn queue(tx: &mut Tx, new: &New<'_>) -> Result<Queued, Error> {
    let id = Id::new(tx.clock());
    let now = tx.clock().now();
    let (facts, items) = (serde_json::to_string(new.decision)?, serde_json::to_string(new.items)?);
    let values = params![
        id,
        new.origin,
        new.visit,
        new.contact,
        new.profile,
        new.channel.code(),
        new.ask.use_.code(),
        new.ask.purpose.code(),
        new.ask.priority.code(),
        new.template,
        new.version,
        new.language,
        new.due_at,
        facts,
        items,
        now
    ];
    if tx.execute(&ADD, values).await? == 0 {
        return Ok(Queued::Already);
    }
    if new.ask.use_.is_marketing() {
        let stamp = reach::count(tx, new.profile, new.channel, new.ask.priority).await?;
        tx.execute(&SET_CAPPED, params![id, stamp]).await?;
    }
    tx.wake(QUEUE, new.due_at).await?;
    Ok(Queued::New(id))
}
