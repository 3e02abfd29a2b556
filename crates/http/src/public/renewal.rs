//! The question whether a yes that ends soon is to go on: the link opens a page, its buttons answer (R139).

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Evidence};
use placet_edge::{AtTenant, Form, Reads};
use placet_rights::renewal::{self, Renewed, Yes};
use placet_rights::unsubscribe::Showed;
use placet_store::tenants::TenantRecord;

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{confirm, form, frame, single, unsubscribe};
use crate::App;
use crate::app::Looks;

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match read(&looks, &record, &reads, &token).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(&looks, &letter).await {
        return page;
    }
    match page(&looks, &letter).await {
        Ok(Page::Asks(page)) => looks.pages.render(&letter.opened(Action::Renew), &page),
        Ok(Page::Answered) => confirm::confirmed(&looks, &letter).await,
        Ok(Page::Over) => over(&looks, &record, &reads),
        Err(error) => letter.failed(&looks, &error),
    }
}

pub(crate) async fn yes(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let letter = match read(app.looks(), &record, &reads, &token).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(app.looks(), &letter).await {
        return page;
    }
    let tenant = app.store().tenant(record.id);
    let words = single(fields).remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let place = format!("{}/r", record.public_url);
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match renewal::renew(tenant, letter.contact.id, letter.message.created_at, &showed).await {
        Ok(Renewed::Yes | Renewed::Before) => confirm::confirmed(app.looks(), &letter).await,
        Ok(Renewed::Over) => over(app.looks(), &record, &reads),
        Err(error) => letter.failed(app.looks(), &error),
    }
}

/// A no is an unsubscription.
pub(crate) async fn no(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    match read(app.looks(), &record, &reads, &token).await {
        Ok(letter) => unsubscribe::end(&app, &letter, "renewal page").await,
        Err(page) => page,
    }
}

/// A link of ours whose person is gone leads to the page that says so.
async fn read(
    looks: &Looks,
    record: &Arc<TenantRecord>,
    reads: &Reads,
    token: &str,
) -> Result<Letter, Response> {
    match letter::find_of(looks, Arc::clone(record), reads, token, Action::Renew).await? {
        Some(letter) => Ok(letter),
        None => Err(over(looks, record, reads)),
    }
}

fn over(looks: &Looks, record: &TenantRecord, reads: &Reads) -> Response {
    let frame = frame(record, reads.any(&record.language), "");
    looks.pages.render(&frame, &view::RenewalOver { form: reads.keep(form::PATH) })
}

enum Page {
    Asks(view::Renewal),
    Answered,
    Over,
}

/// What was agreed to, in the words of then, and not said anew since the question went out.
async fn page(looks: &Looks, letter: &Letter) -> Result<Page, placet_rights::Error> {
    let mut tx = looks.store.tenant(letter.record.id).read("pages.renewal").await?;
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
            ended_at: None,
            notice: None,
        }
    });
    let evidence = evidence.collect();
    Ok(Page::Asks(view::Renewal {
        action: letter.path(Action::Renew),
        refuse: letter.beyond(Action::Renew, "/no"),
        evidence,
        words: numbers.join(" "),
        until,
        preferences: Some(letter.path(Action::Preferences)),
        notice_url: Some(letter.notice()),
    }))
}
