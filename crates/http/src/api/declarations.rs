//! A company's own events: which came and are not kept, and declaring them with a purpose.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_access::actions::{DeclarationsEdit, DeclarationsRead};
use placet_access::audit::Change;
use placet_access::{Api, Day, May, TenantPath, Time};
use placet_collect::declaration::{self, Declaration as Declared};
use placet_collect::{dictionary, ingest};
use placet_edge::{Json as Body, Problem};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

/// Over how many days names are gathered that nobody declared, and how many are shown.
const DAYS: u32 = 30;
const NAMES: u32 = 200;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(undeclared)).routes(routes!(list, declare)).routes(routes!(end))
}

/// Names of events that came and are not kept.
#[derive(Serialize, ToSchema)]
struct UndeclaredEvents {
    /// The most frequent first.
    items: Vec<UndeclaredEvent>,
}

/// The name of an event that nobody declared.
#[derive(Serialize, ToSchema)]
struct UndeclaredEvent {
    /// The name; `…` stands for names that may not be shown.
    name: String,
    /// How often it came in thirty days.
    n: i64,
    /// The last day it came.
    last_day: Day,
}

/// The declared events of a company's own.
#[derive(Serialize, ToSchema)]
struct Declarations {
    /// The newest first.
    items: Vec<Declaration>,
}

/// An event of a company's own: what it is kept for, and what of it.
#[derive(Serialize, ToSchema)]
struct Declaration {
    /// Its name.
    name: String,
    /// What it is kept for.
    purpose: String,
    /// Which of its properties are kept.
    properties: Vec<DeclaredProperty>,
    /// Since when.
    created_at: Time,
}

/// A property of a declared event.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DeclaredProperty {
    /// Its name.
    #[schema(pattern = "^[a-z][a-z0-9_]{0,39}$")]
    name: String,
    /// What it holds: `id`, `text`, `count`, `rating`, `money`, `currency`, `path`.
    shape: String,
}

/// An event to be declared.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewDeclaration {
    /// Its name, as it is sent.
    name: String,
    /// What it is kept for: `tracking`.
    purpose: String,
    /// Which of its properties are kept; none if none are named.
    #[serde(default)]
    #[schema(max_items = 20)]
    properties: Vec<DeclaredProperty>,
}

/// Names of events that came within thirty days and are not kept, for nobody declared them.
#[utoipa::path(get, path = "/api/tenants/{tenant}/undeclared", tag = "ingest", params(TenantPath),
    responses((status = 200, body = UndeclaredEvents)), security(("session" = ["declarations:read"])))]
async fn undeclared(
    State(api): State<Api>,
    may: May<DeclarationsRead>,
) -> Result<Json<UndeclaredEvents>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.undeclared").await?;
    let names = ingest::undeclared(&mut tx, DAYS, NAMES).await.map_err(ours)?;
    let declared = declaration::declarations(&mut tx).await.map_err(ours)?;
    let is_new = |name: &str| declared.iter().all(|one| !dictionary::same(&one.name, name));
    let names = names.into_iter().filter(|one| is_new(&one.name));
    let items = names.map(|one| UndeclaredEvent { name: one.name, n: one.n, last_day: Day(one.last_day) });
    Ok(Json(UndeclaredEvents { items: items.collect() }))
}

/// The declared events of the company's own.
#[utoipa::path(get, path = "/api/tenants/{tenant}/declarations", tag = "ingest", params(TenantPath),
    responses((status = 200, body = Declarations)), security(("session" = ["declarations:read"])))]
async fn list(State(api): State<Api>, may: May<DeclarationsRead>) -> Result<Json<Declarations>, Problem> {
    let mut tx = may.tenant(api.store()).read("api.declarations").await?;
    let declared = declaration::declarations(&mut tx).await.map_err(ours)?;
    Ok(Json(Declarations { items: declared.into_iter().map(Declaration::of).collect() }))
}

/// Declare an event with its purpose: from now on it is kept, of those who agreed to that.
#[utoipa::path(post, path = "/api/tenants/{tenant}/declarations", tag = "ingest", request_body = NewDeclaration,
    params(TenantPath, ("Idempotency-Key" = Option<String>, Header, description = "The same request once")),
    responses((status = 201, body = Declaration)), security(("session" = ["declarations:edit"])))]
async fn declare(
    State(api): State<Api>,
    may: May<DeclarationsEdit>,
    Body(asked): Body<NewDeclaration>,
) -> Result<(StatusCode, Json<Declaration>), Problem> {
    let properties = asked.properties.into_iter();
    let new = declaration::New {
        name: asked.name,
        purpose: asked.purpose,
        properties: properties
            .map(|one| declaration::Property { name: one.name, shape: one.shape })
            .collect(),
    };
    let declared = transaction!(may.tenant(api.store()), "api.declare", |tx| {
        let now = tx.clock().now();
        let declared = declaration::declare(tx, &new, now).await?;
        let changes = [Change::of("purpose", None, Some(&declared.purpose.name()))];
        may.record_changes(tx, &format!("{} declared", declared.name), &changes).await?;
        Ok::<_, Error>(declared)
    });
    match declared {
        Ok(declared) => Ok((StatusCode::CREATED, Json(Declaration::of(declared)))),
        Err(Error::Collect(error)) => Err(placet_collect::problem(error)),
        Err(error) => Err(ours(error)),
    }
}

/// End a declaration: events of this name are not kept any more; what is stored ends by its term.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/declarations/{name}", tag = "ingest", params(TenantPath, ("name" = String, Path, description = "The event's name")),
    responses((status = 204)), security(("session" = ["declarations:edit"])))]
async fn end(
    State(api): State<Api>,
    may: May<DeclarationsEdit>,
    Path((_, name)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let ended = transaction!(may.tenant(api.store()), "api.end_declaration", |tx| {
        let ended = declaration::end(tx, &name).await?;
        if ended {
            may.record(tx, &format!("{name} ended")).await?;
        }
        Ok::<_, Error>(ended)
    });
    if ended.map_err(ours)? { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Collect(#[from] placet_collect::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl Declaration {
    fn of(declared: Declared) -> Declaration {
        let properties = declared.properties.into_iter();
        Declaration {
            name: declared.name,
            purpose: declared.purpose.name().into_owned(),
            properties: properties.map(|one| DeclaredProperty { name: one.name, shape: one.shape }).collect(),
            created_at: Time(declared.created_at),
        }
    }
}
