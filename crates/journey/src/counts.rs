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
const REACHED: &str = "journey:step:";
const DENIED: &str = "denied:";

/// What is counted when a step of a version is reached.
pub(crate) fn reached(version: i32, step: usize) -> String {
    format!("{REACHED}{version}:{step}")
}

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
    /// How many messages a receiving server took.
    pub accepted: i64,
    /// How many messages had a link followed.
    pub clicked: i64,
    /// How many orders are attributed to it.
    pub orders: i64,
    /// Messages that were not sent, by the reason of the denial.
    pub denied: BTreeMap<String, i64>,
    /// How often a step was reached, by version and step (from 0).
    pub reached: BTreeMap<(i32, usize), i64>,
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
            "accepted" => counts.accepted = n,
            "clicked" => counts.clicked = n,
            "orders" => counts.orders = n,
            other => counts.take(other, n),
        }
    }
    if let Some(row) = tx.query_opt(&WAITING, params![journey]).await? {
        counts.waiting = row.get(0)?;
    }
    Ok(counts)
}

impl Counts {
    /// A kind that names what it counts.
    fn take(&mut self, kind: &str, n: i64) {
        if let Some(reason) = kind.strip_prefix(ENDED) {
            self.ended.insert(reason.to_owned(), n);
        } else if let Some(reason) = kind.strip_prefix(DENIED) {
            self.denied.insert(reason.to_owned(), n);
        } else if let Some((version, step)) = kind.strip_prefix(REACHED).and_then(|at| at.split_once(':'))
            && let (Ok(version), Ok(step)) = (version.parse(), step.parse())
        {
            self.reached.insert((version, step), n);
        }
    }
}
