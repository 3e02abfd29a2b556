//! The no that stays: by fingerprint alone, usable solely to refuse (R109, R117, C3, C15).

use placet_core::Micros;
use placet_store::{Row, Tx, params};

use crate::store::{
    LIFT, OPT_IN, OPT_OUT, OPTED_OUT, OPTED_OUT_COUNT, SUPPRESS, SUPPRESSED, SUPPRESSION_DONE,
    SUPPRESSION_DUE, SUPPRESSIONS,
};
use crate::vault::{Channel, Fingerprint, PlatformFingerprint};
use crate::{Act, Error, Purpose, State, Subject, ledger};

/// How far a suppression reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Marketing alone: receipts still arrive.
    Marketing = 1,
    /// Everything, a copy of the global opt-out.
    Everything = 2,
}

impl Scope {
    /// Its name in interfaces.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Marketing => "marketing",
            Scope::Everything => "everything",
        }
    }

    /// The number in the column `scope`.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The purpose that its entries in the ledger name.
    fn speaks_of(self) -> Purpose {
        match self {
            Scope::Marketing => Purpose::MARKETING,
            Scope::Everything => Purpose::EVERY,
        }
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

/// Suppresses an address at this tenant, at once, and ends what it was asked and has not answered: a request that stands while it is
/// suppressed was made by its owner afterwards. Suppressing twice changes nothing.
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
    let new = tx.execute(&SUPPRESS, values).await? == 1;
    if new {
        answer_requests(tx, channel, fp, reason).await?;
        write_down(tx, channel, fp, scope.speaks_of(), Act::Suppressed, reason).await?;
    }
    Ok(new)
}

/// What an address was asked and has not answered is answered with no.
pub(crate) async fn answer_requests(
    tx: &mut Tx,
    channel: Channel,
    fp: &Fingerprint,
    reason: &str,
) -> Result<(), Error> {
    let open = ledger::standings(tx, &Subject::Address(channel, *fp)).await?;
    for (purpose, _) in open.iter().filter(|(_, standing)| standing.state == State::Requested) {
        write_down(tx, channel, fp, *purpose, Act::Refused, reason).await?;
    }
    Ok(())
}

/// Suppressing and lifting stand in the ledger too, with the two times of each.
async fn write_down(
    tx: &mut Tx,
    channel: Channel,
    fp: &Fingerprint,
    purpose: Purpose,
    act: Act,
    method: &str,
) -> Result<(), Error> {
    let entry = ledger::Entry {
        at: tx.clock().now(),
        purpose,
        subject: Subject::Address(channel, *fp),
        act,
        wording: None,
        language: "",
        place: "",
        method,
        evidence: "{}",
    };
    // Which takes the standings of the address anew.
    ledger::record(tx, &entry).await?;
    Ok(())
}

/// How far an address is suppressed.
pub(crate) async fn scopes(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<Vec<Scope>, Error> {
    let rows = tx.query(&SUPPRESSED, params![channel.code(), fp.bytes()]).await?;
    rows.iter().map(|row| Ok(Scope::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?)).collect()
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

/// Lifts a suppression inside its grace period, on the person's own act. False if the period is over.
///
/// # Errors
/// The store's.
pub async fn undo(tx: &mut Tx, channel: Channel, fp: &Fingerprint, scope: Scope) -> Result<bool, Error> {
    let now = tx.clock().now();
    let values = params![channel.code(), fp.bytes(), scope.code(), now];
    let lifted = tx.execute(&LIFT, values).await? == 1;
    if lifted {
        write_down(tx, channel, fp, scope.speaks_of(), Act::Lifted, "undo").await?;
    }
    Ok(lifted)
}

/// Lifts what stands here of a no to every company, which its owner took back at the operator's. A no to this company stays.
///
/// # Errors
/// The store's.
pub async fn lift_everywhere(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<bool, Error> {
    lift_scope(tx, channel, fp, Scope::Everything, "taken back").await
}

/// Lifts an unsubscription because the owner of the address asked anew after it and now confirms that (R109): the one way back there is.
/// False, and nothing has changed, if they did not ask, or if more than marketing is suppressed.
///
/// # Errors
/// The store's.
pub async fn lift(tx: &mut Tx, channel: Channel, fp: &Fingerprint) -> Result<bool, Error> {
    let asked = ledger::standing(tx, Purpose::MARKETING, &Subject::Address(channel, *fp)).await?;
    let asked = asked.is_some_and(|standing| standing.state == State::Requested);
    if !asked || scopes(tx, channel, fp).await? != [Scope::Marketing] {
        return Ok(false);
    }
    lift_scope(tx, channel, fp, Scope::Marketing, "confirmed anew").await
}

/// Lifts it whenever the time to undo it was over.
async fn lift_scope(
    tx: &mut Tx,
    channel: Channel,
    fp: &Fingerprint,
    scope: Scope,
    method: &str,
) -> Result<bool, Error> {
    let values = params![channel.code(), fp.bytes(), scope.code(), Micros(0)];
    let lifted = tx.execute(&LIFT, values).await? == 1;
    if lifted {
        write_down(tx, channel, fp, scope.speaks_of(), Act::Lifted, method).await?;
    }
    Ok(lifted)
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

/// How many addresses of a tenant are suppressed since one day.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counted {
    /// The channel of the addresses.
    pub channel: Channel,
    /// How far it reaches.
    pub scope: Scope,
    /// Why.
    pub reason: String,
    /// The day, since 1970-01-01 UTC.
    pub day: i64,
    /// How many.
    pub n: i64,
}

/// How many addresses are suppressed, by channel, scope, reason and day: nobody is named, and nobody can be.
///
/// # Errors
/// The store's.
pub async fn counts(tx: &mut Tx) -> Result<Vec<Counted>, Error> {
    let mut counts = Vec::new();
    for row in tx.query(&SUPPRESSIONS, params![Micros::DAY]).await? {
        counts.push(Counted {
            channel: Channel::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?,
            scope: Scope::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?,
            reason: row.get(2)?,
            day: row.get(3)?,
            n: row.get(4)?,
        });
    }
    Ok(counts)
}

/// How many addresses opted out of every company's messages.
///
/// # Errors
/// The store's.
pub async fn opted_out_everywhere(tx: &mut Tx) -> Result<i64, Error> {
    tx.query_opt(&OPTED_OUT_COUNT, &[]).await?.map_or(Ok(0), |row| Ok(row.get(0)?))
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

/// Takes an address from the list of global opt-outs.
///
/// # Errors
/// The store's.
pub(crate) async fn opt_in(tx: &mut Tx, fp: &PlatformFingerprint) -> Result<(), Error> {
    tx.execute(&OPT_IN, params![fp.bytes()]).await?;
    Ok(())
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
