//! Numbers from law, as data: for which country, from when until when they hold, since when they are known here, and where they stand.
//!
//! A rule is never changed. What is corrected is added once more, and *later knowledge wins* for the same beginning; of rules that hold at
//! the same time *the later beginning wins*. So two questions can be asked apart: what holds at a moment, and what was known of that at
//! another. A country that has no rule of its own has that of the Union if it is a member, else that of everywhere ([`Region::chain`]).
//!
//! The program brings its rules along ([`BROUGHT`]) and every installation [`learn`]s those it does not have yet when it starts; an operator
//! [`add`]s others. `docs/law.md` tells a data protection officer about them.

mod brought;
mod holiday;
mod in_force;
mod keep;
mod region;
mod value;

use std::collections::HashMap;
use std::ops::Range;

use placet_core::Micros;
use placet_store::Tx;

pub use brought::{BROUGHT, Brought};
pub use holiday::{Calendar, Feast};
pub use in_force::{InForce, Said};
pub use keep::{BadLaw, New, Shelf, add, learn};
pub use region::Region;
pub use value::{Age, Count, Flag, Name, Share, Term, Value, Words};

use crate::Error;
use crate::hours::Week;
use crate::place::Country;
use crate::store::LAWS;
use crate::vault::Channel;

/// One rule, as it is known since a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Rule {
    /// Where it holds.
    pub region: Region,
    /// What it is about.
    pub name: Name,
    /// From when it holds. In a place, from the beginning of that UTC day's date by the clocks there.
    pub valid_from: Micros,
    /// Until when it holds; [`Micros::NEVER`] if no end is known.
    pub valid_to: Micros,
    /// Since when this installation knows it.
    pub known_at: Micros,
    /// What it says.
    pub value: Value,
    /// Where it stands, in words.
    pub source: String,
}

/// All rules that an installation knows, in memory.
#[derive(Clone, Debug, Default)]
pub struct Laws {
    /// The latest beginning first, and of one beginning the latest knowledge.
    rules: HashMap<(Region, Name), Vec<Rule>>,
}

impl Laws {
    /// Reads all rules. A rule whose name this program does not know was brought by a newer one, and nothing here asks for it.
    ///
    /// # Errors
    /// The store's; a value that is none of its rule.
    pub async fn load(tx: &mut Tx) -> Result<Laws, Error> {
        let mut laws = Laws::default();
        for row in tx.query(&LAWS, &[]).await? {
            let (region, name): (String, String) = (row.get(0)?, row.get(1)?);
            let Some(name) = Name::parse(&name) else { continue };
            laws.take(Rule {
                region: Region::parse(&region).ok_or_else(|| row.corrupt(0))?,
                name,
                valid_from: row.get(2)?,
                known_at: row.get(3)?,
                valid_to: row.get(4)?,
                value: Value::parse(name, &row.get::<String>(5)?).map_err(|_| row.corrupt(5))?,
                source: row.get(6)?,
            });
        }
        laws.sort();
        Ok(laws)
    }

    /// The rules that the program brings along, as if they had always been known.
    pub fn brought() -> Laws {
        Laws::of(BROUGHT.iter().filter_map(|rule| rule.known_since(Micros(i64::MIN))))
    }

    /// These rules.
    pub fn of(rules: impl IntoIterator<Item = Rule>) -> Laws {
        let mut laws = Laws::default();
        rules.into_iter().for_each(|rule| laws.take(rule));
        laws.sort();
        laws
    }

    /// What was known at a moment.
    pub fn known_by(&self, known_at: Micros) -> Laws {
        Laws::of(self.rules().filter(|rule| rule.known_at <= known_at).cloned())
    }

    /// Every rule, also those that something known later has replaced.
    pub fn rules(&self) -> impl Iterator<Item = &Rule> {
        self.rules.values().flatten()
    }

    /// The rule for a country that holds at `when`, by what was known at `known_at`.
    pub fn at(&self, country: Option<Country>, name: Name, when: Micros, known_at: Micros) -> Option<&Rule> {
        Region::chain(country).find_map(|region| self.in_region(region, name, when, known_at))
    }

    /// What holds in a country at `when`, by all that is known.
    pub fn in_force(&self, country: Option<Country>, when: Micros) -> InForce<'_> {
        InForce::new(self, country, when)
    }

    /// The rule of a region itself that holds at `when`, by what was known at `known_at`.
    pub fn in_region(&self, region: Region, name: Name, when: Micros, known_at: Micros) -> Option<&Rule> {
        let mut beginning = None;
        let known = self.rules.get(&(region, name))?.iter().filter(|rule| rule.known_at <= known_at);
        known
            // Of one beginning the latest knowledge alone, whether it still holds or not.
            .filter(|rule| beginning.replace(rule.valid_from) != Some(rule.valid_from))
            .find(|rule| (rule.valid_from..rule.valid_to).contains(&when))
    }

    /// The hours in which law allows marketing by a channel on a day (counted from 1970-01-01).
    pub(crate) fn quiet(&self, channel: Channel, country: Option<Country>, day: i64) -> Option<&Week> {
        match &self.at(country, quiet(channel), midnight(day), Micros::NEVER)?.value {
            Value::Week(week) => Some(week),
            _ => None,
        }
    }

    /// Whether law has hours for a channel on any day.
    pub(crate) fn has_quiet(&self, channel: Channel, country: Option<Country>) -> bool {
        Region::chain(country).any(|region| self.rules.contains_key(&(region, quiet(channel))))
    }

    /// The public holidays of a country within days counted from 1970-01-01, in order; each by the rule that holds on it.
    pub(crate) fn holidays(&self, country: Option<Country>, days: Range<i64>) -> Vec<i64> {
        let regions = Region::chain(country).filter_map(|region| self.rules.get(&(region, Name::Holidays)));
        let rules = regions.flatten().filter_map(|rule| match &rule.value {
            Value::Calendar(calendar) => Some((rule, calendar)),
            _ => None,
        });
        let holds = |rule: &Rule, day: i64| {
            self.at(country, Name::Holidays, midnight(day), Micros::NEVER)
                .is_some_and(|found| std::ptr::eq(found, rule))
        };
        let mut found: Vec<i64> = rules
            .flat_map(|(rule, calendar)| calendar.within(&days).filter(move |day| holds(rule, *day)))
            .collect();
        found.sort_unstable();
        found
    }

    fn take(&mut self, rule: Rule) {
        self.rules.entry((rule.region, rule.name)).or_default().push(rule);
    }

    fn sort(&mut self) {
        let order = |rule: &Rule| std::cmp::Reverse((rule.valid_from, rule.known_at));
        self.rules.values_mut().for_each(|rules| rules.sort_by_key(order));
    }
}

fn quiet(channel: Channel) -> Name {
    match channel {
        Channel::Email => Name::QuietEmail,
        Channel::Sms => Name::QuietSms,
    }
}

fn midnight(day: i64) -> Micros {
    Micros(day.saturating_mul(Micros::DAY))
}

#[cfg(test)]
mod tests;
