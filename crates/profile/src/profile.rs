//! A profile: one person at one tenant, as a set of streams.

use placet_core::{Id, Micros};
use placet_store::{Tx, Value, params};

use crate::Error;
use crate::state::State;
use crate::store::{ADD_PROFILE, PROFILE, SET_PROFILE_STREAMS, STREAMS};

/// How many streams a profile may have.
pub const MOST_STREAMS: usize = 50;

/// Makes a profile without streams.
///
/// # Errors
/// The store's.
pub async fn create(tx: &mut Tx) -> Result<Id, Error> {
    let id = Id::new(tx.clock());
    create_as(tx, id).await?;
    Ok(id)
}

/// Makes a profile under an id that was drawn before.
///
/// # Errors
/// The store's.
pub async fn create_as(tx: &mut Tx, id: Id) -> Result<(), Error> {
    let now = tx.clock().now();
    tx.execute(&ADD_PROFILE, params![id, "[]", now, Micros::NEVER]).await?;
    Ok(())
}

/// Makes profiles under ids that were drawn before.
///
/// # Errors
/// The store's.
pub async fn create_many(tx: &mut Tx, ids: &[Id]) -> Result<(), Error> {
    let now = tx.clock().now();
    let rows: Vec<Value<'_>> =
        ids.iter().flat_map(|id| [(*id).into(), "[]".into(), now.into(), Micros::NEVER.into()]).collect();
    tx.insert_many(&ADD_PROFILE, &rows, 4).await?;
    Ok(())
}

/// The streams of a profile; `None` if there is no such profile.
///
/// # Errors
/// The store's.
pub async fn streams(tx: &mut Tx, id: Id) -> Result<Option<Vec<i64>>, Error> {
    match tx.query_opt(&PROFILE, params![id]).await? {
        Some(row) => Ok(Some(serde_json::from_str(&row.get::<String>(0)?).map_err(|_| row.corrupt(0))?)),
        None => Ok(None),
    }
}

pub(crate) async fn set_streams(tx: &mut Tx, id: Id, streams: &[i64]) -> Result<(), Error> {
    let text = serde_json::to_string(streams)?;
    tx.execute(&SET_PROFILE_STREAMS, params![id, text]).await?;
    Ok(())
}

/// The profile of a stream, if it has one.
///
/// # Errors
/// The store's.
pub async fn of_streams(tx: &mut Tx, streams: Vec<i64>) -> Result<Vec<(i64, Option<Id>)>, Error> {
    let rows = tx.query(&STREAMS, params![streams]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(3)?))).collect()
}

/// The state of a profile: the fold of its streams'.
///
/// # Errors
/// The store's.
pub async fn state(tx: &mut Tx, id: Id) -> Result<State, Error> {
    let mut folded = State::default();
    if let Some(streams) = streams(tx, id).await?.filter(|s| !s.is_empty()) {
        for row in tx.query(&STREAMS, params![streams]).await? {
            let one: State = serde_json::from_str(&row.get::<String>(5)?).map_err(|_| row.corrupt(5))?;
            folded.join(&one);
        }
    }
    Ok(folded)
}
