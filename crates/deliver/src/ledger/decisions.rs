//! Denied decisions: who was not written to, and why, packed so that a no costs no row (DESIGN §5). Kept 90 days.
//!
//! A block holds JSON lines `{"profile":"prof_…","reason":"no_consent","at":…}` of one origin and one day (UTC).

use placet_core::{Id, Micros};
use placet_store::{Tx, params};
use serde::{Deserialize, Serialize};

use crate::ledger::Error;
use crate::store::{ADD_DECISIONS, CHUNKS, LAST_CHUNK};

/// How many decisions a block holds at most.
pub const MOST: usize = 10_000;
/// From this length on (in characters) a block is not written to again: adding to it means writing it anew.
const FULL: i64 = 8_192;

/// A decision not to write to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Denied {
    /// To whom.
    pub profile: Id,
    /// Why not: the name of a `Denial`, or another short word.
    pub reason: &'static str,
    /// When it was decided.
    pub at: Micros,
}

/// A line of a block.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// `prof_…`.
    pub profile: String,
    /// Why not.
    pub reason: String,
    /// When it was decided.
    pub at: Micros,
}

/// Writes denied decisions of an origin down.
///
/// # Errors
/// The store's.
pub async fn append(tx: &mut Tx, origin: i32, denied: &[Denied]) -> Result<(), Error> {
    let now = tx.clock().now();
    for some in denied.chunks(MOST) {
        let mut body = String::new();
        for one in some {
            let (profile, reason) = (one.profile.text("prof"), one.reason.to_owned());
            body.push_str(&serde_json::to_string(&Line { profile, reason, at: one.at })?);
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
        for line in row.get::<String>(0)?.lines() {
            lines.push(serde_json::from_str(line).map_err(|_| row.corrupt(0))?);
        }
    }
    Ok(lines)
}
