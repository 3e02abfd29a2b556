//! The preference centre: each purpose on its own, one button, and everything off with another.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Form};
use placet_permission::{Subject, lapse, ledger};
use placet_rights::unsubscribe::{self as person, Showed};

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{choices, failed, single, trouble, unsubscribe};
use crate::App;

pub(crate) async fn show(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let letter = match letter::read(&app, record, &headers, &token, Action::Preferences).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(&app, &letter, &headers).await {
        return page;
    }
    match rows(&app, &letter).await {
        Ok((rows, words)) => {
            let (action, everything) = (format!("/p/{token}"), format!("/p/{token}/everything"));
            let page = view::Preferences { action, rows, words, everything, notice_url: None };
            app.parts().pages.render(&letter.frame, &page)
        }
        Err(error) => failed(&app, &letter.record, &headers, &error),
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let letter = match letter::read(&app, record, &headers, &token, Action::Preferences).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let wanted = choices(&fields).unwrap_or_default();
    let words = single(fields).remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/p", letter.record.public_url);
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match person::choose(tenant, letter.contact.id, &wanted, &showed).await {
        Ok(Some(true)) => saved(&app, &letter, &headers).await,
        Ok(Some(false)) => unsubscribe::end(&app, &letter, &headers, "preferences").await,
        Ok(None) => trouble(&app, Some(&letter.record), &headers, Trouble::Gone),
        Err(error) => failed(&app, &letter.record, &headers, &error),
    }
}

pub(crate) async fn everything(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    match letter::read(&app, record, &headers, &token, Action::Preferences).await {
        Ok(letter) => unsubscribe::end(&app, &letter, &headers, "preferences").await,
        Err(page) => page,
    }
}

/// The page after saving.
pub(crate) async fn saved(app: &App, letter: &Letter, headers: &HeaderMap) -> Response {
    match rows(app, letter).await {
        Ok((rows, _)) => {
            let page = view::PreferencesSaved { rows, preferences: letter.path(Action::Preferences) };
            app.parts().pages.render(&letter.frame, &page)
        }
        Err(error) => failed(app, &letter.record, headers, &error),
    }
}

/// A row for each purpose, and the numbers of their wordings.
async fn rows(
    app: &App,
    letter: &Letter,
) -> Result<(Vec<view::Preference>, String), placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = app.store().tenant(letter.record.id).read("pages.preferences").await?;
    let standings = ledger::standings(&mut tx, &subject).await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let ((life, active_day), now) =
        (lapse::of_contact(&mut tx, &letter.contact).await?, app.store().clock().now());
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for purpose in asking.purposes() {
        let standing = standings.iter().find(|(p, _)| *p == purpose).map(|(_, s)| *s);
        // A yes that has lapsed is none.
        let on = standing.filter(|yes| life.until(purpose, yes, active_day).is_some_and(|until| now < until));
        // Who said yes did so to the words of that day, which may have changed since.
        let agreed = match on {
            Some(yes) => {
                ledger::shown(&mut tx, yes.entry).await?.and_then(|said| said.wording_id.zip(said.wording))
            }
            None => None,
        };
        let (number, wording) = match agreed {
            Some((number, words)) => (number.to_string(), words),
            None => (asking.numbers(&[purpose]), asking.text(purpose)),
        };
        numbers.push(number);
        rows.push(view::Preference {
            key: purpose.name().into_owned(),
            purpose: asking.title(purpose),
            wording,
            channel: unsubscribe::channel(letter.contact.channel),
            on: on.is_some(),
            since: standing.map(|s| s.at),
        });
    }
    Ok((rows, numbers.join(" ")))
}
