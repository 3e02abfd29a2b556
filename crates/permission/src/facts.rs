//! What the gate looks at besides the tenant's rules: the facts about one address and its owner at one moment. Kept with each decision, so
//! that it can be made again on them.

use placet_core::{Id, Micros};
use placet_store::{Row, Tx, params};
use serde::{Deserialize, Serialize};

use crate::contact::{self, Class, Contact};
use crate::packed;
use crate::reach::{self, Reach, Stamp, channel_name};
use crate::standings::Standings;
use crate::store::{CONTACTS_AT, CONTACTS_FROM, REACH_AT, REACH_BETWEEN};
use crate::vault::Channel;
use crate::{Denial, Error, Wish};

/// The facts about one address.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Facts {
    /// By mail or SMS.
    #[serde(with = "channel_name")]
    pub channel: Channel,
    /// How sure it is that it is theirs.
    pub class: Class,
    /// Where it came from (R034).
    pub source: String,
    /// Where its owner is, as far as that is known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// Where its consents stand, and what stands against it.
    #[serde(with = "packed")]
    pub standings: Standings,
    /// Whether its owner opted out of every company's messages. Looked at for single messages; a plan finds it as a suppression.
    #[serde(default, skip_serializing_if = "is_no")]
    pub opted_out: bool,
    /// The last day on which its owner did anything (UTC, since 1970); 0 if none is known.
    #[serde(default)]
    pub active_day: i64,
    /// What its owner was sent lately.
    #[serde(default, skip_serializing_if = "Vec::is_empty", with = "packed")]
    pub sent: Vec<Stamp>,
    /// How often and when its owner wishes to be written to.
    #[serde(default, skip_serializing_if = "Wish::is_none")]
    pub wish: Wish,
    /// Why the tenant may not send, if it may not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unable: Option<Denial>,
}

/// Whose facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Whose {
    /// The contact.
    pub contact: Id,
    /// Its owner.
    pub profile: Id,
    /// The language to write in.
    pub language: String,
}

impl Facts {
    /// The facts of a contact that was read, with its owner's row as it is.
    pub(crate) async fn of(tx: &mut Tx, contact: &Contact, unable: Option<Denial>) -> Result<Facts, Error> {
        let reach = reach::of(tx, contact.profile).await?;
        Ok(Facts {
            channel: contact.channel,
            class: contact.class,
            source: contact.source.clone(),
            place: contact.place.clone(),
            standings: contact::standings(tx, contact).await?,
            opted_out: false,
            active_day: reach.active_day,
            sent: reach.sent,
            wish: contact.wish,
            unable,
        })
    }
}

/// The people somebody plans for.
#[derive(Clone, Copy, Debug)]
pub enum Whom<'a> {
    /// Everybody after this profile, up to so many of them.
    Everybody {
        /// The last profile of the page before; all zero for the first page.
        after: Id,
        /// Most profiles of a page.
        limit: u32,
    },
    /// These profiles, in their order.
    These(&'a [Id]),
}

/// The facts of many people by one channel, in the order of profiles: of each the address that is surest. And after whom to go on.
///
/// # Errors
/// The store's.
pub(crate) async fn of_many(
    tx: &mut Tx,
    whom: Whom<'_>,
    channel: Channel,
    unable: Option<Denial>,
) -> Result<(Vec<(Whose, Facts)>, Option<Id>), Error> {
    let (rows, next) = match whom {
        Whom::Everybody { after, limit } => {
            let mut rows = tx.query(&CONTACTS_FROM, params![after, limit]).await?;
            let next = whole_people(&mut rows, limit)?;
            (rows, next)
        }
        Whom::These(profiles) => (tx.query(&CONTACTS_AT, params![profiles.to_vec()]).await?, None),
    };
    let mut people: Vec<(Whose, Facts)> = Vec::with_capacity(rows.len());
    for row in rows {
        let (whose, facts) = read(tx, &row, unable).await?;
        match people.last_mut() {
            _ if facts.channel != channel => {}
            Some((last, known)) if last.profile == whose.profile => {
                if facts.class == Class::Verified || known.class != Class::Verified {
                    (*last, *known) = (whose, facts);
                }
            }
            _ => people.push((whose, facts)),
        }
    }
    if matches!(whom, Whom::These(_)) {
        people.sort_by_key(|(whose, _)| whose.profile);
    }
    join_reach(tx, whom, &mut people).await?;
    Ok((people, next))
}

/// The facts of every address of everybody after this profile, in the order of profiles; up to `limit` addresses. And after whom to go on.
///
/// # Errors
/// The store's.
pub(crate) async fn of_everybody(
    tx: &mut Tx,
    after: Id,
    limit: u32,
) -> Result<(Vec<(Whose, Facts)>, Option<Id>), Error> {
    let mut rows = tx.query(&CONTACTS_FROM, params![after, limit]).await?;
    let next = whole_people(&mut rows, limit)?;
    let mut people = Vec::with_capacity(rows.len());
    for row in &rows {
        people.push(read(tx, row, None).await?);
    }
    join_reach(tx, Whom::Everybody { after, limit }, &mut people).await?;
    Ok((people, next))
}

/// Drops the last person of a full page, whose other contacts may stand on the next one. Answers after whom to go on.
fn whole_people(rows: &mut Vec<Row>, limit: u32) -> Result<Option<Id>, Error> {
    if rows.len() < limit as usize {
        return Ok(None);
    }
    let profile = |row: &Row| row.get::<Id>(1);
    let Some(last) = rows.last().map(profile).transpose()? else { return Ok(None) };
    let mut keep = rows.len();
    while keep > 0 && profile(&rows[keep - 1])? == last {
        keep -= 1;
    }
    if keep == 0 {
        // One person fills the page.
        return Ok(Some(last));
    }
    rows.truncate(keep);
    rows.last().map(profile).transpose().map_err(Error::from)
}

async fn read(tx: &mut Tx, row: &Row, unable: Option<Denial>) -> Result<(Whose, Facts), Error> {
    let whose = Whose { contact: row.get(0)?, profile: row.get(1)?, language: row.get(7)? };
    let standings = match row.get::<Option<Vec<u8>>>(6)? {
        Some(bytes) => Standings::unpack(&bytes).ok_or_else(|| row.corrupt(6))?,
        None => contact::standings_of(tx, whose.contact).await?,
    };
    let facts = Facts {
        channel: Channel::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
        class: contact::class(row, 3)?,
        source: row.get(4)?,
        place: row.get(5)?,
        standings,
        opted_out: false,
        active_day: 0,
        sent: Vec::new(),
        wish: Wish::stored(row.get(8)?, row.get(9)?),
        unable,
    };
    Ok((whose, facts))
}

/// Both are in the order of profiles.
async fn join_reach(tx: &mut Tx, whom: Whom<'_>, people: &mut [(Whose, Facts)]) -> Result<(), Error> {
    let (Some((first, _)), Some((last, _))) = (people.first(), people.last()) else { return Ok(()) };
    let rows = match whom {
        Whom::Everybody { .. } => tx.query(&REACH_BETWEEN, params![first.profile, last.profile]).await?,
        Whom::These(profiles) => {
            let mut rows = tx.query(&REACH_AT, params![profiles.to_vec()]).await?;
            rows.sort_by_cached_key(|row| row.get::<Id>(0).ok());
            rows
        }
    };
    let mut reaches = rows.iter();
    let mut next = reaches.next();
    for (whose, facts) in people {
        while let Some(row) = next {
            let profile: Id = row.get(0)?;
            if profile < whose.profile {
                next = reaches.next();
                continue;
            }
            if profile == whose.profile {
                facts.counted(Reach::read(row, 1)?);
            }
            break;
        }
    }
    Ok(())
}

/// What is not said is a no.
fn is_no(said: &bool) -> bool {
    !said
}

impl Facts {
    /// Takes over what was counted meanwhile.
    pub(crate) fn counted(&mut self, reach: Reach) {
        (self.active_day, self.sent) = (reach.active_day, reach.sent);
    }

    /// Whole days since its owner did anything; `None` if they never did.
    pub(crate) fn idle_days(&self, now: Micros) -> Option<i64> {
        (self.active_day > 0).then(|| (now.day() - self.active_day).max(0))
    }
}
