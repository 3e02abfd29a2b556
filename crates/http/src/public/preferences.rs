//! The preference centre: each purpose on its own, one button, and everything off with another.

use std::collections::HashMap;

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_core::Micros;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Form, Reads};
use placet_permission::wish::{PAUSES, Pace};
use placet_permission::{Subject, Wish, lapse, ledger};
use placet_rights::unsubscribe::{self as person, Showed};

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{choices, receipts, single, unsubscribe};
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
            let wish = wishes(&looks, &letter);
            let page = view::Preferences {
                action,
                rows,
                words,
                wish,
                everything,
                receipts: Some(receipts::path(&letter)),
                notice_url: Some(letter.notice()),
            };
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
    let mut letter = match letter::read(app.looks(), record, reads, &token, Action::Preferences).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let wanted = choices(&fields).unwrap_or_default();
    let mut fields = single(fields);
    let wish = wished(&fields, letter.contact.wish, app.store().clock().now());
    let words = fields.remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/p", letter.record.public_url);
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match person::choose(tenant, letter.contact.id, &wanted, wish, &showed).await {
        Ok(Some(true)) => {
            letter.contact.wish = wish;
            saved(app.looks(), &letter).await
        }
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
            let (wish, preferences) = (wishes(looks, letter), letter.path(Action::Preferences));
            let page = view::PreferencesSaved { rows, wish, preferences };
            looks.pages.render(&letter.frame, &page)
        }
        Err(error) => letter.failed(looks, &error),
    }
}

/// What the form says of how often and when; what it does not say stays as it was.
fn wished(fields: &HashMap<String, String>, before: Wish, now: Micros) -> Wish {
    let pace = match fields.get("pace").map(String::as_str) {
        Some("") => None,
        Some(name) => Pace::named(name).or(before.pace),
        None => before.pace,
    };
    let paused_until = match fields.get("pause").map(String::as_str) {
        Some("") => None,
        Some(days) => match days.parse().ok().filter(|days| PAUSES.contains(days)) {
            Some(days) => Some(now + days * Micros::DAY),
            None => before.paused_until,
        },
        None => before.paused_until,
    };
    Wish { pace, paused_until: paused_until.filter(|until| *until > now) }
}

/// The same as a page shows it.
fn wishes(looks: &Looks, letter: &Letter) -> view::Wishes {
    let (wish, now) = (letter.contact.wish, looks.store.clock().now());
    view::Wishes {
        paces: Pace::ALL.map(Pace::name).to_vec(),
        pace: wish.pace.map(Pace::name),
        pauses: PAUSES.to_vec(),
        paused_until: wish.paused_until.filter(|_| wish.is_paused(now)),
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
    let ((life, active_day), now) =
        (lapse::of_contact(&mut tx, &letter.contact).await?, looks.store.clock().now());
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
