//! What a tenant must have done before anything is sent, what is missing of that, and accepting its duties.

use std::collections::HashMap;

use axum::Json;
use axum::extract::State;
use placet_access::actions::{DutiesAccept, DutiesRead};
use placet_access::audit::Change;
use placet_access::{Api, May, TenantPath, Time};
use placet_core::Id;
use placet_edge::{Json as Body, Problem};
use placet_permission::duty::{self, AGREEMENT, Act, Entry, Standing};
use placet_store::{tenants, transaction};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::ours;

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(show)).routes(routes!(accept))
}

/// Where a tenant stands.
#[derive(Serialize, ToSchema)]
struct Duties {
    /// Whether anything may be sent.
    ready: bool,
    /// What stands against sending, in the order in which the gate looks: `stopped`, `no_agreement`, `identity_unverified`, `domain_unverified`.
    missing: Vec<&'static str>,
    /// The text that is accepted.
    agreement: AgreementText,
    /// The domain that mails are sent from.
    domain: String,
    /// The domains that may be sent from.
    domains: Vec<String>,
    /// Why all sending is stopped, if it is.
    stopped: Option<String>,
    /// Everything that was done, the newest first.
    history: Vec<DutyEntry>,
}

/// The text in which a tenant accepts its duties.
#[derive(Serialize, ToSchema)]
struct AgreementText {
    /// Its version.
    version: u32,
    /// The duties, one each.
    duties: Vec<&'static str>,
    /// What was accepted, if anything was.
    accepted: Option<DutyEntry>,
}

/// Something that was done.
#[derive(Clone, Serialize, ToSchema)]
struct DutyEntry {
    /// Its number.
    entry: i64,
    /// Since when.
    at: Time,
    /// When it was learnt of.
    known_at: Time,
    /// What: `agreed`, `agreement_ended`, `identity_verified`, `domain_verified`, `stopped`, `resumed`.
    act: &'static str,
    /// Which text, how, which domain, why.
    detail: String,
    /// The member's id; nobody where whoever runs the installation did it.
    member: Option<String>,
    /// Their e-mail address, while they belong here.
    email: Option<String>,
}

/// The text that was read.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Acceptance {
    /// Its version.
    version: u32,
}

/// What the tenant must have done before anything is sent, and what is missing.
#[utoipa::path(get, path = "/api/tenants/{tenant}/duties", tag = "duties", params(TenantPath),
    responses((status = 200, body = Duties)), security(("session" = ["duties:read"])))]
async fn show(State(api): State<Api>, may: May<DutiesRead>) -> Result<Json<Duties>, Problem> {
    let emails = api.colleagues(may.tenant(api.store())).await.map_err(ours)?;
    let mut tx = may.tenant(api.store()).read("api.duties").await?;
    let settings = tenants::settings(&mut tx, may.tenant_id()).await?.ok_or_else(Problem::not_found)?;
    let history = duty::history(&mut tx).await.map_err(ours)?;
    let from = settings.record.from_address;
    let standing = Standing::after(&history);
    let history: Vec<DutyEntry> = history.iter().rev().map(|entry| DutyEntry::of(entry, &emails)).collect();
    let accepted = history.iter().find(|entry| entry.act == Act::Agreed.name()).cloned();
    let missing: Vec<&'static str> = standing.all_against(&from).map(|denial| denial.name()).collect();
    Ok(Json(Duties {
        ready: missing.is_empty(),
        missing,
        agreement: AgreementText {
            version: AGREEMENT.version,
            duties: AGREEMENT.duties.to_vec(),
            accepted: accepted.filter(|_| standing.agreement.is_some()),
        },
        domain: duty::domain_of(&from),
        domains: standing.domains,
        stopped: standing.stopped,
        history,
    }))
}

/// Accept the duties of a controller, for the company (R009). Nothing is imported and nothing sent before.
#[utoipa::path(post, path = "/api/tenants/{tenant}/duties/agreement", tag = "duties", request_body = Acceptance,
    params(TenantPath, ("Idempotency-Key" = Option<String>, Header, description = "The same request once")),
    responses((status = 204)), security(("session" = ["duties:accept"])))]
async fn accept(
    State(api): State<Api>,
    may: May<DutiesAccept>,
    Body(read): Body<Acceptance>,
) -> Result<axum::http::StatusCode, Problem> {
    if read.version != AGREEMENT.version {
        return Err(Problem::conflict("There is a newer text: read it first."));
    }
    let accepted = transaction!(may.tenant(api.store()), "api.accept_duties", |tx| {
        let detail = AGREEMENT.detail();
        let before = duty::standing(tx).await?.agreement;
        if before.as_deref() != Some(&detail) {
            duty::record(tx, Act::Agreed, &detail, Some(may.member())).await?;
            let change = Change::of("agreement", before.as_deref(), Some(&detail));
            may.record_changes(tx, "duties", &[change]).await?;
        }
        Ok::<_, Error>(())
    });
    accepted.map_err(ours)?;
    Ok(axum::http::StatusCode::NO_CONTENT)
}

impl DutyEntry {
    fn of(entry: &Entry, emails: &HashMap<Id, String>) -> DutyEntry {
        DutyEntry {
            entry: entry.seq,
            at: Time(entry.at),
            known_at: Time(entry.known_at),
            act: entry.act.name(),
            detail: entry.detail.clone(),
            member: entry.member.map(|id| id.text("mem")),
            email: entry.member.and_then(|id| emails.get(&id).cloned()),
        }
    }
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}
