//! Importing contacts. Without evidence of a yes they are kept and never written to (C2); a suppressed address is refused (R109).

use placet_core::{Id, Micros};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::ledger::{self, Standing};
use placet_permission::vault::{Address, TenantKeys};
use placet_permission::{Keyring, Purpose, State, Subject};
use placet_profile::profile;
use placet_store::{Tenant, Tx, transaction};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The most rows of one request.
pub const MOST: usize = 10_000;
/// Rows of one transaction.
const AT_ONCE: usize = 200;

/// A contact to be imported.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ContactRow {
    /// The address.
    pub email: String,
    /// The language to write in; the tenant's own if it is not given.
    #[serde(default)]
    pub language: String,
    /// The evidence of a yes.
    #[serde(default)]
    pub consent: Option<GivenConsent>,
}

/// Evidence of a yes that was given elsewhere (R054, R057).
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GivenConsent {
    /// When, as RFC 3339.
    pub at: String,
    /// To which words.
    pub wording: String,
    /// Where: a form, a till, a fair.
    pub place: String,
    /// How: `double opt-in`, `paper form`, …
    pub method: String,
    /// For which purposes; `marketing` if none is named.
    #[serde(default)]
    pub purposes: Vec<String>,
}

/// What came of an import.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Imported {
    /// New contacts with a yes.
    pub added: usize,
    /// Contacts that were known; a better yes was taken over.
    pub known: usize,
    /// New contacts without evidence: kept, never written to, to be informed within a month (GDPR art. 14).
    pub without_evidence: usize,
    /// Refused because the person said no: rows, from 0.
    pub suppressed: Vec<usize>,
    /// Refused because something is wrong with the row.
    pub invalid: Vec<Invalid>,
}

/// What is wrong with a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Invalid {
    /// The row, from 0.
    pub index: usize,
    /// The field.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: &'static str,
}

enum Outcome {
    Added,
    Known,
    WithoutEvidence,
    Suppressed,
}

/// Imports contacts, in transactions of some rows: what is good is taken, what is not is named.
///
/// # Errors
/// [`Error::Field`] for too many rows; the store's.
pub async fn import(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    language: &str,
    rows: &[ContactRow],
) -> Result<Imported, Error> {
    if rows.len() > MOST {
        return Err(Error::Field { field: "contacts", reason: "must be at most 10,000 in one request" });
    }
    let keys = keyring.keys(tenant).await?;
    let mut all = Imported::default();
    for (start, chunk) in rows.chunks(AT_ONCE).enumerate().map(|(n, chunk)| (n * AT_ONCE, chunk)) {
        let done = transaction!(tenant, "collect.import", |tx| {
            let mut done = Imported::default();
            for (offset, row) in chunk.iter().enumerate() {
                let index = start + offset;
                match one(tx, keyring, &keys, language, row).await {
                    Ok(Outcome::Added) => done.added += 1,
                    Ok(Outcome::Known) => done.known += 1,
                    Ok(Outcome::WithoutEvidence) => done.without_evidence += 1,
                    Ok(Outcome::Suppressed) => done.suppressed.push(index),
                    Err(Error::Field { field, reason }) => {
                        done.invalid.push(Invalid { index, field, reason })
                    }
                    Err(error) => return Err(error),
                }
            }
            Ok::<_, Error>(done)
        })?;
        all.added += done.added;
        all.known += done.known;
        all.without_evidence += done.without_evidence;
        all.suppressed.extend(done.suppressed);
        all.invalid.extend(done.invalid);
    }
    Ok(all)
}

async fn one(
    tx: &mut Tx,
    keyring: &Keyring,
    keys: &TenantKeys,
    language: &str,
    row: &ContactRow,
) -> Result<Outcome, Error> {
    let address = Address::email(&row.email)
        .map_err(|_| Error::Field { field: "email", reason: "is not an e-mail address" })?;
    let given = row.consent.as_ref().map(|consent| checked(tx.clock().now(), consent)).transpose()?;
    let language = if row.language.is_empty() { language } else { &row.language };
    if !matches!(language, "en" | "ro" | "fr") {
        return Err(Error::Field { field: "language", reason: "must be en, ro or fr" });
    }
    let class = if given.is_some() { Class::Verified } else { Class::Claimed };
    let new = New { address: &address, profile: Id::new(tx.clock()), class, language, source: "import" };
    match (contact::add(tx, keyring.vault(), keys, &new).await?, given) {
        (Added::Suppressed, _) => Ok(Outcome::Suppressed),
        (Added::New(contact), given) => {
            profile::create_as(tx, contact.profile).await?;
            match (given, &row.consent) {
                (Some((at, purposes)), Some(consent)) => {
                    take_over(tx, &contact, at, &purposes, consent).await?;
                    Ok(Outcome::Added)
                }
                _ => Ok(Outcome::WithoutEvidence),
            }
        }
        (Added::Known(contact), given) => {
            if let (Some((at, purposes)), Some(consent)) = (given, &row.consent) {
                take_over(tx, &contact, at, &purposes, consent).await?;
                if contact.class == Class::Claimed {
                    contact::verify(tx, contact.id).await?;
                }
            }
            Ok(Outcome::Known)
        }
    }
}

/// A consent from outside with its time and purposes read.
fn checked(now: Micros, consent: &GivenConsent) -> Result<(Micros, Vec<Purpose>), Error> {
    let at = Micros::parse(&consent.at)
        .filter(|at| *at <= now)
        .ok_or(Error::Field { field: "consent.at", reason: "must be a time of RFC 3339 that has passed" })?;
    for (field, text) in [
        ("consent.wording", &consent.wording),
        ("consent.place", &consent.place),
        ("consent.method", &consent.method),
    ] {
        if text.trim().is_empty() || text.len() > 2_000 {
            return Err(Error::Field { field, reason: "must be given, in at most 2,000 characters" });
        }
    }
    if consent.purposes.is_empty() {
        return Ok((at, vec![Purpose::Marketing]));
    }
    let unknown = Error::Field { field: "consent.purposes", reason: "names a purpose that does not exist" };
    let purposes: Option<Vec<Purpose>> = consent.purposes.iter().map(|name| Purpose::named(name)).collect();
    Ok((at, purposes.filter(|all| !all.contains(&Purpose::Tracking)).ok_or(unknown)?))
}

/// Writes an imported yes to the ledger, unless something newer is known: an old list never undoes a no.
async fn take_over(
    tx: &mut Tx,
    contact: &Contact,
    at: Micros,
    purposes: &[Purpose],
    consent: &GivenConsent,
) -> Result<(), Error> {
    let subject = Subject::Address(contact.channel, contact.fp);
    let evidence = serde_json::json!({ "wording": consent.wording }).to_string();
    for purpose in purposes {
        let newer = |s: &Standing| s.at >= at || s.state == State::Granted;
        if ledger::standing(tx, *purpose, &subject).await?.as_ref().is_some_and(newer) {
            continue;
        }
        let entry = ledger::Entry {
            at,
            purpose: *purpose,
            subject,
            act: State::Granted,
            wording: None,
            language: &contact.language,
            place: &consent.place,
            method: &consent.method,
            evidence: &evidence,
        };
        ledger::record(tx, &entry).await?;
    }
    Ok(())
}
