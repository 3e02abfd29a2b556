//! The rules themselves, without a store: facts in, verdict out. The same for one message and for a million.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use jiff::tz::TimeZone;
use placet_core::Micros;

use crate::asking::{self, OPEN_FOR};
use crate::cap::{WhenCapped, day_in};
use crate::contact::{self, Class};
use crate::explain::{Explained, Window, checks};
use crate::facts::Facts;
use crate::hours::{Allowed, Clockwork};
use crate::lapse::{self, Life};
use crate::law::Laws;
use crate::ledger::Standing;
use crate::place::{Candidates, Known, Place, Stated};
use crate::policy::{Basis, Doing, Policy, Relevance, Terms};
use crate::{Ask, Denial, Evidence, Purpose, Ruling, State, Use, Verdict};

/// Nobody is asked earlier before the end of their yes, whatever law says (microseconds).
const SOON: i64 = 365 * Micros::DAY;

/// What is to be done about the yeses of an address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ends {
    /// Of those that messages are sent for and that end soon the first: when, and which.
    pub near: Option<(Micros, Purpose, Standing)>,
    /// Those that have lapsed.
    pub lapsed: Vec<Purpose>,
    /// Whether messages were sent for one of those that have lapsed.
    pub wrote: bool,
    /// Whether messages may still be sent for one that holds.
    pub writes: bool,
}

impl Ends {
    /// Whether there is nothing to do.
    pub fn is_nothing(&self) -> bool {
        self.near.is_none() && self.lapsed.is_empty()
    }
}

/// What holds for all people of a tenant at one moment.
#[derive(Debug)]
pub(crate) struct Court<'a> {
    policy: &'a Policy,
    now: Micros,
    laws: Arc<Laws>,
    /// For how long a yes holds at least, wherever its owner is (microseconds).
    surely: i64,
    /// Where the tenant is, for people of whom nothing is known.
    tenant: Stated,
    clock: RefCell<Clockwork>,
    /// By what is written of a place: most people are where others are.
    heres: RefCell<HashMap<String, Rc<Here>>>,
}

/// Where somebody may be, and when the days of the calendar begin there.
#[derive(Debug)]
struct Here {
    candidates: Candidates,
    life: Life,
    zone: TimeZone,
    days: RefCell<HashMap<i64, Micros>>,
}

impl<'a> Court<'a> {
    /// A court under these rules and laws, of a tenant that is in this zone.
    pub(crate) fn new(policy: &'a Policy, laws: &Arc<Laws>, zone: Option<&str>, now: Micros) -> Court<'a> {
        Court {
            policy,
            now,
            laws: Arc::clone(laws),
            surely: lapse::surely(laws),
            tenant: Stated::parse(None, zone),
            clock: RefCell::new(Clockwork::new(Arc::clone(laws), &policy.quiet)),
            heres: RefCell::default(),
        }
    }

    /// The first reason against a message, in the order of the rules (DESIGN §5); without one it is granted.
    pub(crate) fn judge(&self, facts: &Facts, ask: &Ask) -> Ruling {
        let mut evidence = Vec::with_capacity(2);
        let denied = facts
            .unable
            .or_else(|| standing_against(facts, ask))
            .or_else(|| self.basis(facts, ask, &mut evidence))
            .or_else(|| self.relevance(facts, ask))
            .or_else(|| self.pause(facts, ask));
        let verdict = match denied {
            Some(denial) => Verdict::Denied(denial),
            None => self.caps(facts, ask).or_else(|| self.hours(facts, ask)).unwrap_or(Verdict::Granted),
        };
        if verdict == Verdict::Granted && ask.use_.is_marketing() {
            evidence.extend(self.noticing(facts));
        }
        Ruling { verdict, evidence }
    }

    /// Judges, and tells how it came to that.
    pub(crate) fn explain(&self, facts: &Facts, ask: &Ask) -> Explained {
        let ruling = self.judge(facts, ask);
        let here = self.here(&facts.place);
        let days = |after| here.day(self.now, after);
        let capped = ask.use_.is_marketing();
        let rules =
            self.policy.caps.rules.iter().filter(|cap| ask.use_.is_capped() && cap.is_about(facts.channel));
        let both = rules.map(|cap| (*cap, false)).chain(facts.wish.cap(facts.channel).map(|cap| (cap, true)));
        let windows = both.filter(|_| capped).map(|(cap, own)| Window {
            cap,
            own,
            counted: cap.counted(&facts.sent, self.now, &days).count(),
            full_until: cap.full_until(&facts.sent, self.now, &days),
        });
        Explained {
            checks: checks(&ruling, ask, self.terms(ask.purpose).map(|terms| terms.basis)),
            places: here.candidates.places().to_vec(),
            windows: windows.collect(),
            idle_days: facts.idle_days(self.now),
            hours: capped.then(|| self.clock.borrow_mut().next(self.now, facts.channel, &here.candidates)),
            ruling,
        }
    }

    /// The yes to noticing what becomes of messages (C5), a permission of its own: without it the message goes, and nobody notices.
    fn noticing(&self, facts: &Facts) -> Option<Evidence> {
        let purpose = self.terms(Purpose::OPEN_TRACKING)?.purpose;
        let yes = facts.standings.of(purpose).filter(|standing| self.holds(facts, purpose, standing))?;
        Some(rests_on(purpose, yes.entry, yes.at))
    }

    fn terms(&self, purpose: Purpose) -> Option<&Terms> {
        self.policy.terms(purpose).filter(|terms| terms.active)
    }

    /// Each kind of message stands on a basis of its own (R097).
    fn basis(&self, facts: &Facts, ask: &Ask, evidence: &mut Vec<Evidence>) -> Option<Denial> {
        let Some(terms) = self.terms(ask.purpose).filter(|terms| fits(terms.does, ask.use_)) else {
            return Some(Denial::NoPurpose);
        };
        if !source_is_known(&facts.source) {
            return Some(Denial::NoSource);
        }
        if ask.use_.asks_to_confirm() {
            return self.request(facts, ask.purpose, evidence);
        }
        if terms.basis != Basis::Consent {
            return None;
        }
        if facts.class != Class::Verified {
            return Some(Denial::Unconfirmed);
        }
        let otherwise = match ask.use_ {
            Use::Renewal => self.unless_refused(facts, ask.purpose, Denial::NoConsent),
            _ => Denial::NoConsent,
        };
        self.yes(facts, ask.purpose, otherwise, evidence).or_else(|| match ask.use_ {
            Use::Personalised => self.personalisation(facts, evidence),
            Use::Renewal => (!self.ends_soon(facts, ask.purpose)).then_some(Denial::NothingToRenew),
            _ => None,
        })
    }

    fn request(&self, facts: &Facts, purpose: Purpose, evidence: &mut Vec<Evidence>) -> Option<Denial> {
        if facts.class == Class::Verified {
            return Some(Denial::AlreadyConfirmed);
        }
        match facts.standings.of(purpose) {
            Some(Standing { state: State::Requested, entry, at }) if self.now - at < OPEN_FOR => {
                evidence.push(rests_on(purpose, entry, at));
                None
            }
            _ => Some(self.unless_refused(facts, purpose, Denial::NotRequested)),
        }
    }

    fn personalisation(&self, facts: &Facts, evidence: &mut Vec<Evidence>) -> Option<Denial> {
        if self.terms(Purpose::PERSONALISATION).is_none() {
            return Some(Denial::NoPurpose);
        }
        self.yes(facts, Purpose::PERSONALISATION, Denial::NoPersonalisation, evidence)
    }

    /// Rests the case on the yes to a purpose; without one that holds, why not.
    fn yes(
        &self,
        facts: &Facts,
        purpose: Purpose,
        otherwise: Denial,
        evidence: &mut Vec<Evidence>,
    ) -> Option<Denial> {
        match facts.standings.of(purpose) {
            Some(standing) if standing.state == State::Objected => Some(Denial::Objected),
            Some(standing) if standing.state == State::Expired => Some(Denial::ConsentLapsed),
            Some(standing) if standing.state != State::Granted => Some(otherwise),
            Some(standing) if !self.holds(facts, purpose, &standing) => Some(Denial::ConsentLapsed),
            Some(Standing { entry, at, .. }) => {
                evidence.push(rests_on(purpose, entry, at));
                None
            }
            None => Some(otherwise),
        }
    }

    /// Whether this is a yes that holds: old yeses alone ask the calendar of the place.
    fn holds(&self, facts: &Facts, purpose: Purpose, standing: &Standing) -> bool {
        standing.state == State::Granted
            && (lapse::surely_holds(standing, facts.active_day, self.surely, self.now)
                || self.until(facts, purpose, standing).is_some_and(|until| self.now < until))
    }

    fn ends_soon(&self, facts: &Facts, purpose: Purpose) -> bool {
        facts.standings.of(purpose).is_some_and(|yes| self.until_soon(facts, purpose, &yes).is_some())
    }

    /// Why somebody is not asked: they said no so lately that nobody asks them again, or otherwise.
    fn unless_refused(&self, facts: &Facts, purpose: Purpose, otherwise: Denial) -> Denial {
        let term = |place: &Place| asking::no_ask_again(&self.laws, place.country, self.now);
        let lately = facts.standings.of(purpose).filter(asking::is_no).is_some_and(|no| {
            let here = self.here(&facts.place);
            here.candidates.places().iter().any(|place| self.now < term(place).after(no.at))
        });
        if lately { Denial::RefusedLately } else { otherwise }
    }

    /// What is to be done about the yeses of an address.
    pub(crate) fn ends(&self, facts: &Facts) -> Ends {
        let mut ends = Ends::default();
        // What is restricted is kept as it is until it is released (GDPR art. 18).
        if facts.standings.against.restricted {
            return ends;
        }
        let yeses = facts.standings.consents.iter().filter(|(_, standing)| standing.state == State::Granted);
        for (purpose, standing) in yeses {
            let terms = self.policy.terms(*purpose).filter(|terms| terms.does.writes());
            if !self.holds(facts, *purpose, standing) {
                ends.lapsed.push(*purpose);
                ends.wrote |= terms.is_some();
            } else if terms.is_some_and(|terms| terms.active) {
                ends.writes = true;
                let until = self.until_soon(facts, *purpose, standing);
                ends.near = [ends.near, until.map(|until| (until, *purpose, *standing))]
                    .into_iter()
                    .flatten()
                    .min_by_key(|(until, ..)| *until);
            }
        }
        ends
    }

    /// When a yes that holds ends, if that is soon; of most it is known without a calendar that it is not.
    fn until_soon(&self, facts: &Facts, purpose: Purpose, standing: &Standing) -> Option<Micros> {
        if lapse::surely_holds(standing, facts.active_day, self.surely - SOON, self.now) {
            return None;
        }
        let here = self.here(&facts.place);
        let until = here.life.until(purpose, standing, facts.active_day)?;
        here.life.is_near(until, self.now).then_some(until)
    }

    fn until(&self, facts: &Facts, purpose: Purpose, standing: &Standing) -> Option<Micros> {
        self.here(&facts.place).life.until(purpose, standing, facts.active_day)
    }

    /// No interest, no message (R083).
    fn relevance(&self, facts: &Facts, ask: &Ask) -> Option<Denial> {
        // That a yes ends soon is of interest to whoever gave it.
        if !ask.use_.is_marketing() || ask.use_ == Use::Renewal {
            return None;
        }
        let personal = (ask.use_ == Use::Personalised).then_some(Purpose::PERSONALISATION);
        let fits = [Some(ask.purpose), personal].into_iter().flatten().all(|purpose| {
            match self.terms(purpose).map(|terms| terms.relevance) {
                None | Some(Relevance::Subscribed) => true,
                Some(Relevance::Active(days)) => {
                    facts.idle_days(self.now).is_some_and(|idle| idle <= i64::from(days))
                }
                Some(Relevance::Affinity(least)) => ask.affinity.is_some_and(|affinity| affinity >= least),
            }
        });
        (!fits).then_some(Denial::NotRelevant)
    }

    /// Whoever asked for a pause is left in peace.
    fn pause(&self, facts: &Facts, ask: &Ask) -> Option<Denial> {
        (ask.use_.is_marketing() && facts.wish.is_paused(self.now)).then_some(Denial::Paused)
    }

    /// `None` if there is room in the company's caps and in the person's own.
    fn caps(&self, facts: &Facts, ask: &Ask) -> Option<Verdict> {
        if !ask.use_.is_marketing() || ask.counted {
            return None;
        }
        let (caps, here) = (&self.policy.caps, self.here(&facts.place));
        let days = |after| here.day(self.now, after);
        let own = facts.wish.cap(facts.channel).and_then(|cap| cap.full_until(&facts.sent, self.now, &days));
        let full = || caps.full_until(&facts.sent, facts.channel, self.now, &days);
        let until = own.max(ask.use_.is_capped().then(full).flatten())?;
        Some(match caps.when_capped {
            WhenCapped::Hold(hours) if until - self.now <= i64::from(hours) * Micros::HOUR => {
                Verdict::Deferred { until, why: Denial::Capped }
            }
            _ => Verdict::Denied(Denial::Capped),
        })
    }
}

impl Court<'_> {
    /// `None` if this is an hour at which people where the recipient may be are written to.
    fn hours(&self, facts: &Facts, ask: &Ask) -> Option<Verdict> {
        if !ask.use_.is_marketing() {
            return None;
        }
        let here = self.here(&facts.place);
        let why = Denial::QuietHours;
        match self.clock.borrow_mut().next(self.now, facts.channel, &here.candidates).allowed {
            Allowed::Now => None,
            Allowed::At(until) => Some(Verdict::Deferred { until, why }),
            Allowed::Never => Some(Verdict::Denied(why)),
        }
    }

    fn here(&self, place: &str) -> Rc<Here> {
        let mut heres = self.heres.borrow_mut();
        if let Some(here) = heres.get(place) {
            return Rc::clone(here);
        }
        let candidates = Known::read(place).candidates(self.tenant);
        let life = Life::of(&self.laws, candidates.places(), self.now);
        let here = Rc::new(Here::of(candidates, life));
        heres.insert(place.to_owned(), Rc::clone(&here));
        here
    }
}

impl Here {
    fn of(candidates: Candidates, life: Life) -> Here {
        let zone = candidates.places().first().and_then(|place| TimeZone::get(place.zone.name()).ok());
        Here { candidates, life, zone: zone.unwrap_or(TimeZone::UTC), days: RefCell::default() }
    }

    /// When the day begins that is so many days after today.
    fn day(&self, now: Micros, after: i64) -> Micros {
        *self.days.borrow_mut().entry(after).or_insert_with(|| day_in(&self.zone, now, after))
    }
}

/// What stands against the address or its owner, whatever was agreed to.
fn standing_against(facts: &Facts, ask: &Ask) -> Option<Denial> {
    let against = facts.standings.against;
    let objected =
        |purpose| facts.standings.of(purpose).is_some_and(|standing| standing.state == State::Objected);
    // A request stands while the address is suppressed only if its owner made it afterwards: it may be confirmed, which lifts that. Once it
    // is asked for, and nobody is reminded.
    let requested =
        facts.standings.of(ask.purpose).is_some_and(|standing| standing.state == State::Requested);
    let marketing = match ask.use_ {
        Use::Confirmation => !requested,
        Use::Reminder => true,
        use_ => use_.is_marketing(),
    };
    if against.everything || (against.marketing && marketing) {
        Some(Denial::Suppressed)
    } else if facts.opted_out {
        Some(Denial::OptedOut)
    } else if against.restricted {
        Some(Denial::Restricted)
    } else if objected(Purpose::EVERY) || objected(ask.purpose) {
        Some(Denial::Objected)
    } else {
        None
    }
}

/// Whether a purpose that does this may send this.
fn fits(does: Doing, use_: Use) -> bool {
    match use_ {
        Use::Marketing | Use::Personalised => does == Doing::Markets,
        Use::Renewal => does.writes(),
        Use::Survey => does == Doing::Surveys,
        Use::Service | Use::Support => does == Doing::Informs,
        // Whatever an address may be asked for is confirmed by mail.
        Use::Confirmation | Use::Reminder => does.is_asked_of_an_address(),
    }
}

/// Public directories, and addresses of which nobody knows where they come from or why they may be used, get nothing (C2, R040).
fn source_is_known(source: &str) -> bool {
    !source.is_empty() && !source.starts_with("directory") && !source.starts_with(contact::WITHOUT_BASIS)
}

fn rests_on(purpose: Purpose, entry: i64, at: Micros) -> Evidence {
    Evidence { purpose, entry, at }
}
