//! The door for a company's servers: the console's operations of imports, with a server key at the company's own host.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::routing::{get, post};
use axum::{Json, Router};
use placet_core::Id;
use placet_edge::{Problem, Query};
use placet_permission::vault::{digest, hex};
use placet_store::tenants::{KeyClass, TenantRecord};
use placet_store::transaction;
use serde::Deserialize;
use std::sync::Arc;

use super::{By, Format, Import, MOST_BYTES, NewImport, ShownImport, ShownPart, ShownWords};
use crate::accept::Collector;
use crate::routes::{problem, text};
use crate::wire;

/// `/v1/imports`, with a server key.
pub fn imports(collector: Collector) -> Router {
    Router::new()
        .route("/v1/imports", post(begin))
        .route("/v1/imports/attestation", get(words))
        .route("/v1/imports/{id}", get(show))
        .route("/v1/imports/{id}/rows", post(rows))
        .route("/v1/imports/{id}/close", post(close))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(collector)
}

/// Which part comes.
#[derive(Clone, Copy, Debug, Deserialize)]
pub struct PartNumber {
    /// Its number, from 1.
    pub part: i32,
}

/// Rows as they came by HTTP, read by what the request says they are.
///
/// # Errors
/// What is wrong with the body as a whole.
pub fn body(
    import: &Import,
    headers: &HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Result<Vec<super::Line>, Problem> {
    let body = match body {
        Ok(body) if body.len() <= MOST_BYTES => body,
        Err(refusal) if refusal.status() != StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(Problem::bad_request("", "the body broke off"));
        }
        _ => return Err(Problem::too_large()),
    };
    let kind = text(headers, header::CONTENT_TYPE).and_then(Format::named);
    let kind =
        kind.ok_or_else(|| Problem::bad_request("Content-Type", "must be text/csv or application/x-ndjson"))?;
    super::read(kind, import.address(), &body).map_err(|error| problem(error.into()))
}

/// Who asks, by which key.
pub(crate) async fn asker(
    collector: &Collector,
    headers: &HeaderMap,
) -> Result<(Arc<TenantRecord>, By), Problem> {
    let refused = || Problem::unauthorized("a server key is needed, as Basic or Bearer");
    let authorization = text(headers, header::AUTHORIZATION).ok_or_else(refused)?;
    let key = match authorization.strip_prefix("Bearer ") {
        Some(key) => wire::WriteKey::new(key.trim()),
        None => wire::key(Some(authorization), None, None),
    };
    let key = key.map_err(|_| refused())?;
    let (tenant, class) = collector.key_of(key.reveal()).await.map_err(|_| refused())?;
    let hash = digest(key.reveal().as_bytes());
    match class {
        KeyClass::Server => Ok((tenant, By::Key(hex(&hash[..8])))),
        KeyClass::Write => Err(refused()),
    }
}

/// The import that a path names.
async fn named(collector: &Collector, tenant: &TenantRecord, id: &str) -> Result<Import, Problem> {
    let id = Id::parse("imp", id).map_err(|_| Problem::not_found())?;
    let mut tx = collector.store().tenant(tenant.id).read("collect.import_shown").await?;
    super::get(&mut tx, id).await.map_err(problem)?.ok_or_else(Problem::not_found)
}

async fn words(State(collector): State<Collector>, headers: HeaderMap) -> Result<Json<ShownWords>, Problem> {
    asker(&collector, &headers).await?;
    super::attestation(None).map(|words| Json(words.into())).ok_or_else(Problem::not_found)
}

async fn begin(
    State(collector): State<Collector>,
    headers: HeaderMap,
    asked: Result<placet_edge::Json<NewImport>, Problem>,
) -> Result<(StatusCode, Json<ShownImport>), Problem> {
    let (tenant, by) = asker(&collector, &headers).await?;
    let asked = asked?.0;
    let begun = transaction!(collector.store().tenant(tenant.id), "collect.import_begin", |tx| {
        super::begin(tx, &tenant.time_zone, &asked, &by).await
    });
    begun.map(|import| (StatusCode::CREATED, Json(import.into()))).map_err(problem)
}

async fn show(
    State(collector): State<Collector>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<ShownImport>, Problem> {
    let (tenant, _) = asker(&collector, &headers).await?;
    named(&collector, &tenant, &id).await.map(|import| Json(import.into()))
}

async fn rows(
    State(collector): State<Collector>,
    headers: HeaderMap,
    Path(id): Path<String>,
    part: Result<Query<PartNumber>, Problem>,
    sent: Result<Bytes, BytesRejection>,
) -> Result<Json<ShownPart>, Problem> {
    let (tenant, _) = asker(&collector, &headers).await?;
    let import = named(&collector, &tenant, &id).await?;
    let lines = body(&import, &headers, sent)?;
    let handle = collector.store().tenant(tenant.id);
    let taken = super::take(handle, collector.keyring(), &tenant, &import, part?.0.part, &lines).await;
    taken.map(|part| Json(part.into())).map_err(problem)
}

async fn close(
    State(collector): State<Collector>,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Result<Json<ShownImport>, Problem> {
    let (tenant, _) = asker(&collector, &headers).await?;
    let import = named(&collector, &tenant, &id).await?;
    let closed = transaction!(collector.store().tenant(tenant.id), "collect.import_close", |tx| {
        super::close(tx, import.id).await
    });
    let closed = closed.map_err(problem)?.ok_or_else(Problem::not_found)?;
    Ok(Json(closed.into()))
}
