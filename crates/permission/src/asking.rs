//! When an address may be asked whether it wants to be written to: how often whoever types it makes us ask, and how long its owner may answer.

use placet_core::Micros;
use placet_store::{Tx, tenants};

use crate::law::{Laws, Term};
use crate::ledger::{Entry, Standing};
use crate::place::{Candidates, Country, Known, Stated};
use crate::{Act, Error, Purpose, State, Subject, contact, ledger};

/// How long a request can be answered. Without an answer the address goes then.
pub const OPEN_FOR: i64 = 7 * Micros::DAY;
/// The least time between two requests.
const BETWEEN: i64 = Micros::DAY;
/// The most requests that an address gets in [`SPAN`] without an answer, whoever types it.
const MOST: usize = 2;
/// See [`MOST`].
const SPAN: i64 = 30 * Micros::DAY;

/// How a form writes down what its reader asked for: their own wish, which no earlier no of theirs holds up.
pub const BY_A_FORM: &str = "form";
/// Where no law says how long a no is respected before the question may come again: the house's own.
const UNSAID: Term = Term { months: 6, days: 0, hours: 0, minutes: 0 };

/// How long after a no nobody is asked for the same again by us, where they may be.
pub(crate) fn no_ask_again(laws: &Laws, country: Option<Country>, now: Micros) -> Term {
    laws.in_force(country, now).no_ask_again().map_or(UNSAID, |said| *said.value)
}

/// Whether this is a no to a question, or to what was agreed to.
pub(crate) fn is_no(standing: &Standing) -> bool {
    matches!(standing.state, State::Refused | State::Withdrawn | State::Objected)
}

/// Refuses a request that nobody but us thought of, for a purpose to which its subject said no lately. The one place: no request comes into
/// the ledger past it, and the gate lets no question go to who said no.
///
/// # Errors
/// [`Error::RefusedLately`]; the store's.
pub(crate) async fn waits(tx: &mut Tx, entry: &Entry<'_>, stands: Option<Standing>) -> Result<(), Error> {
    if entry.act != Act::Requested || entry.method == BY_A_FORM {
        return Ok(());
    }
    let Some(no) = stands.filter(is_no) else { return Ok(()) };
    let (laws, now) = (Laws::load(tx).await?, tx.clock().now());
    let may_be = whereabouts(tx, &entry.subject).await?;
    let ends = may_be.places().iter().map(|place| no_ask_again(&laws, place.country, now).after(no.at));
    match ends.max().is_some_and(|end| now < end) {
        true => Err(Error::RefusedLately),
        false => Ok(()),
    }
}

/// Where the owner of an address may be; of others, where the tenant is.
async fn whereabouts(tx: &mut Tx, subject: &Subject) -> Result<Candidates, Error> {
    let tenant = tx.tenant()?;
    let zone = tenants::settings(tx, tenant).await?.map(|settings| settings.record.time_zone);
    let known = match subject {
        Subject::Address(channel, fp) => contact::find(tx, *channel, fp).await?,
        _ => None,
    };
    let known = known.map(|contact| Known::read(&contact.place)).unwrap_or_default();
    Ok(known.candidates(Stated::parse(None, zone.as_deref())))
}

/// Whether somebody who types this address into a form is answered with a request to its owner: at most one in 24 hours, and two in thirty
/// days that are not answered. The ledger counts, which knows an address by its fingerprint also when it was forgotten in between.
///
/// # Errors
/// The store's.
pub async fn answers_a_form(tx: &mut Tx, subject: &Subject) -> Result<bool, Error> {
    let now = tx.clock().now();
    let entries = ledger::entries(tx, subject, now).await?;
    let answers = [Act::Granted, Act::Confirmed, Act::Renewed, Act::Suppressed].map(Act::name);
    let of_marketing = entries.iter().rev().filter(|entry| entry.purpose == Purpose::MARKETING);
    let since = of_marketing.take_while(|entry| !answers.contains(&entry.act));
    let asked: Vec<Micros> =
        since.filter(|entry| entry.act == Act::Requested.name()).map(|entry| entry.at).collect();
    let rested = asked.first().is_none_or(|last| now - *last >= BETWEEN);
    Ok(rested && asked.iter().filter(|at| now - **at < SPAN).count() < MOST)
}
