//! Totals per origin and day: counted as things happen, never by reading rows again.

use std::collections::BTreeMap;

use placet_store::{Tx, Value};

use crate::ledger::Error;
use crate::store::{COUNT, TOTALS};

/// What one transaction has counted. Written last and in order, so that two transactions never wait for each other's totals.
#[derive(Debug, Default)]
pub struct Tally(BTreeMap<(i32, String), i64>);

/// Values per row of [`COUNT`], the tenant not counted.
const WIDTH: usize = 4;

impl Tally {
    /// Counts `n` more of a kind for an origin.
    pub fn add(&mut self, origin: i32, kind: impl Into<String>, n: i64) {
        *self.0.entry((origin, kind.into())).or_default() += n;
    }

    /// Adds everything to today's totals (UTC).
    ///
    /// # Errors
    /// The store's.
    pub async fn write(self, tx: &mut Tx) -> Result<(), Error> {
        let day = tx.clock().now().day();
        let counted = self.0.into_iter().filter(|(_, n)| *n != 0);
        let rows: Vec<Value<'_>> = counted
            .flat_map(|((origin, kind), n)| [origin.into(), day.into(), kind.into(), n.into()])
            .collect();
        tx.insert_many(&COUNT, &rows, WIDTH).await?;
        Ok(())
    }
}

/// The totals of an origin over all days, by kind: `accepted`, `rejected`, `denied:REASON`, …
///
/// # Errors
/// The store's.
pub async fn totals(tx: &mut Tx, origin: i32) -> Result<BTreeMap<String, i64>, Error> {
    let rows = tx.query(&TOTALS, &[origin.into()]).await?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
