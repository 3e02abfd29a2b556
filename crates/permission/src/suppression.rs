//! The no that stays: by fingerprint alone, usable solely to refuse (R109, R117, C3, C15).

use placet_core::Micros;
use placet_store::{Row, Tx, params};

use crate::Error;
use crate::store::{LIFT, OPT_OUT, OPTED_OUT, SUPPRESS, SUPPRESSED, SUPPRESSION_DONE, SUPPRESSION_DUE};
use crate::vault::{Channel, Fingerprint, PlatformFingerprint};

/// How far a suppression reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Marketing alone: receipts still arrive.
    Marketing = 1,
    /// Everything, a copy of the global opt-out.
    Everything = 2,
}

impl Scope {
    /// The number in the column `scope`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The scope of this number.
    pub fn from_code(code: i64) -> Option<Scope> {
        [Scope::Marketing, Scope::Everything].into_iter().find(|s| s.code() == code)
    }
}

/// A standing suppression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suppression {
    /// How far it reaches.
    pub scope: Scope,
    /// Why: `unsubscribed`, `complained`, `opted out everywhere`.
    pub reason: String,
    /// Since when.
    pub at: Micros,
    /// Until when the person may undo it (R171).
    pub undo_until: Micros,
    /// When the person's data was cleared away, if it was.
    pub done_at: Option<Micros>,
    /// The first ledger entry of the withdrawal it stands for.
    pub entry: Option<i64>,
}

/// A suppression whose clearing-away is due.
#[derive(Clone, Debug)]
pub struct Due {
    /// The channel of the address.
    pub channel: Channel,
    /// The address.
    pub fp: Fingerprint,
    /// How far it reaches.
    pub scope: Scope,
    /// When the grace period ends.
    pub at: Micros,
}

/// The grace period in which an unsubscription can be undone by the person (C15, R171).
pub const GRACE: i64 = 24 * Micros::HOUR;

/// Suppresses an address at this tenant, at once. Suppressing twice changes nothing.
///
/// # Errors
/// The store's.
pub async fn suppress(
    tx: &mut Tx,
    channel: Channel,
    fp: &Fingerprint,
    scope: Scope,
    reason: &str,
    entry: Option<i64>,
) -> Result<bool, Error> {
    let now = tx.clock().now();
    let values = params![channel.code(), fp.bytes(), scope.code(), reason, now, entry, now + GRACE];
    Ok(tx.execute(&SUPPRESS, values).await? == 1)
}

/// The suppression of an address, the widest if there are several.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<Option<Suppression>, Error> {
    let rows = tx.query(&SUPPRESSED, params![channel.code(), fp.bytes()]).await?;
    let mut all = rows.iter().map(read).collect::<Result<Vec<_>, Error>>()?;
    all.sort_by_key(|s| s.scope.code());
    Ok(all.pop())
}

fn read(row: &Row) -> Result<Suppression, Error> {
    Ok(Suppression {
        scope: Scope::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?,
        reason: row.get(1)?,
        at: row.get(2)?,
        undo_until: row.get(3)?,
        done_at: row.get(4)?,
        entry: row.get(5)?,
    })
}

/// Lifts an unsubscription inside its grace period, on the person's own act. False if the period is over.
///
/// # Errors
/// The store's.
pub async fn undo(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<bool, Error> {
    let now = tx.clock().now();
    let values = params![channel.code(), fp.bytes(), Scope::Marketing.code(), now];
    Ok(tx.execute(&LIFT, values).await? == 1)
}

/// The suppressions whose person's data is still to be cleared away, the next due first.
///
/// # Errors
/// The store's.
pub async fn due(tx: &mut Tx, limit: i64) -> Result<Vec<Due>, Error> {
    let mut out = Vec::new();
    for row in tx.query(&SUPPRESSION_DUE, params![limit]).await? {
        out.push(Due {
            channel: Channel::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?,
            fp: Fingerprint::from_bytes(&row.get::<Vec<u8>>(1)?).ok_or_else(|| row.corrupt(1))?,
            scope: Scope::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
            at: row.get(3)?,
        });
    }
    Ok(out)
}

/// Notes that the person's data is cleared away.
///
/// # Errors
/// The store's.
pub async fn cleared(tx: &mut Tx, due: &Due) -> Result<(), Error> {
    let now = tx.clock().now();
    let values = params![due.channel.code(), due.fp.bytes(), due.scope.code(), now];
    tx.execute(&SUPPRESSION_DONE, values).await?;
    Ok(())
}

/// Whether the address is on the installation's list of global opt-outs (R110).
///
/// # Errors
/// The store's.
pub async fn opted_out(tx: &mut Tx, fp: &PlatformFingerprint) -> Result<bool, Error> {
    Ok(tx.query_opt(&OPTED_OUT, params![fp.bytes()]).await?.is_some())
}

/// Puts an address on the list of global opt-outs.
///
/// # Errors
/// The store's.
pub async fn opt_out(tx: &mut Tx, channel: Channel, fp: &PlatformFingerprint) -> Result<(), Error> {
    let now = tx.clock().now();
    tx.execute(&OPT_OUT, params![fp.bytes(), channel.code(), now]).await?;
    Ok(())
}
