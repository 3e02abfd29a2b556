//! A member's own e-mail address, which is their login (R161).

use axum::extract::State;
use placet_edge::{Json, Problem};
use placet_store::{params, transaction};
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::me::{Me, confirm, me_of};
use super::sign_in::address;
use crate::member::{self, OPERATOR};
use crate::store::{END_OTHER_SESSIONS, SET_ADDRESS};
use crate::{Error, SignedIn, Versioned, audit};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(change))
}

/// A change of e-mail address.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EmailChange {
    /// The new address.
    email: String,
    /// The password, once more.
    password: String,
}

/// Change the e-mail address by which the member signs in (R161); every other session and link ends.
#[utoipa::path(put, path = "/api/me/email", tag = "account", request_body = EmailChange,
    responses(
        (status = 200, body = Me, headers(("ETag" = String))),
        (status = 409, description = "The address belongs to another account", body = placet_edge::Details, content_type = "application/problem+json")
    ), security(("session" = [])))]
async fn change(
    State(api): State<Api>,
    who: SignedIn,
    Json(change): Json<EmailChange>,
) -> Result<Versioned<Me>, Problem> {
    let email = address(&change.email)?;
    confirm(&api, &who, change.password, "password").await?;
    let sealed = api.operator_keys().await?.seal(&email, &member::place(&who.member, "sealed"));
    let (sealed, fp) = (sealed.map_err(Error::from)?, api.keyring().vault().platform_fingerprint(&email));
    let changed = transaction!(api.store().tenant(OPERATOR), "access.email", |tx| {
        tx.execute(&SET_ADDRESS, params![who.member, fp.bytes(), sealed.bytes()]).await?;
        tx.execute(&END_OTHER_SESSIONS, params![who.member, who.session]).await?;
        audit::of_account(tx, who.member, "email:set").await
    });
    match changed {
        Err(Error::Store(placet_store::Error::Constraint { .. })) => {
            Err(Problem::conflict("This address cannot be taken: another account has it."))
        }
        other => {
            other?;
            Ok(me_of(&api, who.member).await?.ok_or(Error::Corrupt("member"))?)
        }
    }
}
