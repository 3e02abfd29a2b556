//! What a shop's page loads by one tag, from every tenant's host: the browser SDK and the consent banner.

use axum::Router;
use axum::http::header;
use axum::routing::{MethodRouter, get};

use crate::App;

const SDK: &str = include_str!(concat!(env!("OUT_DIR"), "/placet.js"));
const BANNER: &str = include_str!(concat!(env!("OUT_DIR"), "/banner.js"));

/// `GET /sdk/v1/placet.js` and `/sdk/v1/banner.js`.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/sdk/v1/placet.js", script(SDK)).route("/sdk/v1/banner.js", script(BANNER))
}

/// Any page may load it, also by `crossorigin` and under a policy that asks for it.
fn script(text: &'static str) -> MethodRouter<App> {
    let headers = [
        (header::CONTENT_TYPE, "text/javascript; charset=utf-8"),
        (header::CACHE_CONTROL, "public, max-age=3600"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
    ];
    get(move || async move { (headers, text) })
}
