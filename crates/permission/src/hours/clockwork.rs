//! The arithmetic: from one moment at which a rule may change its mind to the next, until all rules agree.

use std::collections::HashMap;
use std::sync::Arc;

use placet_core::Micros;

use super::{Allowed, Answer, By, Held, QuietHours, Week};
use crate::law::Laws;
use crate::place::{Candidates, Country, Place};
use crate::vault::Channel;

/// How far ahead is looked.
const HORIZON: i64 = 400 * Micros::DAY;
/// How long it is believed that there is no such moment.
const NEVER_FOR: i64 = Micros::DAY;
/// So many days of a calendar are found at once.
const SPAN: i64 = 366;
/// So many sets of places are remembered; people who name strange ones in forms must not fill the memory.
const REMEMBERED: usize = 4_096;

/// Answers for one tenant's choice under one state of the law, and remembers: for most people the answer is that of the last one.
/// It may be kept for as long as the choice and the laws stay the same; each answer is given for as long as it holds.
#[derive(Debug)]
pub struct Clockwork {
    laws: Arc<Laws>,
    /// By channel; `None` is any hour.
    choices: [Option<Arc<Week>>; 2],
    answers: HashMap<Candidates, [Option<Spell>; 2]>,
    calendars: HashMap<(Option<Country>, i64), Vec<i64>>,
}

/// An answer, and from when until when it is one.
#[derive(Clone, Copy, Debug)]
struct Spell {
    since: Micros,
    until: Micros,
    answer: Answer,
}

/// What one moment is like: what bars it, until when something of that surely does, and until when nothing changes at all.
struct Look {
    held: Option<Held>,
    barred_until: Micros,
    same_until: Micros,
}

/// When a message may go out by `channel` to somebody who is at one of the candidates: [`Clockwork::next`], without a memory.
pub fn next_allowed(
    now: Micros,
    channel: Channel,
    quiet: &QuietHours,
    laws: &Arc<Laws>,
    candidates: &Candidates,
) -> Answer {
    Clockwork::new(Arc::clone(laws), quiet).next(now, channel, candidates)
}

impl Clockwork {
    /// One for this choice and these laws.
    pub fn new(laws: Arc<Laws>, quiet: &QuietHours) -> Clockwork {
        let choice = |channel| quiet.of(channel).filter(|week| !week.is_always()).cloned().map(Arc::new);
        let choices = Channel::ALL.map(choice);
        Clockwork { laws, choices, answers: HashMap::new(), calendars: HashMap::new() }
    }

    /// When a message may go out by `channel` to somebody who is at one of the candidates: the first moment, not before `now`, that law and
    /// choice allow in each of these places.
    ///
    /// Where a phone number and the tenant's own place have no minute in common, the number's places alone are asked: a shop in Paris may
    /// write to New York, when New York allows it.
    pub fn next(&mut self, now: Micros, channel: Channel, candidates: &Candidates) -> Answer {
        let slot = slot(channel);
        let known = self.answers.get(candidates).and_then(|spells| spells[slot]);
        if let Some(spell) = known.filter(|spell| (spell.since..spell.until).contains(&now)) {
            return spell.answer;
        }
        let mut spell = self.search(now, channel, candidates.places());
        if let (Allowed::Never, Some(places)) = (spell.answer.allowed, candidates.by_phone()) {
            spell = self.search(now, channel, places);
        }
        if self.answers.len() >= REMEMBERED {
            self.answers.clear();
        }
        self.answers.entry(candidates.clone()).or_default()[slot] = Some(spell);
        spell.answer
    }

    fn search(&mut self, now: Micros, channel: Channel, places: &[Place]) -> Spell {
        let first = self.look(now, channel, places);
        let spell = |allowed, until: Micros| {
            let until = until.min(first.same_until);
            Spell { since: now, until, answer: Answer { allowed, held: first.held } }
        };
        if first.held.is_none() {
            return spell(Allowed::Now, Micros::NEVER);
        }
        let mut at = first.barred_until;
        while at - now < HORIZON {
            let look = self.look(at, channel, places);
            if look.held.is_none() {
                return spell(Allowed::At(at), at);
            }
            at = look.barred_until;
        }
        spell(Allowed::Never, now + NEVER_FOR)
    }

    /// Looks at a moment in all places, at law before choice.
    fn look(&mut self, at: Micros, channel: Channel, places: &[Place]) -> Look {
        let mut out = Look { held: None, barred_until: at, same_until: Micros::NEVER };
        let (laws, choice) = (Arc::clone(&self.laws), self.choices[slot(channel)].clone());
        for by in [By::Law, By::Choice] {
            for place in places {
                let local = Local::of(at, *place);
                // Law may change with any day; where there is none, that is asked again on the next one.
                let week = match by {
                    By::Law => laws.quiet(channel, place.country, local.day),
                    By::Choice => choice.as_deref(),
                };
                let (bar, edge) = match week {
                    Some(week) => self.week(week, place.country, &local),
                    None if by == By::Law && laws.has_quiet(channel, place.country) => (None, Micros::DAY),
                    None => continue,
                };
                let edge = local.moment(edge, at, *place);
                out.same_until = out.same_until.min(edge);
                if let Some(bar) = bar {
                    out.held = out.held.or(Some(Held { by, bar, place: *place }));
                    out.barred_until = out.barred_until.max(edge);
                }
            }
        }
        out
    }

    fn week(&mut self, week: &Week, country: Option<Country>, local: &Local) -> (Option<super::Bar>, i64) {
        week.look(local.day, local.time, &mut |day| self.is_holiday(country, day))
    }

    fn is_holiday(&mut self, country: Option<Country>, day: i64) -> bool {
        let span = day.div_euclid(SPAN);
        let laws = &self.laws;
        let days = self
            .calendars
            .entry((country, span))
            .or_insert_with(|| laws.holidays(country, span * SPAN..(span + 1) * SPAN));
        days.binary_search(&day).is_ok()
    }
}

fn slot(channel: Channel) -> usize {
    match channel {
        Channel::Email => 0,
        Channel::Sms => 1,
    }
}

/// A moment by the clocks of a place.
struct Local {
    /// Days since 1970-01-01.
    day: i64,
    /// The span since that day's midnight.
    time: i64,
    ahead: i64,
}

impl Local {
    fn of(at: Micros, place: Place) -> Local {
        let ahead = place.zone.ahead(at);
        let shown = at.0.saturating_add(ahead);
        Local { day: shown.div_euclid(Micros::DAY), time: shown.rem_euclid(Micros::DAY), ahead }
    }

    /// The moment at which the clocks show `edge`, a later time of this day, or at which they are changed, if that comes first. No
    /// zone changes its clocks twice within a day.
    fn moment(&self, edge: i64, at: Micros, place: Place) -> Micros {
        let then = at + (edge - self.time);
        match place.zone.ahead(then) == self.ahead {
            true => then,
            false => place.zone.next_change(at).map_or(then, |change| change.min(then)),
        }
    }
}
