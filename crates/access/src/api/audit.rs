//! The log, read out.

use std::collections::HashMap;

use axum::Json as Answer;
use axum::extract::State;
use placet_core::Id;
use placet_edge::{Problem, Query};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::AuditRead;
use crate::{Listing, May, Page, TenantPath, Time, audit, member};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
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
    /// Why, where a reason is asked.
    reason: Option<String>,
    /// The ticket's number, if there is one.
    reference: Option<String>,
}

/// Who saw or changed what, the newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/audit", tag = "audit", params(TenantPath, Listing),
    responses((status = 200, body = Page<AuditRow>)), security(("session" = ["audit:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<AuditRead>,
    Query(listing): Query<Listing>,
) -> Result<Answer<Page<AuditRow>>, Problem> {
    let (limit, before) = (listing.limit()?, listing.after::<i64>()?);
    let (keys, now) = (api.operator_keys().await?, api.store().clock().now());
    let mut tx = may.tenant(api.store()).read("access.audit").await?;
    let entries = audit::entries(&mut tx, before, limit).await?;
    let mut emails: HashMap<Id, String> = HashMap::new();
    for one in member::colleagues(&mut tx, may.tenant_id()).await? {
        emails.insert(one.id, member::address(&keys, one.id, &one.sealed, now)?);
    }
    let said = |text: String| Some(text).filter(|text| !text.is_empty());
    let page = Page::of(entries, |entry| AuditRow {
        at: Time(entry.at),
        member: entry.member.text("mem"),
        email: emails.get(&entry.member).cloned(),
        action: entry.action,
        object: entry.object,
        reason: said(entry.reason),
        reference: said(entry.reference),
    });
    Ok(Answer(page))
}
