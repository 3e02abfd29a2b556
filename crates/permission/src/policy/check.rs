//! What a tenant may not do with its rules.

use std::collections::BTreeSet;

use placet_core::Language;

use crate::Purpose;
use crate::policy::{Basis, Category, Doing, Policy, Relevance, Terms};

/// A rule about rules is broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct Broken {
    /// The field, such as `purposes[2].basis`.
    pub field: String,
    /// What is wrong with it.
    pub why: &'static str,
}

fn broken<T>(field: String, why: &'static str) -> Result<T, Broken> {
    Err(Broken { field, why })
}

/// Longest title, notice and name of a recipient.
const LONGEST: usize = 200;
/// Longest reason of a change.
const LONGEST_REASON: usize = 1_000;
/// How many purposes of its own a tenant has at most, and recipients of one.
const MOST: usize = 50;

impl Policy {
    /// # Errors
    /// The first field that breaks a rule.
    pub fn check(&self) -> Result<(), Broken> {
        let mut known = BTreeSet::new();
        for (at, terms) in self.purposes.iter().enumerate() {
            terms.check().or_else(|(field, why)| broken(format!("purposes[{at}].{field}"), why))?;
            if !known.insert(terms.purpose) {
                return broken(format!("purposes[{at}].purpose"), "is there twice");
            }
        }
        if let Some(missing) = Purpose::BUILT_IN.iter().find(|purpose| !known.contains(purpose)) {
            return broken(
                format!("purposes.{}", missing.name()),
                "is missing: it may be inactive, not gone",
            );
        }
        if known.len() > Purpose::BUILT_IN.len() + MOST {
            return broken("purposes".to_owned(), "must be at most 50 of your own");
        }
        self.caps.check().or_else(|(field, why)| broken(field, why))?;
        self.banner.check().or_else(|(field, why)| broken(format!("banner.{field}"), why))?;
        self.quiet.check().or_else(|bad| broken(format!("quiet.{}", bad.field), bad.reason))
    }

    /// What may not be changed, or only for a reason: a basis that was recorded is kept (R046), a purpose never goes.
    pub(crate) fn check_change(&self, before: &Policy, reason: &str) -> Result<(), Broken> {
        if reason.trim().is_empty() {
            return broken(
                "reason".to_owned(),
                "is missing: a change of the rules is written down with its reason",
            );
        }
        if reason.chars().count() > LONGEST_REASON {
            return broken("reason".to_owned(), "must be at most 1,000 characters");
        }
        if reason.chars().any(|char| char.is_control() && char != '\n') {
            return broken("reason".to_owned(), "holds a control character");
        }
        let question = before.banner.question;
        if ![question, question + 1].contains(&self.banner.question) {
            return broken(
                "banner.question".to_owned(),
                "must stay, or be the next: an old answer never counts again",
            );
        }
        for old in &before.purposes {
            let Some((at, new)) =
                self.purposes.iter().enumerate().find(|(_, new)| new.purpose == old.purpose)
            else {
                return broken(
                    format!("purposes.{}", old.purpose.name()),
                    "was there before: it may be inactive, not gone",
                );
            };
            if new.does != old.does {
                return broken(format!("purposes[{at}].does"), "cannot change: people agreed to what it was");
            }
            if new.basis != old.basis && (reason.trim().chars().count() < 20 || new.notice == old.notice) {
                return broken(
                    format!("purposes[{at}].basis"),
                    "can change only for a reason of 20 characters or more, and with a new notice",
                );
            }
        }
        Ok(())
    }
}

impl Terms {
    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let fits = |text: &str| !text.trim().is_empty() && text.chars().count() <= LONGEST;
        let special = self.categories.contains(&Category::Special);
        let twice = self.categories.iter().enumerate().any(|(at, one)| self.categories[..at].contains(one));
        match self.relevance {
            _ if self.purpose == Purpose::EVERY => Err(("purpose", "is no purpose of its own")),
            _ if !fits(&self.title) => Err(("title", "must be 1 to 200 characters")),
            _ if self.does.needs_consent() && self.basis != Basis::Consent => {
                Err(("basis", "must be consent: nothing else carries this"))
            }
            _ if special && self.condition.is_none() => {
                Err(("condition", "is missing: special categories need one of GDPR article 9(2)"))
            }
            _ if !special && self.condition.is_some() => {
                Err(("condition", "is for special categories alone"))
            }
            _ if self.categories.is_empty() => Err(("categories", "is missing: what does it use?")),
            _ if twice => Err(("categories", "names one twice")),
            _ if !(1..=1_096).contains(&self.term_days) => Err(("term_days", "must be 1 to 1,096")),
            _ if self.active && self.does == Doing::Discloses && self.recipients.is_empty() => {
                Err(("recipients", "is missing: to whom is it given?"))
            }
            _ if self.recipients.len() > MOST || !self.recipients.iter().all(|name| fits(name)) => {
                Err(("recipients", "must be at most 50, each of 1 to 200 characters"))
            }
            _ if self.purpose.is_own() && self.is_asked() && self.words.is_empty() => {
                Err(("words", "is missing: in which words is it asked for?"))
            }
            _ if !self.words.is_empty() && !self.is_asked() => {
                Err(("words", "is for purposes that people are asked for"))
            }
            _ if !self.words_are_right() => Err((
                "words",
                "must be in languages that pages are written in, each once, with a title of 1 to 60 characters and 10 to 500 of text",
            )),
            // Who is asked reads what for; who is not asked must be told (R039).
            _ if self.purpose.is_own() && self.basis != Basis::Consent && self.notice.trim().is_empty() => {
                Err(("notice", "is missing: where are people told of it, who are not asked?"))
            }
            _ if self.notice.chars().count() > LONGEST => Err(("notice", "must be at most 200 characters")),
            Relevance::Active(days) if !(1..=400).contains(&days) => {
                Err(("relevance.active", "must be 1 to 400 days"))
            }
            Relevance::Affinity(least) if !(0.0..=1.0).contains(&least) => {
                Err(("relevance.affinity", "must be 0 to 1"))
            }
            _ => Ok(()),
        }
    }

    /// By a form, or by the banner.
    fn is_asked(&self) -> bool {
        self.does.is_asked_of_an_address() || self.purpose == Purpose::TRACKING
    }

    fn words_are_right(&self) -> bool {
        let within = |text: &str, span: std::ops::RangeInclusive<usize>| {
            span.contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
        };
        self.words.iter().enumerate().all(|(at, one)| {
            Language::has(&one.language)
                && within(&one.title, 1..=60)
                && within(&one.text, 10..=500)
                && self.words[..at].iter().all(|before| before.language != one.language)
        })
    }
}
