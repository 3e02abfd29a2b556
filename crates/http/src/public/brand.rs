//! A company's logo: the same for everybody, at a path that holds a hash of it, so that it may be kept for ever.

use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use placet_edge::picture::Kind;
use placet_edge::{AtTenant, Reads};
use placet_store::tenants;

use super::failed;
use crate::app::Looks;

pub(crate) async fn logo(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(name): Path<String>,
    reads: Reads,
) -> Response {
    let nothing = || (StatusCode::NOT_FOUND, "Not found\n").into_response();
    let Some(kind) = Kind::of_name(&name) else { return nothing() };
    let found = async {
        let mut tx = looks.store.tenant(record.id).read("pages.logo").await?;
        tenants::logo(&mut tx, record.id, &name).await
    };
    match found.await {
        Ok(Some(bytes)) => {
            let headers = [
                (header::CONTENT_TYPE, kind.media()),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
                (header::CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox"),
            ];
            (headers, bytes).into_response()
        }
        Ok(None) => nothing(),
        Err(error) => failed(&looks, &record, &reads, &error),
    }
}
