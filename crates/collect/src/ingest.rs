//! How what comes in fares: what was accepted and refused by day, what waits, and which names of events nobody declared.

use std::collections::BTreeMap;

use placet_core::Micros;
use placet_profile::fold::ACCEPTED;
use placet_profile::{inbox, reader};
use placet_store::{Tx, params};

use crate::Error;
use crate::store::{INGESTED, UNDECLARED};

/// What came in lately, and how far behind its readers are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ingest {
    /// Events kept.
    pub accepted: i64,
    /// What was not kept, by reason, the most frequent first; `undeclared` for all names that nobody declared.
    pub refused: Vec<(String, i64)>,
    /// What was never stored because it was sensitive: where it came in, what it looked like, and how often; the most frequent first. Of an
    /// event it is a property that was left out, so it may be that the event is among those kept.
    pub sensitive: Vec<Sensitive>,
    /// Kept and refused by day, the oldest first; every day of the span, UTC.
    pub days: Vec<DayOf>,
    /// Entries that are accepted and wait to be folded.
    pub waiting: i64,
    /// Since when the oldest of them waits.
    pub waiting_since: Option<Micros>,
    /// Each reader of events, and how many it has not read.
    pub readers: Vec<(String, i64)>,
}

/// What was never stored because it was sensitive (R029).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sensitive {
    /// Where it came in, by [`placet_permission::sensitive::Source::label`].
    pub source: String,
    /// What it looked like, by [`placet_permission::sensitive::Found::label`].
    pub found: String,
    /// How often.
    pub n: i64,
}

/// What came in on one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOf {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// Events kept, by the day they were folded.
    pub accepted: i64,
    /// What was not kept.
    pub refused: i64,
}

/// A name of events that nobody declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// The name; `…` for those that may not be shown.
    pub name: String,
    /// How often it came.
    pub n: i64,
    /// The last day it came, in days since 1970-01-01, UTC.
    pub last_day: i64,
}

/// What came in on the last `days` days (at most 366), today among them.
///
/// # Errors
/// The store's.
pub async fn ingest(tx: &mut Tx, days: u32) -> Result<Ingest, Error> {
    let today = tx.clock().now().day();
    let first = today - i64::from(days.clamp(1, 366)) + 1;
    let mut by_day: Vec<DayOf> = (first..=today).map(|day| DayOf { day, ..DayOf::default() }).collect();
    let (mut refused, mut sensitive) = (BTreeMap::<String, i64>::new(), BTreeMap::<String, i64>::new());
    for row in tx.query(&INGESTED, params![first, ACCEPTED]).await? {
        let (day, kind, n): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let place = usize::try_from(day - first).ok().and_then(|at| by_day.get_mut(at));
        let Some(of_day) = place else { continue };
        if kind == ACCEPTED {
            of_day.accepted += n;
        } else if let Some(what) = kind.strip_prefix("sensitive:") {
            *sensitive.entry(what.to_owned()).or_default() += n;
        } else {
            of_day.refused += n;
            let reason = kind.strip_prefix("refused:").unwrap_or("undeclared");
            *refused.entry(reason.to_owned()).or_default() += n;
        }
    }
    let mut refused: Vec<(String, i64)> = refused.into_iter().collect();
    refused.sort_by_key(|(_, n)| std::cmp::Reverse(*n));
    let mut sensitive: Vec<Sensitive> =
        sensitive.into_iter().filter_map(|(what, n)| Sensitive::of(&what, n)).collect();
    sensitive.sort_by_key(|one| std::cmp::Reverse(one.n));
    let (waiting, waiting_since) = inbox::backlog(tx).await?;
    Ok(Ingest {
        accepted: by_day.iter().map(|day| day.accepted).sum(),
        refused,
        sensitive,
        days: by_day,
        waiting,
        waiting_since,
        readers: reader::lags(tx).await?,
    })
}

impl Sensitive {
    /// Of `source:found`.
    fn of(what: &str, n: i64) -> Option<Sensitive> {
        let (source, found) = what.split_once(':')?;
        Some(Sensitive { source: source.to_owned(), found: found.to_owned(), n })
    }
}

/// The names that came in the last `days` days and nobody declared, the most frequent first.
///
/// # Errors
/// The store's.
pub async fn undeclared(tx: &mut Tx, days: u32, limit: u32) -> Result<Vec<Undeclared>, Error> {
    let first = tx.clock().now().day() - i64::from(days.max(1)) + 1;
    let rows = tx.query(&UNDECLARED, params![first, limit]).await?;
    let name = |kind: String| kind.split_once(':').map_or_else(String::new, |(_, name)| name.to_owned());
    rows.iter()
        .map(|row| Ok(Undeclared { name: name(row.get(0)?), n: row.get(1)?, last_day: row.get(2)? }))
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use placet_core::TenantId;
    use placet_permission::Keyring;
    use placet_permission::vault::MasterKey;
    use placet_profile::{Basis, Entry, What, fold};
    use placet_store::testing::{Fresh, tenant};
    use placet_store::{on_both_engines, transaction};

    use super::*;
    use crate::counts::Counts;

    on_both_engines! {
        async fn what_came_in_is_told_by_day_and_reason_and_so_is_what_waits(on) {
            let fresh = Fresh::new(on).await;
            let keyring = Keyring::new(&MasterKey::generate());
            let id = fresh.store.add_tenant(&tenant("Shop"), &[]).await.unwrap();
            let shop = fresh.store.tenant(id);
            transaction!(shop, "test.keys", |tx| { keyring.create(tx, id).await }).unwrap();
            let keys = keyring.keys(shop).await.unwrap();
            let counts = Counts::default();
            let say = async |reasons: &[(&str, usize)]| {
                for (reason, n) in reasons {
                    (0..*n).for_each(|_| counts.add(id, (*reason).to_owned()));
                }
                counts.flush(&fresh.store).await.unwrap();
            };
            let event = |basis| {
                let kind = placet_core::Kind::PRODUCT_VIEWED;
                let what = What::Event { kind, item: Some(7), props: "{}".to_owned() };
                let entry = Entry::house(fresh.clock.now(), inbox::device(&keys, "phone"), what);
                Entry { basis, ..entry }
            };
            counts.add(TenantId(id.0 + 1), "undeclared:Another's".to_owned());
            say(&[("undeclared:Page Liked", 2), ("refused:names_nobody", 1), ("dropped:undeclared:size", 9)]).await;
            fresh.clock.advance(Micros::DAY);
            say(&[("undeclared:Page Liked", 1), ("undeclared:Wheel Spun", 1), ("refused:no_consent", 5)]).await;
            say(&[("sensitive:form:iban", 1), ("sensitive:track:card", 2)]).await;
            let choice = What::Choice { granted: true, place: "shop.example".into() };
            let choice = Entry { what: choice, ..event(Basis::Mapped) };
            let entries = [choice, event(Basis::Standing), event(Basis::Mapped), event(Basis::House)];
            transaction!(shop, "test.append", |tx| { inbox::append(tx, &entries).await }).unwrap();
            fold::fold(shop, &keyring).await.unwrap();
            transaction!(shop, "test.append", |tx| { inbox::append(tx, &entries[..1]).await }).unwrap();

            let mut tx = shop.read("test.ingest").await.unwrap();
            let told = ingest(&mut tx, 3).await.unwrap();
            let days: Vec<_> = told.days.iter().map(|day| (day.accepted, day.refused)).collect();
            assert_eq!((told.accepted, days), (2, vec![(0, 0), (0, 3), (2, 7)]), "the house's own events do not come in");
            let reasons: HashMap<_, _> = told.refused.iter().map(|(reason, n)| (reason.as_str(), *n)).collect();
            assert_eq!(reasons, HashMap::from([("no_consent", 5), ("undeclared", 4), ("names_nobody", 1)]));
            assert_eq!(told.refused[0].0, "no_consent");
            let sensitive: Vec<_> = told.sensitive.iter().map(|one| (one.source.as_str(), one.found.as_str(), one.n)).collect();
            assert_eq!(sensitive, [("track", "card", 2), ("form", "iban", 1)], "which events stand with what is left of them");
            assert_eq!((told.waiting, told.waiting_since.is_some()), (1, true));
            assert_eq!(ingest(&mut tx, 1).await.unwrap().days.len(), 1);

            let names = undeclared(&mut tx, 7, 10).await.unwrap();
            let today = fresh.clock.now().day();
            let named: Vec<_> = names.iter().map(|one| (one.name.as_str(), one.n, one.last_day)).collect();
            assert_eq!(named, [("Page Liked", 3, today), ("Wheel Spun", 1, today)]);
            assert_eq!(undeclared(&mut tx, 1, 10).await.unwrap()[0].n, 1);
        }
    }
}
