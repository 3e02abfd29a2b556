//! The preference centre: each purpose on its own, one button, and everything off with another.

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Form, Reads};
use placet_permission::{State as Standing, Subject, ledger};
use placet_rights::unsubscribe::{self as person, Showed};

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{choices, single, unsubscribe};
use crate::App;
use crate::app::Looks;

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Preferences).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = unsubscribe::already(&looks, &letter).await {
        return page;
    }
    match rows(&looks, &letter).await {
        Ok((rows, words)) => {
            let action = letter.path(Action::Preferences);
            let everything = letter.beyond(Action::Preferences, "/everything");
            let page = view::Preferences { action, rows, words, everything, notice_url: None };
            looks.pages.render(&letter.opened(Action::Preferences), &page)
        }
        Err(error) => letter.failed(&looks, &error),
    }
}

pub(crate) async fn save(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Preferences).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let wanted = choices(&fields).unwrap_or_default();
    let words = single(fields).remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/p", letter.record.public_url);
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match person::choose(tenant, letter.contact.id, &wanted, &showed).await {
        Ok(Some(true)) => saved(app.looks(), &letter).await,
        Ok(Some(false)) => unsubscribe::end(&app, &letter, "preferences").await,
        Ok(None) => letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => letter.failed(app.looks(), &error),
    }
}

pub(crate) async fn everything(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    match letter::read(app.looks(), record, reads, &token, Action::Preferences).await {
        Ok(letter) => unsubscribe::end(&app, &letter, "preferences").await,
        Err(page) => page,
    }
}

/// The page after saving.
pub(crate) async fn saved(looks: &Looks, letter: &Letter) -> Response {
    match rows(looks, letter).await {
        Ok((rows, _)) => {
            let page = view::PreferencesSaved { rows, preferences: letter.path(Action::Preferences) };
            looks.pages.render(&letter.frame, &page)
        }
        Err(error) => letter.failed(looks, &error),
    }
}

/// A row for each purpose, and the numbers of their wordings.
async fn rows(
    looks: &Looks,
    letter: &Letter,
) -> Result<(Vec<view::Preference>, String), placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = looks.store.tenant(letter.record.id).read("pages.preferences").await?;
    let standings = ledger::standings(&mut tx, &subject).await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let (mut rows, mut numbers) = (Vec::new(), Vec::new());
    for purpose in asking.purposes() {
        let standing = standings.iter().find(|(p, _)| *p == purpose).map(|(_, s)| *s);
        let on = standing.filter(|standing| standing.state == Standing::Granted);
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
