//! Why somebody was not written to: totals by reason, and each denied attempt that is kept, with the way the gate came to it.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use placet_access::{Api, Day, Listing, May, Page, TenantPath, Time, actions::DecisionsRead};
use placet_core::Id;
use placet_deliver::ledger::decisions::{self, Listed, Only};
use placet_edge::{Problem, Query};
use placet_measure::report;
use placet_permission::contact;
use placet_permission::policy::{Doing, Policy};
use placet_permission::{Ask, Denial, Purpose, Use};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::decision::{DecisionTold, class, decision_id, use_name};
use super::overview::Span;
use super::{JourneyRef, Journeys, channel, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(totals))
        .routes(routes!(list))
        .routes(routes!(show))
        .routes(routes!(possible))
}

/// Messages that were not sent, in totals.
#[derive(Serialize, ToSchema)]
struct DecisionTotals {
    /// The first day.
    from_day: Day,
    /// The last day: today.
    to_day: Day,
    /// How many in all.
    denied: i64,
    /// By reason, the most frequent first.
    reasons: Vec<ReasonCount>,
    /// How often a message had to wait, by reason.
    held: Vec<ReasonCount>,
    /// By journey, the one with the most first.
    journeys: Vec<JourneyDenied>,
    /// Every day, the oldest first.
    days: Vec<DayDenied>,
}

/// A reason and how often.
#[derive(Serialize, ToSchema)]
struct ReasonCount {
    /// The reason.
    reason: String,
    /// How often.
    n: i64,
}

/// What was not sent of a journey.
#[derive(Serialize, ToSchema)]
struct JourneyDenied {
    /// Which.
    journey: JourneyRef,
    /// How many in all.
    denied: i64,
    /// By reason, the most frequent first.
    reasons: Vec<ReasonCount>,
}

/// What was not sent on a day.
#[derive(Serialize, ToSchema)]
struct DayDenied {
    /// The day.
    day: Day,
    /// How many.
    denied: i64,
}

/// Which denied attempts.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of this journey, by its number.
    journey: Option<i32>,
    /// Those for this reason.
    #[param(max_length = 40)]
    reason: Option<String>,
    /// Those about this person, by the profile's id.
    profile: Option<String>,
}

/// A denied attempt in the list.
#[derive(Serialize, ToSchema)]
struct DecisionRow {
    /// Its id.
    id: String,
    /// When.
    at: Time,
    /// About whom, by the profile's id.
    profile: String,
    /// The journey that wanted to send.
    journey: JourneyRef,
    /// Why not.
    reason: String,
}

/// A denied attempt.
#[derive(Serialize, ToSchema)]
struct DecisionFound {
    /// As in the list.
    #[serde(flatten)]
    row: DecisionRow,
    /// What the gate said; nothing where it was not asked, for there was nobody to ask about.
    decision: Option<DecisionTold>,
}

/// What could be sent to a person at this moment.
#[derive(Serialize, ToSchema)]
struct Possible {
    /// When that was asked.
    at: Time,
    /// For each address, purpose and kind of message.
    items: Vec<PossibleRow>,
}

/// Whether such a message could be sent.
#[derive(Serialize, ToSchema)]
struct PossibleRow {
    /// The address, by the contact's id.
    contact: String,
    /// `email` or `sms`.
    channel: &'static str,
    /// `claimed` or `verified`.
    class: &'static str,
    /// The purpose's name.
    purpose: String,
    /// What people call it.
    title: String,
    /// What would be sent.
    #[serde(rename = "use")]
    use_: &'static str,
    /// Whether it could.
    granted: bool,
    /// What the gate says.
    decision: DecisionTold,
}

/// Messages that the gate did not let through, in totals of the last days.
#[utoipa::path(get, path = "/api/tenants/{tenant}/decision-totals", tag = "decisions", params(TenantPath, Span),
    responses((status = 200, body = DecisionTotals)), security(("session" = ["decisions:read"])))]
async fn totals(
    State(api): State<Api>,
    may: May<DecisionsRead>,
    Query(span): Query<Span>,
) -> Result<Json<DecisionTotals>, Problem> {
    let days = i64::from(span.days(30)?);
    let mut tx = may.tenant(api.store()).read("api.decision_totals").await?;
    let to_day = tx.clock().now().day();
    let from_day = to_day - days + 1;
    let lines = report::totals(&mut tx, None, from_day, to_day).await.map_err(ours)?;
    let names = Journeys::of(&mut tx).await?;
    let (mut reasons, mut held) = (BTreeMap::new(), BTreeMap::new());
    let mut journeys = BTreeMap::<i32, BTreeMap<String, i64>>::new();
    let mut by_day: BTreeMap<i64, i64> = (from_day..=to_day).map(|day| (day, 0)).collect();
    for line in &lines {
        if let Some(reason) = line.kind.strip_prefix("held:") {
            *held.entry(reason.to_owned()).or_default() += line.n;
        }
        let Some(reason) = line.kind.strip_prefix("denied:") else { continue };
        *reasons.entry(reason.to_owned()).or_default() += line.n;
        *journeys.entry(line.origin).or_default().entry(reason.to_owned()).or_default() += line.n;
        *by_day.entry(line.day).or_default() += line.n;
    }
    let mut journeys: Vec<JourneyDenied> = journeys
        .into_iter()
        .map(|(id, reasons)| JourneyDenied {
            journey: names.get(id),
            denied: reasons.values().sum(),
            reasons: most_first(reasons),
        })
        .collect();
    journeys.sort_by_key(|journey| -journey.denied);
    Ok(Json(DecisionTotals {
        from_day: Day(from_day),
        to_day: Day(to_day),
        denied: reasons.values().sum(),
        reasons: most_first(reasons),
        held: most_first(held),
        journeys,
        days: by_day.into_iter().map(|(day, denied)| DayDenied { day: Day(day), denied }).collect(),
    }))
}

fn most_first(counts: BTreeMap<String, i64>) -> Vec<ReasonCount> {
    let mut counts: Vec<_> = counts.into_iter().map(|(reason, n)| ReasonCount { reason, n }).collect();
    counts.sort_by_key(|one| -one.n);
    counts
}

/// Denied attempts, the newest first. They are kept for 90 days.
#[utoipa::path(get, path = "/api/tenants/{tenant}/decisions", tag = "decisions", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<DecisionRow>)), security(("session" = ["decisions:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<DecisionsRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<DecisionRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<Id>()?);
    if which.reason.as_ref().is_some_and(|reason| Denial::ALL.iter().all(|one| one.name() != reason)) {
        return Err(Problem::bad_request("reason", "is none of the reasons for a no"));
    }
    let profile = which.profile.as_deref().map(|id| Id::parse("prof", id)).transpose();
    let only = Only {
        origin: which.journey,
        reason: which.reason,
        profile: profile.map_err(|_| Problem::bad_request("profile", "is no profile's id"))?,
    };
    let mut tx = may.tenant(api.store()).read("api.decisions").await?;
    let journeys = Journeys::of(&mut tx).await?;
    let found = decisions::newest(&mut tx, &only, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, |one| DecisionRow::of(one, &journeys))))
}

/// One denied attempt: what the gate asked, what it was answered, and on which facts. Looking is written down.
#[utoipa::path(get, path = "/api/tenants/{tenant}/decisions/{id}", tag = "decisions",
    params(TenantPath, ("id" = String, Path, description = "The decision's id")), responses((status = 200, body = DecisionFound)), security(("session" = ["decisions:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<DecisionsRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<DecisionFound>, Problem> {
    let id = Id::parse("dec", &id).map_err(|_| Problem::not_found())?;
    let found = transaction!(may.tenant(api.store()), "api.decision", |tx| {
        let Some(found) = decisions::find(tx, id).await? else { return Ok(None) };
        may.record(tx, &decision_id(id)).await?;
        let decision = match &found.line.decision {
            Some(decision) => Some(DecisionTold::of(&api, tx, decision).await?),
            None => None,
        };
        Ok::<_, Error>(Some((found, decision)))
    });
    let (found, decision) = found.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let journeys = Journeys::of(&mut may.tenant(api.store()).read("api.journeys").await?).await?;
    Ok(Json(DecisionFound { row: DecisionRow::of(found, &journeys), decision }))
}

/// What could be sent to a person now, by which address and for what: the gate is asked, and nothing changes. Looking is written down.
#[utoipa::path(get, path = "/api/tenants/{tenant}/profiles/{id}/possible", tag = "decisions",
    params(TenantPath, ("id" = String, Path, description = "The profile's id")), responses((status = 200, body = Possible)), security(("session" = ["decisions:read"])))]
async fn possible(
    State(api): State<Api>,
    may: May<DecisionsRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Possible>, Problem> {
    let id = Id::parse("prof", &id).map_err(|_| Problem::not_found())?;
    let keys = api.keyring().keys(may.tenant(api.store())).await.map_err(ours)?;
    let found = transaction!(may.tenant(api.store()), "api.possible", |tx| {
        if placet_profile::person::get(tx, id).await?.is_none() {
            return Ok(None);
        }
        may.record(tx, &id.text("prof")).await?;
        let rules = api.gate().rules(tx).await?;
        let mut items = Vec::new();
        for contact in contact::of_profile(tx, id).await? {
            for (ask, title) in asks(rules.policy()) {
                let decision = api.gate().ask(tx, &keys, &rules, &contact, &ask).await?;
                let decision = DecisionTold::of(&api, tx, &decision).await?;
                items.push(PossibleRow {
                    contact: contact.id.text("con"),
                    channel: channel(contact.channel),
                    class: class(contact.class),
                    purpose: ask.purpose.name().into_owned(),
                    title,
                    use_: use_name(ask.use_),
                    granted: decision.is_granted(),
                    decision,
                });
            }
        }
        Ok::<_, Error>(Some(Possible { at: Time(tx.clock().now()), items }))
    });
    found.map_err(ours)?.map(Json).ok_or_else(Problem::not_found)
}

/// What a tenant may ask of the gate: each kind of message that one of its purposes sends.
fn asks(policy: &Policy) -> Vec<(Ask, String)> {
    let mut asks = Vec::new();
    for terms in policy.purposes.iter().filter(|terms| terms.active) {
        let uses: &[Use] = match terms.does {
            Doing::Markets => &[Use::Marketing, Use::Personalised],
            Doing::Surveys => &[Use::Survey],
            Doing::Informs if terms.purpose == Purpose::SUPPORT => &[Use::Support],
            Doing::Informs => &[Use::Service],
            _ => &[],
        };
        let of = |use_: &Use| (Ask { purpose: terms.purpose, ..Ask::new(*use_) }, terms.title.clone());
        asks.extend(uses.iter().map(of));
    }
    asks
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Ledger(#[from] placet_deliver::ledger::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl DecisionRow {
    fn of(found: Listed, journeys: &Journeys) -> DecisionRow {
        DecisionRow {
            id: decision_id(found.id),
            at: Time(found.line.at),
            profile: found.line.profile,
            journey: journeys.get(found.origin),
            reason: found.line.reason,
        }
    }
}
