//! The route of the catalogue.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, FromRequestParts, State};
use axum::http::StatusCode;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::routing::post;
use axum::{Json, Router};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use placet_edge::Problem;
use placet_permission::vault;
use placet_store::tenants::{Directory, KeyClass, TenantRecord};

use crate::catalog::{Report, load_items};
use crate::listing::{BadListing, Listing};

/// How large a list may be, in bytes.
const MAX_BODY: usize = 5 * 1024 * 1024;

/// `POST /v1/catalog`: a list of at most 10,000 items in at most 5 MB, with a server key as `Bearer KEY` or as the user name of Basic.
///
/// Body: `{"items": [{"sku", "title", "category", "price", "currency", "url", "image_url", "stock", "brand",
/// "item_group", "description"}]}`; also understood are `product_id` or `id`, `name`, `item_group_id`, and `availability` in place of `stock`. Answer: `{"stored": 2, "refused": [{"index", "field", "reason"}]}`.
pub fn routes(directory: Directory) -> Router {
    Router::new()
        .route("/v1/catalog", post(load))
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(directory)
}

async fn load(
    State(directory): State<Directory>,
    Shop(tenant): Shop,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Report>, Problem> {
    let listing = Listing::read(&body.map_err(broken)?).map_err(unreadable)?;
    let handle = directory.store().tenant(tenant.id);
    match load_items(handle, &listing.inputs, tenant.currency).await {
        Ok(report) => Ok(Json(listing.report(report))),
        Err(error) => Err(Problem::from_error(&error)),
    }
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
