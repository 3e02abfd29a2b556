//! Denied decisions: who was not written to, and why, packed so that a no costs no row (DESIGN §5). Kept 90 days.
//!
//! A block holds JSON lines `{"id":"dec_…","profile":"prof_…","reason":"no_consent","at":…,"decision":{…}}` of one origin and one day (UTC).

use placet_core::{Id, Micros};
use placet_permission::Decision;
use placet_store::{Row, Slice, Tx, params};
use serde::{Deserialize, Serialize};

use crate::ledger::Error;
use crate::store::{ADD_DECISIONS, BLOCK_BEFORE, BLOCK_UPTO, CHUNKS, LAST_CHUNK, NEXT_ORIGIN};

/// How many decisions a block holds at most.
pub const MOST: usize = 1_000;
/// From this length on (in characters) a block is not written to again: adding to it means writing it anew.
const FULL: i64 = 8_192;
/// At so many decisions a call looks before it says where to go on.
const LOOKS: usize = 20_000;
/// How an id begins.
const PREFIX: &str = "dec";

/// A decision not to write to somebody.
#[derive(Clone, Debug, PartialEq)]
pub struct Denied {
    /// To whom.
    pub profile: Id,
    /// Why not: the name of a `Denial`, or another short word.
    pub reason: &'static str,
    /// When it was decided.
    pub at: Micros,
    /// The decision with its facts, if the gate was asked.
    pub decision: Option<Box<Decision>>,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// `dec_…`: lines of an origin stand in the order of their ids.
    pub id: String,
    /// `prof_…`.
    pub profile: String,
    /// Why not.
    pub reason: String,
    /// When it was decided.
    pub at: Micros,
    /// The decision with its facts, if the gate was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decision: Option<Box<Decision>>,
}

/// Which of them.
#[derive(Clone, Debug, Default)]
pub struct Only {
    /// Those of this journey or campaign.
    pub origin: Option<i32>,
    /// Those for this reason.
    pub reason: Option<String>,
    /// Those about this person.
    pub profile: Option<Id>,
}

/// A denied decision in the list of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// The journey or campaign that wanted to send.
    pub origin: i32,
    /// What is kept of it.
    pub line: Line,
}

/// Writes denied decisions of an origin down.
///
/// # Errors
/// The store's.
pub async fn append(tx: &mut Tx, origin: i32, denied: &[Denied]) -> Result<(), Error> {
    let now = tx.clock().now();
    let mut ids: Vec<Id> = denied.iter().map(|_| Id::at(now)).collect();
    ids.sort_unstable();
    for (some, ids) in denied.chunks(MOST).zip(ids.chunks(MOST)) {
        let mut body = String::new();
        for (one, id) in some.iter().zip(ids) {
            let line = Line {
                id: id.text(PREFIX),
                profile: one.profile.text("prof"),
                reason: one.reason.to_owned(),
                at: one.at,
                decision: one.decision.clone(),
            };
            body.push_str(&serde_json::to_string(&line)?);
            body.push('\n');
        }
        let chunk = open_chunk(tx, origin, now).await?;
        tx.execute(&ADD_DECISIONS, params![origin, chunk, now, body]).await?;
    }
    Ok(())
}

async fn open_chunk(tx: &mut Tx, origin: i32, now: Micros) -> Result<i64, Error> {
    let Some(row) = tx.query_opt(&LAST_CHUNK, params![origin]).await? else { return Ok(1) };
    let (chunk, begun, length): (i64, Micros, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
    Ok(if begun.day() == now.day() && length < FULL { chunk } else { chunk + 1 })
}

/// The denied decisions of an origin, in the order they were made.
///
/// # Errors
/// The store's.
pub async fn all(tx: &mut Tx, origin: i32) -> Result<Vec<Line>, Error> {
    let mut lines = Vec::new();
    for row in tx.query(&CHUNKS, params![origin]).await? {
        lines.extend(lines_of(&row, 0)?);
    }
    Ok(lines)
}

fn lines_of(row: &Row, column: usize) -> Result<Vec<Line>, Error> {
    let body: String = row.get(column)?;
    let lines = body.lines().map(|line| serde_json::from_str(line).map_err(|_| row.corrupt(column)));
    Ok(lines.collect::<Result<_, _>>()?)
}

/// Denied decisions before this one, the newest first.
///
/// # Errors
/// The store's.
pub async fn newest(
    tx: &mut Tx,
    only: &Only,
    before: Option<Id>,
    limit: u32,
) -> Result<Slice<Listed, Id>, Error> {
    let before = before.unwrap_or(Id([u8::MAX; 16]));
    let profile = only.profile.map(|id| id.text("prof"));
    let is_wanted = |line: &Line| {
        only.reason.as_ref().is_none_or(|reason| *reason == line.reason)
            && profile.as_ref().is_none_or(|profile| *profile == line.profile)
    };
    let mut heads = Vec::new();
    for origin in origins(tx, only.origin).await? {
        heads.extend(Head::open(tx, origin, before).await?);
    }
    let mut rows = Vec::new();
    for looked in 1.. {
        let newest = heads.iter().enumerate().max_by_key(|(_, head)| head.lines.last().map(|(id, _)| *id));
        let Some((at, _)) = newest else { return Ok(Slice { rows, next: None }) };
        let origin = heads[at].origin;
        let Some((id, line)) = heads[at].next(tx, before).await? else {
            heads.remove(at);
            continue;
        };
        if is_wanted(&line) {
            rows.push(Listed { id, origin, line });
        }
        if rows.len() > limit as usize {
            break;
        }
        if looked >= LOOKS {
            return Ok(Slice { rows, next: Some(id) });
        }
    }
    Ok(Slice::of(rows, limit, |row| row.id))
}

/// A denied decision by its id; `None` once it is forgotten.
///
/// # Errors
/// The store's.
pub async fn find(tx: &mut Tx, id: Id) -> Result<Option<Listed>, Error> {
    let text = id.text(PREFIX);
    for origin in origins(tx, None).await? {
        let mut block = tx.query_opt(&BLOCK_UPTO, params![origin, upto(id)]).await?;
        while let Some(row) = block {
            if let Some(line) = lines_of(&row, 2)?.into_iter().find(|line| line.id == text) {
                return Ok(Some(Listed { id, origin, line }));
            }
            // Only what was begun in the same millisecond may have left it in a block before.
            if row.get::<Micros>(1)?.0 / 1_000 < upto(id).0 / 1_000 {
                break;
            }
            block = tx.query_opt(&BLOCK_BEFORE, params![origin, row.get::<i64>(0)?]).await?;
        }
    }
    Ok(None)
}

/// The last moment at which an id with this time part was made.
fn upto(id: Id) -> Micros {
    let millis = id.0[..6].iter().fold(0_i64, |sum, byte| sum << 8 | i64::from(*byte));
    Micros(millis * 1_000 + 999)
}

/// The journeys and campaigns of which there are any.
async fn origins(tx: &mut Tx, only: Option<i32>) -> Result<Vec<i32>, Error> {
    if let Some(origin) = only {
        return Ok(vec![origin]);
    }
    let (mut origins, mut last) = (Vec::new(), i32::MIN);
    while let Some(row) = tx.query_opt(&NEXT_ORIGIN, params![last]).await? {
        last = row.get(0)?;
        origins.push(last);
    }
    Ok(origins)
}

/// The newest block of an origin that is not read to its end, its newest line last.
struct Head {
    origin: i32,
    chunk: i64,
    lines: Vec<(Id, Line)>,
}

impl Head {
    async fn open(tx: &mut Tx, origin: i32, before: Id) -> Result<Option<Head>, Error> {
        let Some(row) = tx.query_opt(&BLOCK_UPTO, params![origin, upto(before)]).await? else {
            return Ok(None);
        };
        let mut head = Head { origin, chunk: row.get(0)?, lines: known(&row, before)? };
        head.fill(tx, before).await?;
        Ok(Some(head))
    }

    /// Takes the newest line; `None` at the end.
    async fn next(&mut self, tx: &mut Tx, before: Id) -> Result<Option<(Id, Line)>, Error> {
        let taken = self.lines.pop();
        if taken.is_some() {
            self.fill(tx, before).await?;
        }
        Ok(taken)
    }

    /// Goes on to the block before, where this one is through.
    async fn fill(&mut self, tx: &mut Tx, before: Id) -> Result<(), Error> {
        while self.lines.is_empty() {
            let Some(row) = tx.query_opt(&BLOCK_BEFORE, params![self.origin, self.chunk]).await? else {
                return Ok(());
            };
            (self.chunk, self.lines) = (row.get(0)?, known(&row, before)?);
        }
        Ok(())
    }
}

fn known(row: &Row, before: Id) -> Result<Vec<(Id, Line)>, Error> {
    let mut lines = Vec::new();
    for line in lines_of(row, 2)? {
        let id = Id::parse(PREFIX, &line.id).map_err(|_| row.corrupt(2))?;
        if id < before {
            lines.push((id, line));
        }
    }
    lines.sort_unstable_by_key(|(id, _)| *id);
    Ok(lines)
}
