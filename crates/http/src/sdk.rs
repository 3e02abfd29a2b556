//! The browser SDK, from every tenant's host: a shop's page loads it by one tag.

use axum::Router;
use axum::http::header;
use axum::routing::get;

use crate::App;

const SCRIPT: &str = include_str!(concat!(env!("OUT_DIR"), "/placet.js"));

/// `GET /sdk/v1/placet.js`. Any page may load it, also by `crossorigin` and under a policy that asks for it.
pub(crate) fn routes() -> Router<App> {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    Router::new().route("/sdk/v1/placet.js", get(move || async move { (headers, SCRIPT) }))
}
