//! The fold: one worker per tenant turns accepted entries into events, streams and links, a block or more at a time, in one transaction.
//!
//! ```text
//! inbox blocks ─▶ drop duplicates ─▶ decide consent again ─▶ find streams ─▶ take each entry in order ─▶ write, delete blocks
//! ```
//!
//! The tenant's counter of events is locked first, so that two nodes never fold at once whatever the leases say, and so that
//! the order of `seq` is the order of commits: cursors have no gaps.

mod consent;
mod streams;
mod take;

use std::collections::HashSet;

use placet_core::Micros;
use placet_permission::Keyring;
use placet_store::{Tenant, Tx, Value, params, transaction};

use crate::Error;
use crate::inbox::{Entry, FOLD};
use crate::reader::CONSUMERS;
use crate::store::{
    ADD_EVENT, ADD_SEEN, BLOCKS, BODIES, COUNT, DROP_BLOCKS, DROP_SEEN, LOCK_SEQ, MOVE_SEQ, SEEN, START_SEQ,
};

/// How many blocks one transaction folds at most.
const BLOCKS_AT_ONCE: i64 = 512;
/// After how many entries no further block is taken in.
const ENTRIES_AT_ONCE: i64 = 8_000;
/// How long a message id tells a duplicate.
const SEEN_DAYS: i64 = 7;

/// What one run of the fold did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Folded {
    /// Blocks taken from the inbox.
    pub blocks: usize,
    /// Events written.
    pub events: usize,
    /// Entries dropped as duplicates.
    pub duplicates: usize,
    /// Entries dropped because nobody said yes.
    pub refused: usize,
}

/// What is counted in the day's totals: two rows at most, written once for all that is folded together.
#[derive(Default)]
pub(crate) struct Counted {
    /// What came from the shop and its visitors and was kept.
    accepted: i64,
    /// What was left out because nobody said yes.
    no_consent: i64,
}

/// Folds what waits, up to a bound. `blocks == 0` means there was nothing.
///
/// # Errors
/// The store's; nothing is folded then and it can be tried again.
pub async fn fold(tenant: Tenant<'_>, keyring: &Keyring) -> Result<Folded, Error> {
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "profile.fold", |tx| {
        let first = lock_seq(tx).await?;
        let (numbers, entries) = waiting(tx).await?;
        let mut done = Folded { blocks: numbers.len(), ..Folded::default() };
        if numbers.is_empty() {
            return Ok(done);
        }
        let (entries, duplicates) = without_duplicates(tx, entries).await?;
        done.duplicates = duplicates;

        let allowed = consent::decide(tx, &entries).await?;
        let mut taking = take::Taking::begin(tx, &keys, first, &entries, &allowed).await?;
        for entry in &entries {
            taking.take(tx, entry, &allowed).await?;
        }
        let (rows, counted) = taking.finish(tx).await?;
        done.events = rows.len() / EVENT_WIDTH;
        done.refused = usize::try_from(counted.no_consent).unwrap_or(0);
        tx.insert_many(&ADD_EVENT, &rows, EVENT_WIDTH).await?;
        drop_blocks(tx, numbers).await?;
        tx.execute(&MOVE_SEQ, params![first + done.events as i64]).await?;
        count(tx, &counted).await?;
        if done.events > 0 {
            let now = tx.clock().now();
            for consumer in CONSUMERS {
                tx.wake(consumer, now).await?;
            }
        }
        Ok::<_, Error>(done)
    })
    .inspect(|done| {
        metrics::counter!("placet_events_folded_total").increment(done.events as u64);
        metrics::counter!("placet_events_duplicate_total").increment(done.duplicates as u64);
    })
}

/// The kind of the totals (origin 0, the day of the fold) that count the events kept of what came from the shop and its visitors.
pub const ACCEPTED: &str = "events";

/// Values per row of [`ADD_EVENT`], the tenant not counted.
const EVENT_WIDTH: usize = 6;

/// Announces that entries wait, for callers that append outside [`crate::inbox::append`].
pub const QUEUE: &str = FOLD;

async fn lock_seq(tx: &mut Tx) -> Result<i64, Error> {
    if let Some(row) = tx.query_opt(&LOCK_SEQ, &[]).await? {
        return Ok(row.get(0)?);
    }
    tx.execute(&START_SEQ, &[]).await?;
    let row = tx.query_opt(&LOCK_SEQ, &[]).await?;
    row.map_or(Ok(0), |row| Ok(row.get(0)?))
}

/// The oldest blocks, as many as one transaction takes, and their entries. Bodies are read for those alone: a block may be large.
async fn waiting(tx: &mut Tx) -> Result<(Vec<i64>, Vec<Entry>), Error> {
    let (mut numbers, mut count) = (Vec::new(), 0);
    for row in tx.query(&BLOCKS, params![BLOCKS_AT_ONCE]).await? {
        if count >= ENTRIES_AT_ONCE {
            break;
        }
        numbers.push(row.get(0)?);
        count += row.get::<i64>(1)?;
    }
    let mut bodies: Vec<(i64, Vec<Entry>)> = Vec::with_capacity(numbers.len());
    for row in tx.query(&BODIES, params![numbers.clone()]).await? {
        let body: Vec<u8> = row.get(1)?;
        bodies.push((row.get(0)?, serde_json::from_slice(&body).map_err(|_| row.corrupt(1))?));
    }
    bodies.sort_unstable_by_key(|(number, _)| *number);
    Ok((numbers, bodies.into_iter().flat_map(|(_, block)| block).collect()))
}

/// Deletes blocks that were folded; `numbers` rise.
async fn drop_blocks(tx: &mut Tx, numbers: Vec<i64>) -> Result<(), Error> {
    let Some((first, last)) = numbers.first().copied().zip(numbers.last().copied()) else { return Ok(()) };
    tx.execute(&DROP_BLOCKS, params![first, last, numbers]).await?;
    Ok(())
}

/// Drops entries whose message id was seen before. The day is that of the client's own time, which a retry repeats.
async fn without_duplicates(tx: &mut Tx, entries: Vec<Entry>) -> Result<(Vec<Entry>, usize), Error> {
    let today = tx.clock().now().day();
    let day_of = |entry: &Entry| entry.at.day().clamp(today - SEEN_DAYS + 1, today + 1);
    let mut days: Vec<i64> = entries.iter().filter(|e| e.dedupe.is_some()).map(day_of).collect();
    days.sort_unstable();
    days.dedup();
    let mut seen: HashSet<(i64, [u8; 16])> = HashSet::new();
    for day in days {
        let hashes = entries.iter().filter(|e| day_of(e) == day).filter_map(|e| e.dedupe.map(|h| h.to_vec()));
        let mut hashes: Vec<Vec<u8>> = hashes.collect();
        hashes.sort_unstable();
        let asked = [Value::Int(day), Value::Blobs(hashes)];
        for row in tx.query(&SEEN, &asked).await? {
            seen.insert((day, row.get(0)?));
        }
    }
    let before = entries.len();
    let mut fresh = Vec::new();
    let mut kept = Vec::with_capacity(before);
    for entry in entries {
        if let Some(hash) = entry.dedupe {
            let day = day_of(&entry);
            if !seen.insert((day, hash)) {
                continue;
            }
            fresh.push((day, hash));
        }
        kept.push(entry);
    }
    // In the order of the key: neighbours share a page.
    fresh.sort_unstable();
    let rows: Vec<Value<'_>> =
        fresh.iter().flat_map(|(day, hash)| [Value::Int(*day), Value::from(hash)]).collect();
    tx.insert_many(&ADD_SEEN, &rows, 2).await?;
    let duplicates = before - kept.len();
    Ok((kept, duplicates))
}

async fn count(tx: &mut Tx, counted: &Counted) -> Result<(), Error> {
    let day = tx.clock().now().day();
    for (kind, n) in [(ACCEPTED, counted.accepted), ("refused:no_consent", counted.no_consent)] {
        if n > 0 {
            tx.execute(&COUNT, params![day, kind, n]).await?;
        }
    }
    Ok(())
}

/// Forgets message ids older than the window. Answers when to come again.
///
/// # Errors
/// The store's.
pub async fn forget_seen(tenant: Tenant<'_>) -> Result<Micros, Error> {
    transaction!(tenant, "profile.forget_seen", |tx| {
        let now = tx.clock().now();
        tx.execute(&DROP_SEEN, params![now.day() - SEEN_DAYS]).await?;
        Ok::<_, Error>(now + Micros::DAY)
    })
}
