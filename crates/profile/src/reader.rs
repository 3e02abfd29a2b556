//! Reading events behind a cursor: each consumer has its own, and moves it in the transaction that has its effects.

use placet_core::{Kind, Micros};
use placet_store::{Row, Tx, params};

use crate::Error;
use crate::store::{CURSOR, CURSORS, EVENTS_AFTER, EVENTS_OF_STREAM, LAST_EVENT, MOVE_CURSOR, START_CURSOR};

/// A folded event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number: the order of commits.
    pub seq: i64,
    /// Its stream.
    pub stream: i64,
    /// Its kind.
    pub kind: Kind,
    /// When it happened.
    pub at: Micros,
    /// The item it is about.
    pub item: Option<i64>,
    /// Its declared properties, a JSON object.
    pub props: String,
}

/// The next events of a consumer, and what to hand to [`advance`].
#[derive(Debug)]
pub struct Batch {
    /// Events in order; empty if there is nothing new.
    pub events: Vec<Event>,
    from: i64,
}

/// The consumers that are woken when events have been folded.
pub const CONSUMERS: [&str; 2] = ["journey", "measure"];

/// Reads on behind the consumer's cursor.
///
/// # Errors
/// The store's.
pub async fn next(tx: &mut Tx, consumer: &str, limit: i64) -> Result<Batch, Error> {
    let from = match tx.query_opt(&CURSOR, params![consumer]).await? {
        Some(row) => row.get(0)?,
        None => {
            tx.execute(&START_CURSOR, params![consumer]).await?;
            0
        }
    };
    let rows = tx.query(&EVENTS_AFTER, params![from, limit]).await?;
    Ok(Batch { events: rows.iter().map(read).collect::<Result<_, _>>()?, from })
}

/// Moves the cursor behind the batch. False if another node was faster: the caller must then roll back.
///
/// # Errors
/// The store's.
pub async fn advance(tx: &mut Tx, consumer: &str, batch: &Batch) -> Result<bool, Error> {
    let Some(last) = batch.events.last() else { return Ok(true) };
    Ok(tx.execute(&MOVE_CURSOR, params![consumer, batch.from, last.seq]).await? == 1)
}

/// How many numbers lie between the consumer's cursor and the newest event: its lag.
///
/// # Errors
/// The store's.
pub async fn lag(tx: &mut Tx, consumer: &str) -> Result<i64, Error> {
    let newest: i64 = tx.query_opt(&LAST_EVENT, &[]).await?.map_or(Ok(0), |row| row.get(0))?;
    let cursor: i64 = tx.query_opt(&CURSOR, params![consumer]).await?.map_or(Ok(0), |row| row.get(0))?;
    // The month in the high bits is no part of the count.
    Ok(count_of(newest).saturating_sub(count_of(cursor)))
}

/// Every consumer that ever read, with its lag as [`lag`] counts it.
///
/// # Errors
/// The store's.
pub async fn lags(tx: &mut Tx) -> Result<Vec<(String, i64)>, Error> {
    let newest: i64 = tx.query_opt(&LAST_EVENT, &[]).await?.map_or(Ok(0), |row| row.get(0))?;
    let rows = tx.query(&CURSORS, &[]).await?;
    let behind = |cursor: i64| count_of(newest).saturating_sub(count_of(cursor));
    rows.iter().map(|row| Ok((row.get(0)?, behind(row.get(1)?)))).collect()
}

/// The running number in a `seq`, without its month.
pub(crate) fn count_of(seq: i64) -> i64 {
    seq & ((1 << 40) - 1)
}

/// The newest events of a stream before `before`, newest first: a timeline.
///
/// # Errors
/// The store's.
pub async fn of_stream(tx: &mut Tx, stream: i64, before: i64, limit: i64) -> Result<Vec<Event>, Error> {
    tx.query(&EVENTS_OF_STREAM, params![stream, before, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Event, Error> {
    Ok(Event {
        seq: row.get(0)?,
        stream: row.get(1)?,
        kind: row.get(2)?,
        at: row.get(3)?,
        item: row.get(4)?,
        props: row.get(5)?,
    })
}
