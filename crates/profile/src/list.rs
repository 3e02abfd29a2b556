//! The profiles, newest first. An id begins with the time it was made, so its order is that of time.
//!
//! A device of somebody nobody knows has no profile and stands in no list: there is a profile only once an address was typed or a
//! user id vouched for. *Known* is who has a contact; the others are known to the shop by a user id alone, or were forgotten.

use std::collections::HashSet;

use placet_core::{Id, Micros};
use placet_permission::contact::Class;
use placet_permission::person;
use placet_permission::vault::Channel;
use placet_store::{Row, Slice, Tx, params};

use crate::Error;
use crate::person::seen;
use crate::store::{NEWEST_PROFILES, PROFILE_SEEN};

/// A profile in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id.
    pub id: Id,
    /// Since when there is one.
    pub created_at: Micros,
    /// When anything of theirs was last seen.
    pub last_seen: Option<Micros>,
    /// By which channels they could be written to, each once.
    pub channels: Vec<Channel>,
    /// Whether an address of theirs was confirmed.
    pub verified: bool,
    /// How many different items lie in the cart.
    pub cart_items: usize,
    /// How many streams it has.
    pub streams: usize,
}

/// After every id.
const START: Id = Id([0xff; 16]);
/// How many profiles are looked at for those without a contact; the next slice goes on from there.
const LOOKED_AT: usize = 20_000;
/// How many at a time.
const CHUNK: i64 = 1_000;

/// A row of `profile`: id, streams, since when.
type Found = (Id, Vec<i64>, Micros);

/// The profiles, newest first, after the one with this id: all, those that are known, or those that are not. Looking for the
/// latter, one call looks at 20,000 profiles at most: a slice may hold fewer than `limit` and still name where to go on.
///
/// # Errors
/// The store's.
pub async fn list(
    tx: &mut Tx,
    known: Option<bool>,
    after: Option<Id>,
    limit: u32,
) -> Result<Slice<Listed, Id>, Error> {
    let (before, ask) = (after.unwrap_or(START), Slice::<Listed, Id>::ask(limit));
    let slice = match known {
        None => Slice::of(newest(tx, before, ask).await?, limit, |found: &Found| found.0),
        Some(true) => {
            let ids = person::owners(tx, before, ask).await?.into_iter().rev().collect();
            let ids = Slice::of(ids, limit, |id: &Id| *id);
            let rows = tx.query(&PROFILE_SEEN, params![ids.rows]).await?;
            let mut rows = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
            rows.sort_unstable_by_key(|found| std::cmp::Reverse(found.0));
            Slice { rows, next: ids.next }
        }
        Some(false) => unknown(tx, before, limit).await?,
    };
    let next = slice.next;
    Ok(Slice { rows: listed(tx, slice.rows).await?, next })
}

/// Walks the profiles and leaves out who has a contact.
async fn unknown(tx: &mut Tx, mut before: Id, limit: u32) -> Result<Slice<Found, Id>, Error> {
    let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
    let (mut rows, mut looked_at) = (Vec::new(), 0);
    loop {
        let some = newest(tx, before, CHUNK).await?;
        let (count, last) = (some.len(), some.last().map(|found| found.0));
        let ids = some.iter().map(|found| found.0).collect();
        let with_contact: HashSet<Id> =
            person::contact_classes(tx, ids).await?.into_iter().map(|contact| contact.profile).collect();
        for found in some.into_iter().filter(|found| !with_contact.contains(&found.0)) {
            if rows.len() == limit {
                return Ok(Slice { next: rows.last().map(|found: &Found| found.0), rows });
            }
            rows.push(found);
        }
        looked_at += count;
        match last {
            Some(last) if count as i64 == CHUNK && looked_at < LOOKED_AT => {
                before = last;
                // It takes long enough for others to go on meanwhile.
                tokio::task::yield_now().await;
            }
            last => return Ok(Slice { rows, next: last.filter(|_| count as i64 == CHUNK) }),
        }
    }
}

async fn newest(tx: &mut Tx, before: Id, limit: i64) -> Result<Vec<Found>, Error> {
    tx.query(&NEWEST_PROFILES, params![before, limit]).await?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Found, Error> {
    let streams = serde_json::from_str(&row.get::<String>(1)?).map_err(|_| row.corrupt(1))?;
    Ok((row.get(0)?, streams, row.get(2)?))
}

async fn listed(tx: &mut Tx, found: Vec<Found>) -> Result<Vec<Listed>, Error> {
    let contacts = person::contact_classes(tx, found.iter().map(|(id, ..)| *id).collect()).await?;
    let streams: Vec<(Id, Vec<i64>)> = found.iter().map(|(id, streams, _)| (*id, streams.clone())).collect();
    let mut seen = seen(tx, &streams).await?;
    let mut out = Vec::with_capacity(found.len());
    for (id, streams, created_at) in found {
        let known = seen.remove(&id).unwrap_or_default();
        let own = contacts.iter().filter(|contact| contact.profile == id);
        let mut channels: Vec<Channel> = own.clone().map(|contact| contact.channel).collect();
        channels.sort_unstable_by_key(|channel| channel.code());
        channels.dedup();
        out.push(Listed {
            id,
            created_at,
            last_seen: known.last,
            channels,
            verified: own.clone().any(|contact| contact.class == Class::Verified),
            cart_items: known.state.cart.len(),
            streams: streams.len(),
        });
    }
    Ok(out)
}
