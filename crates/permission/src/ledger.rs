//! The consent ledger: every yes and every no, in the order given, never changed (R050, R057).
//!
//! Entries are numbered without gaps per tenant, so that a missing one shows. Each keeps its canonical bytes and a salt: what
//! a later commitment is made over without revealing the entry. The table `consent` is only the current state, for speed.

use placet_core::Micros;
use placet_store::{Tx, params};
use serde::Serialize;

use crate::store::{
    ADD_ENTRY, ADD_WORDING, CONSENT, CONSENTS_OF, COUNTER_NEXT, COUNTER_START, DEVICES, ENTRIES_SINCE, ENTRY,
    LAST_ENTRY, SET_CONSENT, WORDING,
};
use crate::vault::random;
use crate::{Error, Purpose, State, Subject, TrackPermit, Wording};

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
    pub act: State,
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
    /// For what.
    pub purpose: &'static str,
    /// What was said.
    pub act: &'static str,
    /// To which words.
    pub wording: Option<String>,
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Where it stands.
    pub state: State,
    /// The entry that says so.
    pub entry: i64,
    /// Since when.
    pub at: Micros,
}

/// After this span without renewal a yes is asked for again (R138, R139): three years of 365 days, and a leap day.
const LIFE: i64 = (3 * 365 + 1) * Micros::DAY;

impl Standing {
    /// Whether this is a yes that holds at this time.
    pub fn holds(&self, now: Micros) -> bool {
        self.until().is_some_and(|until| now < until)
    }

    /// Until when a yes holds that is not said anew; `None` for what is no yes.
    pub fn until(&self) -> Option<Micros> {
        (self.state == State::Granted).then(|| self.at + LIFE)
    }
}

/// What the canonical bytes are made of, in this order, for ever.
#[derive(Serialize)]
struct Canonical<'a> {
    v: u8,
    tenant: i32,
    seq: i64,
    at: i64,
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

/// Writes an entry and makes it the current state. Answers its number.
///
/// # Errors
/// The store's. The counter's row is locked until the transaction ends, which keeps the numbers gap-free.
pub async fn record(tx: &mut Tx, entry: &Entry<'_>) -> Result<i64, Error> {
    let seq = next(tx, "consent_entry").await?;
    let (channel, kind, subject) = entry.subject.columns();
    let salt = random::<16>();
    let canonical = serde_json::to_vec(&Canonical {
        v: 1,
        tenant: tx.tenant()?.0,
        seq,
        at: entry.at.0,
        purpose: entry.purpose.name(),
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
    let (purpose, act) = (entry.purpose.code(), entry.act.code());
    let values = params![
        seq,
        entry.at,
        purpose,
        channel,
        kind,
        &subject,
        act,
        entry.wording,
        entry.language,
        entry.place,
        entry.method,
        entry.evidence,
        &salt,
        canonical
    ];
    tx.execute(&ADD_ENTRY, values).await?;
    tx.execute(&SET_CONSENT, params![purpose, channel, kind, &subject, act, seq, entry.at]).await?;
    Ok(seq)
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
    let Some(row) = tx.query_opt(&CONSENT, params![purpose.code(), channel, kind, id]).await? else {
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
    let purposes: Vec<i64> = Purpose::ALL.iter().map(|p| p.code()).collect();
    let rows = tx.query(&CONSENTS_OF, params![purposes, channel, kind, id]).await?;
    let mut out = Vec::with_capacity(rows.len());
    for row in rows {
        let purpose = Purpose::from_code(row.get(0)?).ok_or_else(|| row.corrupt(0))?;
        let state = State::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?;
        out.push((purpose, Standing { state, entry: row.get(2)?, at: row.get(3)? }));
    }
    Ok(out)
}

/// Which of these devices may be remembered: one permit for each that has said yes.
///
/// # Errors
/// The store's.
pub async fn track_permits(tx: &mut Tx, devices: &[i64]) -> Result<Vec<TrackPermit>, Error> {
    let tenant = tx.tenant()?;
    let ids = placet_store::Value::Blobs(devices.iter().map(|id| id.to_be_bytes().to_vec()).collect());
    let purpose = placet_store::Value::Int(Purpose::Tracking.code());
    let mut permits = Vec::new();
    for row in tx.query(&DEVICES, &[purpose, ids]).await? {
        if State::from_code(row.get(1)?) == Some(State::Granted) {
            let device = i64::from_be_bytes(row.get::<[u8; 8]>(0)?);
            permits.push(TrackPermit::new(tenant, device, row.get(2)?));
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
        if row.get::<i64>(1)? == Purpose::Tracking.code() && row.get::<i64>(2)? == Subject::DEVICE {
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
    let Some(row) = tx.query_opt(&ENTRY, params![seq]).await? else { return Ok(None) };
    let purpose = Purpose::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?;
    let act = State::from_code(row.get(4)?).ok_or_else(|| row.corrupt(4))?;
    let words = match row.get::<Option<i64>>(5)? {
        Some(id) => wording(tx, id).await?,
        None => None,
    };
    Ok(Some(Shown {
        seq: row.get(0)?,
        at: row.get(1)?,
        purpose: purpose.name(),
        act: act.name(),
        version: words.as_ref().map(|w| w.version),
        wording: words.map(|w| w.text),
        language: row.get(6)?,
        place: row.get(7)?,
        method: row.get(8)?,
    }))
}

/// The further facts of an entry, a JSON object.
///
/// # Errors
/// The store's.
pub async fn evidence(tx: &mut Tx, seq: i64) -> Result<Option<String>, Error> {
    tx.query_opt(&ENTRY, params![seq]).await?.map(|row| Ok(row.get(9)?)).transpose()
}

/// A wording by its number.
///
/// # Errors
/// The store's.
pub async fn wording(tx: &mut Tx, id: i64) -> Result<Option<Wording>, Error> {
    let Some(row) = tx.query_opt(&WORDING, params![id]).await? else { return Ok(None) };
    Ok(Some(Wording {
        id: row.get(0)?,
        purpose: Purpose::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?,
        language: row.get(2)?,
        version: row.get(3)?,
        text: row.get(4)?,
    }))
}

/// Adds wordings a tenant asks with; those that stand are kept as they are.
///
/// # Errors
/// The store's.
pub async fn add_wordings(tx: &mut Tx, wordings: &[Wording]) -> Result<(), Error> {
    let now = tx.clock().now();
    for w in wordings {
        let values = params![w.id, w.purpose.code(), &w.language, w.version, &w.text, now];
        tx.execute(&ADD_WORDING, values).await?;
    }
    Ok(())
}
