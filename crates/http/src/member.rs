//! A member's sign-in by a one-time link, and the page "this message and its permit". No contact data is on it (R118).

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use placet_core::{Id, Micros, TenantId};
use placet_deliver::ledger::{self, MessageRow};
use placet_edge::AtTenant;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::pages::{Frame, Language};
use placet_permission::vault::{digest, random};
use placet_permission::{Purpose, ViewPermit};
use placet_store::{Tenant, params, transaction};

use crate::App;
use crate::public::{self, evidence_of, items_of};
use crate::store::{ADD_SESSION, DROP_SESSION, MEMBERSHIP, SESSION};

/// The cookie of a session: only over TLS or on this machine, only to this host.
const COOKIE: &str = "__Host-placet";
/// How long a session holds.
const LIFE: i64 = 12 * Micros::HOUR;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/m/sign-in/{token}", get(sign_in_page).post(sign_in))
        .route("/m/messages/{id}", get(message))
}

/// The link opens a page; its button signs in, so that a scanner that opens links does not use it up.
async fn sign_in_page(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    let language = Language::wanted(&headers, "en");
    let action = format!("/m/sign-in/{token}");
    app.parts().pages.render(&Frame::of(&record, language), &view::SignIn { action })
}

async fn sign_in(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    headers: HeaderMap,
    Path(token): Path<String>,
) -> Response {
    match exchange(&app, record.id, &token).await {
        Ok(Some(session)) => {
            let cookie = format!(
                "{COOKIE}={session}; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age={}",
                LIFE / Micros::SECOND
            );
            ([(header::SET_COOKIE, cookie)], Redirect::to("/")).into_response()
        }
        Ok(None) => public::trouble(&app, Some(&record), &headers, Trouble::Gone),
        Err(error) => public::failed(&app, &record, &headers, &error),
    }
}

/// Uses a link up for a session of 12 hours.
async fn exchange(app: &App, tenant: TenantId, link: &str) -> Result<Option<String>, placet_store::Error> {
    let session: String = random::<32>().iter().map(|b| format!("{b:02x}")).collect();
    let hash = digest(session.as_bytes());
    transaction!(app.store().global(), "member.sign_in", |tx| {
        let now = tx.clock().now();
        let link = digest(link.as_bytes());
        let Some(row) = tx.query_opt(&SESSION, params![&link, now]).await? else { return Ok(None) };
        let (member, kind): (Id, String) = (row.get(0)?, row.get(1)?);
        let belongs = tx.query_opt(&MEMBERSHIP, params![member, tenant]).await?.is_some();
        if kind != "link" || !belongs || tx.execute(&DROP_SESSION, params![&link, "link"]).await? != 1 {
            return Ok(None);
        }
        tx.execute(&ADD_SESSION, params![&hash, member, "session", now, now + LIFE]).await?;
        Ok::<_, placet_store::Error>(Some(session.clone()))
    })
}

/// The member who asks, if they are signed in and belong to this tenant.
async fn signed_in(
    app: &App,
    tenant: TenantId,
    headers: &HeaderMap,
) -> Result<Option<ViewPermit>, placet_store::Error> {
    let Some(session) = cookie(headers) else { return Ok(None) };
    let mut tx = app.store().global().read("member.session").await?;
    let now = tx.clock().now();
    let Some(row) = tx.query_opt(&SESSION, params![&digest(session.as_bytes()), now]).await? else {
        return Ok(None);
    };
    let (member, kind): (Id, String) = (row.get(0)?, row.get(1)?);
    let belongs = tx.query_opt(&MEMBERSHIP, params![member, tenant]).await?.is_some();
    Ok((kind == "session" && belongs).then(|| ViewPermit::for_member(tenant, member)))
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let all = headers.get(header::COOKIE)?.to_str().ok()?;
    all.split(';').find_map(|pair| pair.trim().strip_prefix(COOKIE)?.strip_prefix('='))
}

async fn message(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    headers: HeaderMap,
    Path(id): Path<String>,
) -> Response {
    let permit = match signed_in(&app, record.id, &headers).await {
        Ok(Some(permit)) => permit,
        Ok(None) => return public::trouble(&app, Some(&record), &headers, Trouble::NotFound),
        Err(error) => return public::failed(&app, &record, &headers, &error),
    };
    let Ok(id) = Id::parse("msg", &id) else {
        return public::trouble(&app, Some(&record), &headers, Trouble::NotFound);
    };
    let language = Language::wanted(&headers, "en");
    match page(app.store().tenant(permit.tenant()), &app, id, language, permit).await {
        Ok(Some(page)) => app.parts().pages.render(&Frame::of(&record, language), &page),
        Ok(None) => public::trouble(&app, Some(&record), &headers, Trouble::NotFound),
        Err(error) => public::failed(&app, &record, &headers, &error),
    }
}

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error(transparent)]
    Why(#[from] public::WhyError),
    #[error(transparent)]
    Library(#[from] placet_compose::Error),
}

/// Uses the permit up for one look at one message.
async fn page(
    tenant: Tenant<'_>,
    app: &App,
    id: Id,
    language: Language,
    _permit: ViewPermit,
) -> Result<Option<view::Permit>, Error> {
    let mut tx = tenant.read("member.message").await?;
    let Some(message) = ledger::get(&mut tx, id).await? else { return Ok(None) };
    let evidence = evidence_of(&mut tx, &message, language).await?;
    let items = items_of(&mut tx, &message).await?;
    let ready =
        app.parts().library.ready(&mut tx, message.template, message.version, &message.language).await?;
    Ok(Some(view::Permit {
        message: message.id.text("msg"),
        state: message.state.name().to_owned(),
        channel: public::channel(message.channel),
        purpose: public::purpose_name(Purpose::Marketing, language),
        origin: format!("journey {}", message.origin),
        history: history(&message),
        decision: decision(&message),
        evidence,
        template: ready.name.clone(),
        template_version: i64::from(message.version),
        items,
    }))
}

fn history(message: &MessageRow) -> Vec<view::Step> {
    let queued = view::Step { state: "queued".into(), at: message.created_at, note: None };
    let now = view::Step {
        state: message.state.name().to_owned(),
        at: message.changed_at,
        note: Some(message.reply.clone()).filter(|reply| !reply.is_empty()),
    };
    if message.state == ledger::State::Queued && message.attempts == 0 {
        vec![queued]
    } else {
        vec![queued, now]
    }
}

fn decision(message: &MessageRow) -> Option<view::Decision> {
    let decision = message.decision.as_ref()?;
    let fact = |name: &str, value: String| view::Fact { name: name.to_owned(), value };
    Some(view::Decision {
        outcome: if decision.denied.is_none() { "granted".into() } else { "denied".into() },
        reason: decision.denied.map(|denial| denial.name().to_owned()),
        at: decision.at,
        facts: vec![
            fact("attempts", message.attempts.to_string()),
            fact(
                "evidence",
                decision.evidence.iter().map(|e| format!("#{}", e.entry)).collect::<Vec<_>>().join(", "),
            ),
        ],
    })
}
