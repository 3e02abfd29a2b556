//! What holds in a country at a moment, asked by name.

use placet_core::Micros;

use super::{Age, Calendar, Count, Flag, Laws, Name, Rule, Share, Term, Value, Words};
use crate::hours::Week;
use crate::place::Country;
use crate::vault::Channel;

/// What holds in a country at a moment, as far as it was known at another. A rule that nobody has said is `None`: the caller has its own
/// number then, or forbids.
#[derive(Clone, Copy, Debug)]
pub struct InForce<'l> {
    laws: &'l Laws,
    country: Option<Country>,
    when: Micros,
    known_at: Micros,
}

/// What a rule says, and the rule, which tells where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Said<'l, T> {
    /// The number, or the hours.
    pub value: &'l T,
    /// The rule that says so.
    pub rule: &'l Rule,
}

macro_rules! asked {
    ($($(#[$doc:meta])* $get:ident: $name:ident => $kind:ident($type:ty);)*) => {$(
        $(#[$doc])*
        pub fn $get(&self) -> Option<Said<'l, $type>> {
            let rule = self.rule(Name::$name)?;
            match &rule.value {
                Value::$kind(value) => Some(Said { value, rule }),
                _ => None,
            }
        }
    )*};
}

impl<'l> InForce<'l> {
    pub(super) fn new(laws: &'l Laws, country: Option<Country>, when: Micros) -> InForce<'l> {
        InForce { laws, country, when, known_at: Micros::NEVER }
    }

    /// The same, as far as it was known at a moment.
    pub fn as_known(self, known_at: Micros) -> InForce<'l> {
        InForce { known_at, ..self }
    }

    /// The rule of a name.
    pub fn rule(&self, name: Name) -> Option<&'l Rule> {
        self.laws.at(self.country, name, self.when, self.known_at)
    }

    asked! {
        /// How long after a no the same question must not be asked again.
        no_ask_again: NoAskAgain => Term(Term);
        /// How long a yes to marketing lasts without a renewal.
        consent_life: ConsentLife => Term(Term);
        /// How long before its end the person is asked whether it is to go on.
        renewal_notice: RenewalNotice => Term(Term);
        /// Within which time an objection to marketing must be acted upon.
        objection_deadline: ObjectionDeadline => Term(Term);
        /// How long the way to object that a message shows must work.
        opt_out_link_life: OptOutLinkLife => Term(Term);
        /// Within which time a request of a person is answered.
        answer_within: AnswerWithin => Term(Term);
        /// By how much that may be extended, for reasons told within the first term.
        answer_extension: AnswerExtension => Term(Term);
        /// Within which time somebody is told that their data came from elsewhere (GDPR art. 14).
        inform_within: InformWithin => Term(Term);
        /// Within which time the authority is told of a breach.
        breach_report: BreachReport => Term(Term);
        /// From which age a child's own yes counts.
        child_age: ChildAge => Age(Age);
        /// How long an identifier may stay on a device.
        tracker_life: TrackerLife => Term(Term);
        /// The share of complaints at which a sender is warned.
        complaint_warn: ComplaintWarn => Share(Share);
        /// The share of complaints at which sending stops.
        complaint_stop: ComplaintStop => Share(Share);
        /// How long complaints must stay below the share before all is well again.
        complaint_window: ComplaintWindow => Term(Term);
        /// Messages a day from which a sender counts as a bulk sender.
        bulk_sender: BulkSender => Count(Count);
        /// The public holidays.
        holidays: Holidays => Calendar(Calendar);
        /// Words that end marketing if somebody answers with one of them.
        stop_words: StopWords => Words(Words);
        /// Words that ask who writes and how it ends.
        help_words: HelpWords => Words(Words);
        /// Whether a stop by one channel ends the marketing by every channel.
        stop_crosses: StopCrosses => Flag(Flag);
        /// Within which time a stop must be acted upon; `None` where law names no day, and Placet acts at once everywhere.
        stop_deadline: StopDeadline => Term(Term);
        /// Within which time the one confirmation of a stop may be sent.
        stop_confirm: StopConfirm => Term(Term);
    }

    /// The hours in which marketing by a channel is allowed; `None` if law says nothing about hours.
    pub fn quiet(&self, channel: Channel) -> Option<Said<'l, Week>> {
        let rule = self.rule(super::quiet(channel))?;
        match &rule.value {
            Value::Week(value) => Some(Said { value, rule }),
            _ => None,
        }
    }
}
