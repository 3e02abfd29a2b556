//! Imports of people: what is instructed, the rows part by part, and what came of it.

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use placet_access::actions::{ImportsRead, ImportsWrite};
use placet_access::{Action, Api, Listing, May, Page, TenantPath};
use placet_collect::import::{
    self, By, Import, NewImport, PartNumber, ShownImport, ShownPart, ShownWords, attestation,
};
use placet_collect::problem;
use placet_core::Id;
use placet_edge::{Json as Body, Problem, Query};
use placet_store::tenants::TenantRecord;
use placet_store::transaction;
use std::sync::Arc;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(list, begin))
        .routes(routes!(words))
        .routes(routes!(show))
        .routes(routes!(rows))
        .routes(routes!(close))
}

/// The imports, the newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/imports", tag = "imports", params(TenantPath, Listing),
    responses((status = 200, body = Page<ShownImport>)), security(("session" = ["imports:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<ImportsRead>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<ShownImport>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<i64>()?);
    let mut tx = may.tenant(api.store()).read("api.imports").await?;
    let imports = import::list(&mut tx, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(imports, ShownImport::from)))
}

/// The words by which the company answers for an import; their version is accepted with it.
#[utoipa::path(get, path = "/api/tenants/{tenant}/imports/attestation", tag = "imports", params(TenantPath),
    responses((status = 200, body = ShownWords)), security(("session" = ["imports:read"])))]
async fn words(_: May<ImportsRead>) -> Result<Json<ShownWords>, Problem> {
    attestation(None).map(|words| Json(words.into())).ok_or_else(Problem::not_found)
}

/// Begin an import: whose addresses come in, from where, on which basis and evidence. It is kept as the company's instruction and never
/// changed; 409 `/problems/agreement-missing` until the company has accepted its duties as controller.
#[utoipa::path(post, path = "/api/tenants/{tenant}/imports", tag = "imports", request_body = NewImport,
    params(TenantPath, ("Idempotency-Key" = Option<String>, Header, description = "The same request once")),
    responses((status = 201, body = ShownImport)), security(("session" = ["imports:write"])))]
async fn begin(
    State(api): State<Api>,
    may: May<ImportsWrite>,
    Body(asked): Body<NewImport>,
) -> Result<(StatusCode, Json<ShownImport>), Problem> {
    let record = company(&api, &may).await?;
    let begun = transaction!(may.tenant(api.store()), "api.import_begin", |tx| {
        let import = import::begin(tx, &record.time_zone, &asked, &By::Member(may.member())).await?;
        may.record(tx, &format!("{} begun, instruction INS-{}", import.name(), import.number)).await?;
        Ok::<_, Error>(import)
    });
    Ok((StatusCode::CREATED, Json(begun.map_err(Error::problem)?.into())))
}

/// An import.
#[utoipa::path(get, path = "/api/tenants/{tenant}/imports/{id}", tag = "imports", params(TenantPath, ("id" = String, Path, description = "The import's id")),
    responses((status = 200, body = ShownImport)), security(("session" = ["imports:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<ImportsRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<ShownImport>, Problem> {
    let import = named(&api, &may, &id).await?;
    let members = api.colleagues(may.tenant(api.store())).await.map_err(ours)?;
    Ok(Json(ShownImport::from(import).signed(&members)))
}

/// Send a part: up to 10,000 rows and 1 MiB. The parts are numbered from 1; the same part again is taken once and answered as before, so
/// after a failure it is sent again. The same number with other rows is 422.
#[utoipa::path(post, path = "/api/tenants/{tenant}/imports/{id}/rows", tag = "imports",
    params(TenantPath, ("id" = String, Path, description = "The import's id"), ("part" = i32, Query, description = "The part's number, from 1")),
    request_body(content((String = "text/csv"), (String = "application/x-ndjson")), description = "CSV with a line of names, or an object on each line"),
    responses((status = 200, body = ShownPart)), security(("session" = ["imports:write"])))]
async fn rows(
    State(api): State<Api>,
    may: May<ImportsWrite>,
    Path((_, id)): Path<(String, String)>,
    part: Result<Query<PartNumber>, Problem>,
    headers: HeaderMap,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<ShownPart>, Problem> {
    let import = named(&api, &may, &id).await?;
    let record = company(&api, &may).await?;
    let (lines, part) = (import::body(&import, &headers, sent)?, part?.0.part);
    let tenant = may.tenant(api.store());
    let taken = import::take(tenant, api.keyring(), &record, &import, part, &lines).await;
    taken.map(|part| Json(part.into())).map_err(problem)
}

/// Close an import: all its parts have come. Only now is told what came of it, in figures that name nobody.
#[utoipa::path(post, path = "/api/tenants/{tenant}/imports/{id}/close", tag = "imports", params(TenantPath, ("id" = String, Path, description = "The import's id")),
    responses((status = 200, body = ShownImport)), security(("session" = ["imports:write"])))]
async fn close(
    State(api): State<Api>,
    may: May<ImportsWrite>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<ShownImport>, Problem> {
    let import = named(&api, &may, &id).await?;
    let closed = transaction!(may.tenant(api.store()), "api.import_close", |tx| {
        let closed = import::close(tx, import.id).await?;
        if import.closed_at.is_none() {
            may.record(tx, &format!("{} closed", import.name())).await?;
        }
        Ok::<_, Error>(closed)
    });
    let closed = closed.map_err(Error::problem)?.ok_or_else(Problem::not_found)?;
    Ok(Json(closed.into()))
}

/// The import that a path names.
async fn named<A: Action>(api: &Api, may: &May<A>, id: &str) -> Result<Import, Problem> {
    let id = Id::parse("imp", id).map_err(|_| Problem::not_found())?;
    let mut tx = may.tenant(api.store()).read("api.import").await?;
    import::get(&mut tx, id).await.map_err(problem)?.ok_or_else(Problem::not_found)
}

/// The company that a path names, with its language and its zone.
async fn company<A: Action>(api: &Api, may: &May<A>) -> Result<Arc<TenantRecord>, Problem> {
    api.directory().by_id(may.tenant_id()).await?.ok_or_else(Problem::not_found)
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

impl Error {
    fn problem(self) -> Problem {
        match self {
            Error::Collect(error) => problem(error),
            error => ours(error),
        }
    }
}
