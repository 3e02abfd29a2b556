//! Pausing a journey and letting it go on.
//!
//! While a journey is paused nobody enters it and nobody on any version of it moves on; what happens meanwhile starts nothing later.
//! Events that end it still end it, and a change of the cart still begins the wait anew. A wait stands still: its `due_at` stays as it
//! was, what is left of it is kept in `rest`, and when the journey goes on it is due that long after. Messages it has queued before go.

use placet_store::{Transient, Tx, params};

use crate::store::{LOCK_STANDING, PAUSED, REST, RESUME, SET_STATUS};
use crate::{Error, QUEUE};

/// Whether a journey runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// People enter it and move on.
    Live,
    /// It stands still.
    Paused,
}

/// What somebody saw of a journey who wants to change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its newest version.
    pub version: i32,
    /// Whether it ran.
    pub status: Status,
}

/// What came of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Changed {
    /// It stands as wanted.
    Done(Standing),
    /// It no longer stood as it was seen; nothing was changed.
    Conflict(Standing),
    /// There is no such journey.
    Unknown,
}

impl Status {
    /// Its name in the column, in pages and exports.
    pub fn name(self) -> &'static str {
        match self {
            Status::Live => "live",
            Status::Paused => "paused",
        }
    }

    /// The status with this name.
    pub fn named(name: &str) -> Option<Status> {
        [Status::Live, Status::Paused].into_iter().find(|status| status.name() == name)
    }
}

/// Pauses a journey or lets it go on, if it still stands as it was `seen`. Its row is locked until the transaction ends.
///
/// # Errors
/// The store's.
pub async fn set_status(tx: &mut Tx, journey: i32, seen: Standing, wanted: Status) -> Result<Changed, Error> {
    let Some(standing) = lock(tx, journey).await? else { return Ok(Changed::Unknown) };
    if standing != seen {
        return Ok(Changed::Conflict(standing));
    }
    let now = tx.clock().now();
    match (standing.status, wanted) {
        (Status::Live, Status::Paused) => tx.execute(&REST, params![journey, now]).await?,
        (Status::Paused, Status::Live) => {
            tx.wake(QUEUE, now).await?;
            tx.execute(&RESUME, params![journey, now]).await?
        }
        (Status::Live, Status::Live) | (Status::Paused, Status::Paused) => {
            return Ok(Changed::Done(standing));
        }
    };
    tx.execute(&SET_STATUS, params![journey, standing.version, wanted.name()]).await?;
    Ok(Changed::Done(Standing { status: wanted, ..standing }))
}

/// The journeys that are paused now, without waiting for anybody.
pub(crate) async fn paused(tx: &mut Tx) -> Result<Vec<i32>, Error> {
    tx.query(&PAUSED, &[]).await?.iter().map(|row| Ok(row.get(0)?)).collect()
}

/// Whether a journey is paused, and will be until this transaction ends.
pub(crate) async fn is_paused(tx: &mut Tx, journey: i32) -> Result<bool, Error> {
    Ok(lock(tx, journey).await?.is_some_and(|standing| standing.status == Status::Paused))
}

/// The newest version and its status, locked.
async fn lock(tx: &mut Tx, journey: i32) -> Result<Option<Standing>, Error> {
    // A version that was replaced while its row was waited for has a status of its own: the second look finds the one after it.
    for _ in 0..2 {
        let Some(row) = tx.query_opt(&LOCK_STANDING, params![journey]).await? else { return Ok(None) };
        if let Some(status) = Status::named(&row.get::<String>(1)?) {
            return Ok(Some(Standing { version: row.get(0)?, status }));
        }
    }
    Err(placet_store::Error::Transient(Transient("a journey is being replaced".into())).into())
}
