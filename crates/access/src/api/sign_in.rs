//! Signing in and out.

use axum::extract::{DefaultBodyLimit, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use placet_core::Micros;
use placet_edge::{ClientAddress, Json, Problem};
use placet_permission::vault::{Address, Plain};
use placet_store::{params, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::me::{Me, me_of};
use crate::member::{self, OPERATOR};
use crate::sign_in::{self, Linked, Outcome, Welcomed};
use crate::store::END_SESSION;
use crate::{Error, SignedIn, audit, password, session};

/// The largest body here, in bytes.
const LARGEST: usize = 4096;
/// How often one network may try to come in at once, and how long it waits for one more.
const TRIES: u32 = 60;
const TRY_EVERY: i64 = 2 * Micros::SECOND;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(enter))
        .routes(routes!(look))
        .routes(routes!(welcome))
        .routes(routes!(leave))
        .layer(DefaultBodyLimit::max(LARGEST))
}

/// Who wants in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Credentials {
    /// The e-mail address, which is the login.
    email: String,
    /// The password.
    password: String,
    /// The code of the second factor, if there is one, or one of the codes for a lost phone.
    #[serde(default)]
    code: Option<String>,
}

/// A one-time link that was opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct LinkOpened {
    /// What stands after the `#` of the link.
    token: String,
}

/// What a one-time link is for.
#[derive(Serialize, ToSchema)]
struct LinkSays {
    /// It is the installation's first: whoever opens it names their address.
    first: bool,
    /// Whose it is; nobody's yet if it is the first.
    email: Option<String>,
    /// Whether a code of the second factor is wanted as well.
    second_factor: bool,
}

/// A password chosen by a one-time link.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Welcome {
    /// What stands after the `#` of the link.
    token: String,
    /// The password: at least 8 characters with a letter, a number and a special character.
    password: String,
    /// The address of the installation's first member.
    #[serde(default)]
    email: Option<String>,
    /// The code of the second factor, if the member has one.
    #[serde(default)]
    code: Option<String>,
}

/// Sign in. The answer sets the session's cookie.
#[utoipa::path(post, path = "/api/sign-in", tag = "account", request_body = Credentials,
    responses((status = 200, body = Me), (status = 401, description = "Wrong, or `/problems/code-required`: a code is wanted", body = placet_edge::Details, content_type = "application/problem+json")))]
async fn enter(
    State(api): State<Api>,
    client: ClientAddress,
    headers: HeaderMap,
    Json(credentials): Json<Credentials>,
) -> Result<Response, Problem> {
    slow_down(&api, &client)?;
    let Ok(address) = Address::email(&credentials.email) else { return Err(wrong()) };
    sign_in::throttle(&api, &address)?;
    let (code, agent) = (credentials.code.as_deref(), session::agent(&headers));
    let outcome = sign_in::by_password(&api, &address, credentials.password, code, &agent).await?;
    answered(&api, outcome, wrong()).await
}

/// What a one-time link is for. It is not used up by looking.
#[utoipa::path(post, path = "/api/links", tag = "account", request_body = LinkOpened, responses((status = 200, body = LinkSays),
    (status = 401, description = "The link is no good (any more)", body = placet_edge::Details, content_type = "application/problem+json")))]
async fn look(
    State(api): State<Api>,
    client: ClientAddress,
    Json(link): Json<LinkOpened>,
) -> Result<axum::Json<LinkSays>, Problem> {
    slow_down(&api, &client)?;
    let linked = {
        let mut tx = api.store().global().read("access.link").await?;
        sign_in::linked(&mut tx, &link.token).await?.ok_or_else(used_up)?
    };
    Ok(axum::Json(match linked {
        Linked::First => LinkSays { first: true, email: None, second_factor: false },
        Linked::Member(member) => {
            let keys = api.operator_keys().await?;
            let email = member::address(&keys, member.id, &member.sealed, api.store().clock().now())?;
            LinkSays { first: false, email: Some(email), second_factor: member.has_second_factor() }
        }
    }))
}

/// Choose a password by a one-time link, which is used up, and sign in. Every other session of the member ends.
#[utoipa::path(post, path = "/api/welcome", tag = "account", request_body = Welcome, responses((status = 200, body = Me),
    (status = 401, description = "The link is no good (any more), or a code is wanted", body = placet_edge::Details, content_type = "application/problem+json")))]
async fn welcome(
    State(api): State<Api>,
    client: ClientAddress,
    headers: HeaderMap,
    Json(welcome): Json<Welcome>,
) -> Result<Response, Problem> {
    slow_down(&api, &client)?;
    if let Some(fault) = password::check_rule(&welcome.password) {
        return Err(Problem::bad_request("password", fault));
    }
    let address = welcome.email.as_deref().map(address).transpose()?;
    let first = {
        let mut tx = api.store().global().read("access.link").await?;
        matches!(sign_in::linked(&mut tx, &welcome.token).await?.ok_or_else(used_up)?, Linked::First)
    };
    if first && address.is_none() {
        return Err(Problem::bad_request("email", "is missing"));
    }
    let welcomed = Welcomed {
        secret: &welcome.token,
        address,
        password: welcome.password,
        code: welcome.code.as_deref(),
        agent: session::agent(&headers),
    };
    let outcome = sign_in::by_link(&api, welcomed).await?;
    answered(&api, outcome, used_up()).await
}

/// Sign out: this session ends.
#[utoipa::path(post, path = "/api/sign-out", tag = "account", responses((status = 204)), security(("session" = [])))]
async fn leave(State(api): State<Api>, who: SignedIn) -> Result<Response, Problem> {
    transaction!(api.store().tenant(OPERATOR), "access.sign_out", |tx| {
        tx.execute(&END_SESSION, params![who.member, who.session]).await?;
        audit::of_account(tx, who.member, "session:end").await
    })?;
    Ok((StatusCode::NO_CONTENT, session::no_cookie()).into_response())
}

/// Reads an e-mail address, without quoting it if it is none.
pub(super) fn address(text: &str) -> Result<Plain<Address>, Problem> {
    Address::email(text).map_err(|error| Problem::bad_request("email", error.to_string()))
}

fn slow_down(api: &Api, client: &ClientAddress) -> Result<(), Problem> {
    Ok(api.limiter().allow("sign_in_network", &client.network(), TRY_EVERY, TRIES)?)
}

fn wrong() -> Problem {
    Problem::not_signed_in("E-mail address, password or code are not right.")
}

fn used_up() -> Problem {
    Problem::not_signed_in("This link has been used or is too old: ask for another.")
}

async fn answered(api: &Api, outcome: Outcome, wrong: Problem) -> Result<Response, Problem> {
    match outcome {
        Outcome::Wrong => Err(wrong),
        Outcome::CodeWanted => Err(Problem::code_required()),
        Outcome::In(secret, begun) => {
            let me = me_of(api, begun.member).await?.ok_or(Error::Corrupt("member"))?;
            Ok((session::cookie(&secret), me).into_response())
        }
    }
}
