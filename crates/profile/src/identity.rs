//! Who belongs to whom: links between streams and profiles, appended, never changed, and undoable.
//!
//! Only what is verified joins (C18): the confirmation of an address joins the device where it was typed, a secret server
//! key joins the user id it names. Two profiles that each hold a different verified address of one kind are never joined;
//! the device then begins a new stream for the second person.

use placet_core::Id;
use placet_permission::contact::{self, Class};
use placet_store::{Tx, params};

use crate::store::{ADD_LINK, LINK, SET_STREAM_PROFILE};
use crate::{Error, profile};

/// Values that shops send when they know nobody: they name no one and are refused as ids.
const BLOCKED: &[&str] = &[
    "",
    "-1",
    "anonymous",
    "guest",
    "null",
    "nil",
    "none",
    "undefined",
    "true",
    "false",
    "nan",
    "[object object]",
    "n/a",
    "na",
    "unknown",
    "user",
    "userid",
    "user_id",
    "anonymousid",
    "anonymous_id",
    "distinct_id",
    "distinctid",
    "test",
    "id",
    "email",
];

/// Whether an id from outside names nobody.
pub fn blocked(value: &str) -> bool {
    let value = value.trim();
    let zeros = value.bytes().all(|b| b == b'0' || b == b'-');
    zeros || BLOCKED.iter().any(|blocked| value.eq_ignore_ascii_case(blocked))
}

/// What came of an attempt to join a stream to a profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Joined {
    /// The stream belongs to the profile now, or did already.
    Yes,
    /// The streams of the profile it belonged to before moved over with it.
    Merged {
        /// The streams that moved.
        moved: Vec<i64>,
    },
    /// The stream belongs to another person: it is left alone, and a new stream has to begin.
    OtherPerson,
    /// The profile has as many streams as it may have.
    Full,
}

/// Joins a stream to a profile. `was` is the profile the stream belongs to now.
///
/// # Errors
/// The store's.
pub async fn join(tx: &mut Tx, stream: i64, was: Option<Id>, to: Id, reason: &str) -> Result<Joined, Error> {
    let Some(mut mine) = profile::streams(tx, to).await? else { return Ok(Joined::OtherPerson) };
    let (moved, merged) = match was {
        Some(was) if was == to => return Ok(Joined::Yes),
        None => (vec![stream], false),
        Some(was) => {
            if !may_merge(tx, was, to).await? {
                return Ok(Joined::OtherPerson);
            }
            let theirs = profile::streams(tx, was).await?.unwrap_or_default();
            profile::set_streams(tx, was, &[]).await?;
            for claimed in contact::of_profile(tx, was).await? {
                contact::move_to(tx, claimed.id, to).await?;
            }
            (theirs, true)
        }
    };
    let new: Vec<i64> = moved.iter().copied().filter(|id| !mine.contains(id)).collect();
    if mine.len() + new.len() > profile::MOST_STREAMS {
        return Ok(Joined::Full);
    }
    for id in &new {
        write_link(tx, *id, Some(to), was, None, reason).await?;
    }
    mine.extend(&new);
    profile::set_streams(tx, to, &mine).await?;
    Ok(if merged { Joined::Merged { moved: new } } else { Joined::Yes })
}

/// Two profiles may become one unless each holds a verified address of one kind that the other does not.
async fn may_merge(tx: &mut Tx, a: Id, b: Id) -> Result<bool, Error> {
    let ours = contact::of_profile(tx, a).await?;
    let theirs = contact::of_profile(tx, b).await?;
    let verified = |list: &[contact::Contact]| -> Vec<_> {
        list.iter().filter(|c| c.class == Class::Verified).map(|c| c.channel).collect()
    };
    let theirs = verified(&theirs);
    Ok(!verified(&ours).iter().any(|channel| theirs.contains(channel)))
}

/// Takes a link back: the stream belongs again to whom it belonged before. Events are untouched, they never knew.
/// False if there is no such link, or the stream has moved on since.
///
/// # Errors
/// The store's.
pub async fn undo(tx: &mut Tx, link: i64, reason: &str) -> Result<bool, Error> {
    let Some(row) = tx.query_opt(&LINK, params![link]).await? else { return Ok(false) };
    let (stream, to, was): (i64, Option<Id>, Option<Id>) = (row.get(0)?, row.get(1)?, row.get(2)?);
    let current = profile::of_streams(tx, vec![stream]).await?;
    if current.first().map(|(_, profile)| *profile) != Some(to) {
        return Ok(false);
    }
    for (profile, keeps) in [(to, false), (was, true)] {
        let Some(id) = profile else { continue };
        let mut streams = profile::streams(tx, id).await?.unwrap_or_default();
        streams.retain(|s| *s != stream);
        if keeps {
            streams.push(stream);
        }
        profile::set_streams(tx, id, &streams).await?;
    }
    write_link(tx, stream, was, to, Some(link), reason).await?;
    Ok(true)
}

async fn write_link(
    tx: &mut Tx,
    stream: i64,
    to: Option<Id>,
    was: Option<Id>,
    undoes: Option<i64>,
    reason: &str,
) -> Result<i64, Error> {
    let seq = placet_permission::ledger::next(tx, "link").await?;
    let now = tx.clock().now();
    tx.execute(&ADD_LINK, params![seq, stream, to, was, undoes, reason, now]).await?;
    tx.execute(&SET_STREAM_PROFILE, params![stream, to]).await?;
    Ok(seq)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_name_nobody_are_blocked() {
        for value in ["0", "0000-0000", "Guest", " undefined ", "[object Object]", "", "NaN"] {
            assert!(blocked(value), "{value}");
        }
        assert!(!blocked("7f3a-12"));
    }
}
