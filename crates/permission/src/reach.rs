//! How lately a person was active, and what was sent to them: one row per person, over all channels.
//!
//! A message is counted in the transaction that queues it, under the lock of this row, so that two campaigns in the same instant on two
//! nodes cannot break a cap; what never left is given back. Rows are locked in the order of profiles.

use std::collections::HashMap;

use placet_core::{Id, Micros};
use placet_store::{Row, Tx, Value, params};

use crate::Error;
use crate::store::{COUNT_SENT, HOLD_REACH, HOLD_REACH_BETWEEN, REACH, SET_ACTIVE, SET_SENT, START_REACH};
use crate::vault::Channel;

/// How many moments a row keeps: more than any cap counts.
pub(crate) const KEPT: usize = 64;
/// Bytes of one: moment, channel, priority.
const ONE: usize = 8 + 1 + 1;

/// How a message weighs against others when a person has enough (service messages are not weighed).
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Gives way to the others.
    Low = 1,
    /// As most.
    #[default]
    Normal = 2,
    /// The others give way to it.
    High = 3,
}

impl Priority {
    /// The number in the column `priority`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The priority of this number.
    pub fn from_code(code: i64) -> Option<Priority> {
        [Priority::Low, Priority::Normal, Priority::High].into_iter().find(|one| one.code() == code)
    }
}

/// A message that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was queued.
    pub at: Micros,
    /// By mail or SMS.
    pub channel: Channel,
    /// How it weighs.
    pub priority: Priority,
}

/// A person's row.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// The last day (UTC, since 1970) on which the person did anything; 0 if none is known.
    pub active_day: i64,
    /// What was sent lately, oldest first.
    pub sent: Vec<Stamp>,
}

impl Reach {
    pub(crate) fn read(row: &Row, from: usize) -> Result<Reach, Error> {
        let sent = unpack(&row.get::<Vec<u8>>(from + 1)?).ok_or_else(|| row.corrupt(from + 1))?;
        Ok(Reach { active_day: row.get(from)?, sent })
    }
}

/// A person's row as it is now.
///
/// # Errors
/// The store's.
pub async fn of(tx: &mut Tx, profile: Id) -> Result<Reach, Error> {
    tx.query_opt(&REACH, params![profile])
        .await?
        .map_or_else(|| Ok(Reach::default()), |row| Reach::read(&row, 0))
}

/// A person's row, which nobody else counts in until the transaction ends.
///
/// # Errors
/// The store's.
pub async fn hold(tx: &mut Tx, profile: Id) -> Result<Reach, Error> {
    // A row that is not there cannot be locked.
    tx.execute(&START_REACH, params![profile, Vec::<u8>::new()]).await?;
    tx.query_opt(&HOLD_REACH, params![profile])
        .await?
        .map_or_else(|| Ok(Reach::default()), |row| Reach::read(&row, 0))
}

/// Counts one message, now.
///
/// # Errors
/// The store's.
pub async fn count(tx: &mut Tx, profile: Id, channel: Channel, priority: Priority) -> Result<Micros, Error> {
    let mut sent = hold(tx, profile).await?.sent;
    let at = tx.clock().now();
    sent.push(Stamp { at, channel, priority });
    tx.execute(&SET_SENT, params![profile, pack(&sent)]).await?;
    Ok(at)
}

/// The rows of people who stand in the order of profiles, which nobody else counts in until the transaction ends; made for those who
/// may have none.
///
/// # Errors
/// The store's.
pub(crate) async fn hold_all(
    tx: &mut Tx,
    people: &[Id],
    perhaps_none: impl Iterator<Item = Id>,
) -> Result<HashMap<Id, Reach>, Error> {
    let (Some(first), Some(last)) = (people.first(), people.last()) else { return Ok(HashMap::new()) };
    let rows: Vec<Value<'_>> =
        perhaps_none.flat_map(|profile| [Value::from(profile), Value::from(Vec::<u8>::new())]).collect();
    tx.insert_many(&START_REACH, &rows, 2).await?;
    let mut held = HashMap::with_capacity(people.len());
    for row in tx.query(&HOLD_REACH_BETWEEN, params![*first, *last]).await? {
        held.insert(row.get(0)?, Reach::read(&row, 1)?);
    }
    Ok(held)
}

/// Counts one message, now, for each of these people, whose rows are held and were as given.
///
/// # Errors
/// The store's.
pub async fn count_all(
    tx: &mut Tx,
    people: &[(Id, i64, &[Stamp])],
    channel: Channel,
    priority: Priority,
) -> Result<Micros, Error> {
    let at = tx.clock().now();
    let mut rows = Vec::with_capacity(people.len() * 3);
    for (profile, active_day, sent) in people {
        let sent = [sent, &[Stamp { at, channel, priority }][..]].concat();
        rows.extend([Value::from(*profile), Value::from(*active_day), Value::from(pack(&sent))]);
    }
    tx.insert_many(&COUNT_SENT, &rows, 3).await?;
    Ok(at)
}

/// Gives back what a message took that never left.
///
/// # Errors
/// The store's.
pub async fn give_back(tx: &mut Tx, profile: Id, channel: Channel, at: Micros) -> Result<(), Error> {
    let mut sent = hold(tx, profile).await?.sent;
    if let Some(one) = sent.iter().position(|stamp| stamp.at == at && stamp.channel == channel) {
        sent.remove(one);
        tx.execute(&SET_SENT, params![profile, pack(&sent)]).await?;
    }
    Ok(())
}

/// These people were active on this day (UTC, since 1970). In the order of profiles, as all who lock these rows.
///
/// # Errors
/// The store's.
pub async fn active(tx: &mut Tx, people: &[(Id, i64)]) -> Result<(), Error> {
    let mut people = people.to_vec();
    people.sort_unstable();
    // The last day of each.
    people.reverse();
    people.dedup_by_key(|(profile, _)| *profile);
    people.reverse();
    let rows: Vec<Value<'_>> = people
        .iter()
        .flat_map(|(profile, day)| [Value::from(*profile), Value::from(*day), Value::from(Vec::<u8>::new())])
        .collect();
    tx.insert_many(&SET_ACTIVE, &rows, 3).await?;
    Ok(())
}

/// The stamps as they stand in the row: the newest that are kept.
pub fn pack(sent: &[Stamp]) -> Vec<u8> {
    let newest = &sent[sent.len().saturating_sub(KEPT)..];
    let mut bytes = Vec::with_capacity(newest.len() * ONE);
    for stamp in newest {
        bytes.extend_from_slice(&stamp.at.0.to_le_bytes());
        bytes.push(stamp.channel.code() as u8);
        bytes.push(stamp.priority.code() as u8);
    }
    bytes
}

pub(crate) fn unpack(bytes: &[u8]) -> Option<Vec<Stamp>> {
    let (all, rest) = bytes.as_chunks::<ONE>();
    if !rest.is_empty() {
        return None;
    }
    all.iter()
        .map(|one| {
            let (at, [channel, priority]) = one.split_first_chunk::<8>()? else { return None };
            let (channel, priority) =
                (Channel::from_code(i64::from(*channel))?, Priority::from_code(i64::from(*priority))?);
            Some(Stamp { at: Micros(i64::from_le_bytes(*at)), channel, priority })
        })
        .collect()
}

/// A channel by its name, in facts that are kept.
pub(crate) mod channel_name {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::vault::Channel;

    pub(crate) fn serialize<S: Serializer>(channel: &Channel, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(channel.name())
    }

    pub(crate) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Channel, D::Error> {
        let name = String::deserialize(from)?;
        Channel::ALL
            .into_iter()
            .find(|channel| channel.name() == name)
            .ok_or_else(|| serde::de::Error::custom("is no channel"))
    }
}
