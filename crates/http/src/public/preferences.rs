//! The preference centre: each purpose on its own, one button, and everything off with another.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Form};
use placet_permission::{Purpose, State as Standing, Subject, default_wordings, ledger, wording_id};
use placet_rights::unsubscribe::{self as person, CHOICES};

use super::letter::{self, Letter};
use super::{choices, failed, purpose_name, trouble, unsubscribe};
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
        Ok(rows) => {
            let everything = format!("/p/{token}/everything");
            let page =
                view::Preferences { action: format!("/p/{token}"), rows, everything, notice_url: None };
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
    let ticked = choices(&fields);
    let wanted: Vec<(Purpose, bool)> = CHOICES.iter().map(|p| (*p, ticked.contains(p))).collect();
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/p", letter.record.public_url);
    match person::choose(tenant, letter.contact.id, &wanted, &place).await {
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
        Ok(rows) => {
            let page = view::PreferencesSaved { rows, preferences: letter.path(Action::Preferences) };
            app.parts().pages.render(&letter.frame, &page)
        }
        Err(error) => failed(app, &letter.record, headers, &error),
    }
}

async fn rows(app: &App, letter: &Letter) -> Result<Vec<view::Preference>, placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = app.store().tenant(letter.record.id).read("pages.preferences").await?;
    let standings = ledger::standings(&mut tx, &subject).await?;
    let wordings = default_wordings(&letter.record.name);
    Ok(CHOICES
        .iter()
        .map(|purpose| {
            let standing = standings.iter().find(|(p, _)| p == purpose).map(|(_, s)| *s);
            let id = wording_id(*purpose, letter.language.code());
            view::Preference {
                key: purpose.name().to_owned(),
                purpose: purpose_name(*purpose, letter.language),
                wording: wordings.iter().find(|w| w.id == id).map(|w| w.text.clone()).unwrap_or_default(),
                channel: unsubscribe::channel(letter.contact.channel),
                on: standing.is_some_and(|s| s.state == Standing::Granted),
                since: standing.map(|s| s.at),
            }
        })
        .collect())
}
