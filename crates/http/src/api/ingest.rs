//! What arrives from the shop, what is refused and why, and how far behind its readers are.

use axum::Json;
use axum::extract::State;
use placet_access::{Api, Day, May, TenantPath, actions::IngestRead};
use placet_collect::ingest;
use placet_core::Micros;
use placet_edge::{Problem, Query};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;
use super::overview::Span;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show))
}

/// What came in.
#[derive(Serialize, ToSchema)]
struct Ingest {
    /// Events kept.
    accepted: i64,
    /// What was not kept, by reason, the most frequent first.
    refused: Vec<Refused>,
    /// What was never stored because it was sensitive, the most frequent first. It is left out of an event that may be kept.
    sensitive: Vec<SensitiveRefused>,
    /// Kept and refused by day, the oldest first.
    days: Vec<IngestDay>,
    /// What is accepted and not yet folded into streams.
    lag: IngestLag,
    /// Who reads the events, and how many each has not read.
    readers: Vec<IngestReader>,
}

/// A reason and how often it was one.
#[derive(Serialize, ToSchema)]
struct Refused {
    /// The reason.
    reason: String,
    /// How often.
    n: i64,
}

/// Something sensitive that was not stored.
#[derive(Serialize, ToSchema)]
struct SensitiveRefused {
    /// Where it came in: `track`, `banner`, `form`, `import`, `catalogue`, `console`.
    source: String,
    /// What it looked like: `card`, `iban`, `national_id`, `medical`, `address`.
    found: String,
    /// How often.
    n: i64,
}

/// What came in on one day.
#[derive(Serialize, ToSchema)]
struct IngestDay {
    /// The day.
    day: Day,
    /// Events kept.
    accepted: i64,
    /// What was not kept.
    refused: i64,
}

/// What waits to be folded.
#[derive(Serialize, ToSchema)]
struct IngestLag {
    /// How many entries.
    entries: i64,
    /// How long the oldest has waited.
    age_seconds: i64,
}

/// A reader of events.
#[derive(Serialize, ToSchema)]
struct IngestReader {
    /// Its name.
    name: String,
    /// How many events it has not read.
    behind: i64,
}

/// What came in on the last days.
#[utoipa::path(get, path = "/api/tenants/{tenant}/ingest", tag = "ingest", params(TenantPath, Span),
    responses((status = 200, body = Ingest)), security(("session" = ["ingest:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<IngestRead>,
    Query(span): Query<Span>,
) -> Result<Json<Ingest>, Problem> {
    let days = span.days(7)?;
    let mut tx = may.tenant(api.store()).read("api.ingest").await?;
    let now = tx.clock().now();
    let seen = ingest::ingest(&mut tx, days).await.map_err(ours)?;
    let age = seen.waiting_since.map_or(0, |since| (now - since).max(0) / Micros::SECOND);
    Ok(Json(Ingest {
        accepted: seen.accepted,
        refused: seen.refused.into_iter().map(|(reason, n)| Refused { reason, n }).collect(),
        sensitive: seen
            .sensitive
            .into_iter()
            .map(|one| SensitiveRefused { source: one.source, found: one.found, n: one.n })
            .collect(),
        days: seen
            .days
            .iter()
            .map(|day| IngestDay { day: Day(day.day), accepted: day.accepted, refused: day.refused })
            .collect(),
        lag: IngestLag { entries: seen.waiting, age_seconds: age },
        readers: seen.readers.into_iter().map(|(name, behind)| IngestReader { name, behind }).collect(),
    }))
}
