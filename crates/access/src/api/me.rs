//! The member's own account: who they are, what they tell of themselves, their password and their sessions.

use axum::Json as Answer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_core::{Id, Micros};
use placet_edge::{Json, Problem};
use placet_permission::vault::Plain;
use placet_store::{params, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::member::{self, Member, OPERATOR};
use crate::store::{END_OTHER_SESSIONS, END_SESSION, SESSIONS_OF, SET_FIELDS, SET_PASSWORD};
use crate::{Error, Fields, IfMatch, Role, SignedIn, Time, Versioned, audit, password};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new()
        .routes(routes!(show, change))
        .routes(routes!(change_password))
        .routes(routes!(sessions))
        .routes(routes!(end_session))
}

/// The member who is signed in.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct Me {
    /// Their id.
    id: String,
    /// Their e-mail address, which is the login.
    email: String,
    /// What they tell of themselves.
    fields: Fields,
    /// Whether signing in takes a second factor.
    second_factor: bool,
    /// Whether they run the installation.
    operator: bool,
    /// Where they belong.
    tenants: Vec<Place>,
}

/// A tenant to which a member belongs.
#[derive(Debug, Serialize, ToSchema)]
struct Place {
    /// The tenant's number.
    id: i32,
    /// Its name.
    name: String,
    /// What the member is there.
    role: Role,
    /// What that role may do: the names of the permission matrix.
    may: Vec<&'static str>,
    /// ISO 4217: the currency of its totals.
    currency: String,
    /// IANA time zone.
    time_zone: String,
    /// Its language.
    language: String,
}

/// A change of password.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PasswordChange {
    /// The password so far.
    current: String,
    /// The new one: at least 8 characters with a letter, a number and a special character.
    password: String,
}

/// The sessions of a member.
#[derive(Serialize, ToSchema)]
struct Sessions {
    /// The newest first.
    items: Vec<Session>,
}

/// A place where a member is signed in.
#[derive(Serialize, ToSchema)]
struct Session {
    /// Its id.
    id: String,
    /// Since when.
    created_at: Time,
    /// Last used, to the minute.
    last_seen_at: Time,
    /// When it ends at the latest.
    expires_at: Time,
    /// What the browser calls itself.
    agent: String,
    /// Whether it is the one that asks.
    current: bool,
}

/// Who a member is, with the version of their account.
pub(super) async fn me_of(api: &Api, id: Id) -> Result<Option<Versioned<Me>>, Error> {
    let (member, memberships) = {
        let mut tx = api.store().global().read("access.me").await?;
        let Some(member) = member::get(&mut tx, id).await? else { return Ok(None) };
        (member, member::memberships(&mut tx, id).await?)
    };
    let (keys, now) = (api.operator_keys().await?, api.store().clock().now());
    let mut tenants = Vec::new();
    for (tenant, role) in &memberships {
        let Some(record) = api.directory().by_id(*tenant).await? else { continue };
        tenants.push(Place {
            id: tenant.0,
            name: record.name.clone(),
            role: *role,
            may: role.may(),
            currency: record.currency.code().to_owned(),
            time_zone: record.time_zone.clone(),
            language: record.language.clone(),
        });
    }
    let me = Me {
        id: id.text("mem"),
        email: member::address(&keys, id, &member.sealed, now)?,
        fields: member.told(&keys, now)?,
        second_factor: member.has_second_factor(),
        operator: memberships.iter().any(|(tenant, _)| *tenant == OPERATOR),
        tenants,
    };
    Ok(Some(Versioned(member.version.to_string(), me)))
}

/// The account of a session that stands: it is there.
pub(super) async fn account(api: &Api, who: &SignedIn) -> Result<Member, Error> {
    let mut tx = api.store().global().read("access.account").await?;
    member::get(&mut tx, who.member).await?.ok_or(Error::Corrupt("member"))
}

/// The member who is signed in, and where they belong.
#[utoipa::path(get, path = "/api/me", tag = "account", responses((status = 200, body = Me, headers(("ETag" = String)))), security(("session" = [])))]
async fn show(State(api): State<Api>, who: SignedIn) -> Result<Versioned<Me>, Problem> {
    Ok(me_of(&api, who.member).await?.ok_or(Error::Corrupt("member"))?)
}

/// Change what the member tells of themselves (R161).
#[utoipa::path(put, path = "/api/me", tag = "account", request_body = Fields, params(("If-Match" = String, Header, description = "The version that was seen")),
    responses((status = 200, body = Me, headers(("ETag" = String)))), security(("session" = [])))]
async fn change(
    State(api): State<Api>,
    who: SignedIn,
    seen: IfMatch,
    Json(fields): Json<Fields>,
) -> Result<Versioned<Me>, Problem> {
    let faults = fields.faults();
    if !faults.is_empty() {
        return Err(Problem::invalid(faults));
    }
    let member = account(&api, &who).await?;
    seen.require(&member.version.to_string())?;
    let text = serde_json::to_string(&fields).map_err(|_| Error::Corrupt("fields"))?;
    let keys = api.operator_keys().await?;
    let sealed = keys.seal(&Plain::text(text), &member::place(&who.member, "fields")).map_err(Error::from)?;
    let changed = transaction!(api.store().tenant(OPERATOR), "access.fields", |tx| {
        let changed = tx.execute(&SET_FIELDS, params![who.member, sealed.bytes(), member.version]).await?;
        audit::of_account(tx, who.member, "account:edit").await?;
        Ok::<_, Error>(changed)
    })?;
    if changed == 0 {
        return Err(Problem::stale());
    }
    show(State(api), who).await
}

/// Change the password; every other session ends.
#[utoipa::path(put, path = "/api/me/password", tag = "account", request_body = PasswordChange, responses((status = 204)), security(("session" = [])))]
async fn change_password(
    State(api): State<Api>,
    who: SignedIn,
    Json(change): Json<PasswordChange>,
) -> Result<StatusCode, Problem> {
    if let Some(fault) = password::check_rule(&change.password) {
        return Err(Problem::bad_request("password", fault));
    }
    let same = change.password == change.current;
    confirm(&api, &who, change.current, "current").await?;
    if same {
        return Err(Problem::bad_request("password", "is the password so far"));
    }
    let hash = password::hash(change.password).await?;
    transaction!(api.store().tenant(OPERATOR), "access.password", |tx| {
        tx.execute(&SET_PASSWORD, params![who.member, &hash]).await?;
        tx.execute(&END_OTHER_SESSIONS, params![who.member, who.session]).await?;
        audit::of_account(tx, who.member, "password:set").await
    })?;
    Ok(StatusCode::NO_CONTENT)
}

/// Refuses who cannot say the password once more, before a change that a borrowed session must not make.
pub(super) async fn confirm(
    api: &Api,
    who: &SignedIn,
    password: String,
    field: &'static str,
) -> Result<(), Problem> {
    api.limiter().allow("confirm_password", &who.member.0, 30 * Micros::SECOND, 8)?;
    let known = account(api, who).await?.password;
    match password::matches(password, known).await? {
        true => Ok(()),
        false => Err(Problem::bad_request(field, "is not the password")),
    }
}

/// Where the member is signed in.
#[utoipa::path(get, path = "/api/me/sessions", tag = "account", responses((status = 200, body = Sessions)), security(("session" = [])))]
async fn sessions(State(api): State<Api>, who: SignedIn) -> Result<Answer<Sessions>, Problem> {
    let mut tx = api.store().global().read("access.sessions").await?;
    let now = tx.clock().now();
    let rows = tx.query(&SESSIONS_OF, params![who.member, now]).await?;
    let read = |row: &placet_store::Row| -> Result<Session, placet_store::Error> {
        let id: Id = row.get(0)?;
        Ok(Session {
            id: id.text("ses"),
            created_at: Time(row.get(1)?),
            last_seen_at: Time(row.get(2)?),
            expires_at: Time(row.get(3)?),
            agent: row.get(4)?,
            current: id == who.session,
        })
    };
    Ok(Answer(Sessions { items: rows.iter().map(read).collect::<Result<_, _>>()? }))
}

/// Sign out somewhere else.
#[utoipa::path(delete, path = "/api/me/sessions/{id}", tag = "account", params(("id" = String, Path, description = "The session's id")),
    responses((status = 204), (status = 404, description = "There is no such session", body = placet_edge::Details, content_type = "application/problem+json")), security(("session" = [])))]
async fn end_session(
    State(api): State<Api>,
    who: SignedIn,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let id = Id::parse("ses", &id).map_err(|_| Problem::not_found())?;
    let ended = transaction!(api.store().tenant(OPERATOR), "access.end_session", |tx| {
        let ended = tx.execute(&END_SESSION, params![who.member, id]).await?;
        if ended == 1 {
            audit::of_account(tx, who.member, "session:end").await?;
        }
        Ok::<_, Error>(ended)
    })?;
    if ended == 1 { Ok(StatusCode::NO_CONTENT) } else { Err(Problem::not_found()) }
}
