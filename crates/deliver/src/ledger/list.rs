//! The ledger as people look through it: newest first. An id begins with the time it was made, so its order is that of time.

use placet_core::{Id, Micros};
use placet_permission::Use;
use placet_permission::vault::Channel;
use placet_store::{Row, Slice, Tx, params};

use crate::ledger::{Error, State};
use crate::store::{LISTED, NEWEST, NEWEST_FROM_IN, NEWEST_TO, ORIGINS_IN};

/// A message in the list: what is needed to choose one, and nothing of what it said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// The journey or campaign it comes from.
    pub origin: i32,
    /// To whom; `None` once the person is forgotten (C15).
    pub profile: Option<Id>,
    /// By mail or SMS.
    pub channel: Channel,
    /// What it is.
    pub use_: Use,
    /// The language it is written in.
    pub language: String,
    /// Where it stands.
    pub state: State,
    /// How often it was tried.
    pub attempts: i64,
    /// The last reply of a server, without addresses, or why it ended; often empty.
    pub reply: String,
    /// When it was queued.
    pub created_at: Micros,
    /// When its state last changed.
    pub changed_at: Micros,
    /// The name of its template; `None` if that is gone.
    pub template: Option<String>,
}

/// Which messages are wanted; those that meet all that is named.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Only {
    /// In this state.
    pub state: Option<State>,
    /// Of this journey or campaign.
    pub origin: Option<i32>,
    /// To this person.
    pub profile: Option<Id>,
}

/// After every id.
const START: Id = Id([0xff; 16]);

/// The messages, newest first, after the one with this id.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    only: &Only,
    after: Option<Id>,
    limit: u32,
) -> Result<Slice<Listed, Id>, Error> {
    let (before, ask) = (after.unwrap_or(START), Slice::<Listed, Id>::ask(limit));
    let rows = match (only.profile, only.origin, only.state) {
        (None, None, None) => rows(tx.query(&NEWEST, params![before, ask]).await?)?,
        (None, Some(origin), state) => {
            let every = State::ALL.iter().filter(|one| state.is_none_or(|state| state == **one));
            let heaps: Vec<Heap> =
                every.map(|state| Heap { state: state.code(), origin, newest: before }).collect();
            newest(tx, &heaps, before, ask).await?
        }
        (None, None, Some(state)) => {
            let state = state.code();
            let origins = tx.query(&ORIGINS_IN, params![state, before, ask]).await?;
            let heap = |row: &Row| Ok(Heap { state, origin: row.get(0)?, newest: row.get(1)? });
            let heaps: Vec<Heap> = origins.iter().map(heap).collect::<Result<_, Error>>()?;
            newest(tx, &heaps, before, ask).await?
        }
        // One person's are few: the others of them are passed over.
        (Some(profile), origin, state) => {
            let states = state.map_or((0, i64::from(i32::MAX)), |state| (state.code(), state.code()));
            let origins = origin.map_or((i32::MIN, i32::MAX), |origin| (origin, origin));
            let values = params![before, ask, profile, states.0, states.1, origins.0, origins.1];
            rows(tx.query(&NEWEST_TO, values).await?)?
        }
    };
    Ok(Slice::of(rows, limit, |listed| listed.id))
}

/// The messages of one origin in one state; an index has them in the order of their ids.
#[derive(Clone, Copy, Debug)]
struct Heap {
    state: i64,
    origin: i32,
    /// None of them is newer.
    newest: Id,
}

/// The newest of several heaps, of which the one with the newest message is the first.
async fn newest(tx: &mut Tx, heaps: &[Heap], before: Id, ask: i64) -> Result<Vec<Listed>, Error> {
    let enough = usize::try_from(ask).unwrap_or(usize::MAX);
    let mut found: Vec<Listed> = Vec::new();
    for heap in heaps {
        if found.get(enough.saturating_sub(1)).is_some_and(|last| last.id > heap.newest) {
            break;
        }
        let values = params![before, ask, heap.origin, heap.state];
        found.extend(rows(tx.query(&NEWEST_FROM_IN, values).await?)?);
        found.sort_unstable_by_key(|listed| std::cmp::Reverse(listed.id));
        found.truncate(enough);
    }
    Ok(found)
}

fn rows(rows: Vec<Row>) -> Result<Vec<Listed>, Error> {
    rows.iter().map(read).collect()
}

/// One message as it stands in the list.
///
/// # Errors
/// The store's.
pub async fn listed(tx: &mut Tx, id: Id) -> Result<Option<Listed>, Error> {
    tx.query_opt(&LISTED, params![id]).await?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Listed, Error> {
    Ok(Listed {
        id: row.get(0)?,
        origin: row.get(1)?,
        profile: row.get(2)?,
        channel: Channel::from_code(row.get(3)?).ok_or_else(|| row.corrupt(3))?,
        use_: Use::from_code(row.get(4)?).ok_or_else(|| row.corrupt(4))?,
        language: row.get(5)?,
        state: State::from_code(row.get(6)?).ok_or_else(|| row.corrupt(6))?,
        attempts: row.get(7)?,
        reply: row.get(8)?,
        created_at: row.get(9)?,
        changed_at: row.get(10)?,
        template: row.get(11)?,
    })
}
