//! Who works at a tenant.

use axum::Json as Answer;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use placet_core::Id;
use placet_edge::{Json, Problem};
use placet_store::transaction;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use super::sign_in::address;
use crate::actions::{MembersEdit, MembersRead};
use crate::audit::Change;
use crate::member::{self, Colleague};
use crate::{Error, May, Role, TenantPath, Time};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list, invite)).routes(routes!(set_role, remove))
}

/// The members of a tenant.
#[derive(Serialize, ToSchema)]
struct Members {
    /// The longest there first.
    items: Vec<Member>,
}

/// A member of a tenant.
#[derive(Serialize, ToSchema)]
struct Member {
    /// Their id.
    id: String,
    /// Their e-mail address.
    email: String,
    /// What they are here.
    role: Role,
    /// Whether signing in takes them a second factor.
    second_factor: bool,
    /// When they were last here, to the minute; `null` if they are signed in nowhere.
    last_seen_at: Option<Time>,
    /// Since when they have an account.
    created_at: Time,
    /// Whether they are invited and have not come yet: no link of theirs was ever used.
    invited: bool,
    /// Until when the link opens that they were given; `null` if there is none any more.
    link_until: Option<Time>,
}

/// Somebody to be invited.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Invitation {
    /// Their e-mail address.
    email: String,
    /// What they shall be here.
    role: Role,
}

/// An invitation that was made.
#[derive(Serialize, ToSchema)]
struct Invited {
    /// The member's id.
    id: String,
    /// The link with which they choose a password and sign in: once, within a day. It is shown now and never again. `null` for somebody who
    /// belongs elsewhere too: they sign in as they always do.
    link: Option<String>,
}

/// What a member shall be.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewRole {
    /// The role.
    role: Role,
}

/// Who works here.
#[utoipa::path(get, path = "/api/tenants/{tenant}/members", tag = "members", params(TenantPath),
    responses((status = 200, body = Members)), security(("session" = ["members:read"])))]
async fn list(State(api): State<Api>, may: May<MembersRead>) -> Result<Answer<Members>, Problem> {
    let (keys, now) = (api.operator_keys().await?, api.store().clock().now());
    let mut tx = api.store().global().read("access.members").await?;
    let show = |one: Colleague| -> Result<Member, Error> {
        Ok(Member {
            id: one.id.text("mem"),
            email: member::address(&keys, one.id, &one.sealed, now)?,
            role: one.role,
            second_factor: one.second_factor,
            last_seen_at: one.last_seen_at.map(Time),
            created_at: Time(one.created_at),
            invited: one.invited,
            link_until: one.link_until.map(Time),
        })
    };
    let items = member::colleagues(&mut tx, may.tenant_id())
        .await?
        .into_iter()
        .map(show)
        .collect::<Result<_, _>>()?;
    Ok(Answer(Members { items }))
}

/// Invite somebody; for a member of this tenant alone, another link by which they choose a new password.
#[utoipa::path(post, path = "/api/tenants/{tenant}/members", tag = "members", request_body = Invitation,
    params(TenantPath, ("Idempotency-Key" = Option<String>, Header, description = "The same request once")),
    responses((status = 201, body = Invited)), security(("session" = ["members:edit"])))]
async fn invite(
    State(api): State<Api>,
    may: May<MembersEdit>,
    Json(invitation): Json<Invitation>,
) -> Result<(StatusCode, Answer<Invited>), Problem> {
    let (email, role) = (address(&invitation.email)?, of_tenant(invitation.role)?);
    let keys = api.operator_keys().await?;
    let tenant = may.tenant_id();
    let (id, link) = transaction!(may.tenant(api.store()), "access.invite", |tx| {
        let was = match member::by_address(tx, api.keyring(), &email).await? {
            Some(known) => member::role_at(tx, known.id, tenant).await?,
            None => None,
        };
        if was.is_some_and(|was| was != role) {
            return Ok(None);
        }
        let id = member::join(tx, api.keyring(), &keys, &email, tenant, role).await?;
        let changes = [match was {
            None => Change::of("role", None, Some(role.name())),
            Some(_) => Change::hidden("link"),
        }];
        may.record_changes(tx, &format!("{} invited", id.text("mem")), &changes).await?;
        let link = match member::is_only_at(tx, id, tenant).await? {
            true => Some(member::new_link(tx, id).await?),
            false => None,
        };
        Ok::<_, Error>(Some((id, link)))
    })?
    .ok_or_else(|| {
        Problem::conflict(
            "Who has this address belongs here already, as something else: change their role instead.",
        )
    })?;
    let link = link.map(|link| link.at(api.origin()));
    Ok((StatusCode::CREATED, Answer(Invited { id: id.text("mem"), link })))
}

/// Give a member another role.
#[utoipa::path(put, path = "/api/tenants/{tenant}/members/{id}", tag = "members", request_body = NewRole,
    params(TenantPath, ("id" = String, Path, description = "The member's id")),
    responses((status = 204), (status = 409, description = "The tenant would be without an owner", body = placet_edge::Details, content_type = "application/problem+json")),
    security(("session" = ["members:edit"])))]
async fn set_role(
    State(api): State<Api>,
    may: May<MembersEdit>,
    Path((_, id)): Path<(String, String)>,
    Json(NewRole { role }): Json<NewRole>,
) -> Result<StatusCode, Problem> {
    let role = of_tenant(role)?;
    change(&api, &may, &id, Some(role)).await
}

/// Take a member's place here away. Who belongs nowhere any more has no account.
#[utoipa::path(delete, path = "/api/tenants/{tenant}/members/{id}", tag = "members",
    params(TenantPath, ("id" = String, Path, description = "The member's id")),
    responses((status = 204), (status = 409, description = "The tenant would be without an owner", body = placet_edge::Details, content_type = "application/problem+json")),
    security(("session" = ["members:edit"])))]
async fn remove(
    State(api): State<Api>,
    may: May<MembersEdit>,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    change(&api, &may, &id, None).await
}

/// What came of changing a member's place.
enum Changed {
    Done,
    NotHere,
    LastOwner,
}

async fn change(
    api: &Api,
    may: &May<MembersEdit>,
    id: &str,
    role: Option<Role>,
) -> Result<StatusCode, Problem> {
    let id = Id::parse("mem", id).map_err(|_| Problem::not_found())?;
    let tenant = may.tenant_id();
    let changed = transaction!(may.tenant(api.store()), "access.place", |tx| {
        let Some(was) = member::role_at(tx, id, tenant).await? else { return Ok(Changed::NotHere) };
        if role != Some(Role::Owner) && member::is_last_owner(tx, tenant, id).await? {
            return Ok(Changed::LastOwner);
        }
        let done = match role {
            Some(role) => {
                member::set_role(tx, id, tenant, role).await?;
                "changed"
            }
            None => {
                member::leave(tx, id, tenant).await?;
                "removed"
            }
        };
        let changes = [Change::of("role", Some(was.name()), role.map(Role::name))];
        may.record_changes(tx, &format!("{} {done}", id.text("mem")), &changes).await?;
        Ok::<_, Error>(Changed::Done)
    })?;
    match changed {
        Changed::Done => Ok(StatusCode::NO_CONTENT),
        Changed::NotHere => Err(Problem::not_found()),
        Changed::LastOwner => {
            Err(Problem::conflict("A tenant has one owner at least: make somebody else one first."))
        }
    }
}

/// The operator is none of a tenant's roles.
fn of_tenant(role: Role) -> Result<Role, Problem> {
    match role {
        Role::Operator => Err(Problem::bad_request("role", "is one of the installation, not of a tenant")),
        role => Ok(role),
    }
}
