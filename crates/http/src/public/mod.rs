//! The public pages: what people who are written to see and do, without log-in and without script.

mod asking;
mod confirm;
mod cookies;
mod form;
mod letter;
mod preferences;
mod renewal;
mod unsubscribe;
mod why;

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::routing::{get, post};
use placet_edge::AtTenant;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::pages::{Frame, Language};
use placet_permission::Purpose;
use placet_store::tenants::TenantRecord;

use crate::App;

pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route("/", get(home))
        .route("/cookies", get(cookies::show))
        .route("/f/newsletter", get(form::show).post(form::submit))
        .route("/c/{token}", get(confirm::show).post(confirm::confirm))
        .route("/u/{token}", get(unsubscribe::show).post(unsubscribe::unsubscribe))
        .route("/u/{token}/undo", post(unsubscribe::undo))
        .route("/u/{token}/everywhere", post(unsubscribe::everywhere))
        .route("/u/{token}/everywhere/undo", post(unsubscribe::not_everywhere))
        .route("/p/{token}", get(preferences::show).post(preferences::save))
        .route("/p/{token}/everything", post(preferences::everything))
        .route("/r/{token}", get(renewal::show).post(renewal::yes))
        .route("/r/{token}/no", post(renewal::no))
        .route("/why/{token}", get(why::show))
}

/// What stands at a tenant's host.
async fn home(State(app): State<App>, AtTenant(record): AtTenant, headers: HeaderMap) -> Response {
    let language = Language::wanted(&headers, &record.language);
    let link =
        |href: &str, label: &str| view::Link { href: href.to_owned(), label: label.to_owned(), note: None };
    let page = view::Home {
        title: record.name.clone(),
        lead: String::new(),
        groups: vec![view::Group {
            title: String::new(),
            links: vec![link("/f/newsletter", "Newsletter"), link("/cookies", "Cookies")],
        }],
    };
    app.parts().pages.render(&Frame::of(&record, language), &page)
}

/// A page for a mistake.
pub(crate) fn trouble(
    app: &App,
    record: Option<&TenantRecord>,
    headers: &HeaderMap,
    trouble: Trouble,
) -> Response {
    let language = Language::wanted(headers, record.map_or("en", |r| &r.language));
    let frame = record.map_or_else(|| Frame::plain(language), |record| Frame::of(record, language));
    let request = (trouble == Trouble::Internal).then(placet_edge::log::request_id);
    app.parts().pages.render(&frame, &view::Error { trouble, request })
}

/// The page for an address that does not exist.
pub(crate) fn not_found(app: &App, headers: &HeaderMap) -> Response {
    trouble(app, None, headers, Trouble::NotFound)
}

/// The page for a mistake of ours, which is logged.
pub(crate) fn failed(
    app: &App,
    record: &TenantRecord,
    headers: &HeaderMap,
    error: &(dyn std::error::Error + 'static),
) -> Response {
    if placet_store::Error::asks_to_retry(error) {
        return trouble(app, Some(record), headers, Trouble::Unavailable);
    }
    tracing::error!(tenant = %record.id, %error, "a page failed");
    trouble(app, Some(record), headers, Trouble::Internal)
}

/// The ticked choices of a posted form: `choice.KEY=yes`; `None` if one of them names no purpose at all.
pub(crate) fn choices(fields: &[(String, String)]) -> Option<Vec<Purpose>> {
    let ticked = fields.iter().filter(|(_, value)| value == "yes");
    ticked.filter_map(|(name, _)| name.strip_prefix("choice.")).map(Purpose::named).collect()
}

/// Single fields of a posted form by their names; the first counts.
pub(crate) fn single(fields: Vec<(String, String)>) -> HashMap<String, String> {
    fields.into_iter().rev().collect()
}
