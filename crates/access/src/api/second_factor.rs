//! Setting up and ending the second factor.

use axum::Json as Answer;
use axum::extract::State;
use axum::http::StatusCode;
use placet_edge::{Json, Problem};
use placet_store::{params, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::me::{account, confirm};
use crate::member::{self, OPERATOR};
use crate::sign_in::label;
use crate::store::SET_TOTP;
use crate::{Error, SignedIn, audit, second_factor};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(begin, prove, end))
}

/// The secret of a second factor, for an authenticator app. It counts once a first code has proven it.
#[derive(Serialize, ToSchema)]
struct Secret {
    /// For typing in.
    secret: String,
    /// For apps that take an address.
    uri: String,
    /// The same as a picture to be scanned: SVG.
    qr_svg: String,
}

/// A code that the app shows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Code {
    /// 6 digits.
    code: String,
}

/// Codes for the day the phone is lost; each opens once. They are shown now and never again.
#[derive(Serialize, ToSchema)]
struct RecoveryCodes {
    /// The codes.
    recovery_codes: Vec<String>,
}

/// The password once more.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Confirmation {
    /// The member's password.
    password: String,
}

/// Begin a second factor: a new secret, which counts once it is proven.
#[utoipa::path(post, path = "/api/me/totp", tag = "account", responses((status = 200, body = Secret)), security(("session" = [])))]
async fn begin(State(api): State<Api>, who: SignedIn) -> Result<Answer<Secret>, Problem> {
    let member = account(&api, &who).await?;
    if member.has_second_factor() {
        return Err(Problem::conflict("There is a second factor already: end it first."));
    }
    let (keys, secret) = (api.operator_keys().await?, second_factor::new_secret());
    let hidden = keys.seal_kept(&label(who.member), &secret).map_err(Error::from)?;
    let email = member::address(&keys, who.member, &member.sealed, api.store().clock().now())?;
    transaction!(api.store().global(), "access.totp", |tx| {
        let unproven: Option<i64> = None;
        tx.execute(&SET_TOTP, params![who.member, &hidden, unproven, 0i64, ""]).await?;
        Ok::<_, Error>(())
    })?;
    let uri = second_factor::uri(&secret, &email);
    let qr_svg = second_factor::picture(&uri)?;
    Ok(Answer(Secret { secret: second_factor::base32(&secret), uri, qr_svg }))
}

/// Prove the second factor by a first code: from now on signing in takes one.
#[utoipa::path(put, path = "/api/me/totp", tag = "account", request_body = Code, responses((status = 200, body = RecoveryCodes),
    (status = 409, description = "None was begun, or it is proven already", body = placet_edge::Details, content_type = "application/problem+json")), security(("session" = [])))]
async fn prove(
    State(api): State<Api>,
    who: SignedIn,
    Json(Code { code }): Json<Code>,
) -> Result<Answer<RecoveryCodes>, Problem> {
    api.limiter().allow("confirm_code", &who.member.0, 30 * placet_core::Micros::SECOND, 8)?;
    let member = account(&api, &who).await?;
    let hidden = member.totp.as_deref().filter(|_| !member.has_second_factor());
    let hidden = hidden.ok_or_else(|| Problem::conflict("No second factor was begun."))?;
    let keys = api.operator_keys().await?;
    let secret = keys.open_kept(&label(who.member), hidden).ok_or(Error::Corrupt("second factor"))?;
    let now = api.store().clock().now();
    let step = second_factor::step_of(&secret, &code, now, member.totp_step)
        .ok_or_else(|| Problem::bad_request("code", "is not the one the app shows now"))?;
    let (recovery_codes, stored) = second_factor::new_recovery();
    transaction!(api.store().tenant(OPERATOR), "access.totp", |tx| {
        tx.execute(&SET_TOTP, params![who.member, hidden, Some(now), step, &stored]).await?;
        audit::of_account(tx, who.member, "second_factor:begin").await
    })?;
    Ok(Answer(RecoveryCodes { recovery_codes }))
}

/// End the second factor, by the password.
#[utoipa::path(delete, path = "/api/me/totp", tag = "account", request_body = Confirmation, responses((status = 204)), security(("session" = [])))]
async fn end(
    State(api): State<Api>,
    who: SignedIn,
    Json(Confirmation { password }): Json<Confirmation>,
) -> Result<StatusCode, Problem> {
    confirm(&api, &who, password, "password").await?;
    transaction!(api.store().tenant(OPERATOR), "access.totp", |tx| {
        let (none, unproven): (Option<Vec<u8>>, Option<i64>) = (None, None);
        tx.execute(&SET_TOTP, params![who.member, none, unproven, 0i64, ""]).await?;
        audit::of_account(tx, who.member, "second_factor:end").await
    })?;
    Ok(StatusCode::NO_CONTENT)
}
