//! What one person has said and whether they may be written to, for people who look at a profile: no address is among it.

use std::collections::{BTreeMap, BTreeSet};

use placet_core::{Id, Micros};
use placet_store::{Tx, params};

use crate::contact::{self, Class, Contact};
use crate::lapse::{self, Life};
use crate::ledger::Shown;
use crate::store::{CONTACT_CLASSES, OWNERS};
use crate::suppression::{self, Suppression};
use crate::vault::Channel;
use crate::{Error, Purpose, Standing, State, Subject, Wish, ledger};

/// A contact without its address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContactFacts {
    /// Its id.
    pub id: Id,
    /// E-mail or SMS.
    pub channel: Channel,
    /// How sure it is that it is theirs.
    pub class: Class,
    /// The language to write in.
    pub language: String,
    /// Where it came from (R034).
    pub source: String,
    /// Since when it is known.
    pub created_at: Micros,
    /// When its owner confirmed it.
    pub verified_at: Option<Micros>,
    /// How often and when its owner wishes to be written to.
    pub wish: Wish,
    /// The no that stands against it, if one does.
    pub suppressed: Option<Suppression>,
}

/// Whom a consent of a person belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Of {
    /// One of their devices, by its stream.
    Device(i64),
    /// One of their addresses, by its contact.
    Contact(Id, Channel),
    /// The person.
    Profile,
}

/// Where a consent of a person stands, and what says so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consent {
    /// For what.
    pub purpose: Purpose,
    /// Whom it belongs to.
    pub of: Of,
    /// Where it stands.
    pub state: State,
    /// Whether it is a yes that holds now: an old one has to be renewed (R138).
    pub holds: bool,
    /// Since when.
    pub at: Micros,
    /// The entry of the ledger.
    pub entry: i64,
    /// Until when, if it is a yes that is not said anew.
    pub until: Option<Micros>,
    /// What the entry says: which words were read, where and how they were answered.
    pub shown: Option<Shown>,
}

/// What the ledger says of a person.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ledger {
    /// Every entry that was known, in the order in which they were learnt of.
    pub entries: Vec<Said>,
    /// Where their consents stood by these, and whether each was a yes that held.
    pub standings: Vec<(Of, Purpose, Standing, bool)>,
}

/// An entry of the ledger about a person.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// Whom it speaks of.
    pub of: Of,
    /// What it says.
    pub shown: Shown,
    /// Its further facts. Which device asked is not among them: it is no fact for people.
    pub evidence: BTreeMap<String, serde_json::Value>,
}

/// A profile's contact in a list: whose, by which channel and how sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ContactClass {
    /// Whose.
    pub profile: Id,
    /// E-mail or SMS.
    pub channel: Channel,
    /// How sure.
    pub class: Class,
}

/// The contacts of a person.
///
/// # Errors
/// The store's.
pub async fn contacts(tx: &mut Tx, profile: Id) -> Result<Vec<ContactFacts>, Error> {
    let mut facts = Vec::new();
    for contact in contact::of_profile(tx, profile).await? {
        let suppressed = suppression::standing(tx, contact.channel, &contact.fp).await?;
        let Contact { id, channel, class, language, source, created_at, verified_at, wish, .. } = contact;
        facts.push(ContactFacts {
            id,
            channel,
            class,
            language,
            source,
            created_at,
            verified_at,
            wish,
            suppressed,
        });
    }
    Ok(facts)
}

/// Every consent of a person that was ever asked for: of their addresses, of the person, and of these devices of theirs.
///
/// # Errors
/// The store's.
pub async fn consents(tx: &mut Tx, profile: Id, devices: &[i64]) -> Result<Vec<Consent>, Error> {
    let now = tx.clock().now();
    let mut consents = Vec::new();
    for Spoken { of, subject, life, active_day } in subjects(tx, profile, devices).await? {
        for (purpose, standing) in ledger::standings(tx, &subject).await? {
            let shown = ledger::shown(tx, standing.entry).await?;
            let until = life.until(purpose, &standing, active_day);
            consents.push(Consent {
                purpose,
                of,
                state: standing.state,
                holds: until.is_some_and(|until| now < until),
                at: standing.at,
                entry: standing.entry,
                until,
                shown,
            });
        }
    }
    Ok(consents)
}

/// All that the ledger says of a person, their addresses and these devices of theirs, as far as it was known at a moment.
///
/// # Errors
/// The store's.
pub async fn ledger(tx: &mut Tx, profile: Id, devices: &[i64], known_at: Micros) -> Result<Ledger, Error> {
    let mut found = Ledger::default();
    for Spoken { of, subject, life, active_day } in subjects(tx, profile, devices).await? {
        for shown in ledger::entries(tx, &subject, known_at).await? {
            let facts = ledger::evidence(tx, shown.seq).await?.unwrap_or_default();
            let mut evidence: BTreeMap<_, _> = serde_json::from_str(&facts).unwrap_or_default();
            evidence.remove("device");
            found.entries.push(Said { of, shown, evidence });
        }
        let standings = ledger::as_known(tx, &subject, known_at, known_at).await?;
        // Who was active later had not lapsed: that is written down when it happens.
        let active_day = active_day.min(known_at.day());
        let holds = |purpose, standing: &Standing| {
            life.until(purpose, standing, active_day).is_some_and(|until| known_at < until)
        };
        let told = |(purpose, standing)| (of, purpose, standing, holds(purpose, &standing));
        found.standings.extend(standings.into_iter().map(told));
    }
    found.entries.sort_by_key(|said| said.shown.seq);
    Ok(found)
}

/// Whom a consent may speak of, and how long a yes of theirs holds.
struct Spoken {
    of: Of,
    subject: Subject,
    life: Life,
    active_day: i64,
}

async fn subjects(tx: &mut Tx, profile: Id, devices: &[i64]) -> Result<Vec<Spoken>, Error> {
    let anywhere = Life::anywhere();
    let without = |of, subject| Spoken { of, subject, life: anywhere.clone(), active_day: 0 };
    let mut subjects = vec![without(Of::Profile, Subject::Profile(profile))];
    for contact in contact::of_profile(tx, profile).await? {
        let (life, active_day) = lapse::of_contact(tx, &contact).await?;
        let of = Of::Contact(contact.id, contact.channel);
        subjects.push(Spoken {
            of,
            subject: Subject::Address(contact.channel, contact.fp),
            life,
            active_day,
        });
    }
    subjects.extend(devices.iter().map(|device| without(Of::Device(*device), Subject::Device(*device))));
    Ok(subjects)
}

/// The contacts of these profiles, as a list shows them.
///
/// # Errors
/// The store's.
pub async fn contact_classes(tx: &mut Tx, profiles: Vec<Id>) -> Result<Vec<ContactClass>, Error> {
    if profiles.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = Vec::new();
    for row in tx.query(&CONTACT_CLASSES, params![profiles]).await? {
        found.push(ContactClass {
            profile: row.get(0)?,
            channel: Channel::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?,
            class: contact::class(&row, 2)?,
        });
    }
    Ok(found)
}

/// Up to `limit` profiles that have a contact, newest first, after this one.
///
/// # Errors
/// The store's.
pub async fn owners(tx: &mut Tx, before: Id, limit: i64) -> Result<BTreeSet<Id>, Error> {
    let rows = tx.query(&OWNERS, params![before, limit]).await?;
    rows.iter().map(|row| Ok(row.get(0)?)).collect()
}
