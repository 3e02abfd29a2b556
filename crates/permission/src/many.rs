//! Many addresses at once, as an import brings them: the rules are those for one, in a handful of statements.
//!
//! The ledger's counter is taken before anything is read, and held until the transaction ends. Whoever says no to something needs it too:
//! they come first and are seen here, or wait and see the addresses that came in. So no no falls between the two.

use std::collections::{HashMap, HashSet};

use placet_core::{Id, Micros};
use placet_store::{Tx, Value, params};

use crate::contact::{self, Class, WITHOUT_BASIS};
use crate::ledger::{self, Entry, Standing};
use crate::place::{Known, Stated, countries_of};
use crate::standings::{Against, Standings};
use crate::store::{
    ADD_CONTACTS, ADD_ENTRY, CONSENTS_AMONG, CONTACTS_AMONG, COUNTER_HOLD, COUNTER_START, COUNTER_TAKE,
    OPTED_OUT_AMONG, SET_CONSENT, SUPPRESS_MANY, SUPPRESSED_AMONG,
};
use crate::suppression::{self, Scope};
use crate::vault::{Address, Channel, FP_VERSION, Fingerprint, Plain, TenantKeys, Vault};
use crate::{Act, Error, Purpose, State, Subject};

/// The series of the ledger's numbers.
const SERIES: &str = "consent_entry";

/// Somebody whose address comes in.
#[derive(Clone, Copy)]
pub struct Newcomer<'a> {
    /// The address.
    pub address: &'a Plain<Address>,
    /// The language to write in.
    pub language: &'a str,
    /// Where it came from (R034).
    pub source: &'a str,
    /// Where its owner is.
    pub place: Stated,
    /// Which import brings it.
    pub import: Id,
    /// The yes that its owner gave elsewhere.
    pub yes: Option<Yes<'a>>,
}

/// A yes that was given elsewhere, with its evidence (R054, R057).
#[derive(Clone, Copy, Debug)]
pub struct Yes<'a> {
    /// When.
    pub at: Micros,
    /// For what, each once.
    pub purposes: &'a [Purpose],
    /// The language of the words.
    pub language: &'a str,
    /// Where.
    pub place: &'a str,
    /// How.
    pub method: &'a str,
    /// Further facts, a JSON object: the words, and which import says so.
    pub evidence: &'a str,
}

/// What came of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// The address is new; its profile, to be made.
    Added(Id),
    /// The address was known; a better yes was taken over.
    Known,
    /// The address is suppressed here or opted out everywhere; nothing was stored.
    Suppressed,
}

/// Adds these addresses of one channel, but for those that are suppressed at this tenant or opted out everywhere (R109, R110), and writes
/// down what their owners agreed to, unless something newer is known: an old list never undoes a no.
///
/// # Errors
/// The store's and the vault's.
pub async fn add(
    tx: &mut Tx,
    vault: &Vault,
    keys: &TenantKeys,
    channel: Channel,
    people: &[Newcomer<'_>],
) -> Result<Vec<Taken>, Error> {
    hold(tx).await?;
    let fps: Vec<Fingerprint> = people.iter().map(|one| keys.fingerprint(one.address)).collect();
    let refused = refused(tx, vault, channel, people, &fps).await?;
    let asked: Vec<Fingerprint> = fps.iter().filter(|fp| !refused.contains(*fp)).copied().collect();
    let known = known(tx, channel, &asked).await?;
    let before = consents(tx, channel, &asked).await?;
    let (mut taken, mut new, mut again) = (Vec::with_capacity(people.len()), Vec::new(), Vec::new());
    let mut seen = HashSet::new();
    for (one, fp) in people.iter().zip(&fps) {
        if refused.contains(fp) {
            taken.push(Taken::Suppressed);
        } else if known.contains(fp) || !seen.insert(*fp) {
            taken.push(Taken::Known);
            again.push((one, *fp));
        } else {
            let profile = Id::new(tx.clock());
            taken.push(Taken::Added(profile));
            let consents = before.get(fp).cloned().unwrap_or_default();
            new.push(New { one, fp: *fp, profile, consents });
        }
    }
    agree(tx, channel, &mut new).await?;
    store(tx, keys, channel, &new).await?;
    for (one, fp) in again {
        // Of what stands in the list twice, the ledger is asked anew.
        let before = seen.insert(fp).then(|| before.get(&fp).map_or(&[][..], Vec::as_slice));
        agree_once_more(tx, channel, &fp, one, before).await?;
    }
    Ok(taken)
}

/// Writes down that the owners of these addresses said no to marketing elsewhere: nothing but fingerprints is stored (R117). Answers how
/// many were suppressed before.
///
/// # Errors
/// The store's.
pub async fn suppress(
    tx: &mut Tx,
    keys: &TenantKeys,
    channel: Channel,
    addresses: &[&Plain<Address>],
    reason: &str,
    evidence: &str,
) -> Result<usize, Error> {
    hold(tx).await?;
    let now = tx.clock().now();
    let mut fps: Vec<Fingerprint> = addresses.iter().map(|address| keys.fingerprint(address)).collect();
    let all = fps.len();
    let before = suppressed(tx, channel, &fps).await?;
    let mut seen = before.clone();
    fps.retain(|fp| seen.insert(*fp));
    let known = known(tx, channel, &fps).await?;
    let rows: Vec<Value<'_>> = fps
        .iter()
        .flat_map(|fp| {
            let done_at = (!known.contains(fp)).then_some(now);
            let scope = Scope::Marketing.code();
            [
                channel.code().into(),
                fp.bytes().into(),
                scope.into(),
                reason.into(),
                now.into(),
                done_at.into(),
            ]
        })
        .collect();
    tx.insert_many(&SUPPRESS_MANY, &rows, 6).await?;
    let entries: Vec<Entry<'_>> = fps
        .iter()
        .map(|fp| Entry {
            at: now,
            purpose: Purpose::MARKETING,
            subject: Subject::Address(channel, *fp),
            act: Act::Suppressed,
            wording: None,
            language: "",
            place: "",
            method: reason,
            evidence,
        })
        .collect();
    record(tx, &entries).await?;
    for fp in &known {
        suppression::answer_requests(tx, channel, fp, reason).await?;
        contact::take_standings(tx, &Subject::Address(channel, *fp)).await?;
    }
    Ok(all - fps.len())
}

/// A new address, with what was said of it before and is said now.
struct New<'n, 'a> {
    one: &'n Newcomer<'a>,
    fp: Fingerprint,
    profile: Id,
    consents: Vec<(Purpose, Standing)>,
}

/// Whether the ledger knows better than a list from elsewhere.
fn newer(known: &[(Purpose, Standing)], purpose: Purpose, at: Micros) -> bool {
    let standing = known.iter().find(|(of, _)| *of == purpose);
    standing.is_some_and(|(_, standing)| standing.at >= at || standing.state == State::Granted)
}

fn entry<'a>(channel: Channel, fp: Fingerprint, yes: &Yes<'a>, purpose: Purpose) -> Entry<'a> {
    Entry {
        at: yes.at,
        purpose,
        subject: Subject::Address(channel, fp),
        act: Act::Granted,
        wording: None,
        language: yes.language,
        place: yes.place,
        method: yes.method,
        evidence: yes.evidence,
    }
}

/// Writes what the owners of new addresses agreed to.
async fn agree(tx: &mut Tx, channel: Channel, new: &mut [New<'_, '_>]) -> Result<(), Error> {
    let (mut entries, mut whose) = (Vec::new(), Vec::new());
    for (at, New { one, fp, consents, .. }) in new.iter().enumerate() {
        let Some(yes) = &one.yes else { continue };
        for purpose in yes.purposes.iter().filter(|purpose| !newer(consents, **purpose, yes.at)) {
            entries.push(entry(channel, *fp, yes, *purpose));
            whose.push(at);
        }
    }
    let first = record(tx, &entries).await?;
    for (seq, (entry, at)) in (first..).zip(entries.iter().zip(whose)) {
        let standing = Standing { state: State::Granted, entry: seq, at: entry.at };
        new[at].consents.retain(|(purpose, _)| *purpose != entry.purpose);
        new[at].consents.push((entry.purpose, standing));
    }
    Ok(())
}

async fn store(tx: &mut Tx, keys: &TenantKeys, channel: Channel, new: &[New<'_, '_>]) -> Result<(), Error> {
    let (tenant, now) = (tx.tenant()?, tx.clock().now());
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(new.len() * 15);
    for New { one, fp, profile, consents } in new {
        let id = Id::new(tx.clock());
        let sealed = keys.seal(one.address, &contact::place(tenant, &id))?;
        let phone = if channel == Channel::Sms { countries_of(one.address.expose()) } else { &[] };
        let place = Known { phone: phone.to_vec(), ..Known::by_form(one.place) }.text();
        let class = if one.yes.is_some() { Class::Verified } else { Class::Claimed };
        let mut consents = consents.clone();
        consents.sort_by_key(|(purpose, _)| *purpose);
        rows.extend([
            id.into(),
            Value::from(*profile),
            channel.code().into(),
            (class as i64).into(),
            fp.bytes().into(),
            FP_VERSION.into(),
            sealed.bytes().to_vec().into(),
            sealed.epoch().into(),
            one.language.into(),
            one.source.into(),
            place.into(),
            Standings { against: Against::default(), consents }.pack().into(),
            one.import.into(),
            now.into(),
            one.yes.map(|_| now).into(),
        ]);
    }
    tx.insert_many(&ADD_CONTACTS, &rows, 15).await?;
    Ok(())
}

/// What somebody agreed to whose address is known, or stands in the list twice: `before` is what the ledger said of it, if that is sure.
async fn agree_once_more(
    tx: &mut Tx,
    channel: Channel,
    fp: &Fingerprint,
    one: &Newcomer<'_>,
    before: Option<&[(Purpose, Standing)]>,
) -> Result<(), Error> {
    let Some(yes) = &one.yes else { return Ok(()) };
    let subject = Subject::Address(channel, *fp);
    let before = match before {
        Some(before) => before.to_vec(),
        None => ledger::standings(tx, &subject).await?,
    };
    let told: Vec<Purpose> =
        yes.purposes.iter().filter(|purpose| !newer(&before, **purpose, yes.at)).copied().collect();
    for purpose in &told {
        ledger::record(tx, &entry(channel, *fp, yes, *purpose)).await?;
    }
    match contact::find(tx, channel, fp).await? {
        Some(contact) if !told.is_empty() => {
            if contact.class == Class::Claimed {
                contact::verify(tx, contact.id).await?;
            }
            if contact.source.starts_with(WITHOUT_BASIS) || contact.source.starts_with("directory") {
                contact::came_by(tx, contact.id, one.source, Some(one.import)).await?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

/// Takes the ledger's counter for this transaction.
pub(crate) async fn hold(tx: &mut Tx) -> Result<(), Error> {
    if tx.execute(&COUNTER_HOLD, params![SERIES]).await? == 0 {
        tx.execute(&COUNTER_START, params![SERIES]).await?;
        tx.execute(&COUNTER_HOLD, params![SERIES]).await?;
    }
    Ok(())
}

/// Writes entries about addresses, each of a purpose of its own or of none before; the number of the first. Nothing later may be known of them.
async fn record(tx: &mut Tx, entries: &[Entry<'_>]) -> Result<i64, Error> {
    if entries.is_empty() {
        return Ok(0);
    }
    let (tenant, known_at, many) = (tx.tenant()?, tx.clock().now(), entries.len() as i64);
    let last = tx.query_opt(&COUNTER_TAKE, params![SERIES, many]).await?;
    let last: i64 = last.map(|row| row.get(0)).transpose()?.unwrap_or(many);
    let first = last - many + 1;
    let (mut rows, mut states) = (Vec::with_capacity(entries.len() * ledger::COLUMNS), Vec::new());
    for (seq, entry) in (first..).zip(entries) {
        rows.extend(ledger::columns(tenant, seq, entry.at, known_at, entry)?);
        if let Some(state) = entry.act.leads_to() {
            let (channel, kind, subject) = entry.subject.columns();
            let (purpose, state) = (entry.purpose.code(), state.code());
            states.extend([
                Value::from(channel),
                kind.into(),
                subject.into(),
                purpose.into(),
                state.into(),
                seq.into(),
                entry.at.into(),
            ]);
        }
    }
    tx.insert_many(&ADD_ENTRY, &rows, ledger::COLUMNS).await?;
    tx.insert_many(&SET_CONSENT, &states, 7).await?;
    Ok(first)
}

/// Those that may not come in. What is opted out everywhere is suppressed here from now on.
async fn refused(
    tx: &mut Tx,
    vault: &Vault,
    channel: Channel,
    people: &[Newcomer<'_>],
    fps: &[Fingerprint],
) -> Result<HashSet<Fingerprint>, Error> {
    let mut refused = suppressed(tx, channel, fps).await?;
    let asked = people.iter().zip(fps).filter(|(_, fp)| !refused.contains(*fp));
    let asked: HashMap<Vec<u8>, Fingerprint> =
        asked.map(|(one, fp)| (vault.platform_fingerprint(one.address).bytes().to_vec(), *fp)).collect();
    let everywhere = Value::Blobs(asked.keys().cloned().collect());
    for row in tx.query(&OPTED_OUT_AMONG, &[everywhere]).await? {
        let Some(fp) = asked.get(&row.get::<Vec<u8>>(0)?) else { continue };
        suppression::suppress(tx, channel, fp, Scope::Everything, "opted out everywhere", None).await?;
        refused.insert(*fp);
    }
    Ok(refused)
}

async fn suppressed(
    tx: &mut Tx,
    channel: Channel,
    fps: &[Fingerprint],
) -> Result<HashSet<Fingerprint>, Error> {
    let rows = tx.query(&SUPPRESSED_AMONG, &[channel.code().into(), blobs(fps)]).await?;
    rows.iter().map(|row| fingerprint(row, 0)).collect()
}

async fn known(tx: &mut Tx, channel: Channel, fps: &[Fingerprint]) -> Result<HashSet<Fingerprint>, Error> {
    let rows = tx.query(&CONTACTS_AMONG, &[channel.code().into(), blobs(fps)]).await?;
    rows.iter().map(|row| fingerprint(row, 0)).collect()
}

type Consents = HashMap<Fingerprint, Vec<(Purpose, Standing)>>;

async fn consents(tx: &mut Tx, channel: Channel, fps: &[Fingerprint]) -> Result<Consents, Error> {
    let mut consents = Consents::new();
    for row in tx.query(&CONSENTS_AMONG, &[channel.code().into(), blobs(fps)]).await? {
        let purpose = Purpose::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?;
        let state = State::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?;
        let standing = Standing { state, entry: row.get(3)?, at: row.get(4)? };
        consents.entry(fingerprint(&row, 0)?).or_default().push((purpose, standing));
    }
    Ok(consents)
}

fn blobs(fps: &[Fingerprint]) -> Value<'static> {
    Value::Blobs(fps.iter().map(|fp| fp.bytes().to_vec()).collect())
}

fn fingerprint(row: &placet_store::Row, column: usize) -> Result<Fingerprint, Error> {
    Ok(Fingerprint::from_bytes(&row.get::<Vec<u8>>(column)?).ok_or_else(|| row.corrupt(column))?)
}
