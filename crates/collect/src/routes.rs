//! The routes: the tracking API as its clients speak it, the choice of a banner.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use placet_edge::Problem;
use serde::Deserialize;

use crate::Error;
use crate::accept::{Collector, Request};
use crate::banner::Refusals;
use crate::choice::Choice;
use crate::import::{Refusal, asker};
use crate::signal;
use crate::wire::{self, Route, WireError, answer};

/// Bodies are read up to a little more than the API allows, so that the API itself can say they are too large.
const MOST_BYTES: usize = 512 * 1024;

/// The tracking API (Segment's, as observed on the wire of its clients), on every host of a tenant.
pub fn tracking(collector: Collector) -> Router {
    let calls = [
        "track", "t", "identify", "i", "page", "p", "screen", "s", "group", "g", "alias", "a", "batch", "b",
        "import",
    ];
    let mut router = Router::new();
    for call in calls {
        router = router.route(&format!("/v1/{call}"), post(track).options(preflight));
    }
    for call in ["batch", "b", "track", "page"] {
        router = router.route(&format!("/beacon/v1/{call}"), post(track).options(preflight));
    }
    router
        .route("/v1/m", post(metrics).options(preflight))
        .route("/v1/consent", post(choose).options(preflight))
        .route("/v1/consent/refusals", post(refused))
        .route("/v1/projects/{key}/settings", get(settings).options(preflight))
        .route("/sourceConfig", get(source_config).options(preflight))
        .route("/sourceConfig/", get(source_config).options(preflight))
        .layer(DefaultBodyLimit::max(MOST_BYTES))
        .with_state(collector)
}

async fn track(
    State(collector): State<Collector>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let result = match (Route::from_path(uri.path()), body) {
        (None, _) => return StatusCode::NOT_FOUND.into_response(),
        (_, Err(_)) => Err(WireError::TooLarge { limit: 500 * 1024 }.into()),
        (Some(route), Ok(body)) => {
            let authorization = text(&headers, header::AUTHORIZATION);
            let cookies = text(&headers, header::COOKIE);
            let refuses = signal::refuses(&headers);
            let request = Request { route, authorization, query: uri.query(), cookies, refuses, body: &body };
            collector.track(&request).await
        }
    };
    with_cors(&headers, answered(result))
}

async fn choose(
    State(collector): State<Collector>,
    uri: Uri,
    headers: HeaderMap,
    body: Result<placet_edge::Json<Choice>, Problem>,
) -> Response {
    let choice = match body {
        Ok(placet_edge::Json(choice)) => choice,
        Err(problem) => return with_cors(&headers, problem.into_response()),
    };
    let refuses = signal::refuses(&headers);
    let body_key = (!choice.write_key.is_empty()).then(|| wire::WriteKey::new(&choice.write_key)).transpose();
    let result =
        match body_key.and_then(|key| wire::key(text(&headers, header::AUTHORIZATION), uri.query(), key)) {
            // A page of another site cannot speak for a browser: its cookies would neither come nor stay.
            Ok(_) if choice.anonymous_id.is_none() && from_another_site(&headers) => {
                Err(Error::Field { field: "anonymousId", reason: "is needed from another site" })
            }
            Ok(key) => collector.choose(key.reveal(), &choice, text(&headers, header::COOKIE), refuses).await,
            Err(error) => Err(error.into()),
        };
    with_cors(&headers, answered(result))
}

/// Refusals that the shop's own server counted: no browser comes here.
async fn refused(
    State(collector): State<Collector>,
    headers: HeaderMap,
    placet_edge::Json(refusals): placet_edge::Json<Refusals>,
) -> Result<StatusCode, Problem> {
    let (company, _) = asker(&collector, &headers).await?;
    collector.refused(&company, &refusals).await.map_err(problem)?;
    Ok(StatusCode::NO_CONTENT)
}

/// What the browser says of who asks (Fetch Metadata); a page cannot change it.
fn from_another_site(headers: &HeaderMap) -> bool {
    headers.get("sec-fetch-site").is_some_and(|site| site == "cross-site")
}

/// Clients report about themselves here; nobody asked them to.
async fn metrics(headers: HeaderMap) -> Response {
    with_cors(&headers, answered(Ok(Vec::new())))
}

/// The answer in the shape clients of this API know.
fn answered(result: Result<Vec<String>, Error>) -> Response {
    let mut cookies = Vec::new();
    let (status, body, retry) = match result {
        Ok(set) => {
            cookies = set;
            (StatusCode::OK, answer::OK.to_owned(), None)
        }
        Err(error) => {
            let (status, retry) = match &error {
                Error::Wire(wire) => {
                    (StatusCode::from_u16(wire.status()).unwrap_or(StatusCode::BAD_REQUEST), None)
                }
                Error::UnknownKey => (StatusCode::UNAUTHORIZED, None),
                Error::Field { .. } | Error::Property { .. } | Error::Import(_) | Error::Part(_) => {
                    (StatusCode::BAD_REQUEST, None)
                }
                Error::Busy(seconds) => (StatusCode::TOO_MANY_REQUESTS, Some(*seconds)),
                Error::DiskFull => (StatusCode::SERVICE_UNAVAILABLE, Some(60)),
                Error::Stopping => (StatusCode::SERVICE_UNAVAILABLE, Some(2)),
                Error::Store(_) | Error::Permission(_) | Error::Profile(_) => {
                    tracing::error!(%error, "a tracking request failed");
                    (StatusCode::SERVICE_UNAVAILABLE, Some(5))
                }
            };
            let shown = match status.is_server_error() {
                true => answer::failure(&"try again later"),
                false => answer::failure(&error),
            };
            (status, shown, retry)
        }
    };
    let mut response = (status, [(header::CONTENT_TYPE, "application/json")], body).into_response();
    for cookie in cookies.iter().filter_map(|line| HeaderValue::from_str(line).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    if let Some(seconds) = retry {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

async fn preflight(headers: HeaderMap) -> Response {
    let mut response = with_cors(&headers, StatusCode::NO_CONTENT.into_response());
    let set = response.headers_mut();
    set.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, OPTIONS"));
    let asked = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let usual = HeaderValue::from_static("authorization, content-type, anonymousid, x-retry-count");
    set.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.unwrap_or(usual));
    set.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("7200"));
    response
}

/// Any page may send: the key says whose it is. The origin is mirrored because clients send credentials.
fn with_cors(headers: &HeaderMap, mut response: Response) -> Response {
    if let Some(origin) = headers.get(header::ORIGIN) {
        let set = response.headers_mut();
        set.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        set.insert(header::ACCESS_CONTROL_ALLOW_CREDENTIALS, HeaderValue::from_static("true"));
        // A browser shows a page no other header than these.
        set.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after"));
        set.append(header::VARY, HeaderValue::from_static("Origin"));
    }
    response
}

pub(crate) fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// What `@segment/analytics-next` asks for before it sends.
async fn settings(
    State(collector): State<Collector>,
    headers: HeaderMap,
    Path(key): Path<String>,
) -> Response {
    let known = collector.key_of(&key).await;
    let response = match known {
        Ok(_) => Json(serde_json::json!({
            "integrations": { "Segment.io": { "apiKey": key, "unbundledIntegrations": [], "addBundledMetadata": true } },
            "plan": { "track": { "__default": { "enabled": true } } },
            "edgeFunction": {}, "analyticsNextEnabled": true, "middlewareSettings": {}, "enabledMiddleware": {},
            "metrics": { "sampleRate": 0 }, "legacyVideoPluginsEnabled": false, "remotePlugins": [],
        }))
        .into_response(),
        Err(error) => answered(Err(error)),
    };
    with_cors(&headers, response)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ConfigQuery {
    #[serde(default)]
    write_key: String,
}

/// What `@rudderstack/analytics-js` asks for before it sends.
async fn source_config(
    State(collector): State<Collector>,
    headers: HeaderMap,
    query: Result<axum::extract::Query<ConfigQuery>, axum::extract::rejection::QueryRejection>,
) -> Response {
    let authorization = text(&headers, header::AUTHORIZATION);
    let in_query = query.ok().map(|q| q.0.write_key).filter(|key| !key.is_empty());
    let key = wire::key(authorization, in_query.map(|k| format!("writeKey={k}")).as_deref(), None);
    let response = match key {
        Err(error) => answered(Err(error.into())),
        Ok(key) => match collector.key_of(key.reveal()).await {
            Err(error) => answered(Err(error)),
            Ok((tenant, _)) => Json(serde_json::json!({
                "source": {
                    "id": format!("source_{}", tenant.id), "name": tenant.name, "writeKey": key.reveal(), "enabled": true,
                    "config": { "statsCollection": { "errors": { "enabled": false }, "metrics": { "enabled": false } } },
                    "workspaceId": format!("workspace_{}", tenant.id), "destinations": [], "dataplanes": {},
                },
                "updatedAt": "2026-01-01T00:00:00.000Z",
            }))
            .into_response(),
        },
    };
    with_cors(&headers, response)
}

/// An error of this room as the answer of our own API.
pub fn problem(error: Error) -> Problem {
    match error {
        Error::Field { field, reason } => Problem::bad_request(field, reason),
        Error::Property { index, field, reason } => {
            Problem::bad_request(format!("properties[{index}].{field}"), reason)
        }
        Error::Import(Refusal::AgreementMissing) => Problem::agreement_missing(),
        Error::Import(refusal @ Refusal::OtherRows(_)) => Problem::other_content(refusal.to_string()),
        Error::Import(refusal) => Problem::conflict(refusal.to_string()),
        Error::Part(unreadable) => Problem::bad_request("", unreadable.to_string()),
        Error::Busy(seconds) => Problem::unavailable(seconds),
        Error::DiskFull => Problem::unavailable(60),
        other => Problem::from_error(&other),
    }
}
