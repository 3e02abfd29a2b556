//! The ledger of one person: everything they said, and what was known of that on a day.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::{Path, State};
use placet_access::{Api, May, TenantPath, Time, actions::LedgerRead};
use placet_core::{Id, Micros};
use placet_edge::{Problem, Query};
use placet_permission::person::{self, Of, Said};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::messages::DecisionEvidence;
use super::{channel, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(ledger))
}

/// As known when.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Known {
    /// A day in UTC, as `2026-11-22`: what was known at its end. Without it: what is known now.
    #[param(format = "date")]
    known: Option<String>,
}

/// What the ledger says of a person.
#[derive(Serialize, ToSchema)]
struct Ledger {
    /// The moment whose knowledge this is.
    known_at: Time,
    /// Every entry, the newest knowledge first.
    entries: Vec<LedgerEntry>,
    /// Where the person's consents stood, as far as was known.
    standings: Vec<LedgerStanding>,
}

/// An entry about a person.
#[derive(Serialize, ToSchema)]
struct LedgerEntry {
    /// What it says: `at` is when it was said.
    #[serde(flatten)]
    said: DecisionEvidence,
    /// When it was learnt of.
    known_at: Time,
    /// Whom it is about.
    #[serde(flatten)]
    about: LedgerAbout,
    /// Further facts, by their names.
    #[schema(value_type = Object)]
    facts: BTreeMap<String, Value>,
}

/// Whom a consent belongs to.
#[derive(Serialize, ToSchema)]
struct LedgerAbout {
    /// `email` or `sms`, if it belongs to an address.
    channel: Option<&'static str>,
    /// The address, by the contact's id; `null` if it belongs to a device or the person.
    contact: Option<String>,
    /// Whether it belongs to a device.
    device: bool,
}

/// Where a consent stood.
#[derive(Serialize, ToSchema)]
struct LedgerStanding {
    /// For what.
    purpose: String,
    /// Whom it belongs to.
    #[serde(flatten)]
    about: LedgerAbout,
    /// Where it stood.
    state: &'static str,
    /// Whether it was a yes that held.
    holds: bool,
    /// Since when.
    at: Time,
    /// The entry that says so.
    entry: i64,
}

/// All that a person said, and what was done about it, as far as it was known on a day. Looking is written down.
#[utoipa::path(get, path = "/api/tenants/{tenant}/profiles/{id}/ledger", tag = "profiles",
    params(TenantPath, ("id" = String, Path, description = "The profile's id"), Known), responses((status = 200, body = Ledger)), security(("session" = ["ledger:read"])))]
async fn ledger(
    State(api): State<Api>,
    may: May<LedgerRead>,
    Path((_, id)): Path<(String, String)>,
    Query(known): Query<Known>,
) -> Result<Json<Ledger>, Problem> {
    let id = Id::parse("prof", &id).map_err(|_| Problem::not_found())?;
    let day = known.known.filter(|day| !day.is_empty()).map(|day| end_of(&day)).transpose()?;
    if day.is_some_and(|end| end.day() > api.store().clock().now().day()) {
        return Err(Problem::bad_request("known", "is a day that has not come yet"));
    }
    let found = transaction!(may.tenant(api.store()), "api.ledger", |tx| {
        let Some(found) = placet_profile::person::get(tx, id).await? else { return Ok(None) };
        may.record(tx, &id.text("prof")).await?;
        let now = tx.clock().now();
        let known_at = day.map_or(now, |end: Micros| end.min(now));
        Ok::<_, Error>(Some((known_at, person::ledger(tx, id, &found.devices(), known_at).await?)))
    });
    let (known_at, ledger) = found.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let standings = ledger.standings.into_iter().map(|(of, purpose, standing, holds)| LedgerStanding {
        purpose: purpose.name().into_owned(),
        about: LedgerAbout::of(of),
        state: standing.state.name(),
        holds,
        at: Time(standing.at),
        entry: standing.entry,
    });
    Ok(Json(Ledger {
        known_at: Time(known_at),
        entries: ledger.entries.into_iter().rev().map(LedgerEntry::of).collect(),
        standings: standings.collect(),
    }))
}

/// The last moment of a day.
fn end_of(day: &str) -> Result<Micros, Problem> {
    let is_day = day.len() == 10;
    let begins = is_day.then(|| Micros::parse(&format!("{day}T00:00:00Z"))).flatten();
    let begins = begins.ok_or_else(|| Problem::bad_request("known", "expected a day such as 2026-11-22"))?;
    Ok(Micros(begins.0 + Micros::DAY - 1))
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl LedgerEntry {
    fn of(said: Said) -> LedgerEntry {
        LedgerEntry {
            known_at: Time(said.shown.known_at),
            about: LedgerAbout::of(said.of),
            facts: said.evidence,
            said: DecisionEvidence::of(said.shown),
        }
    }
}

impl LedgerAbout {
    fn of(of: Of) -> LedgerAbout {
        match of {
            Of::Contact(id, by) => {
                LedgerAbout { channel: Some(channel(by)), contact: Some(id.text("con")), device: false }
            }
            Of::Device(_) => LedgerAbout { channel: None, contact: None, device: true },
            Of::Profile => LedgerAbout { channel: None, contact: None, device: false },
        }
    }
}
