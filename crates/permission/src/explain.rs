//! Why the gate said what it said, question by question: what somebody reads who asks why a person was not written to.

use serde::Serialize;
use utoipa::ToSchema;

use crate::cap::Cap;
use crate::hours::Answer;
use crate::place::Place;
use crate::policy::Basis;
use crate::{Ask, Denial, Ruling, Use, Verdict};
use placet_core::Micros;

/// A question of the gate. They are asked in this order, and the first no is the answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckName)]
pub enum Check {
    /// Is the contact there?
    Contact,
    /// May the company send: agreement, identity, domain, no stop?
    Sender,
    /// Is the address not suppressed?
    Suppression,
    /// Did its owner not opt out of every company's messages?
    OptOut,
    /// Is the person's data not restricted?
    Restriction,
    /// Did the person not object?
    Objection,
    /// Is there such a purpose, and does it do this?
    Purpose,
    /// Is it known where the address comes from?
    Source,
    /// Is the address confirmed, or waits to be?
    Address,
    /// Is there a yes to the purpose that holds?
    Consent,
    /// Is there a yes to personalisation that holds?
    Personalisation,
    /// Is it of interest to the person?
    Relevance,
    /// Did its owner not ask for a pause?
    Pause,
    /// Is there room in the caps, the company's and the person's own?
    Caps,
    /// Is this an hour to write at, where the person is?
    Hours,
}

/// What came of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CheckOutcome)]
pub enum Came {
    /// Nothing stands against the message.
    Passed,
    /// It is why the message is not sent.
    No,
    /// It is why the message waits.
    NotYet,
    /// It was not asked, for one before it was a no.
    NotReached,
}

/// How full a cap is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The cap.
    pub cap: Cap,
    /// Whether it is the person's own wish.
    pub own: bool,
    /// How many messages count in it.
    pub counted: usize,
    /// When there is room again, if there is none.
    pub full_until: Option<Micros>,
}

/// A decision, made again on its facts and told in full.
#[derive(Clone, Debug, PartialEq)]
pub struct Explained {
    /// What is decided on these facts.
    pub ruling: Ruling,
    /// The questions of such a message, in their order.
    pub checks: Vec<(Check, Came)>,
    /// Where the person may be.
    pub places: Vec<Place>,
    /// The caps that count such a message; none of a message that is not capped.
    pub windows: Vec<Window>,
    /// Since how many days nothing is known of the person.
    pub idle_days: Option<i64>,
    /// What is said about the hour; nothing of a message that may come at any.
    pub hours: Option<Answer>,
}

impl Check {
    /// Every question, in its order.
    pub const ALL: [Check; 15] = [
        Check::Contact,
        Check::Sender,
        Check::Suppression,
        Check::OptOut,
        Check::Restriction,
        Check::Objection,
        Check::Purpose,
        Check::Source,
        Check::Address,
        Check::Consent,
        Check::Personalisation,
        Check::Relevance,
        Check::Pause,
        Check::Caps,
        Check::Hours,
    ];

    /// The question to which this is the answer.
    pub fn of(denial: Denial) -> Check {
        match denial {
            Denial::NoContact => Check::Contact,
            Denial::NoAgreement | Denial::IdentityUnverified | Denial::DomainUnverified | Denial::Stopped => {
                Check::Sender
            }
            Denial::Suppressed => Check::Suppression,
            Denial::OptedOut => Check::OptOut,
            Denial::Restricted => Check::Restriction,
            Denial::Objected => Check::Objection,
            Denial::NoPurpose => Check::Purpose,
            Denial::NoSource => Check::Source,
            Denial::Unconfirmed | Denial::AlreadyConfirmed | Denial::NotRequested => Check::Address,
            Denial::NoConsent | Denial::ConsentLapsed | Denial::RefusedLately | Denial::NothingToRenew => {
                Check::Consent
            }
            Denial::NoPersonalisation => Check::Personalisation,
            Denial::NotRelevant => Check::Relevance,
            Denial::Paused => Check::Pause,
            Denial::Capped | Denial::GaveWay => Check::Caps,
            Denial::QuietHours => Check::Hours,
        }
    }

    /// Whether it is asked of such a message, for a purpose on this basis.
    fn is_asked(self, ask: &Ask, basis: Option<Basis>) -> bool {
        let consent = basis == Some(Basis::Consent);
        match self {
            Check::Address => consent || ask.use_.asks_to_confirm(),
            Check::Consent => consent && !ask.use_.asks_to_confirm(),
            Check::Personalisation => ask.use_ == Use::Personalised,
            Check::Caps => ask.use_.is_marketing() && !ask.counted,
            Check::Relevance => ask.use_.is_marketing() && ask.use_ != Use::Renewal,
            Check::Pause | Check::Hours => ask.use_.is_marketing(),
            _ => true,
        }
    }
}

/// What came of each question of a message, by the answer to all of them.
pub fn checks(ruling: &Ruling, ask: &Ask, basis: Option<Basis>) -> Vec<(Check, Came)> {
    let (stopped, came) = match ruling.verdict {
        Verdict::Granted => (None, Came::Passed),
        Verdict::Deferred { why, .. } => (Some(Check::of(why)), Came::NotYet),
        Verdict::Denied(denial) => (Some(Check::of(denial)), Came::No),
    };
    // The yes to the purpose was found: what is missing, is missing of personalisation.
    let later = ask.use_ == Use::Personalised && !ruling.evidence.is_empty();
    let stopped = stopped.map(|check| match check {
        Check::Objection | Check::Purpose | Check::Consent if later => Check::Personalisation,
        check => check,
    });
    let asked = Check::ALL.into_iter().filter(|check| check.is_asked(ask, basis) || stopped == Some(*check));
    let told = |check| match stopped {
        Some(at) if check == at => (check, came),
        Some(at) if check > at => (check, Came::NotReached),
        _ => (check, Came::Passed),
    };
    asked.map(told).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Evidence, Purpose};

    fn stops(use_: Use, denial: Denial, evidence: Vec<Evidence>) -> Vec<(Check, Came)> {
        let ruling = Ruling { verdict: Verdict::Denied(denial), evidence };
        checks(&ruling, &Ask::new(use_), Some(Basis::Consent))
    }

    #[test]
    fn every_reason_stops_at_one_question_and_those_after_it_are_not_reached() {
        for denial in Denial::ALL {
            let told = stops(Use::Personalised, denial, Vec::new());
            let at = told.iter().position(|(_, came)| *came == Came::No).unwrap();
            assert_eq!(told[at].0, Check::of(denial));
            assert!(told[..at].iter().all(|(_, came)| *came == Came::Passed), "{denial:?}");
            assert!(told[at + 1..].iter().all(|(_, came)| *came == Came::NotReached), "{denial:?}");
            assert!(told.is_sorted_by_key(|(check, _)| *check));
        }
    }

    #[test]
    fn what_is_missing_after_the_yes_to_the_purpose_is_missing_of_personalisation() {
        let yes = Evidence { purpose: Purpose::MARKETING, entry: 1, at: Micros(0) };
        for denial in [Denial::ConsentLapsed, Denial::Objected, Denial::NoPurpose, Denial::NoPersonalisation]
        {
            let told = stops(Use::Personalised, denial, vec![yes.clone()]);
            assert!(told.contains(&(Check::Personalisation, Came::No)), "{denial:?}");
        }
    }

    #[test]
    fn a_service_message_is_asked_neither_for_a_yes_nor_for_the_hour() {
        let granted = Ruling { verdict: Verdict::Granted, evidence: Vec::new() };
        let told = checks(&granted, &Ask::new(Use::Service), Some(Basis::Contract));
        let asked: Vec<_> = told.iter().map(|(check, _)| *check).collect();
        assert_eq!(asked, Check::ALL[..8]);
    }
}
