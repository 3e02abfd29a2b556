//! Newsletter forms: an address is typed, its owner confirms it by mail (double opt-in), and only then may anything be sent.
//!
//! Whoever types an address learns nothing from the answer: it is the same for a new, a known, a suppressed and a nonsensical
//! owner. At most one request to confirm goes to an address in 24 hours, two in thirty days before it is confirmed. An address that
//! unsubscribed may be asked too: confirming is the one way back (R109).

use placet_core::{Id, Kind};
use placet_permission::asking::{self, OPEN_FOR};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::ledger::{self, Shown, Standing};
use placet_permission::place::Stated;
use placet_permission::policy::{self, Policy};
use placet_permission::sensitive::{self, Look, Source};
use placet_permission::suppression;
use placet_permission::vault::{Address, Channel, TenantKeys};
use placet_permission::wording::{self, Spoken};
use placet_permission::{Act, Keyring, Purpose, State, Subject};
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Entry, What, identity, profile};
use placet_store::{Tenant, Tx, transaction};
use serde::{Deserialize, Serialize};

use crate::Error;

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
    /// The numbers of the wordings it showed; none: the newest are meant.
    pub words: Vec<i64>,
    /// The two letters of the country that was chosen; empty if none was.
    pub country: String,
    /// The name of the time zone, as the browser tells it; empty if it did not.
    pub time_zone: String,
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
/// [`Error::Field`] if it is no address, or what was typed must not be stored; the store's.
pub async fn subscribe(tenant: Tenant<'_>, keyring: &Keyring, what: &Subscription) -> Result<(), Error> {
    let address = Address::email(&what.email)
        .map_err(|_| Error::Field { field: "email", reason: "is not an e-mail address" })?;
    for (field, text, look) in [("email", &what.email, Look::Published), ("place", &what.place, Look::Path)] {
        if let Some(found) = sensitive::find(text, look) {
            transaction!(tenant, "collect.refused", |tx| {
                sensitive::count(tx, Source::Form, found, 1).await
            })?;
            return Err(Error::Field { field, reason: found.reason() });
        }
    }
    let at = what.stated()?;
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "collect.subscribe", |tx| {
        let spoken = wording::spoken(tx, &what.language).await?;
        what.asks_what_is_asked_here(&spoken, &policy::current(tx).await?.policy)?;
        let new = New {
            address: &address,
            profile: Id::new(tx.clock()),
            class: Class::Claimed,
            language: &what.language,
            source: "form",
            place: at,
        };
        let (added, anew) = match contact::add(tx, keyring.vault(), &keys, &new).await? {
            Added::Suppressed => (contact::ask_anew(tx, keyring.vault(), &keys, &new).await?, true),
            added => (Some(added), false),
        };
        let contact = match added {
            None | Some(Added::Suppressed) => return Ok(()),
            Some(Added::Known(contact)) => {
                // Kept without a basis until now; this is the first its owner may have said themselves.
                if contact.source.starts_with(contact::WITHOUT_BASIS) {
                    contact::came_by(tx, contact.id, "form", None).await?;
                }
                contact
            }
            Some(Added::New(contact)) if !anew && !may_be_asked(tx, &contact).await? => {
                // Asked often enough and forgotten since: without a request nothing is kept of it.
                contact::delete(tx, contact.id).await?;
                return Ok(());
            }
            Some(Added::New(contact)) => {
                profile::create_as(tx, contact.profile).await?;
                contact
            }
        };
        if anew || may_be_asked(tx, &contact).await? {
            contact::is_at(tx, &contact, at, Stated::default()).await?;
            contact::reads(tx, contact.id, &what.language).await?;
            request(tx, &keys, &contact, what, &spoken).await?;
        }
        Ok::<_, Error>(())
    })
}

impl Subscription {
    /// Where the person is, as far as the form said. A zone is what the browser told of itself: one nobody knows is no mistake of theirs.
    fn stated(&self) -> Result<Stated, Error> {
        let country = Some(self.country.trim()).filter(|country| !country.is_empty());
        let stated = Stated::parse(country, Some(self.time_zone.trim()));
        match country.is_some() && stated.country.is_none() {
            true => Err(Error::Field { field: "country", reason: "is not the two letters of a country" }),
            false => Ok(stated),
        }
    }

    /// Nobody is asked for what the company does not do (R031), and no yes is kept to words that never were.
    fn asks_what_is_asked_here(&self, spoken: &Spoken, policy: &Policy) -> Result<(), Error> {
        let asked = spoken.asked_of_an_address(policy);
        if !self.also.iter().all(|purpose| asked.contains(purpose)) {
            return Err(Error::Field {
                field: "choice",
                reason: "names a purpose that nobody is asked for here",
            });
        }
        let mut chosen = [Purpose::MARKETING].into_iter().chain(self.also.iter().copied());
        if !self.words.is_empty() && !chosen.all(|purpose| spoken.names(purpose, &self.words)) {
            return Err(Error::Field {
                field: "words",
                reason: "names no words that were shown for each choice",
            });
        }
        Ok(())
    }
}

async fn may_be_asked(tx: &mut Tx, contact: &Contact) -> Result<bool, Error> {
    let subject = Subject::Address(contact.channel, contact.fp);
    Ok(contact.class == Class::Claimed && asking::answers_a_form(tx, &subject).await?)
}

async fn request(
    tx: &mut Tx,
    keys: &TenantKeys,
    contact: &Contact,
    what: &Subscription,
    spoken: &Spoken,
) -> Result<(), Error> {
    let now = tx.clock().now();
    let device = what
        .device
        .as_deref()
        .filter(|id| !identity::blocked(id) && id.len() <= 200 && sensitive::find(id, Look::Id).is_none());
    let device = device.map(|id| inbox::device(keys, id));
    let evidence = Evidence { device: remembered(tx, device).await? };
    let evidence = serde_json::to_string(&evidence).map_err(placet_permission::Error::from)?;
    for purpose in [Purpose::MARKETING].iter().chain(&what.also) {
        let words = spoken.shown(*purpose, &what.words);
        let entry = ledger::Entry {
            at: now,
            purpose: *purpose,
            subject: Subject::Address(Channel::Email, contact.fp),
            act: Act::Requested,
            wording: words.map(|words| words.id),
            language: words.map_or(&what.language, |words| &words.language),
            place: &what.place,
            method: asking::BY_A_FORM,
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
        let Some(contact) = contact::locked(tx, id).await? else { return Ok(Confirmed::Gone) };
        let now = tx.clock().now();
        let subject = Subject::Address(contact.channel, contact.fp);
        let standings = ledger::standings(tx, &subject).await?;
        let marketing = standings.iter().find(|(purpose, _)| *purpose == Purpose::MARKETING);
        let asked = match marketing.map(|(_, standing)| standing) {
            Some(Standing { state: State::Granted, .. }) => return Ok(Confirmed::Already),
            Some(Standing { state: State::Requested, entry, at }) if now - *at < OPEN_FOR => *entry,
            _ => return Ok(Confirmed::Gone),
        };
        if suppression::standing(tx, contact.channel, &contact.fp).await?.is_some()
            && !suppression::lift(tx, contact.channel, &contact.fp).await?
        {
            return Ok(Confirmed::Gone);
        }
        let mut granted = Vec::new();
        for (purpose, standing) in standings.iter().filter(|(_, s)| s.state == State::Requested) {
            let Some(shown) = ledger::shown(tx, standing.entry).await? else { continue };
            grant(tx, subject, &shown).await?;
            granted.push(*purpose);
        }
        contact::verify(tx, contact.id).await?;
        let device = device_of(tx, asked).await?;
        let stream = inbox::contact(&keys, contact.id, contact.profile);
        inbox::append(tx, &[Entry::house(now, stream, What::Confirmed { device })]).await?;
        Ok::<_, Error>(Confirmed::Yes(granted))
    })
}

/// The yes to what was asked for: the words were read where the form stands, not where the mail's link leads.
async fn grant(tx: &mut Tx, subject: Subject, asked: &Shown) -> Result<(), Error> {
    let entry = ledger::Entry {
        at: tx.clock().now(),
        purpose: asked.purpose,
        subject,
        act: Act::Confirmed,
        wording: asked.wording_id,
        language: &asked.language,
        place: &asked.place,
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
