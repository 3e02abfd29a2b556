//! Somebody takes their yes back: what is queued for them never goes.

use placet_core::Id;
use placet_permission::vault::Channel;
use placet_store::{Tx, params};

use crate::ledger::record::give_back;
use crate::ledger::{Error, State, Tally};
use crate::store::{HANDING_OVER, WITHDRAW};

/// Withdraws everything queued for a contact, of every use. Answers how many messages that were.
///
/// # Errors
/// The store's.
pub async fn withdraw(tx: &mut Tx, contact: Id) -> Result<usize, Error> {
    let now = tx.clock().now();
    let rows = tx.query(&WITHDRAW, params![contact, now]).await?;
    let mut tally = Tally::default();
    for row in &rows {
        let channel = Channel::from_code(row.get(3)?).ok_or_else(|| row.corrupt(3))?;
        give_back(tx, row.get(0)?, row.get(2)?, channel, row.get(4)?).await?;
        tally.add(row.get(1)?, State::Withdrawn.name(), 1);
    }
    tally.write(tx).await?;
    Ok(rows.len())
}

/// How many messages to a contact may be leaving right now: a withdrawal waits for them, at most five seconds.
///
/// # Errors
/// The store's.
pub async fn handing_over(tx: &mut Tx, contact: Id) -> Result<i64, Error> {
    let row = tx.query_opt(&HANDING_OVER, params![contact]).await?;
    Ok(row.map_or(Ok(0), |row| row.get(0))?)
}
