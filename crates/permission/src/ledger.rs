//! The consent ledger: every yes and every no, in the order given, never changed (R050, R057).
//!
//! Entries are numbered without gaps per tenant, so that a missing one shows. Each keeps its canonical bytes and a salt: what
//! a later commitment is made over without revealing the entry. It has two times: when it was said, and when it was learnt of; so
//! that "what did we know on that day?" has an answer ([`as_known`]). The table `consent` is only the current state, for speed.

use std::collections::BTreeMap;

use placet_core::{Micros, TenantId};
use placet_store::{Row, Tx, Value, params};
use serde::{Deserialize, Serialize};

use crate::store::{
    ADD_ENTRY, CONSENT, CONSENTS_OF, COUNTER_NEXT, COUNTER_START, DEVICES, ENTRIES_OF, ENTRIES_SINCE, ENTRY,
    LAST_ENTRY, SET_CONSENT,
};
use crate::vault::random;
use crate::{Act, Error, Purpose, State, Subject, TrackPermit, asking, contact, lapse, wording};

/// Something to write down: who said what, to which words, where and how.
#[derive(Clone, Debug)]
pub struct Entry<'a> {
    /// When it was said.
    pub at: Micros,
    /// For what.
    pub purpose: Purpose,
    /// About whom.
    pub subject: Subject,
    /// Yes, no, taken back, asked for.
    pub act: Act,
    /// The words it answers, if they are ours.
    pub wording: Option<i64>,
    /// The language of the words.
    pub language: &'a str,
    /// Where: a form, a page, a banner. Never with a query string.
    pub place: &'a str,
    /// How: `form`, `confirmed by mail`, `banner`, `one-click`, `import`, …
    pub method: &'a str,
    /// Further facts as a JSON object, without contact data.
    pub evidence: &'a str,
}

/// An entry as it stands in the ledger, for pages and exports.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Shown {
    /// Its number.
    pub seq: i64,
    /// When.
    pub at: Micros,
    /// When it was learnt of.
    pub known_at: Micros,
    /// For what.
    pub purpose: Purpose,
    /// What was said.
    pub act: &'static str,
    /// To which words.
    pub wording: Option<String>,
    /// Their number.
    #[serde(skip)]
    pub wording_id: Option<i64>,
    /// Which version of them.
    pub version: Option<i64>,
    /// In which language.
    pub language: String,
    /// Where.
    pub place: String,
    /// How.
    pub method: String,
}

/// The current state of one consent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// The entry that says so.
    pub entry: i64,
    /// Since when.
    pub at: Micros,
}

impl Standing {
    /// Whether this is a yes of a device, and holds: it ends after thirteen months, whatever is done there (C10).
    pub fn holds_on_a_device(&self, now: Micros) -> bool {
        lapse::holds_on_a_device(self, now)
    }
}

/// What the canonical bytes are made of, in this order, for ever.
#[derive(Serialize)]
struct Canonical<'a> {
    v: u8,
    tenant: i32,
    seq: i64,
    at: i64,
    known_at: i64,
    purpose: &'a str,
    channel: i64,
    subject_kind: i64,
    subject: &'a [u8],
    act: &'a str,
    wording: Option<i64>,
    language: &'a str,
    place: &'a str,
    method: &'a str,
    evidence: &'a str,
    salt: &'a [u8],
}

/// Writes down that a request or a yes has ended by itself; `method` says how. Answers the entry's number.
///
/// # Errors
/// The store's.
pub async fn expire(tx: &mut Tx, purpose: Purpose, subject: Subject, method: &str) -> Result<i64, Error> {
    let (at, act) = (tx.clock().now(), Act::Expired);
    let entry =
        Entry { at, purpose, subject, act, wording: None, language: "", place: "", method, evidence: "{}" };
    record(tx, &entry).await
}

/// Writes an entry; the standing it leads to is the current one, unless something was said later than this. Answers its number.
///
/// What is said now comes after whatever was said before, also when the clock was set back meanwhile.
///
/// # Errors
/// [`Error::RefusedLately`] for a question of ours to who said no lately; the store's. The counter's row is locked until the transaction ends, which keeps the numbers gap-free.
pub async fn record(tx: &mut Tx, entry: &Entry<'_>) -> Result<i64, Error> {
    let seq = next(tx, "consent_entry").await?;
    let known_at = tx.clock().now();
    let before = standing(tx, entry.purpose, &entry.subject).await?;
    asking::waits(tx, entry, before).await?;
    let said_now = entry.at >= known_at;
    let at = before.filter(|_| said_now).map_or(entry.at, |before| entry.at.max(before.at));
    add(tx, seq, at, known_at, entry).await?;
    let (channel, kind, subject) = entry.subject.columns();
    if let Some(state) = entry.act.leads_to().filter(|_| before.is_none_or(|before| at >= before.at)) {
        let values = params![channel, kind, &subject, entry.purpose.code(), state.code(), seq, at];
        tx.execute(&SET_CONSENT, values).await?;
    }
    contact::take_standings(tx, &entry.subject).await?;
    Ok(seq)
}

async fn add(tx: &mut Tx, seq: i64, at: Micros, known_at: Micros, entry: &Entry<'_>) -> Result<(), Error> {
    tx.execute(&ADD_ENTRY, &columns(tx.tenant()?, seq, at, known_at, entry)?).await?;
    Ok(())
}

/// How many columns an entry has beside the tenant.
pub(crate) const COLUMNS: usize = 15;

/// An entry as it is stored.
pub(crate) fn columns<'e>(
    tenant: TenantId,
    seq: i64,
    at: Micros,
    known_at: Micros,
    entry: &Entry<'e>,
) -> Result<[Value<'e>; COLUMNS], Error> {
    let (channel, kind, subject) = entry.subject.columns();
    let salt = random::<16>();
    let canonical = serde_json::to_vec(&Canonical {
        v: 2,
        tenant: tenant.0,
        seq,
        at: at.0,
        known_at: known_at.0,
        purpose: &entry.purpose.name(),
        channel,
        subject_kind: kind,
        subject: &subject,
        act: entry.act.name(),
        wording: entry.wording,
        language: entry.language,
        place: entry.place,
        method: entry.method,
        evidence: entry.evidence,
        salt: &salt,
    })?;
    Ok([
        seq.into(),
        at.into(),
        known_at.into(),
        entry.purpose.code().into(),
        channel.into(),
        kind.into(),
        subject.into(),
        entry.act.code().into(),
        entry.wording.into(),
        entry.language.into(),
        entry.place.into(),
        entry.method.into(),
        entry.evidence.into(),
        salt.to_vec().into(),
        canonical.into(),
    ])
}

/// The next number of a gap-free series of the tenant.
///
/// # Errors
/// The store's.
pub async fn next(tx: &mut Tx, series: &str) -> Result<i64, Error> {
    if let Some(row) = tx.query_opt(&COUNTER_NEXT, params![series]).await? {
        return Ok(row.get(0)?);
    }
    tx.execute(&COUNTER_START, params![series]).await?;
    let row = tx.query_opt(&COUNTER_NEXT, params![series]).await?;
    let row =
        row.ok_or_else(|| placet_store::Error::Setup(format!("the series {series} cannot be counted")))?;
    Ok(row.get(0)?)
}

/// Where a consent stands; `None` if nobody ever asked.
///
/// # Errors
/// The store's.
pub async fn standing(tx: &mut Tx, purpose: Purpose, subject: &Subject) -> Result<Option<Standing>, Error> {
    let (channel, kind, id) = subject.columns();
    let Some(row) = tx.query_opt(&CONSENT, params![channel, kind, id, purpose.code()]).await? else {
        return Ok(None);
    };
    let state = State::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?;
    Ok(Some(Standing { state, entry: row.get(1)?, at: row.get(2)? }))
}

/// Where all purposes of one subject stand.
///
/// # Errors
/// The store's.
pub async fn standings(tx: &mut Tx, subject: &Subject) -> Result<Vec<(Purpose, Standing)>, Error> {
    let (channel, kind, id) = subject.columns();
    let mut out = Vec::new();
    for row in tx.query(&CONSENTS_OF, params![channel, kind, id]).await? {
        let purpose = Purpose::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?;
        let state = State::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?;
        out.push((purpose, Standing { state, entry: row.get(2)?, at: row.get(3)? }));
    }
    Ok(out)
}

/// Every entry about a subject that was known at this time, in the order in which they were learnt of.
///
/// # Errors
/// The store's.
pub async fn entries(tx: &mut Tx, subject: &Subject, known_at: Micros) -> Result<Vec<Shown>, Error> {
    let (channel, kind, id) = subject.columns();
    let mut shown = Vec::new();
    for row in tx.query(&ENTRIES_OF, params![channel, kind, id, known_at]).await? {
        shown.push(show(tx, &row).await?);
    }
    Ok(shown)
}

/// Where a subject's consents stood at `at`, by what was known at `known_at`: the two times of the ledger.
///
/// # Errors
/// The store's.
pub async fn as_known(
    tx: &mut Tx,
    subject: &Subject,
    at: Micros,
    known_at: Micros,
) -> Result<BTreeMap<Purpose, Standing>, Error> {
    let (channel, kind, id) = subject.columns();
    let mut known = BTreeMap::<Purpose, Standing>::new();
    for row in tx.query(&ENTRIES_OF, params![channel, kind, id, known_at]).await? {
        let (entry, said): (i64, Micros) = (row.get(0)?, row.get(1)?);
        let purpose = Purpose::from_code(row.get(3)?).ok_or_else(|| row.corrupt(3))?;
        let act = Act::from_code(row.get(5)?).ok_or_else(|| row.corrupt(5))?;
        let Some(state) = act.leads_to().filter(|_| said <= at) else { continue };
        if known.get(&purpose).is_none_or(|before| said >= before.at) {
            known.insert(purpose, Standing { state, entry, at: said });
        }
    }
    Ok(known)
}

/// Which of these devices may be remembered: one permit for each that has said yes.
///
/// # Errors
/// The store's.
pub async fn track_permits(tx: &mut Tx, devices: &[i64]) -> Result<Vec<TrackPermit>, Error> {
    let tenant = tx.tenant()?;
    let now = tx.clock().now();
    let ids = placet_store::Value::Blobs(devices.iter().map(|id| id.to_be_bytes().to_vec()).collect());
    let purpose = placet_store::Value::Int(Purpose::TRACKING.code());
    let mut permits = Vec::new();
    for row in tx.query(&DEVICES, &[purpose, ids]).await? {
        let state = State::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?;
        let standing = Standing { state, entry: row.get(2)?, at: row.get(3)? };
        if standing.holds_on_a_device(now) {
            let device = i64::from_be_bytes(row.get::<[u8; 8]>(0)?);
            permits.push(TrackPermit::new(tenant, device, standing.entry));
        }
    }
    Ok(permits)
}

/// What the ledger has heard since some entry: what who keeps permits in memory must ask anew.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The last entry; numbers rise in the order of commits, so nothing comes before it any more.
    pub upto: i64,
    /// The devices spoken of, with repetitions; `None`: too much was said, all may have changed.
    pub devices: Option<Vec<i64>>,
}

/// What devices said after this entry; at most so many entries are looked at.
///
/// # Errors
/// The store's.
pub async fn devices_since(tx: &mut Tx, after: i64, most: u32) -> Result<News, Error> {
    let rows = tx.query(&ENTRIES_SINCE, params![after, most]).await?;
    if rows.len() >= most as usize {
        return Ok(News { upto: last(tx).await?, devices: None });
    }
    let upto = rows.last().map_or(Ok(after), |row| row.get(0))?;
    let mut devices = Vec::new();
    for row in &rows {
        if row.get::<i64>(1)? == Purpose::TRACKING.code() && row.get::<i64>(2)? == Subject::DEVICE {
            devices.push(i64::from_be_bytes(row.get(3)?));
        }
    }
    Ok(News { upto, devices: Some(devices) })
}

/// The number of the newest entry; 0 if there is none.
///
/// # Errors
/// The store's.
pub async fn last(tx: &mut Tx) -> Result<i64, Error> {
    tx.query_opt(&LAST_ENTRY, &[]).await?.map_or(Ok(0), |row| Ok(row.get(0)?))
}

/// An entry with the words it answered.
///
/// # Errors
/// The store's.
pub async fn shown(tx: &mut Tx, seq: i64) -> Result<Option<Shown>, Error> {
    match tx.query_opt(&ENTRY, params![seq]).await? {
        Some(row) => Ok(Some(show(tx, &row).await?)),
        None => Ok(None),
    }
}

async fn show(tx: &mut Tx, row: &Row) -> Result<Shown, Error> {
    let purpose = Purpose::from_code(row.get(3)?).ok_or_else(|| row.corrupt(3))?;
    let act = Act::from_code(row.get(5)?).ok_or_else(|| row.corrupt(5))?;
    let words = match row.get::<Option<i64>>(6)? {
        Some(id) => wording::get(tx, id).await?,
        None => None,
    };
    Ok(Shown {
        seq: row.get(0)?,
        at: row.get(1)?,
        known_at: row.get(2)?,
        purpose,
        act: act.name(),
        version: words.as_ref().map(|w| w.version),
        wording_id: words.as_ref().map(|w| w.id),
        wording: words.map(|w| w.text),
        language: row.get(7)?,
        place: row.get(8)?,
        method: row.get(9)?,
    })
}

/// The further facts of an entry, a JSON object.
///
/// # Errors
/// The store's.
pub async fn evidence(tx: &mut Tx, seq: i64) -> Result<Option<String>, Error> {
    tx.query_opt(&ENTRY, params![seq]).await?.map(|row| Ok(row.get(10)?)).transpose()
}
