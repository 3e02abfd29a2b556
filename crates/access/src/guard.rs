//! The guard at the door of the API: how often, from which site, with what in the body, and whether it was asked before.

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use placet_core::{Micros, TenantId};
use placet_edge::{ClientAddress, Left, Problem};
use placet_permission::sensitive::{self, Found, Look, Source};
use placet_permission::vault::{digest, same};
use placet_store::{Store, params, transaction};

use crate::api::Api;
use crate::store::{ANSWER, DROP_ANSWER, DROP_OLD_ANSWERS, RESERVE, SET_ANSWER};
use crate::{Error, member, session};

/// The largest request that is remembered by a key, and the largest answer.
const LARGEST: usize = 1 << 20;
/// The largest body of any operation: what axum's extractors take.
const LARGEST_BODY: usize = 2 << 20;
/// How much of a field's path an answer repeats, in characters.
const NAME_SHOWN: usize = 64;
/// How long an answer is remembered.
const REMEMBERED: i64 = 24 * Micros::HOUR;
/// What hides remembered answers.
const LABEL: &str = "answer";

/// Puts the guard before these routes.
pub fn guarded(routes: Router, api: &Api) -> Router {
    routes
        .layer(from_fn_with_state(api.clone(), once))
        .layer(from_fn_with_state(api.clone(), clean))
        .layer(from_fn_with_state(api.clone(), own_site))
        .layer(from_fn_with_state(api.clone(), often))
}

/// Counts the request against the session's limit, or the network's; every answer tells what is left (draft-ietf-httpapi-ratelimit-headers).
async fn often(State(api): State<Api>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let most = api.per_minute();
    let per = Micros::MINUTE / i64::from(most.max(1));
    let asked = match session::hash_of(&parts.headers) {
        Some(hash) => api.limiter().ask("api", &hash, per, most),
        None => match ClientAddress::from_request_parts(&mut parts, &api).await {
            Ok(client) => api.limiter().ask("api", &client.network(), per, most),
            Err(refusal) => return refusal.into_response(),
        },
    };
    let left = match asked {
        Ok(left) => left,
        Err(wait) => {
            let mut response = Problem::from(wait).into_response();
            tell(response.headers_mut(), most, Left { tokens: 0, full_in: wait.seconds() });
            return response;
        }
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    let headers = response.headers_mut();
    tell(headers, most, left);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn tell(headers: &mut HeaderMap, most: u32, left: Left) {
    let (tokens, full_in) = (left.tokens, left.full_in);
    let said = [
        ("ratelimit-policy", format!("\"api\";q={most};w=60")),
        ("ratelimit", format!("\"api\";r={tokens};t={full_in}")),
    ];
    for (name, text) in said {
        if let Ok(value) = HeaderValue::from_str(&text) {
            headers.insert(name, value);
        }
    }
}

/// Refuses changes that another site's page asks for: the cookie alone is no proof of whose idea it was.
async fn own_site(State(api): State<Api>, request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let origin = request.headers().get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    if safe || origin == Some(api.origin()) {
        return next.run(request).await;
    }
    Problem::other_origin().into_response()
}

/// Refuses a body that holds what must not be stored of a person (R029), whatever the operation: a new field cannot be forgotten.
async fn clean(State(api): State<Api>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    if looks_itself(parts.uri.path()) {
        return next.run(Request::from_parts(parts, body)).await;
    }
    let Ok(body) = to_bytes(body, LARGEST_BODY).await else { return Problem::too_large().into_response() };
    let Some((field, found)) = sensitive::in_json(&body, look) else {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    };
    match count(&api, &parts, found).await {
        Ok(()) => {
            let field: String = field.chars().filter(|c| !c.is_control()).take(NAME_SHOWN).collect();
            Problem::bad_request(field, found.reason()).into_response()
        }
        Err(error) => Problem::from_error(&error).into_response(),
    }
}

/// The rows of an import are no fields of one body: the import looks at each, refuses it by its line, and takes the others.
fn looks_itself(path: &str) -> bool {
    let parts: Vec<&str> = path.strip_prefix("/api/tenants/").unwrap_or_default().split('/').collect();
    matches!(parts[..], [_, "imports", _, "rows"])
}

/// How the field of this name is looked at. Secrets are stored as a hash alone, if at all; what is written of people is looked at most closely.
fn look(field: &str) -> Option<Look> {
    match field {
        "password" | "current" | "token" => None,
        "reason" | "note" | "comment" => Some(Look::Text),
        "sku" | "gtin" | "ean" | "id" => Some(Look::Id),
        field if field.ends_with("_id") => Some(Look::Id),
        field if field.ends_with("url") => Some(Look::Path),
        _ => Some(Look::Published),
    }
}

/// Counts a refusal for the tenant of the path, if a member of it asked.
async fn count(api: &Api, parts: &Parts, found: Found) -> Result<(), Error> {
    let Some(tenant) = tenant_in(parts.uri.path()) else { return Ok(()) };
    let Some(session) = session::of(api.store(), &parts.headers).await? else { return Ok(()) };
    let role = {
        let mut tx = api.store().global().read("access.role").await?;
        member::role_at(&mut tx, session.member, tenant).await?
    };
    if role.is_some() {
        transaction!(api.store().tenant(tenant), "access.refused", |tx| {
            Ok::<_, Error>(sensitive::count(tx, Source::Console, found, 1).await?)
        })?;
    }
    Ok(())
}

/// Answers a request that comes again with the same `Idempotency-Key` as it was answered the first time, and does nothing twice.
async fn once(State(api): State<Api>, request: Request, next: Next) -> Response {
    match claim(&api, request).await {
        Ok(Claim::Free(request)) => next.run(request).await,
        Ok(Claim::Known(answer)) => answer,
        Ok(Claim::Reserved(slot, request)) => {
            let response = next.run(request).await;
            keep(&api, &slot, response).await.unwrap_or_else(IntoResponse::into_response)
        }
        Err(problem) => problem.into_response(),
    }
}

enum Claim {
    /// No key, or none that matters here.
    Free(Request),
    /// It was answered before.
    Known(Response),
    /// It is the first with this key.
    Reserved(Slot, Request),
}

/// Where the answer to a request is kept.
struct Slot {
    tenant: TenantId,
    key: [u8; 32],
}

async fn claim(api: &Api, request: Request) -> Result<Claim, Problem> {
    let Some(key) = request.headers().get("idempotency-key").filter(|_| request.method() == Method::POST)
    else {
        return Ok(Claim::Free(request));
    };
    let good = (1..=255).contains(&key.len()) && key.as_bytes().iter().all(u8::is_ascii_graphic);
    if !good {
        return Err(Problem::bad_request("Idempotency-Key", "expected 1 to 255 visible characters"));
    }
    let key = key.as_bytes().to_vec();
    let Some(tenant) = tenant_in(request.uri().path()) else { return Ok(Claim::Free(request)) };
    let Some(session) = session::of(api.store(), request.headers()).await? else {
        return Ok(Claim::Free(request));
    };
    let slot = Slot { tenant, key: digest(&[&session.member.0[..], &key].concat()) };
    let (parts, body) = request.into_parts();
    let body = to_bytes(body, LARGEST).await.map_err(|_| Problem::too_large())?;
    let asked = digest(&[parts.uri.path().as_bytes(), b"\n", &body].concat());
    if reserve(api.store(), &slot, &asked).await? {
        return Ok(Claim::Reserved(slot, Request::from_parts(parts, Body::from(body))));
    }
    known(api, &slot, &asked).await.map(Claim::Known)
}

fn tenant_in(path: &str) -> Option<TenantId> {
    path.strip_prefix("/api/tenants/")?.split('/').next()?.parse().ok().filter(|n| *n > 0).map(TenantId)
}

async fn reserve(store: &Store, slot: &Slot, asked: &[u8; 32]) -> Result<bool, Error> {
    transaction!(store.tenant(slot.tenant), "access.reserve", |tx| {
        let now = tx.clock().now();
        tx.execute(&DROP_OLD_ANSWERS, params![now - REMEMBERED]).await?;
        Ok::<_, Error>(tx.execute(&RESERVE, params![&slot.key, asked, &[] as &[u8], now]).await? == 1)
    })
}

/// The answer that was given before.
async fn known(api: &Api, slot: &Slot, asked: &[u8; 32]) -> Result<Response, Problem> {
    let mut tx = api.store().tenant(slot.tenant).read("access.answer").await?;
    let unknown =
        || Problem::conflict("The first request with this key is not answered yet, or its end is not known.");
    let row = tx.query_opt(&ANSWER, params![&slot.key]).await?.ok_or_else(unknown)?;
    drop(tx);
    if !same(&row.get::<Vec<u8>>(0)?, asked) {
        return Err(Problem::reused_key());
    }
    let status = StatusCode::from_u16(row.get::<i64>(1)?.try_into().unwrap_or(0)).map_err(|_| unknown())?;
    let body = api.operator_keys().await?.open_kept(LABEL, &row.get::<Vec<u8>>(2)?).ok_or_else(unknown)?;
    Ok((status, [(header::CONTENT_TYPE, "application/json")], body).into_response())
}

/// Keeps an answer of success; after any other nothing was done, and the key is free again.
async fn keep(api: &Api, slot: &Slot, response: Response) -> Result<Response, Problem> {
    let tenant = api.store().tenant(slot.tenant);
    if !response.status().is_success() {
        transaction!(tenant, "access.release", |tx| {
            Ok::<_, Error>(tx.execute(&DROP_ANSWER, params![&slot.key]).await?)
        })?;
        return Ok(response);
    }
    let (parts, body) = response.into_parts();
    let body: Bytes = to_bytes(body, LARGEST).await.map_err(|_| Problem::too_large())?;
    let hidden = api.operator_keys().await?.seal_kept(LABEL, &body).map_err(Error::from)?;
    transaction!(tenant, "access.answered", |tx| {
        Ok::<_, Error>(
            tx.execute(&SET_ANSWER, params![&slot.key, i64::from(parts.status.as_u16()), &hidden]).await?,
        )
    })?;
    Ok(Response::from_parts(parts, Body::from(body)))
}
