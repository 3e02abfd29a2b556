//! Journeys, and what came of them in totals.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_access::actions::{JourneysEdit, JourneysRead};
use placet_access::audit::Change;
use placet_access::{Api, IfMatch, Listing, May, Page, TenantPath, Time, Versioned};
use placet_edge::{Json as Body, Problem, Query};
use placet_journey::{self as journey, Changed, Listed, Standing, Status};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show)).routes(routes!(set_status))
}

/// A journey in the list.
#[derive(Serialize, ToSchema)]
struct JourneyRow {
    /// Its number.
    id: i32,
    /// Its name.
    name: String,
    /// Whether it runs.
    status: JourneyStatus,
    /// Its newest version.
    version: i32,
    /// The event that starts it.
    trigger: String,
    /// Whether a click on its messages is counted: that on the button of a request to confirm is not.
    clickable: bool,
    /// When the newest version was saved.
    saved_at: Time,
    /// Who entered.
    entered: i64,
    /// Who waits in it now.
    waiting: i64,
    /// Messages it wanted.
    sent: i64,
    /// Of those, messages that a receiving server took.
    accepted: i64,
    /// Of those, messages of which a link was followed.
    clicked: i64,
    /// Orders credited to it.
    orders: i64,
}

/// A journey with its steps.
#[derive(Serialize, ToSchema)]
struct Journey {
    /// As in the list.
    #[serde(flatten)]
    row: JourneyRow,
    /// The steps of the newest version.
    steps: Vec<JourneyStep>,
    /// Who waits in an older version.
    on_older_versions: i64,
    /// How long after a message of it somebody may enter again, in words such as `7 days`; `null` if at once.
    reentry: Option<String>,
    /// Who is through, by how it ended.
    ended: BTreeMap<String, i64>,
    /// Messages that were not sent, by the gate's reason.
    denied: BTreeMap<String, i64>,
}

/// A step.
#[derive(Serialize, ToSchema)]
struct JourneyStep {
    /// The how-manieth, from 0.
    step: usize,
    /// `wait`, `condition` or `send`.
    kind: &'static str,
    /// What it does, in words.
    text: String,
    /// The template it sends.
    template: Option<String>,
    /// Who stands here now.
    waiting: i64,
    /// How often it was reached.
    reached: i64,
}

/// Whether a journey runs.
#[derive(Clone, Copy, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum JourneyStatus {
    /// People enter it and move on.
    Live,
    /// It stands still.
    Paused,
}

/// What a journey shall do.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewStatus {
    /// Run, or stand still.
    status: JourneyStatus,
}

/// Journeys, newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/journeys", tag = "journeys", params(TenantPath, Listing),
    responses((status = 200, body = Page<JourneyRow>)), security(("session" = ["journeys:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<JourneysRead>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<JourneyRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<i32>()?);
    let mut tx = may.tenant(api.store()).read("api.journeys").await?;
    let found = journey::list(&mut tx, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, |row| JourneyRow::of(&row))))
}

/// One journey with its steps and counts.
#[utoipa::path(get, path = "/api/tenants/{tenant}/journeys/{id}", tag = "journeys", params(TenantPath, ("id" = i32, Path, description = "The journey's number")),
    responses((status = 200, body = Journey, headers(("ETag" = String)))), security(("session" = ["journeys:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<JourneysRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Versioned<Journey>, Problem> {
    let id = number(&id)?;
    let mut tx = may.tenant(api.store()).read("api.journey").await?;
    let found = journey::get(&mut tx, id).await.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let row = JourneyRow::of(&found.listed);
    let steps = found.steps.into_iter().map(|step| JourneyStep {
        step: step.step,
        kind: step.kind.name(),
        text: step.text,
        template: step.template,
        waiting: step.waiting,
        reached: step.reached,
    });
    let version = tag(found.listed.standing);
    let counts = found.listed.counts;
    Ok(Versioned(
        version,
        Journey {
            row,
            steps: steps.collect(),
            on_older_versions: found.on_older_versions,
            reentry: found.reentry,
            ended: counts.ended,
            denied: counts.denied,
        },
    ))
}

/// Pause a journey, or let it go on.
#[utoipa::path(put, path = "/api/tenants/{tenant}/journeys/{id}/status", tag = "journeys", request_body = NewStatus,
    params(TenantPath, ("id" = i32, Path, description = "The journey's number"), ("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 204)), security(("session" = ["journeys:edit"])))]
async fn set_status(
    State(api): State<Api>,
    may: May<JourneysEdit>,
    Path((_, id)): Path<(String, String)>,
    seen: IfMatch,
    Body(wanted): Body<NewStatus>,
) -> Result<StatusCode, Problem> {
    let id = number(&id)?;
    let wanted = match wanted.status {
        JourneyStatus::Live => Status::Live,
        JourneyStatus::Paused => Status::Paused,
    };
    let standing = {
        let mut tx = may.tenant(api.store()).read("api.journey").await?;
        journey::get(&mut tx, id).await.map_err(ours)?.ok_or_else(Problem::not_found)?.listed.standing
    };
    seen.require(&tag(standing))?;
    let changed = transaction!(may.tenant(api.store()), "api.journey_status", |tx| {
        let changed = journey::set_status(tx, id, standing, wanted).await?;
        if let Changed::Done(_) = changed {
            let changes = [Change::of("status", Some(standing.status.name()), Some(wanted.name()))];
            may.record_changes(tx, &id.to_string(), &changes).await?;
        }
        Ok::<_, Error>(changed)
    });
    match changed.map_err(ours)? {
        Changed::Done(_) => Ok(StatusCode::NO_CONTENT),
        Changed::Conflict(_) => Err(Problem::stale()),
        Changed::Unknown => Err(Problem::not_found()),
    }
}

fn number(text: &str) -> Result<i32, Problem> {
    text.parse().map_err(|_| Problem::not_found())
}

/// The version of what can be changed of a journey.
fn tag(standing: Standing) -> String {
    format!("{}-{}", standing.version, standing.status.name())
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Journey(#[from] journey::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl JourneyRow {
    fn of(listed: &Listed) -> JourneyRow {
        let counts = &listed.counts;
        JourneyRow {
            id: listed.id,
            name: listed.name.clone(),
            status: match listed.standing.status {
                Status::Live => JourneyStatus::Live,
                Status::Paused => JourneyStatus::Paused,
            },
            version: listed.standing.version,
            trigger: listed.trigger.clone(),
            clickable: listed.clickable,
            saved_at: Time(listed.saved_at),
            entered: counts.entered,
            waiting: counts.waiting,
            sent: counts.sent,
            accepted: counts.accepted,
            clicked: counts.clicked,
            orders: counts.orders,
        }
    }
}
