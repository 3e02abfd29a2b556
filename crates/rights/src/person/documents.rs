//! The two documents that hold several people: blocks of the inbox, and blocks of denied decisions.

use std::collections::{HashMap, HashSet};

use placet_core::{Id, Kind};
use placet_profile::inbox::{Basis, Entry, StreamClass, StreamRef, What};
use placet_store::{Tx, params};
use serde_json::Value;

use crate::Error;
use crate::person::Person;
use crate::store::{BLOCKS, DECISIONS_AFTER, DROP_BLOCK, SET_BLOCK, SET_DECISIONS, SUCCESSORS};

/// Takes the person's entries out of what waits to be folded; an order stays under its contract, without the person (C17).
/// Answers how many entries that were. The fold must be held.
pub(crate) async fn leave_inbox(tx: &mut Tx, person: &Person) -> Result<u64, Error> {
    let mut blocks = Vec::new();
    for row in tx.query(&BLOCKS, &[]).await? {
        let body: Vec<u8> = row.get(1)?;
        let entries: Vec<Entry> = serde_json::from_slice(&body).map_err(|_| row.corrupt(1))?;
        blocks.push((row.get::<i64>(0)?, entries));
    }
    let refs: HashSet<i64> =
        blocks.iter().flat_map(|(_, entries)| entries.iter().flat_map(streams_of)).map(|s| s.id).collect();
    let current = current(tx, refs).await?;
    let theirs = |stream: &StreamRef| {
        let at = current.get(&stream.id).unwrap_or(&stream.id);
        person.streams.contains(at) || stream.profile.is_some_and(|id| person.profiles.contains(&Id(id)))
    };
    let mut left = 0;
    for (number, entries) in blocks {
        let before = entries.len();
        let gone = entries.iter().filter(|entry| streams_of(entry).any(theirs)).count();
        if gone == 0 {
            continue;
        }
        let kept: Vec<Entry> = entries
            .into_iter()
            .filter_map(|e| if streams_of(&e).any(theirs) { order_alone(e) } else { Some(e) })
            .collect();
        left += (before - kept.len()) as u64;
        if kept.is_empty() {
            tx.execute(&DROP_BLOCK, params![number]).await?;
        } else {
            tx.execute(&SET_BLOCK, params![number, kept.len() as i64, serde_json::to_vec(&kept)?]).await?;
        }
    }
    Ok(left)
}

fn streams_of(entry: &Entry) -> impl Iterator<Item = &StreamRef> {
    [Some(&entry.stream), entry.same_person.as_ref()].into_iter().flatten()
}

/// The order of an entry without anybody it belongs to; `None` if it is no order.
fn order_alone(entry: Entry) -> Option<Entry> {
    let What::Event { kind: Kind::ORDER_COMPLETED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED, .. } =
        entry.what
    else {
        return None;
    };
    let stream = StreamRef { id: 0, check: 0, class: StreamClass::Device, profile: None };
    Some(Entry { stream, same_person: None, basis: Basis::Contract, ..entry })
}

/// Where references lead by now: a device that another person took over has a successor.
async fn current(tx: &mut Tx, refs: HashSet<i64>) -> Result<HashMap<i64, i64>, Error> {
    let mut at: HashMap<i64, i64> = refs.into_iter().map(|id| (id, id)).collect();
    loop {
        let mut asked: Vec<i64> = at.values().copied().collect();
        asked.sort_unstable();
        asked.dedup();
        let mut next: HashMap<i64, i64> = HashMap::new();
        for some in asked.chunks(2_000) {
            for row in tx.query(&SUCCESSORS, params![some.to_vec()]).await? {
                next.insert(row.get(0)?, row.get(1)?);
            }
        }
        if next.is_empty() {
            return Ok(at);
        }
        for place in at.values_mut() {
            *place = next.get(place).copied().unwrap_or(*place);
        }
    }
}

/// The denied decisions about a person; with `leave` the blocks are written anew without them.
pub(crate) async fn decisions(tx: &mut Tx, person: &Person, leave: bool) -> Result<Vec<Value>, Error> {
    let mut about = Vec::new();
    if person.profiles.is_empty() {
        return Ok(about);
    }
    let names: Vec<String> = person.profiles.iter().map(|id| id.text("prof")).collect();
    let is_theirs = |line: &&str| names.iter().any(|name| line.contains(name.as_str()));
    let (mut origin, mut chunk) = (i64::from(i32::MIN), 0);
    while let Some(row) = tx.query_opt(&DECISIONS_AFTER, params![origin, chunk]).await? {
        (origin, chunk) = (row.get(0)?, row.get(1)?);
        let body: String = row.get(2)?;
        let (theirs, others): (Vec<_>, Vec<_>) = body.lines().partition(is_theirs);
        for line in &theirs {
            about.push(serde_json::from_str(line).map_err(|_| row.corrupt(2))?);
        }
        if leave && !theirs.is_empty() {
            let rest: String = others.iter().flat_map(|line| [*line, "\n"]).collect();
            tx.execute(&SET_DECISIONS, params![origin, chunk, rest]).await?;
        }
    }
    Ok(about)
}
