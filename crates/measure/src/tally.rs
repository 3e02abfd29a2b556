//! Counts of one transaction, added to the totals at its end.

use std::collections::BTreeMap;

use placet_core::Micros;
use placet_store::{Tx, Value};

use crate::Error;
use crate::store::COUNT;

/// What one transaction has counted, by origin, day (UTC) and kind. Written in order, so that two transactions never wait
/// for each other's totals.
#[derive(Debug, Default)]
pub(crate) struct Tally(BTreeMap<(i32, i64, String), (i64, i64)>);

/// Values per row of [`COUNT`], the tenant not counted.
const WIDTH: usize = 5;

impl Tally {
    /// One more of a kind, at the day of `at`.
    pub(crate) fn one(&mut self, origin: i32, at: Micros, kind: impl Into<String>) {
        self.add(origin, at, kind, 1, 0);
    }

    /// `n` more of a kind, with an amount in minor units.
    pub(crate) fn add(&mut self, origin: i32, at: Micros, kind: impl Into<String>, n: i64, amount: i64) {
        let (count, sum) = self.0.entry((origin, at.day(), kind.into())).or_default();
        *count += n;
        *sum = sum.saturating_add(amount);
    }

    /// Adds everything to the totals.
    ///
    /// # Errors
    /// The store's.
    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), Error> {
        let rows: Vec<Value<'_>> = self
            .0
            .into_iter()
            .flat_map(|((origin, day, kind), (n, amount))| {
                [origin.into(), day.into(), kind.into(), n.into(), amount.into()]
            })
            .collect();
        tx.insert_many(&COUNT, &rows, WIDTH).await?;
        Ok(())
    }
}
