//! How long a yes holds. That of an address ends three years after the last thing its owner did themselves (R138), by the law of where
//! they may be; that of a device thirteen months after it was said (C10).
//!
//! What counts is what a person does and no scanner can: their yes, its confirmation or renewal, preferences that they save, an order, and
//! what they do in the shop where they are recognised. Of the last the day is known ([`crate::reach`]) and counts from its beginning. An
//! opened message or a followed link never counts.

use std::collections::BTreeSet;

use placet_core::Micros;
use placet_store::{Tx, tenants};

use crate::contact::Contact;
use crate::law::{Laws, Name, Term, Value};
use crate::ledger::Standing;
use crate::place::{Country, Known, Place, Stated, Zone};
use crate::{Error, Purpose, State, reach};

/// Where no law says how long: the house's own promise (R139).
const UNSAID: Term = Term { months: 36, days: 0, hours: 0, minutes: 0 };
/// Where no law says how long before the end its owner is asked.
const UNSAID_NOTICE: Term = Term { months: 0, days: 30, hours: 0, minutes: 0 };
/// What is kept on somebody's device, and the yes to it, ends after thirteen months (C10): as many days as the cookie stands.
const DEVICE: i64 = 390 * Micros::DAY;

/// How long yeses hold for people who may be in some places.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Life {
    /// Of several the first that ends.
    terms: Vec<Term>,
    /// How long before the end they are asked whether it is to go on; of several the first that ends.
    notices: Vec<Term>,
}

impl Life {
    /// As the laws of these places have it at this moment.
    pub(crate) fn of(laws: &Laws, places: &[Place], now: Micros) -> Life {
        let countries: BTreeSet<Option<Country>> = places.iter().map(|place| place.country).collect();
        let in_force = countries.into_iter().map(|country| laws.in_force(country, now));
        let (terms, notices) = in_force
            .map(|law| {
                let term = law.consent_life().map_or(UNSAID, |said| *said.value);
                (term, law.renewal_notice().map_or(UNSAID_NOTICE, |said| *said.value))
            })
            .unzip();
        Life { terms, notices }
    }

    /// As the law of a country has it at this moment, or of everywhere.
    pub fn in_country(laws: &Laws, country: Option<Country>, now: Micros) -> Life {
        Life::of(laws, &[Place { country, zone: Zone::UTC }], now)
    }

    /// Where no law says anything.
    pub(crate) fn anywhere() -> Life {
        Life { terms: vec![UNSAID], notices: vec![UNSAID_NOTICE] }
    }

    /// Until when this yes holds, whose owner last did anything on this day (UTC, since 1970; 0 if nothing is known); `None` for what is
    /// no yes.
    pub fn until(&self, purpose: Purpose, standing: &Standing, active_day: i64) -> Option<Micros> {
        if standing.state != State::Granted {
            return None;
        }
        if is_of_a_device(purpose) {
            return Some(standing.at + DEVICE);
        }
        Some(self.after(since(standing, active_day)))
    }

    /// When a yes ends whose owner did nothing since this moment.
    pub fn after(&self, since: Micros) -> Micros {
        self.terms.iter().map(|term| term.after(since)).min().unwrap_or(since)
    }

    /// Whether it is time to ask the owner of a yes that holds until then.
    pub(crate) fn is_near(&self, until: Micros, now: Micros) -> bool {
        self.notices.iter().all(|notice| until <= notice.after(now))
    }
}

/// Whether the purpose is agreed to on a device.
fn is_of_a_device(purpose: Purpose) -> bool {
    matches!(purpose, Purpose::TRACKING | Purpose::LOCATION)
}

/// When the owner of a yes last did anything themselves, as far as is known.
fn since(standing: &Standing, active_day: i64) -> Micros {
    standing.at.max(Micros(active_day.saturating_mul(Micros::DAY)))
}

/// Whether this yes of a device holds.
pub(crate) fn holds_on_a_device(standing: &Standing, now: Micros) -> bool {
    standing.state == State::Granted && now < standing.at + DEVICE
}

/// For how long any yes of an address holds at least, whatever law says where its owner is, so that the calendar is asked for the old alone.
pub(crate) fn surely(laws: &Laws) -> i64 {
    let said =
        laws.rules().filter(|rule| rule.name == Name::ConsentLife).filter_map(|rule| match rule.value {
            Value::Term(term) => Some(term),
            _ => None,
        });
    said.chain([UNSAID]).map(at_least).min().unwrap_or(0)
}

/// The shortest that a term can be.
fn at_least(term: Term) -> i64 {
    let spans = [(term.months, 28 * Micros::DAY), (term.days, Micros::DAY), (term.hours, Micros::HOUR)];
    let spans = spans.into_iter().filter(|(number, _)| *number > 0);
    spans.map(|(number, unit)| i64::from(number) * unit).min().unwrap_or(0)
}

/// Whether a yes so old holds without looking at the calendar.
pub(crate) fn surely_holds(standing: &Standing, active_day: i64, surely: i64, now: Micros) -> bool {
    now - since(standing, active_day) < surely
}

/// How long the yeses of one contact hold now, and the day on which its owner was last active.
///
/// # Errors
/// The store's.
pub async fn of_contact(tx: &mut Tx, contact: &Contact) -> Result<(Life, i64), Error> {
    let (tenant, now) = (tx.tenant()?, tx.clock().now());
    let zone = tenants::settings(tx, tenant).await?.map(|settings| settings.record.time_zone);
    let places = Known::read(&contact.place).candidates(Stated::parse(None, zone.as_deref()));
    let life = Life::of(&Laws::load(tx).await?, places.places(), now);
    Ok((life, reach::of(tx, contact.profile).await?.active_day))
}

/// Whether this yes of a contact holds now.
///
/// # Errors
/// The store's.
pub async fn holds(
    tx: &mut Tx,
    contact: &Contact,
    purpose: Purpose,
    standing: &Standing,
) -> Result<bool, Error> {
    let now = tx.clock().now();
    let (life, active_day) = of_contact(tx, contact).await?;
    Ok(life.until(purpose, standing, active_day).is_some_and(|until| now < until))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> Micros {
        Micros::parse(text).unwrap()
    }

    fn yes(since: &str) -> Standing {
        Standing { state: State::Granted, entry: 1, at: at(since) }
    }

    fn until(country: Option<&str>, since: &str, active: &str) -> String {
        let country = country.and_then(Country::parse);
        let life = Life::in_country(&Laws::brought(), country, at("2026-11-23T00:00:00Z"));
        let day = if active.is_empty() { 0 } else { at(active).day() };
        life.until(Purpose::MARKETING, &yes(since), day).unwrap().to_string()
    }

    #[test]
    fn r138_a_yes_of_an_address_ends_three_years_after_the_last_thing_its_owner_did() {
        assert_eq!(until(None, "2026-01-10T08:00:00Z", ""), "2029-01-10T08:00:00Z");
        assert_eq!(until(Some("FR"), "2024-02-29T08:00:00Z", ""), "2027-02-28T08:00:00Z");
        assert_eq!(until(Some("RO"), "2026-01-10T08:00:00Z", "2026-05-01T19:00:00Z"), "2029-05-01T00:00:00Z");
        assert_eq!(until(None, "2026-01-10T08:00:00Z", "2026-01-10T19:00:00Z"), "2029-01-10T08:00:00Z");
        assert_eq!(
            until(None, "2026-01-10T08:00:00Z", "2025-01-01T00:00:00Z"),
            "2029-01-10T08:00:00Z",
            "what was before it"
        );
    }

    #[test]
    fn c10_a_yes_of_a_device_ends_after_thirteen_months_whatever_is_done() {
        let life = Life::anywhere();
        let day = at("2026-12-01T00:00:00Z").day();
        let until = life.until(Purpose::TRACKING, &yes("2026-01-01T00:00:00Z"), day);
        assert_eq!(until, Some(at("2026-01-01T00:00:00Z") + 390 * Micros::DAY));
    }

    #[test]
    fn r139_the_owner_is_asked_in_the_last_thirty_days() {
        let life = Life::anywhere();
        let end = at("2029-01-31T00:00:00Z");
        assert!(
            life.is_near(end, at("2029-01-01T00:00:00Z")) && !life.is_near(end, at("2028-12-31T23:59:59Z"))
        );
    }

    #[test]
    fn the_calendar_is_asked_only_where_it_may_say_no() {
        let surely = surely(&Laws::brought());
        assert!(surely > 1_000 * Micros::DAY && surely <= 1_095 * Micros::DAY);
        for term in [UNSAID, UNSAID_NOTICE, Term { months: 1, days: 30, hours: 0, minutes: 0 }] {
            for start in ["2024-02-29T08:00:00Z", "2025-02-01T00:00:00Z", "2026-12-31T00:00:00Z"] {
                assert!(at(start) + at_least(term) <= term.after(at(start)), "{term} {start}");
            }
        }
    }
}
