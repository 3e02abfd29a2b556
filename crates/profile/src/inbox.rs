//! The inbox: what was accepted and is durable, and has not been folded yet. Everything that becomes an event comes through it.

use placet_core::{Id, Kind, Micros};
use placet_permission::vault::{StreamKey, TenantKeys};
use placet_store::{Tx, params};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::store::{ADD_BLOCK, BACKLOG, OLDEST_BLOCK};

/// The queue of the fold.
pub const FOLD: &str = "fold";

/// One thing that happened, as it was accepted. Field names are short: a million of these lie in the inbox on a busy day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Entry {
    /// When it happened, by the corrected clock.
    #[serde(rename = "a")]
    pub at: Micros,
    /// When it was received.
    #[serde(rename = "r")]
    pub received: Micros,
    /// The stream it belongs to.
    #[serde(rename = "s")]
    pub stream: StreamRef,
    /// A second stream of the same person, vouched for by a secret key (C18): the user id beside a device.
    #[serde(rename = "u", default, skip_serializing_if = "Option::is_none")]
    pub same_person: Option<StreamRef>,
    /// Tells duplicates: a hash of the client's message id.
    #[serde(rename = "d", default, skip_serializing_if = "Option::is_none", with = "hash")]
    pub dedupe: Option<[u8; 16]>,
    /// On what basis it may be kept; decided again when folded.
    #[serde(rename = "b")]
    pub basis: Basis,
    /// What happened.
    #[serde(rename = "w")]
    pub what: What,
}

/// A stream, by its stable key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct StreamRef {
    /// Its number.
    #[serde(rename = "i")]
    pub id: i64,
    /// Tells apart two that share a number.
    #[serde(rename = "c")]
    pub check: i64,
    /// What kind of stream.
    #[serde(rename = "k")]
    pub class: StreamClass,
    /// The profile it belongs to from its first event on: for addresses, whose owner is known.
    #[serde(rename = "p", default, skip_serializing_if = "Option::is_none")]
    pub profile: Option<[u8; 16]>,
}

impl StreamRef {
    /// Nobody: the stream of an entry under [`Basis::Contract`], which belongs to none.
    pub const NOBODY: StreamRef = StreamRef { id: 0, check: 0, class: StreamClass::Device, profile: None };
}

/// What a stream follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum StreamClass {
    /// A browser or app.
    #[serde(rename = "d")]
    Device = 1,
    /// The shop's own user id.
    #[serde(rename = "u")]
    User = 2,
    /// A contact: engagement with messages.
    #[serde(rename = "c")]
    Contact = 3,
}

impl StreamClass {
    /// The class of a number in the column `class`.
    pub fn from_code(code: i64) -> Option<StreamClass> {
        [StreamClass::Device, StreamClass::User, StreamClass::Contact].into_iter().find(|c| *c as i64 == code)
    }
}

/// Why something may be kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Basis {
    /// The standing consent of the stream's device or person.
    #[serde(rename = "s")]
    Standing,
    /// A consent manager's yes that came with the event itself; written to the ledger when folded.
    #[serde(rename = "m")]
    Mapped,
    /// An order under the contract of sale: it stands alone and feeds nothing else (C17).
    #[serde(rename = "o")]
    Contract,
    /// Engagement with a message that was permitted, and the person's own acts on our pages.
    #[serde(rename = "h")]
    House,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum What {
    /// A declared event with its declared properties as a JSON object.
    #[serde(rename = "e")]
    Event {
        /// Its kind.
        #[serde(rename = "k")]
        kind: Kind,
        /// The item it is about.
        #[serde(rename = "i", default, skip_serializing_if = "Option::is_none")]
        item: Option<i64>,
        /// Declared properties alone.
        #[serde(rename = "p")]
        props: String,
    },
    /// A consent manager reports a choice about tracking.
    #[serde(rename = "c")]
    Choice {
        /// Yes or no.
        #[serde(rename = "g")]
        granted: bool,
        /// Where it was made.
        #[serde(rename = "l")]
        place: String,
    },
    /// A message was opened. Kept only if its reader's yes to that being noticed stands when it is folded (C5).
    #[serde(rename = "o")]
    Opened {
        /// The contact it went to.
        #[serde(rename = "c")]
        contact: [u8; 16],
        /// Declared properties alone.
        #[serde(rename = "p")]
        props: String,
    },
    /// The owner of an address confirmed it; the device where it was typed is theirs.
    #[serde(rename = "y")]
    Confirmed {
        /// The device, if one was named when the address was typed.
        #[serde(rename = "d", default, skip_serializing_if = "Option::is_none")]
        device: Option<StreamRef>,
    },
}

/// The stream of a device (`anonymousId`).
pub fn device(keys: &TenantKeys, anonymous_id: &str) -> StreamRef {
    from_key(keys.stream_key("device", &[anonymous_id.as_bytes()]), StreamClass::Device)
}

/// The stream of a user id of the shop.
pub fn user(keys: &TenantKeys, user_id: &str) -> StreamRef {
    from_key(keys.stream_key("user", &[user_id.as_bytes()]), StreamClass::User)
}

/// The stream of a contact, which belongs to its profile from the start.
pub fn contact(keys: &TenantKeys, contact: Id, profile: Id) -> StreamRef {
    let mut stream = from_key(keys.stream_key("contact", &[&contact.0]), StreamClass::Contact);
    stream.profile = Some(profile.0);
    stream
}

fn from_key(key: StreamKey, class: StreamClass) -> StreamRef {
    StreamRef { id: key.id, check: key.check, class, profile: None }
}

impl Entry {
    /// Something the house itself observed or a person did on its pages.
    pub fn house(at: Micros, stream: StreamRef, what: What) -> Entry {
        Entry { at, received: at, stream, same_person: None, dedupe: None, basis: Basis::House, what }
    }
}

/// Appends entries as one block and wakes the fold, all in the caller's transaction.
///
/// # Errors
/// The store's.
pub async fn append(tx: &mut Tx, entries: &[Entry]) -> Result<(), Error> {
    if entries.is_empty() {
        return Ok(());
    }
    let body = serde_json::to_vec(entries)?;
    let now = tx.clock().now();
    tx.execute(&ADD_BLOCK, params![block_number(now), entries.len() as i64, body]).await?;
    tx.wake(FOLD, now).await?;
    Ok(())
}

/// Numbers of blocks rise with the time of this process; the low bits tell processes apart that write in one microsecond.
fn block_number(now: Micros) -> i64 {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicI64, Ordering};
    static LAST: AtomicI64 = AtomicI64::new(0);
    static NODE: OnceLock<i64> = OnceLock::new();
    let node =
        *NODE.get_or_init(|| i64::from(u16::from_be_bytes(placet_permission::vault::random()) & 0x1ff));
    let wanted = (now.0 << 9) | node;
    let step = 1 << 9;
    let mut last = LAST.load(Ordering::Relaxed);
    loop {
        let next = if wanted > last { wanted } else { last + step };
        match LAST.compare_exchange_weak(last, next, Ordering::Relaxed, Ordering::Relaxed) {
            Ok(_) => return next,
            Err(found) => last = found,
        }
    }
}

/// How far the fold is behind: entries waiting, and since when the oldest waits (`None` if none does).
///
/// # Errors
/// The store's.
pub async fn backlog(tx: &mut Tx) -> Result<(i64, Option<Micros>), Error> {
    let Some(row) = tx.query_opt(&BACKLOG, &[]).await? else { return Ok((0, None)) };
    Ok((row.get(0)?, oldest(tx).await?))
}

/// Since when the oldest entry waits, without counting the others.
///
/// # Errors
/// The store's.
pub async fn oldest(tx: &mut Tx) -> Result<Option<Micros>, Error> {
    let Some(row) = tx.query_opt(&OLDEST_BLOCK, &[]).await? else { return Ok(None) };
    Ok(Some(Micros(row.get::<i64>(0)? >> 9)))
}

/// A hash as 32 hexadecimal digits: half as long as a list of its bytes, and read in a fraction of the time.
mod hash {
    use serde::de::{Deserialize, Deserializer, Error};
    use serde::ser::Serializer;

    pub(super) fn serialize<S: Serializer>(hash: &Option<[u8; 16]>, to: S) -> Result<S::Ok, S::Error> {
        match hash {
            Some(hash) => to.collect_str(&format_args!("{:032x}", u128::from_be_bytes(*hash))),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<[u8; 16]>, D::Error> {
        let Some(digits) = Option::<std::borrow::Cow<'de, str>>::deserialize(from)? else { return Ok(None) };
        let number = u128::from_str_radix(&digits, 16).map_err(D::Error::custom)?;
        Ok(Some(number.to_be_bytes()))
    }
}
