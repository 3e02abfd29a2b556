//! A message in the browser, for whoever's mail program shows it badly. It is made anew: what it said is kept for six days as the numbers of
//! its items, and prices are today's.

use axum::extract::{Path, State};
use axum::http::{HeaderValue, header};
use axum::response::{Html, IntoResponse, Response};
use placet_compose::Action;
use placet_deliver::letter::{self as mail, Unmade};
use placet_edge::pages::view::Trouble;
use placet_edge::{AtTenant, Reads};

use super::letter::{self, Letter};
use crate::app::Looks;

/// A mail brings its own look and its pictures; nothing in it runs, asks or frames.
const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; img-src https: http: data:; \
     form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Web).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if !mail::can_be_shown(&letter.message, looks.store.clock().now()) {
        return letter.trouble(&looks, Trouble::Past);
    }
    match html(&looks, &letter).await {
        Ok(html) => dressed(html),
        Err(error) => letter.failed(&looks, &error),
    }
}

async fn html(looks: &Looks, letter: &Letter) -> Result<String, Unmade> {
    let message = &letter.message;
    let mail = mail::Letter {
        library: &looks.library,
        record: &letter.record,
        keys: &letter.keys,
        id: message.id,
        template: message.template,
        version: message.version,
        language: &message.language,
        items: &message.items,
    };
    let mut tx = looks.store.tenant(letter.record.id).read("pages.web").await?;
    Ok(mail.make(&mut tx).await?.1.html)
}

fn dressed(html: String) -> Response {
    let mut response = Html(html).into_response();
    let headers = [
        (header::CONTENT_SECURITY_POLICY, POLICY),
        (header::REFERRER_POLICY, "no-referrer"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
        (header::HeaderName::from_static("x-robots-tag"), "noindex"),
    ];
    for (name, value) in headers {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    response
}
