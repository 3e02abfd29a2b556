//! The log, read out.

use axum::Json as Answer;
use axum::extract::State;
use placet_core::Id;
use placet_edge::{Problem, Query};
use placet_store::Tenant;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::{AuditRead, InstallationAuditRead};
use crate::audit::{self, Change, Only};
use crate::{Listing, May, Page, TenantPath, Time};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(list_of_installation))
}

/// Which entries.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those of what this member did, by their id.
    member: Option<String>,
    /// Those of this action: a name of the permission matrix, or of what is done with an account.
    #[param(max_length = 100)]
    action: Option<String>,
}

/// Somebody saw or changed something.
#[derive(Serialize, ToSchema)]
struct AuditRow {
    /// When.
    at: Time,
    /// The member's id.
    member: String,
    /// Their e-mail address, while they belong here.
    email: Option<String>,
    /// What they did: a name of the permission matrix.
    action: String,
    /// With what, by its id.
    object: String,
    /// What was changed, from what to what.
    changes: Vec<Change>,
    /// Why, where a reason is asked.
    reason: Option<String>,
    /// The ticket's number, if there is one.
    reference: Option<String>,
}

/// Who saw or changed what, the newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/audit", tag = "audit", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<AuditRow>)), security(("session" = ["audit:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<AuditRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Answer<Page<AuditRow>>, Problem> {
    page(&api, may.tenant(api.store()), which, &listing).await
}

/// What members did with their accounts and who came to run the installation, the newest first. For the operator alone; of members who
/// do not run the installation it tells the ids.
#[utoipa::path(get, path = "/api/audit", tag = "audit", params(Which, Listing),
    responses(
        (status = 200, body = Page<AuditRow>),
        (status = 403, description = "Not the operator", body = placet_edge::Details, content_type = "application/problem+json")
    ), security(("session" = ["installation_audit:read"])))]
async fn list_of_installation(
    State(api): State<Api>,
    may: May<InstallationAuditRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Answer<Page<AuditRow>>, Problem> {
    page(&api, may.tenant(api.store()), which, &listing).await
}

async fn page(
    api: &Api,
    log: Tenant<'_>,
    which: Which,
    listing: &Listing,
) -> Result<Answer<Page<AuditRow>>, Problem> {
    let (limit, before) = (listing.limit()?, listing.after::<i64>()?);
    if which.action.as_ref().is_some_and(|action| action.chars().count() > 100) {
        return Err(Problem::bad_request("action", "is longer than 100 characters"));
    }
    let member = which.member.as_deref().map(|id| Id::parse("mem", id)).transpose();
    let only = Only {
        member: member.map_err(|_| Problem::bad_request("member", "is no member's id"))?,
        action: which.action,
    };
    let emails = api.colleagues(log).await?;
    let mut tx = log.read("access.audit").await?;
    let entries = audit::entries(&mut tx, &only, before, limit).await?;
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let page = Page::of(entries, |entry| AuditRow {
        at: Time(entry.at),
        member: entry.member.text("mem"),
        email: emails.get(&entry.member).cloned(),
        action: entry.action,
        object: entry.object,
        changes: entry.changes,
        reason: said(entry.reason),
        reference: said(entry.reference),
    });
    Ok(Answer(page))
}
