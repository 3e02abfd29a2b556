//! The tenants of the installation, for who runs it.

use axum::Json as Answer;
use axum::extract::State;
use placet_core::TenantId;
use placet_edge::{Problem, Query};
use placet_store::tenants::{self, Listed};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::Api;
use crate::actions::TenantsRead;
use crate::{Listing, May, Page, Time};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list))
}

/// A tenant in the list of all.
#[derive(Serialize, ToSchema)]
struct TenantRow {
    /// Its number.
    id: i32,
    /// Its name.
    name: String,
    /// Such as `active`.
    status: String,
    /// Where its public pages are.
    public_url: String,
    /// Since when.
    created_at: Time,
}

/// Every tenant, the newest first. For the operator alone.
#[utoipa::path(get, path = "/api/tenants", tag = "tenants", params(Listing), responses((status = 200, body = Page<TenantRow>)), security(("session" = ["tenants:read"])))]
async fn list(
    State(api): State<Api>,
    _may: May<TenantsRead>,
    Query(listing): Query<Listing>,
) -> Result<Answer<Page<TenantRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<TenantId>()?);
    let mut tx = api.store().global().read("access.tenants").await?;
    let found = tenants::list(&mut tx, after, limit).await?;
    Ok(Answer(Page::of(found, |row: Listed| TenantRow {
        id: row.id.0,
        name: row.name,
        status: row.status,
        public_url: row.public_url,
        created_at: Time(row.created_at),
    })))
}
