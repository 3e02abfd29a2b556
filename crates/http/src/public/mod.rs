//! The public pages: what people who are written to see and do, without log-in and without script.

mod asking;
mod brand;
mod confirm;
mod cookies;
mod form;
mod letter;
mod notice;
mod preferences;
mod receipts;
mod renewal;
mod unsubscribe;
mod web;
mod why;

use std::collections::HashMap;

use axum::Router;
use axum::extract::State;
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{get, post};
use placet_core::{Language, Values};
use placet_edge::pages::view::{self, Trouble};
use placet_edge::pages::{Authority, Frame};
use placet_edge::{AtTenant, Reads};
use placet_permission::Purpose;
use placet_permission::place::{Country, Known, Stated};
use placet_store::tenants::TenantRecord;

use crate::App;
use crate::app::Looks;
use crate::bounded::bounded;

/// What can be opened, and what can be pressed. A page is opened by whoever follows a link, a scanner of mails too: what answers
/// then has no way to change anything.
pub(crate) fn routes(app: &App) -> Router {
    let ones_own = opened().with_state(app.looks().clone()).merge(pressed().with_state(app.clone()));
    everybodys()
        .with_state(app.looks().clone())
        .route(form::PATH, post(form::submit).with_state(app.clone()))
        .merge(ones_own.route_layer(from_fn_with_state(app.clone(), bounded)))
}

fn everybodys() -> Router<Looks> {
    Router::new()
        .route("/", get(home))
        .route("/cookies", get(cookies::show))
        .route(notice::PATH, get(notice::show))
        .route("/notice/{version}", get(notice::show_version))
        .route("/brand/{name}", get(brand::logo))
        .route("/.well-known/gpc.json", get(gpc))
        .route(form::PATH, get(form::show))
}

fn opened() -> Router<Looks> {
    Router::new()
        .route("/c/{token}", get(confirm::show))
        .route("/u/{token}", get(unsubscribe::show))
        .route("/p/{token}", get(preferences::show))
        .route("/r/{token}", get(renewal::show))
        .route("/w/{token}", get(web::show))
        .route("/why/{token}", get(why::show))
        .route("/why/{token}/receipts", get(receipts::take))
}

fn pressed() -> Router<App> {
    Router::new()
        .route("/c/{token}", post(confirm::confirm))
        .route("/u/{token}", post(unsubscribe::unsubscribe))
        .route("/u/{token}/undo", post(unsubscribe::undo))
        .route("/u/{token}/everywhere", post(unsubscribe::everywhere))
        .route("/u/{token}/everywhere/undo", post(unsubscribe::not_everywhere))
        .route("/p/{token}", post(preferences::save))
        .route("/p/{token}/everything", post(preferences::everything))
        .route("/r/{token}", post(renewal::yes))
        .route("/r/{token}/no", post(renewal::no))
}

/// What stands around a company's page, for somebody who may be there: of nobody in particular, where the company is.
pub(crate) fn frame(record: &TenantRecord, language: Language, place: &str) -> Frame {
    let authority = country(record, place).and_then(Country::authority);
    let authority = authority.map(|of| Authority { name: of.name.to_owned(), url: of.url.to_owned() });
    Frame { authority, ..Frame::of(record, language) }
}

/// Where somebody is as far as that is known; else where the company is.
pub(crate) fn country(record: &TenantRecord, place: &str) -> Option<Country> {
    let company = Stated::parse(None, Some(&record.time_zone));
    let known = Known::read(place).candidates(company);
    known.places().first().and_then(|place| place.country)
}

/// What stands at a tenant's host.
async fn home(State(looks): State<Looks>, AtTenant(record): AtTenant, reads: Reads) -> Response {
    let language = reads.any(&record.language);
    let link = |path: &str, text: &str| view::Link {
        href: reads.keep(path),
        label: language.text(text, &Values::new()).unwrap_or_else(|| path.to_owned()),
        note: None,
    };
    let page = view::Home {
        title: record.name.clone(),
        lead: String::new(),
        groups: vec![view::Group {
            title: String::new(),
            links: vec![
                link(form::PATH, "form_title"),
                link(notice::PATH, "notice"),
                link("/cookies", "cookies_title"),
            ],
        }],
    };
    looks.pages.render(&frame(&record, language, "").at("/"), &page)
}

/// That Global Privacy Control is obeyed here (W3C, "Global Privacy Control (GPC)", section 4), and since when this stands as it does.
async fn gpc(AtTenant(_): AtTenant) -> axum::Json<serde_json::Value> {
    axum::Json(serde_json::json!({ "gpc": true, "lastUpdate": "2026-11-23" }))
}

/// A page for a mistake.
pub(crate) fn trouble(
    looks: &Looks,
    record: Option<&TenantRecord>,
    reads: &Reads,
    trouble: Trouble,
) -> Response {
    let language = reads.any(record.map_or("en", |record| &record.language));
    let frame = record.map_or_else(|| Frame::plain(language), |record| frame(record, language, ""));
    let request = (trouble == Trouble::Internal).then(placet_edge::log::request_id);
    looks.pages.render(&frame, &view::Error { trouble, request })
}

/// The page for an address that does not exist.
pub(crate) fn not_found(looks: &Looks, reads: &Reads) -> Response {
    trouble(looks, None, reads, Trouble::NotFound)
}

/// The page for a mistake of ours, which is logged.
pub(crate) fn failed(
    looks: &Looks,
    record: &TenantRecord,
    reads: &Reads,
    error: &(dyn std::error::Error + 'static),
) -> Response {
    if placet_store::Error::asks_to_retry(error) {
        return trouble(looks, Some(record), reads, Trouble::Unavailable);
    }
    tracing::error!(tenant = %record.id, %error, "a page failed");
    trouble(looks, Some(record), reads, Trouble::Internal)
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
