//! A person has enough, and something matters more than what still waits for them.

use placet_core::Id;
use placet_permission::Denial;
use placet_permission::reach::Priority;
use placet_permission::vault::Channel;
use placet_store::{Tx, params};

use crate::ledger::decisions::{self, Denied};
use crate::ledger::record::give_back;
use crate::ledger::{Error, State, Tally};
use crate::store::{LIGHTER, MOVE};

/// Takes back the queued message to this person that weighs least, if one weighs less than this. False if none does.
///
/// # Errors
/// The store's.
pub async fn make_room(tx: &mut Tx, profile: Id, for_: Priority) -> Result<bool, Error> {
    let now = tx.clock().now();
    let Some(row) = tx.query_opt(&LIGHTER, params![profile, for_.code()]).await? else { return Ok(false) };
    let (id, origin): (Id, i32) = (row.get(0)?, row.get(1)?);
    let channel = Channel::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?;
    let reason = Denial::GaveWay.name();
    tx.execute(&MOVE, params![id, State::Withdrawn.code(), now, reason, now]).await?;
    give_back(tx, id, Some(profile), channel, row.get(3)?).await?;
    decisions::append(tx, origin, &[Denied { profile, reason, at: now, decision: None }]).await?;
    let mut tally = Tally::default();
    tally.add(origin, format!("denied:{reason}"), 1);
    tally.write(tx).await?;
    Ok(true)
}
