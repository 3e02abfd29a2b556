//! A decision of the gate as the API tells it: the questions in their order, the facts, the entries of the ledger, and the same question
//! again on the same facts.

use placet_access::{Api, Time};
use placet_core::Id;
use placet_permission::contact::Class;
use placet_permission::explain::{Came, Check, Explained};
use placet_permission::hours::{Allowed, Bar, By};
use placet_permission::place::Place;
use placet_permission::{Decision, Denial, Error, Use, Verdict, cap, ledger};
use placet_store::Tx;
use serde::Serialize;
use utoipa::ToSchema;

use super::channel;
use super::messages::DecisionEvidence;

/// What the gate decided, and on what.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionTold {
    /// `granted`, `deferred` or `denied`.
    outcome: &'static str,
    /// When.
    at: Time,
    /// Why not, or not now.
    denial: Option<&'static str>,
    /// Until when it waits, if it is deferred.
    until: Option<Time>,
    /// What was to be sent: `confirmation`, `marketing`, `personalised`, `service`, `survey`, `support`.
    #[serde(rename = "use")]
    use_: &'static str,
    /// For which purpose.
    purpose: String,
    /// The version of the tenant's rules it was decided by.
    rules: Option<i32>,
    /// The tenant's time zone on that day.
    zone: Option<String>,
    /// The entries of the ledger it rests on.
    evidence: Vec<DecisionEvidence>,
    /// The gate's questions, in their order; none of a decision that was kept without its facts.
    checks: Vec<DecisionCheck>,
    /// What was known.
    facts: Option<DecisionFacts>,
    /// The same question today, on the same facts and the rules of that day.
    again: Option<DecisionAgain>,
}

/// A question of the gate and what came of it.
#[derive(Serialize, ToSchema)]
struct DecisionCheck {
    /// Which.
    check: Check,
    /// What came of it.
    came: Came,
}

/// What was known when it was decided. No address is among it.
#[derive(Serialize, ToSchema)]
struct DecisionFacts {
    /// `email` or `sms`.
    channel: &'static str,
    /// `claimed` or `verified`.
    class: &'static str,
    /// Where the address came from.
    source: String,
    /// Where the person may be.
    places: Vec<DecisionPlace>,
    /// Where consents stood.
    consents: Vec<DecisionConsent>,
    /// How full the caps were, the person's own among them.
    caps: Vec<DecisionCap>,
    /// Until when the person had asked for a pause.
    paused_until: Option<Time>,
    /// Since how many days nothing was known of the person.
    idle_days: Option<i64>,
    /// How much the person is drawn to what it shows, 0 to 1.
    affinity: Option<f32>,
    /// Whether the hour was one to write at.
    hours: Option<DecisionHours>,
}

/// A place where somebody may be.
#[derive(Serialize, ToSchema)]
struct DecisionPlace {
    /// Its country, ISO 3166-1.
    country: Option<String>,
    /// Its time zone.
    zone: &'static str,
}

/// Where a consent stood.
#[derive(Serialize, ToSchema)]
struct DecisionConsent {
    /// For what.
    purpose: String,
    /// Where it stood.
    state: &'static str,
    /// Since when.
    at: Time,
    /// The entry that says so.
    entry: i64,
}

/// A cap and how full it was.
#[derive(Serialize, ToSchema)]
struct DecisionCap {
    /// The cap.
    cap: cap::Cap,
    /// Whether it was the person's own wish.
    own: bool,
    /// How many messages counted.
    counted: usize,
    /// When there is room again, if there was none.
    full_until: Option<Time>,
}

/// What was said about the hour.
#[derive(Serialize, ToSchema)]
struct DecisionHours {
    /// `now`, `later` or `never`.
    allowed: &'static str,
    /// When, if later.
    at: Option<Time>,
    /// `law` or `choice`, if something stood against it.
    by: Option<&'static str>,
    /// `hour`, `weekday` or `holiday`.
    bar: Option<&'static str>,
    /// Where that holds.
    place: Option<DecisionPlace>,
}

/// The answer today.
#[derive(Serialize, ToSchema)]
struct DecisionAgain {
    /// `granted`, `deferred` or `denied`.
    outcome: &'static str,
    /// Why not, or not now.
    denial: Option<&'static str>,
    /// Whether it is the answer of that day.
    same: bool,
}

impl DecisionTold {
    /// A decision with all that can be told of it.
    pub(super) async fn of(api: &Api, tx: &mut Tx, decision: &Decision) -> Result<DecisionTold, Error> {
        let verdict = verdict_of(decision);
        let explained = api.gate().explain(tx, decision).await?;
        let mut evidence = Vec::new();
        for one in &decision.evidence {
            evidence.extend(ledger::shown(tx, one.entry).await?.map(DecisionEvidence::of));
        }
        let told = explained.as_ref();
        Ok(DecisionTold {
            outcome: outcome(verdict),
            at: Time(decision.at),
            denial: denial(verdict),
            until: match verdict {
                Verdict::Deferred { until, .. } => Some(Time(until)),
                _ => None,
            },
            use_: use_name(decision.use_),
            purpose: decision.asked().purpose.name().into_owned(),
            rules: decision.facts.is_some().then_some(decision.rules),
            zone: decision.zone.clone(),
            evidence,
            checks: told.map(checks).unwrap_or_default(),
            facts: told.and_then(|told| DecisionFacts::of(decision, told)),
            again: told.map(|told| DecisionAgain {
                outcome: outcome(told.ruling.verdict),
                denial: denial(told.ruling.verdict),
                same: told.ruling.verdict == verdict,
            }),
        })
    }

    /// Whether it is a yes.
    pub(super) fn is_granted(&self) -> bool {
        self.outcome == "granted"
    }
}

fn checks(told: &Explained) -> Vec<DecisionCheck> {
    told.checks.iter().map(|(check, came)| DecisionCheck { check: *check, came: *came }).collect()
}

impl DecisionFacts {
    fn of(decision: &Decision, told: &Explained) -> Option<DecisionFacts> {
        let facts = decision.facts.as_ref()?;
        let consents = facts.standings.consents.iter().map(|(purpose, standing)| DecisionConsent {
            purpose: purpose.name().into_owned(),
            state: standing.state.name(),
            at: Time(standing.at),
            entry: standing.entry,
        });
        let caps = told.windows.iter().map(|window| DecisionCap {
            cap: window.cap,
            own: window.own,
            counted: window.counted,
            full_until: window.full_until.map(Time),
        });
        Some(DecisionFacts {
            channel: channel(facts.channel),
            class: class(facts.class),
            source: facts.source.clone(),
            places: told.places.iter().map(DecisionPlace::of).collect(),
            consents: consents.collect(),
            caps: caps.collect(),
            paused_until: facts.wish.paused_until.map(Time),
            idle_days: told.idle_days,
            affinity: decision.asked().affinity,
            hours: told.hours.map(|answer| DecisionHours {
                allowed: match answer.allowed {
                    Allowed::Now => "now",
                    Allowed::At(_) => "later",
                    Allowed::Never => "never",
                },
                at: match answer.allowed {
                    Allowed::At(at) => Some(Time(at)),
                    Allowed::Now | Allowed::Never => None,
                },
                by: answer.held.map(|held| match held.by {
                    By::Law => "law",
                    By::Choice => "choice",
                }),
                bar: answer.held.map(|held| match held.bar {
                    Bar::Hour => "hour",
                    Bar::Weekday => "weekday",
                    Bar::Holiday => "holiday",
                }),
                place: answer.held.map(|held| DecisionPlace::of(&held.place)),
            }),
        })
    }
}

impl DecisionPlace {
    fn of(place: &Place) -> DecisionPlace {
        DecisionPlace {
            country: place.country.map(|country| country.code().to_owned()),
            zone: place.zone.name(),
        }
    }
}

/// How sure it is that an address is somebody's.
pub(super) fn class(class: Class) -> &'static str {
    match class {
        Class::Claimed => "claimed",
        Class::Verified => "verified",
    }
}

/// The id of a denied decision.
pub(super) fn decision_id(id: Id) -> String {
    id.text("dec")
}

/// What a message is, in the API's words.
pub(super) fn use_name(use_: Use) -> &'static str {
    match use_ {
        Use::Confirmation => "confirmation",
        Use::Marketing => "marketing",
        Use::Personalised => "personalised",
        Use::Service => "service",
        Use::Survey => "survey",
        Use::Support => "support",
        Use::Reminder => "reminder",
        Use::Renewal => "renewal",
    }
}

fn verdict_of(decision: &Decision) -> Verdict {
    match (decision.denied, decision.deferred) {
        (Some(denial), _) => Verdict::Denied(denial),
        (None, Some((until, why))) => Verdict::Deferred { until, why },
        (None, None) => Verdict::Granted,
    }
}

fn outcome(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Granted => "granted",
        Verdict::Deferred { .. } => "deferred",
        Verdict::Denied(_) => "denied",
    }
}

fn denial(verdict: Verdict) -> Option<&'static str> {
    match verdict {
        Verdict::Granted => None,
        Verdict::Deferred { why, .. } => Some(Denial::name(why)),
        Verdict::Denied(denial) => Some(denial.name()),
    }
}
