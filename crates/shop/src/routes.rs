//! The route of the catalogue.

use std::fs::File;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, QueryRejection};
use axum::extract::{DefaultBodyLimit, FromRequest, FromRequestParts, Query, Request, State};
use axum::http::header::{AUTHORIZATION, CONTENT_TYPE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::StreamExt;
use placet_edge::Problem;
use placet_permission::vault;
use placet_store::tenants::{Directory, KeyClass, TenantRecord};

use crate::feed::load_file;
use crate::feed::spool::Spool;
use crate::listing::{BadListing, Listing};
use crate::load::{Ending, Load, Report};

/// How large a list in JSON may be, in bytes.
const MAX_BODY: usize = 5 * 1024 * 1024;
/// How large a feed may be, in bytes as they are sent; it is kept in a temporary file while it is loaded.
const MAX_FEED: usize = 50 * 1024 * 1024;
/// What a body is called that is a feed. Which format it has is seen in its first bytes.
const FEEDS: [&str; 8] = [
    "application/xml",
    "text/xml",
    "application/rss+xml",
    "application/atom+xml",
    "text/csv",
    "text/tab-separated-values",
    "application/gzip",
    "application/x-gzip",
];

/// `POST /v1/catalog`, with a server key as `Bearer KEY` or as the user name of Basic.
///
/// Body: a list of at most 10,000 items in at most 5 MB, `{"items": [{"sku", "title", "category", "price", "currency", "url",
/// "image_url", "stock", "brand", "item_group", "description"}]}`; also understood are `product_id` or `id`, `name`, `item_group_id`, and
/// `availability` in place of `stock`. Or a product feed (XML, CSV, TSV; also gzipped) of at most 50 MB, under a content type of
/// such files. `?complete=true` says that the list names all there is, `&shrink=true` even if that is less than half of what was.
///
/// Answer: `{"stored": 2, "refused_count": 1, "refused": [{"index", "line", "field", "reason"}], "gone": 0, "held_back": 0, "broke_off": {"line", "reason"}}`.
pub fn routes(directory: Directory) -> Router {
    Router::new()
        .route("/v1/catalog", post(load))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(directory)
}

/// What the address asks for.
#[derive(Default, serde::Deserialize)]
struct Asked {
    #[serde(default)]
    complete: bool,
    #[serde(default)]
    shrink: bool,
}

async fn load(
    State(directory): State<Directory>,
    Shop(tenant): Shop,
    asked: Result<Query<Asked>, QueryRejection>,
    request: Request,
) -> Result<Json<Report>, Problem> {
    let Query(asked) =
        asked.map_err(|_| Problem::bad_request("", "complete and shrink must be true or false"))?;
    let ending = Ending { complete: asked.complete, shrink: asked.shrink };
    let handle = directory.store().tenant(tenant.id);
    if is_feed(request.headers()) {
        let file = spool(request.into_body()).await?;
        let (report, _) =
            load_file(handle, &tenant, file, 0, ending).await.map_err(|error| Problem::from_error(&error))?;
        return Ok(Json(report));
    }
    let body = Bytes::from_request(request, &()).await.map_err(broken)?;
    let listing = Listing::read(&body).map_err(unreadable)?;
    let loaded = async {
        let mut load = Load::begin(handle, tenant.currency, 0).await?;
        load.add_all(listing.listed()).await?;
        load.finish(ending).await
    };
    loaded.await.map(Json).map_err(|error| Problem::from_error(&error))
}

fn is_feed(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let kind = kind.split(';').next().unwrap_or("").trim();
    FEEDS.iter().any(|feed| feed.eq_ignore_ascii_case(kind))
}

/// Takes a body into a temporary file that has no name and goes with the process.
async fn spool(body: Body) -> Result<File, Problem> {
    let mut spool = Spool::new(MAX_FEED as u64).map_err(unkept)?;
    let mut pieces = body.into_data_stream();
    while let Some(piece) = pieces.next().await {
        let piece = piece.map_err(|_| Problem::bad_request("", "the body broke off"))?;
        if !spool.write(&piece).await.map_err(unkept)? {
            return Err(Problem::too_large());
        }
    }
    spool.done().await.map_err(unkept)
}

fn unkept(error: std::io::Error) -> Problem {
    tracing::warn!(kind = ?error.kind(), "a feed could not be kept while it was loaded");
    Problem::unavailable(60)
}

/// The tenant whose server key the request brings. Asked for before the body is read.
struct Shop(Arc<TenantRecord>);

impl FromRequestParts<Directory> for Shop {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, directory: &Directory) -> Result<Shop, Problem> {
        let refused =
            || Problem::unauthorized("a server key is needed, as Bearer or as the user name of Basic");
        let header = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let key = header.and_then(key).ok_or_else(refused)?;
        let (tenant, class) = directory.by_key(&vault::digest(&key)).await?.ok_or_else(refused)?;
        if class != KeyClass::Server {
            return Err(Problem::forbidden("a write key is public: the catalogue takes a server key"));
        }
        directory.by_id(tenant).await?.map(Shop).ok_or_else(refused)
    }
}

/// The key in an `Authorization` header: all of `Bearer`, of Basic what stands before the colon.
fn key(header: &str) -> Option<Vec<u8>> {
    let (scheme, rest) = header.trim().split_once(' ')?;
    let key = match scheme.to_ascii_lowercase().as_str() {
        "bearer" => rest.trim().as_bytes().to_vec(),
        "basic" => STANDARD.decode(rest.trim()).ok()?.split(|byte| *byte == b':').next()?.to_vec(),
        _ => return None,
    };
    (!key.is_empty()).then_some(key)
}

fn broken(rejection: BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::too_large(),
        _ => Problem::bad_request("", "the body broke off"),
    }
}

fn unreadable(bad: BadListing) -> Problem {
    match bad {
        BadListing::Json { .. } => Problem::bad_request("", bad.to_string()),
        BadListing::Shape | BadListing::TooMany => Problem::bad_request("items", bad.to_string()),
    }
}
