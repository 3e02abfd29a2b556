//! The question whether a yes that ends soon is to go on: the link opens a page, its buttons answer (R139).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Evidence};
use placet_edge::pages::{Frame, Language};
use placet_edge::{AtTenant, Form};
use placet_rights::renewal::{self, Renewed, Yes};
use placet_rights::unsubscribe::Showed;
use placet_store::tenants::TenantRecord;

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{confirm, failed, single, unsubscribe};
use crate::App;

pub(crate) async fn show(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let letter = match read(&app, record, &headers, &token).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(&app, &letter, &headers).await {
        return page;
    }
    match page(&app, &letter, &token).await {
        Ok(Page::Asks(page)) => app.parts().pages.render(&letter.frame, &page),
        Ok(Page::Answered) => confirm::confirmed(&app, &letter, &headers).await,
        Ok(Page::Over) => over(&app, &letter.record, &headers),
        Err(error) => failed(&app, &letter.record, &headers, &error),
    }
}

pub(crate) async fn yes(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let letter = match read(&app, record, &headers, &token).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(&app, &letter, &headers).await {
        return page;
    }
    let tenant = app.store().tenant(letter.record.id);
    let words = single(fields).remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let place = format!("{}/r", letter.record.public_url);
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match renewal::renew(tenant, letter.contact.id, letter.message.created_at, &showed).await {
        Ok(Renewed::Yes | Renewed::Before) => confirm::confirmed(&app, &letter, &headers).await,
        Ok(Renewed::Over) => over(&app, &letter.record, &headers),
        Err(error) => failed(&app, &letter.record, &headers, &error),
    }
}

/// A no is an unsubscription.
pub(crate) async fn no(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match read(&app, record, &headers, &token).await {
        Ok(letter) => unsubscribe::end(&app, &letter, &headers, "renewal page").await,
        Err(page) => page,
    }
}

/// A link of ours whose person is gone leads to the page that says so.
async fn read(
    app: &App,
    record: Arc<TenantRecord>,
    headers: &HeaderMap,
    token: &str,
) -> Result<Letter, Response> {
    match letter::find_of(app, Arc::clone(&record), headers, token, Action::Renew).await? {
        Some(letter) => Ok(letter),
        None => Err(over(app, &record, headers)),
    }
}

fn over(app: &App, record: &TenantRecord, headers: &HeaderMap) -> Response {
    let frame = Frame::of(record, Language::wanted(headers, &record.language));
    app.parts().pages.render(&frame, &view::RenewalOver { form: "/f/newsletter".to_owned() })
}

enum Page {
    Asks(view::Renewal),
    Answered,
    Over,
}

/// What was agreed to, in the words of then, and not said anew since the question went out.
async fn page(app: &App, letter: &Letter, token: &str) -> Result<Page, placet_rights::Error> {
    let mut tx = app.store().tenant(letter.record.id).read("pages.renewal").await?;
    let yeses = renewal::yeses(&mut tx, &letter.contact, letter.message.created_at).await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let asked: Vec<Yes> = yeses.iter().filter(|yes| !yes.answered).cloned().collect();
    let Some(until) = asked.iter().map(|yes| yes.until).min() else {
        return Ok(if yeses.is_empty() { Page::Over } else { Page::Answered });
    };
    let mut numbers = Vec::new();
    let evidence = asked.into_iter().map(|yes| {
        let (number, wording) = match yes.shown.wording_id.zip(yes.shown.wording) {
            Some((number, words)) => (number.to_string(), words),
            // Said elsewhere, in words that are none of ours: what goes on is what is asked for here.
            None => (asking.numbers(&[yes.purpose]), asking.text(yes.purpose)),
        };
        numbers.push(number);
        Evidence {
            entry: yes.shown.seq,
            purpose: asking.title(yes.purpose),
            wording,
            version: yes.shown.version.map(|version| version.to_string()).unwrap_or_default(),
            method: yes.shown.method,
            place: Some(yes.shown.place).filter(|place| !place.is_empty()),
            at: yes.shown.at,
            confirmed_at: None,
        }
    });
    let evidence = evidence.collect();
    Ok(Page::Asks(view::Renewal {
        action: format!("/r/{token}"),
        refuse: format!("/r/{token}/no"),
        evidence,
        words: numbers.join(" "),
        until,
        preferences: Some(letter.path(Action::Preferences)),
        notice_url: None,
    }))
}
