//! Frequency caps: how many messages a person gets (R093). A row keeps the last 32 moments per profile and channel.

use placet_core::{Id, Micros};
use placet_store::{Tx, params};

use crate::Error;
use crate::store::{CAP, SET_CAP};
use crate::vault::Channel;

/// How many moments a row keeps.
const KEPT: usize = 32;

/// At most `count` messages within `span`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rule {
    /// How many.
    pub count: usize,
    /// Within this rolling span, in microseconds.
    pub span: i64,
}

/// The default: two marketing messages in a day, five in a week.
pub const DEFAULT: [Rule; 2] =
    [Rule { count: 2, span: Micros::DAY }, Rule { count: 5, span: 7 * Micros::DAY }];

/// Whether one more message stays within the rules. Locks the profile's row until the transaction ends.
///
/// # Errors
/// The store's.
pub async fn has_room(tx: &mut Tx, profile: Id, channel: Channel, rules: &[Rule]) -> Result<bool, Error> {
    let stamps = read(tx, profile, channel).await?;
    let now = tx.clock().now();
    Ok(rules.iter().all(|rule| stamps.iter().filter(|at| now - **at < rule.span).count() < rule.count))
}

/// Counts one message.
///
/// # Errors
/// The store's.
pub async fn consume(tx: &mut Tx, profile: Id, channel: Channel) -> Result<Micros, Error> {
    let mut stamps = read(tx, profile, channel).await?;
    let now = tx.clock().now();
    stamps.push(now);
    write(tx, profile, channel, &stamps).await?;
    Ok(now)
}

/// Gives back what a message consumed that never left.
///
/// # Errors
/// The store's.
pub async fn give_back(tx: &mut Tx, profile: Id, channel: Channel, stamp: Micros) -> Result<(), Error> {
    let mut stamps = read(tx, profile, channel).await?;
    if let Some(at) = stamps.iter().position(|s| *s == stamp) {
        stamps.remove(at);
        write(tx, profile, channel, &stamps).await?;
    }
    Ok(())
}

async fn read(tx: &mut Tx, profile: Id, channel: Channel) -> Result<Vec<Micros>, Error> {
    match tx.query_opt(&CAP, params![profile, channel.code()]).await? {
        Some(row) => serde_json::from_str(&row.get::<String>(0)?).map_err(|_| row.corrupt(0).into()),
        None => Ok(Vec::new()),
    }
}

async fn write(tx: &mut Tx, profile: Id, channel: Channel, stamps: &[Micros]) -> Result<(), Error> {
    let newest = &stamps[stamps.len().saturating_sub(KEPT)..];
    let text = serde_json::to_string(newest)?;
    tx.execute(&SET_CAP, params![profile, channel.code(), text]).await?;
    Ok(())
}
