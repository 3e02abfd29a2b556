//! What follows from an answer, without a store: what ends, what is answered, who looks.

use placet_core::Micros;

use super::{Meaning, Reach, Reply};
use crate::law::{InForce, Laws, Rule, Term, Words};
use crate::place::{Candidates, Country};

/// The law where somebody may be. Of several places the words of each count and the strictest rule holds.
#[derive(Clone, Debug, Default)]
pub struct Here<'l>(Vec<InForce<'l>>);

impl<'l> Here<'l> {
    /// In these countries, `None` being no country, at a moment.
    pub fn of(
        laws: &'l Laws,
        countries: impl IntoIterator<Item = Option<Country>>,
        when: Micros,
    ) -> Here<'l> {
        let mut countries: Vec<_> = countries.into_iter().collect();
        countries.sort_unstable();
        countries.dedup();
        Here(countries.into_iter().map(|country| laws.in_force(country, when)).collect())
    }

    /// Where a recipient may be, at a moment.
    pub fn at(laws: &'l Laws, places: &Candidates, when: Micros) -> Here<'l> {
        Here::of(laws, places.places().iter().map(|place| place.country), when)
    }

    /// The words by which law lets a stop be said, each with where it holds.
    pub(super) fn stop_words(&self) -> impl Iterator<Item = (&'l str, &'l Rule)> {
        self.words(InForce::stop_words)
    }

    /// The words by which law lets help be asked for.
    pub(super) fn help_words(&self) -> impl Iterator<Item = (&'l str, &'l Rule)> {
        self.words(InForce::help_words)
    }

    fn words(
        &self,
        of: fn(&InForce<'l>) -> Option<crate::law::Said<'l, Words>>,
    ) -> impl Iterator<Item = (&'l str, &'l Rule)> {
        let said = self.0.iter().filter_map(of);
        said.flat_map(|said| said.value.words.iter().map(move |word| (word.as_str(), said.rule)))
    }

    /// The rule by which a stop ends every channel's messages.
    fn crosses(&self) -> Option<&'l Rule> {
        self.0.iter().filter_map(InForce::stop_crosses).find(|said| said.value.yes).map(|said| said.rule)
    }

    /// The end of a term that begins at `from`, the earliest of all places.
    fn ends(
        &self,
        from: Micros,
        term: fn(&InForce<'l>) -> Option<crate::law::Said<'l, Term>>,
    ) -> Option<Micros> {
        self.0.iter().filter_map(term).map(|said| said.value.after(from)).min()
    }
}

/// What is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// That it is done ([`confirmation`](super::confirmation)); not sent any more after this moment.
    Confirmation {
        /// Until when.
        until: Micros,
    },
    /// Who writes, how it ends, how a person is reached ([`help`](super::help)).
    Help,
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Follows<'l> {
    /// Whose marketing ends, at once.
    pub ends: Option<Reach>,
    /// The rule that made it reach further than was said.
    pub by_law: Option<&'l Rule>,
    /// Until when law wants it done at the latest, if it names a day.
    pub at_the_latest: Option<Micros>,
    /// What is answered. Nothing else may be, and nothing by a machine to a machine.
    pub answer: Option<Answer>,
    /// A member should look at it.
    pub look: bool,
    /// Somebody wants to be asked whether messages may come again.
    pub asks: bool,
}

/// What follows from an answer that was received at `received`; `stopped` says whether an earlier stop of the same sender stands.
///
/// A stop ends marketing at once, and on every channel where law says so. The first is confirmed once, for as long as law lets it be, and
/// no other is: a confirmation that nobody waits for is one message more after a no. What is unclear ends nothing and is answered by
/// nothing: a member decides. A wish to start again leads to being asked and to nothing else.
pub fn follows<'l>(reply: &Reply, here: &Here<'l>, received: Micros, stopped: bool) -> Follows<'l> {
    let nothing = Follows::default();
    match reply.meaning {
        Meaning::Stop(said) => {
            let by_law = here.crosses().filter(|_| said < Reach::Company);
            let until = here.ends(received, InForce::stop_confirm).filter(|_| !stopped);
            Follows {
                ends: Some(if by_law.is_some() { Reach::Company } else { said }),
                by_law,
                at_the_latest: here.ends(received, InForce::stop_deadline),
                answer: until.map(|until| Answer::Confirmation { until }),
                ..nothing
            }
        }
        Meaning::Help => Follows { answer: Some(Answer::Help), ..nothing },
        Meaning::Start => Follows { asks: true, ..nothing },
        Meaning::Unclear => Follows { look: true, ..nothing },
        Meaning::Other => nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::read;
    use super::*;

    const NOW: Micros = Micros(1_790_000_000_000_000);

    fn here<'l>(laws: &'l Laws, codes: &[&str]) -> Here<'l> {
        Here::of(laws, codes.iter().map(|code| Country::parse(code)), NOW)
    }

    fn after<'l>(text: &str, here: &Here<'l>, stopped: bool) -> Follows<'l> {
        follows(&read(text, here), here, NOW, stopped)
    }

    #[test]
    fn r140_a_stop_ends_marketing_and_is_confirmed_once() {
        let laws = Laws::brought();
        let fr = here(&laws, &["FR"]);
        let first = after("STOP", &fr, false);
        assert_eq!(first.ends, Some(Reach::Channel));
        assert_eq!(first.answer, Some(Answer::Confirmation { until: NOW + 5 * Micros::MINUTE }));
        let second = after("stop !!!", &fr, true);
        assert_eq!((second.ends, second.answer), (Some(Reach::Channel), None));
    }

    #[test]
    fn a_stop_crosses_channels_where_law_says_so_and_where_somebody_may_be() {
        let laws = Laws::brought();
        let us = after("Stop", &here(&laws, &["US"]), false);
        assert_eq!(us.ends, Some(Reach::Company));
        assert!(us.by_law.is_some_and(|rule| rule.source.contains("64.1200")));
        assert_eq!(us.at_the_latest, Some(NOW + 12 * Micros::DAY));
        assert_eq!(after("Stop", &here(&laws, &["RO", "PR"]), false).ends, Some(Reach::Company));
        let ro = after("Stop", &here(&laws, &["RO"]), false);
        assert_eq!((ro.ends, ro.by_law, ro.at_the_latest), (Some(Reach::Channel), None, None));
        let said = after("no messages from any company please, stop", &here(&laws, &["US"]), false);
        assert_eq!(
            (said.ends, said.by_law),
            (Some(Reach::Everyone), None),
            "what was said reaches further than the law"
        );
    }

    #[test]
    fn only_a_stop_ends_anything() {
        let laws = Laws::brought();
        let fr = here(&laws, &["FR"]);
        assert_eq!(after("AIDE", &fr, false), Follows { answer: Some(Answer::Help), ..Follows::default() });
        assert_eq!(after("start", &fr, true), Follows { asks: true, ..Follows::default() });
        assert_eq!(after("non merci", &fr, false), Follows { look: true, ..Follows::default() });
        assert_eq!(after("oui", &fr, false), Follows::default());
    }

    #[test]
    fn the_words_of_law_are_stops_where_they_hold_and_those_of_the_program_are_known_everywhere() {
        let laws = Laws::brought();
        for rule in laws.rules() {
            let crate::law::Value::Words(words) = &rule.value else { continue };
            for word in &words.words {
                let meaning = read(word, &Here::default()).meaning;
                let wanted = match rule.name {
                    crate::law::Name::StopWords => matches!(meaning, Meaning::Stop(_)),
                    _ => meaning == Meaning::Help,
                };
                assert!(wanted, "{word} is {meaning:?}");
            }
        }
        let it = Rule {
            region: crate::law::Region::parse("IT").unwrap(),
            name: crate::law::Name::StopWords,
            valid_from: Micros(0),
            valid_to: Micros::NEVER,
            known_at: Micros(0),
            value: crate::law::Value::parse(crate::law::Name::StopWords, r#"{"words":["annulla"]}"#).unwrap(),
            source: "operators of Italy".to_owned(),
        };
        let laws = Laws::of([it]);
        let reply = read("ANNULLA!", &here(&laws, &["IT"]));
        assert_eq!(reply.meaning, Meaning::Stop(Reach::Channel));
        assert_eq!(reply.because.map(|because| because.of), Some("IT".into()));
        assert_eq!(read("annulla", &here(&laws, &["FR"])), Reply::OTHER);
    }
}
