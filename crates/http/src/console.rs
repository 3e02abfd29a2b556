//! The console: the application's files and the API it uses, at a host of their own.
//!
//! No tenant's host shows any of it, and this host shows nothing of a tenant's: no cookie of a shopper ever comes here, and none of a
//! member goes to a shop.

use axum::Router;
use axum::extract::Request;
use axum::http::{HeaderMap, Method, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use placet_access::Api;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::App;

/// Every file of the application: (path, bytes); of the larger ones also `path.gz`.
const FILES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/console.rs"));
const MISSING: &str = "This Placet was built without its console: build it with `cargo xtask web`.\n";

/// The application loads its own files and asks its own API; pictures of products come from the shops.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https: http://*.localhost:*; \
    connect-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// Everything the console's host answers.
pub(crate) fn router(app: &App) -> Router {
    let parts = app.parts();
    let api = Api::new(
        parts.directory.clone(),
        parts.keyring.clone(),
        parts.limiter.clone(),
        parts.proxies.clone(),
        parts.admin_origin.clone(),
        parts.api_per_minute,
    );
    let (routes, document) = operations().split_for_parts();
    let document = text(document);
    let answer = move || {
        let document = document.clone();
        async move { ([(header::CONTENT_TYPE, "application/json")], document) }
    };
    let routes = routes.with_state(api.clone()).route("/api/openapi.json", get(answer));
    placet_access::guarded(routes, &api).fallback(file).layer(placet_edge::log::layer())
}

/// The operations of all rooms.
fn operations() -> OpenApiRouter<Api> {
    placet_access::routes().merge(crate::api::routes())
}

/// The document of the API: OpenAPI 3.1, as it is served and as `docs/openapi.json` holds it.
pub fn document() -> String {
    text(operations().into_openapi())
}

fn text(mut document: OpenApi) -> String {
    placet_access::finish(&mut document);
    document.to_pretty_json().unwrap_or_default() + "\n"
}

/// A file of the application. Any other path is one of its pages, which it finds by itself; what looks like a file or an operation
/// and is none is 404.
async fn file(request: Request) -> Response {
    let (uri, headers) = (request.uri(), request.headers());
    if uri.path().starts_with("/api/") {
        return placet_edge::no_route().await.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    match name_of(uri).and_then(|name| Some((name, find(name)?))) {
        Some((name, bytes)) => served(name, bytes, headers),
        None if FILES.is_empty() => (StatusCode::NOT_FOUND, MISSING).into_response(),
        None => (StatusCode::NOT_FOUND, "Not found\n").into_response(),
    }
}

/// The file of a path; a path without a dot in its last part is a page of the application.
fn name_of(uri: &Uri) -> Option<&str> {
    let path = uri.path().strip_prefix('/')?;
    let is_file = path.rsplit('/').next().is_some_and(|last| last.contains('.'));
    Some(if is_file { path } else { "index.html" })
}

fn find(name: &str) -> Option<&'static [u8]> {
    FILES.binary_search_by(|(known, _)| (*known).cmp(name)).ok().map(|at| FILES[at].1)
}

fn served(name: &str, bytes: &'static [u8], asked: &HeaderMap) -> Response {
    // Names below `assets` hold a hash of the content.
    let cache = if name.starts_with("assets/") { "public, max-age=31536000, immutable" } else { "no-cache" };
    let headers = [
        (header::CONTENT_TYPE, kind(name)),
        (header::CACHE_CONTROL, cache),
        (header::VARY, "accept-encoding"),
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (header::HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    let packed = asked.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok());
    let packed = packed.filter(|said| said.contains("gzip")).and_then(|_| find(&format!("{name}.gz")));
    match packed {
        Some(packed) => (headers, [(header::CONTENT_ENCODING, "gzip")], packed).into_response(),
        None => (headers, bytes).into_response(),
    }
}

fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
