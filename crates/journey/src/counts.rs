//! A journey in totals.

use std::collections::BTreeMap;

use placet_deliver::ledger;
use placet_store::{Tx, params};

use crate::Error;
use crate::store::WAITING;

pub(crate) const ENTERED: &str = "journey:entered";
pub(crate) const RESTARTED: &str = "journey:restarted";
pub(crate) const SENT: &str = "journey:sent";
pub(crate) const ENDED: &str = "journey:ended:";

/// A journey in totals, over all its versions and days.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Who entered.
    pub entered: i64,
    /// How often a wait began anew.
    pub restarted: i64,
    /// How many wait now.
    pub waiting: i64,
    /// How many messages were wanted.
    pub sent: i64,
    /// Who is through, by reason: `completed`, `exited:Order Completed`, `out_of_stock`, `denied:no_consent`, `failed`, …
    pub ended: BTreeMap<String, i64>,
}

/// The totals of a journey.
///
/// # Errors
/// The store's.
pub async fn counts(tx: &mut Tx, journey: i32) -> Result<Counts, Error> {
    let mut counts = Counts::default();
    for (kind, n) in ledger::totals(tx, journey).await? {
        match kind.as_str() {
            ENTERED => counts.entered = n,
            RESTARTED => counts.restarted = n,
            SENT => counts.sent = n,
            other => {
                if let Some(reason) = other.strip_prefix(ENDED) {
                    counts.ended.insert(reason.to_owned(), n);
                }
            }
        }
    }
    if let Some(row) = tx.query_opt(&WAITING, params![journey]).await? {
        counts.waiting = row.get(0)?;
    }
    Ok(counts)
}
