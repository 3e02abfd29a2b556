//! The person's own no, and yes again: unsubscribing, undoing it, preferences. At once, without log-in (R107, R114, R140).

use std::collections::BTreeSet;

use placet_core::{Id, Kind, Micros};
use placet_deliver::ledger as messages;
use placet_permission::contact::{self, Contact};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::TenantKeys;
use placet_permission::wording::{self, Wording};
use placet_permission::{Act, Keyring, Purpose, State, Subject, Wish, lapse, ledger, policy, reach, wish};
use placet_profile::inbox::{self, Entry, What};
use placet_store::{Tenant, Tx, transaction};

use crate::Error;

/// The queue of the rights worker.
pub const QUEUE: &str = "rights";

/// How somebody unsubscribed.
#[derive(Clone, Copy, Debug)]
pub struct By<'a> {
    /// The message whose link it was, with its origin.
    pub message: Option<(i32, Id)>,
    /// `one-click`, `unsubscribe page`, `preferences`, `answer`.
    pub method: &'a str,
    /// Where.
    pub place: &'a str,
    /// In which language, if it was a page; else the contact's.
    pub language: Option<&'a str>,
    /// Further facts as a JSON object, without a word of the person's own.
    pub evidence: &'a str,
}

/// What came of unsubscribing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unsubscribed {
    /// Until when it can be undone.
    pub undo_until: Micros,
    /// False if it was so before.
    pub new: bool,
}

/// Unsubscribes a contact: every yes of the address is taken back, the address is suppressed, what was queued is withdrawn,
/// all in one transaction. `None` if the contact is gone.
///
/// # Errors
/// The store's; nothing has changed then.
pub async fn unsubscribe(
    tenant: Tenant<'_>,
    keyring: &Keyring,
    id: Id,
    by: &By<'_>,
) -> Result<Option<Unsubscribed>, Error> {
    let keys = keyring.keys(tenant).await?;
    transaction!(tenant, "rights.unsubscribe", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(None) };
        Ok::<_, Error>(Some(end(tx, &keys, &contact, by).await?))
    })
}

/// Ends all marketing to a contact.
pub(crate) async fn end(
    tx: &mut Tx,
    keys: &TenantKeys,
    contact: &Contact,
    by: &By<'_>,
) -> Result<Unsubscribed, Error> {
    // From here on no message to it is taken in hand until this is committed.
    contact::lock(tx, contact.channel, &contact.fp).await?;
    let known = suppression::standing(tx, contact.channel, &contact.fp).await?;
    let mut entry = None;
    let subject = Subject::Address(contact.channel, contact.fp);
    for (purpose, standing) in ledger::standings(tx, &subject).await? {
        let taken_back =
            change(tx, contact, (purpose, Some(standing.state)), No(by.language), How::of(by)).await?;
        entry = entry.or(taken_back);
    }
    if let Some(known) = known {
        // It was refused before; what was asked since then, by whoever typed the address, is refused now.
        messages::withdraw(tx, contact.id).await?;
        return Ok(Unsubscribed { undo_until: known.undo_until, new: false });
    }
    suppression::suppress(tx, contact.channel, &contact.fp, Scope::Marketing, "unsubscribed", entry).await?;
    messages::withdraw(tx, contact.id).await?;
    tell(tx, keys, contact, by.message).await?;
    let standing = suppression::standing(tx, contact.channel, &contact.fp).await?;
    let undo_until = standing.map_or_else(|| tx.clock().now(), |standing| standing.undo_until);
    tx.wake(QUEUE, undo_until).await?;
    Ok(Unsubscribed { undo_until, new: true })
}

/// How many of the contact's messages are just being handed over: the answer to a withdrawal waits for them (DESIGN §5).
///
/// # Errors
/// The store's.
pub async fn under_way(tenant: Tenant<'_>, id: Id) -> Result<i64, Error> {
    let mut tx = tenant.read("rights.under_way").await?;
    Ok(messages::handing_over(&mut tx, id).await?)
}

/// Undoes an unsubscription within its grace period, by the person's own act, written as a new yes to the words that the page `showed`
/// (C15). True as well if the address is not refused any more; false if the period is over.
///
/// # Errors
/// The store's.
pub async fn undo(tenant: Tenant<'_>, id: Id, showed: &Showed<'_>) -> Result<bool, Error> {
    transaction!(tenant, "rights.undo", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(false) };
        let purposes = taken_back(tx, &contact).await?;
        if !suppression::undo(tx, contact.channel, &contact.fp, Scope::Marketing).await? {
            // Pressed twice: it is undone already.
            return Ok(suppression::standing(tx, contact.channel, &contact.fp).await?.is_none());
        }
        let spoken = wording::spoken(tx, showed.language).await?;
        if !purposes.is_empty() {
            // A form may have made it a claim again; the page's link came to the address itself.
            contact::verify(tx, contact.id).await?;
        }
        for purpose in purposes {
            let yes = Yes(spoken.shown(purpose, &showed.words));
            change(tx, &contact, (purpose, None), yes, How::on("undo", showed)).await?;
        }
        Ok::<_, Error>(true)
    })
}

/// The purposes whose yes the standing unsubscription took back: those that an undo agrees to anew, and whose words it must show.
///
/// # Errors
/// The store's.
pub async fn taken_back(tx: &mut Tx, contact: &Contact) -> Result<Vec<Purpose>, Error> {
    let standing = suppression::standing(tx, contact.channel, &contact.fp).await?;
    let Some(first) = standing.and_then(|standing| standing.entry) else { return Ok(Vec::new()) };
    let subject = Subject::Address(contact.channel, contact.fp);
    let now = tx.clock().now();
    // Whoever typed the address into a form meanwhile takes nothing from that.
    let withdrawn: BTreeSet<Purpose> = ledger::entries(tx, &subject, now)
        .await?
        .into_iter()
        .filter(|entry| entry.seq >= first && entry.act == Act::Withdrawn.name())
        .map(|entry| entry.purpose)
        .collect();
    let standings = ledger::standings(tx, &subject).await?;
    let by_it =
        |(purpose, s): &(Purpose, ledger::Standing)| s.state != State::Granted && withdrawn.contains(purpose);
    Ok(standings.into_iter().filter(by_it).map(|(purpose, _)| purpose).collect())
}

/// Sets what a person chose on the preference page, which showed all that an address is asked for at this company: what is not in
/// `wanted` is a no; and how often and when they wish to be written to. A no to everything that messages are sent for unsubscribes; it is left to the caller, who gets `false`. `None` if
/// the contact is gone.
///
/// # Errors
/// The store's.
pub async fn choose(
    tenant: Tenant<'_>,
    id: Id,
    wanted: &[Purpose],
    wish: Wish,
    showed: &Showed<'_>,
) -> Result<Option<bool>, Error> {
    transaction!(tenant, "rights.choose", |tx| {
        let Some(contact) = contact::get(tx, id).await? else { return Ok(None) };
        if suppression::standing(tx, contact.channel, &contact.fp).await?.is_some() {
            return Ok(Some(false));
        }
        let rules = policy::current(tx).await?.policy;
        let writes = |purpose: &Purpose| rules.terms(*purpose).is_some_and(|terms| terms.does.writes());
        if !wanted.iter().any(writes) {
            return Ok(Some(false));
        }
        let spoken = wording::spoken(tx, showed.language).await?;
        let standings = ledger::standings(tx, &Subject::Address(contact.channel, contact.fp)).await?;
        let ((life, active_day), now) = (lapse::of_contact(tx, &contact).await?, tx.clock().now());
        for purpose in spoken.asked_of_an_address(&rules) {
            let stands = standings.iter().find(|(of, _)| *of == purpose).map(|(_, standing)| standing);
            // A yes that has lapsed is none: whoever ticks it says a new one.
            let holds = stands
                .is_some_and(|yes| life.until(purpose, yes, active_day).is_some_and(|until| now < until));
            let state = stands.map(|standing| standing.state);
            let (said, state) = match wanted.contains(&purpose) {
                true => (
                    Yes(spoken.shown(purpose, &showed.words)),
                    state.filter(|state| holds || *state != State::Granted),
                ),
                false => (No(Some(showed.language)), state),
            };
            change(tx, &contact, (purpose, state), said, How::on("preferences", showed)).await?;
        }
        wish::set(tx, contact.id, wish).await?;
        // What stays as it was holds from today.
        let today = tx.clock().now().day();
        reach::active(tx, &[(contact.profile, today)]).await?;
        Ok::<_, Error>(Some(true))
    })
}

/// The page on which somebody said yes.
#[derive(Clone, Debug, Default)]
pub struct Showed<'a> {
    /// Where it is.
    pub place: &'a str,
    /// Its language.
    pub language: &'a str,
    /// The numbers of the wordings it showed; none: the newest are meant.
    pub words: Vec<i64>,
}

/// What somebody says to a purpose: yes to these words, or no, in this language.
enum Said<'a> {
    Yes(Option<&'a Wording>),
    No(Option<&'a str>),
}
use Said::{No, Yes};

/// How and where it was said.
struct How<'a> {
    method: &'a str,
    place: &'a str,
    evidence: &'a str,
}

impl<'a> How<'a> {
    fn of(by: &By<'a>) -> How<'a> {
        How { method: by.method, place: by.place, evidence: by.evidence }
    }

    fn on(method: &'a str, page: &Showed<'a>) -> How<'a> {
        How { method, place: page.place, evidence: "{}" }
    }
}

/// Writes a yes or a no to the ledger if it changes anything of where the purpose stands.
async fn change(
    tx: &mut Tx,
    contact: &Contact,
    (purpose, stands): (Purpose, Option<State>),
    said: Said<'_>,
    how: How<'_>,
) -> Result<Option<i64>, Error> {
    let (act, words, language) = match (said, stands) {
        (Yes(_), Some(State::Granted)) => return Ok(None),
        (Yes(words), _) => (Act::Granted, words, words.map(|words| &*words.language)),
        (No(language), Some(State::Granted)) => (Act::Withdrawn, None, language),
        // Never confirmed, so there was no yes to take back, and none that an undo could bring back.
        (No(language), Some(State::Requested)) => (Act::Refused, None, language),
        (No(_), _) => return Ok(None),
    };
    let entry = ledger::Entry {
        at: tx.clock().now(),
        purpose,
        subject: Subject::Address(contact.channel, contact.fp),
        act,
        wording: words.map(|words| words.id),
        language: language.unwrap_or(&contact.language),
        place: how.place,
        method: how.method,
        evidence: how.evidence,
    };
    Ok(Some(ledger::record(tx, &entry).await?))
}

/// The unsubscription becomes an event: it ends journeys and is counted for the message that brought it.
async fn tell(
    tx: &mut Tx,
    keys: &TenantKeys,
    contact: &Contact,
    message: Option<(i32, Id)>,
) -> Result<(), Error> {
    let now = tx.clock().now();
    let stream = inbox::contact(keys, contact.id, contact.profile);
    let props = match message {
        Some((origin, id)) => serde_json::json!({ "origin": origin, "message": id.text("msg") }),
        None => serde_json::json!({}),
    };
    let what = What::Event { kind: Kind::UNSUBSCRIBED, item: None, props: props.to_string() };
    Ok(inbox::append(tx, &[Entry::house(now, stream, what)]).await?)
}
