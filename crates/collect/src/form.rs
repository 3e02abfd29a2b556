//! Newsletter forms: an address is typed, its owner confirms it by mail (double opt-in), and only then may anything be sent.
//!
//! Whoever types an address learns nothing from the answer: it is the same for a new, a known, a suppressed and a nonsensical
//! owner. At most one request to confirm goes to an address in 24 hours, two in all before it is confirmed.

use placet_core::{Id, Kind, Micros};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::ledger::{self, Standing};
use placet_permission::suppression;
use placet_permission::vault::{Address, Channel, TenantKeys};
use placet_permission::{Keyring, Purpose, State, Subject, wording_id};
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Entry, What, identity, profile};
use placet_store::{Tenant, Tx, transaction};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::dictionary::sensitive;

/// The least time between two requests to confirm.
const BETWEEN: i64 = Micros::DAY;
/// How many requests to confirm there are before a confirmation.
const AT_MOST: i64 = 2;
/// How long a request can be confirmed.
pub const OPEN_FOR: i64 = 7 * Micros::DAY;

/// What somebody typed and ticked.
#[derive(Clone, Default)]
pub struct Subscription {
    /// The address typed.
    pub email: String,
    /// The separate boxes that were ticked, beside marketing by mail, which is what the form is for.
    pub also: Vec<Purpose>,
    /// The device it was typed on, if the page knows it.
    pub device: Option<String>,
    /// The language of the form.
    pub language: String,
    /// Where the form stands, without a query.
    pub place: String,
}

/// What the ledger keeps with a request.
#[derive(Default, Serialize, Deserialize)]
struct Evidence {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    device: Option<StreamRef>,
}

/// What came of a confirmation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmed {
    /// It is confirmed now, for these purposes.
    Yes(Vec<Purpose>),
    /// It was confirmed before.
    Already,
    /// The request is too old, taken back, or of an address that is not wanted any more.
    Gone,
}

/// Takes a subscription in. The answer is the same whoever's address it is.
///
/// # Errors
/// [`Error::Field`] if it is no address; the store's.
pub async fn subscribe(tenant: Tenant<'_>, keyring: &Keyring, what: &Subscription) -> Result<(), Error> {
    let address = Address::email(&what.email)
        .map_err(|_| Error::Field { field: "email", reason: "is not an e-mail address" })?;
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "collect.subscribe", |tx| {
        let new = New {
            address: &address,
            profile: Id::new(tx.clock()),
            class: Class::Claimed,
            language: &what.language,
            source: "form",
        };
        let contact = match contact::add(tx, keyring.vault(), &keys, &new).await? {
            Added::Suppressed => return Ok(()),
            Added::Known(contact) => contact,
            Added::New(contact) => {
                profile::create_as(tx, contact.profile).await?;
                contact
            }
        };
        if may_be_asked(tx, &contact).await? {
            request(tx, &keys, &contact, what).await?;
        }
        Ok::<_, Error>(())
    })
}

async fn may_be_asked(tx: &mut Tx, contact: &Contact) -> Result<bool, Error> {
    let now = tx.clock().now();
    let rested = contact.confirm_sent_at.is_none_or(|at| now - at >= BETWEEN);
    Ok(contact.class == Class::Claimed && rested && contact.confirm_count < AT_MOST)
}

async fn request(
    tx: &mut Tx,
    keys: &TenantKeys,
    contact: &Contact,
    what: &Subscription,
) -> Result<(), Error> {
    let now = tx.clock().now();
    let device = what
        .device
        .as_deref()
        .filter(|id| !identity::blocked(id) && id.len() <= 200 && !sensitive::holds(id, sensitive::Look::Id));
    let device = device.map(|id| inbox::device(keys, id));
    let evidence = Evidence { device: remembered(tx, device).await? };
    let evidence = serde_json::to_string(&evidence).map_err(placet_permission::Error::from)?;
    for purpose in [Purpose::Marketing].iter().chain(&what.also) {
        let entry = ledger::Entry {
            at: now,
            purpose: *purpose,
            subject: Subject::Address(Channel::Email, contact.fp),
            act: State::Requested,
            wording: Some(wording_id(*purpose, &what.language)),
            language: &what.language,
            place: &what.place,
            method: "form",
            evidence: &evidence,
        };
        ledger::record(tx, &entry).await?;
    }
    contact::confirmation_sent(tx, contact.id).await?;
    let stream = inbox::contact(keys, contact.id, contact.profile);
    let props = serde_json::json!({ "contact": contact.id.text("con") }).to_string();
    let what = What::Event { kind: Kind::SUBSCRIPTION_REQUESTED, item: None, props };
    inbox::append(tx, &[Entry::house(now, stream, what)]).await?;
    Ok(())
}

/// Confirms an address, by the act of whoever got the mail to it. The device where it was typed is joined, never the one
/// that opened the mail (C18).
///
/// # Errors
/// The store's.
pub async fn confirm(tenant: Tenant<'_>, keyring: &Keyring, id: Id) -> Result<Confirmed, Error> {
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "collect.confirm", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(Confirmed::Gone) };
        if suppression::standing(tx, contact.channel, &contact.fp).await?.is_some() {
            return Ok(Confirmed::Gone);
        }
        let now = tx.clock().now();
        let subject = Subject::Address(contact.channel, contact.fp);
        let standings = ledger::standings(tx, &subject).await?;
        let marketing = standings.iter().find(|(purpose, _)| *purpose == Purpose::Marketing);
        let asked = match marketing.map(|(_, standing)| standing) {
            Some(Standing { state: State::Granted, .. }) => return Ok(Confirmed::Already),
            Some(Standing { state: State::Requested, entry, at }) if now - *at < OPEN_FOR => *entry,
            _ => return Ok(Confirmed::Gone),
        };
        let mut granted = Vec::new();
        for (purpose, standing) in standings.iter().filter(|(_, s)| s.state == State::Requested) {
            // The words were read where the form stands, not where the mail's link leads.
            let place = ledger::shown(tx, standing.entry).await?.map(|shown| shown.place).unwrap_or_default();
            grant(tx, subject, *purpose, &contact.language, &place).await?;
            granted.push(*purpose);
        }
        contact::verify(tx, contact.id).await?;
        let device = device_of(tx, asked).await?;
        let stream = inbox::contact(&keys, contact.id, contact.profile);
        inbox::append(tx, &[Entry::house(now, stream, What::Confirmed { device })]).await?;
        Ok::<_, Error>(Confirmed::Yes(granted))
    })
}

async fn grant(
    tx: &mut Tx,
    subject: Subject,
    purpose: Purpose,
    language: &str,
    place: &str,
) -> Result<(), Error> {
    let entry = ledger::Entry {
        at: tx.clock().now(),
        purpose,
        subject,
        act: State::Granted,
        wording: Some(wording_id(purpose, language)),
        language,
        place,
        method: "confirmed by mail",
        evidence: "{}",
    };
    ledger::record(tx, &entry).await?;
    Ok(())
}

/// The device a request named, if it may be remembered.
async fn device_of(tx: &mut Tx, entry: i64) -> Result<Option<StreamRef>, Error> {
    let evidence = ledger::evidence(tx, entry).await?.unwrap_or_default();
    let Some(device) = serde_json::from_str::<Evidence>(&evidence).unwrap_or_default().device else {
        return Ok(None);
    };
    remembered(tx, Some(device)).await
}

/// The device, if it has said yes: of one that has not, nothing is written down (C16).
async fn remembered(tx: &mut Tx, device: Option<StreamRef>) -> Result<Option<StreamRef>, Error> {
    let Some(device) = device else { return Ok(None) };
    let allowed = ledger::track_permits(tx, &[device.id]).await?;
    Ok((!allowed.is_empty()).then_some(device))
}
