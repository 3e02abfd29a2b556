//! Unsubscribing: one click for mail programs (RFC 8058), one button for people, no log-in (R114).

use std::time::Duration;

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Form, Reads};
use placet_permission::suppression::{self, Scope, Suppression};
use placet_permission::vault::Channel;
use placet_rights::everywhere;
use placet_rights::unsubscribe::{self as person, By, Showed};

use super::asking::{self, Asking};
use super::letter::{self, Letter};
use super::{receipts, single};
use crate::App;
use crate::app::Looks;

/// The answer waits this long for messages that are just being handed over (DESIGN §5).
const WAIT: Duration = Duration::from_secs(5);
const LOOK_EVERY: Duration = Duration::from_millis(50);

pub(super) fn channel(channel: Channel) -> view::Channel {
    match channel {
        Channel::Email => view::Channel::Email,
        Channel::Sms => view::Channel::Sms,
    }
}

/// How somebody unsubscribed whose mail program did it (RFC 8058).
const ONE_CLICK: &str = "one-click";

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Unsubscribe).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    if let Some(page) = already(&looks, &letter).await {
        return page;
    }
    let page = view::Unsubscribe {
        action: letter.path(Action::Unsubscribe),
        channel: channel(letter.contact.channel),
        // A link of one message ends all marketing of the company (R107).
        purpose: None,
        everything: None,
        preferences: Some(letter.path(Action::Preferences)),
    };
    looks.pages.render(&letter.opened(Action::Unsubscribe), &page)
}

/// The page's button and the mail program's one click are the same act; the body says which, and no cookie is asked for.
pub(crate) async fn unsubscribe(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
    body: axum::body::Bytes,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Unsubscribe).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let one_click = String::from_utf8_lossy(&body).contains("One-Click");
    let method = if one_click { ONE_CLICK } else { "unsubscribe page" };
    end(&app, &letter, method).await
}

/// Ends the messages of every company, with one more click (R110).
pub(crate) async fn everywhere(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Unsubscribe).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/u", letter.record.public_url);
    let message = Some((letter.message.origin, letter.message.id));
    let language = Some(letter.language.code());
    let by = By { message, method: "unsubscribe page", place: &place, language, evidence: "{}" };
    match everywhere::opt_out(tenant, &app.parts().keyring, letter.contact.id, &by).await {
        Ok(Some(_)) => gone_quiet(&app, &letter).await,
        Ok(None) => letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => letter.failed(app.looks(), &error),
    }
}

/// Takes that back; this company's messages stay ended.
pub(crate) async fn not_everywhere(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Unsubscribe).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let tenant = app.store().tenant(letter.record.id);
    match everywhere::undo(tenant, &app.parts().keyring, letter.contact.id).await {
        Ok(true) => match already(app.looks(), &letter).await {
            Some(page) => page,
            None => super::preferences::saved(app.looks(), &letter).await,
        },
        Ok(false) => letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => letter.failed(app.looks(), &error),
    }
}

/// Unsubscribes, waits for what is just leaving, and shows the page.
pub(crate) async fn end(app: &App, letter: &Letter, method: &str) -> Response {
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/u", letter.record.public_url);
    // A mail program that posts by itself shows no page.
    let language = (method != ONE_CLICK).then(|| letter.language.code());
    let by = By {
        message: Some((letter.message.origin, letter.message.id)),
        method,
        place: &place,
        language,
        evidence: "{}",
    };
    match person::unsubscribe(tenant, &app.parts().keyring, letter.contact.id, &by).await {
        Ok(Some(_)) => {}
        Ok(None) => return letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => return letter.failed(app.looks(), &error),
    }
    gone_quiet(app, letter).await
}

/// Waits for what is just leaving, and shows the page.
async fn gone_quiet(app: &App, letter: &Letter) -> Response {
    let tenant = app.store().tenant(letter.record.id);
    let nothing_under_way = async {
        while person::under_way(tenant, letter.contact.id).await.is_ok_and(|n| n > 0) {
            tokio::time::sleep(LOOK_EVERY).await;
        }
    };
    // After five seconds the answer goes out all the same; the message that was leaving is the last.
    let _ = tokio::time::timeout(WAIT, nothing_under_way).await;
    match already(app.looks(), letter).await {
        Some(page) => page,
        None => letter.trouble(app.looks(), Trouble::Gone),
    }
}

/// The page of somebody who has unsubscribed before, whichever link brought them; `None` if nobody has.
pub(crate) async fn already(looks: &Looks, letter: &Letter) -> Option<Response> {
    let standing = async {
        let mut tx = looks.store.tenant(letter.record.id).read("pages.unsubscribed").await?;
        suppression::standing(&mut tx, letter.contact.channel, &letter.contact.fp).await
    };
    match standing.await {
        Ok(Some(standing)) => Some(unsubscribed(looks, letter, &standing).await),
        Ok(None) => None,
        Err(error) => Some(letter.failed(looks, &error)),
    }
}

/// It is done; for a day it can be undone here, in the words of everything that is then agreed to anew.
async fn unsubscribed(looks: &Looks, letter: &Letter, standing: &Suppression) -> Response {
    let until = standing.undo_until;
    let button = |what| letter.beyond(Action::Unsubscribe, what);
    let in_time = until > looks.store.clock().now();
    let everywhere = match standing.scope {
        Scope::Marketing => view::Everywhere::Offered { action: button("/everywhere") },
        Scope::Everything => {
            view::Everywhere::Said { undo: in_time.then(|| button("/everywhere/undo")), until }
        }
    };
    let undo = match in_time && standing.scope == Scope::Marketing {
        true => match words_of_undo(looks, letter).await {
            Ok((wordings, words)) => Some(view::Undo { action: button("/undo"), until, wordings, words }),
            Err(error) => return letter.failed(looks, &error),
        },
        false => None,
    };
    let page = view::Unsubscribed {
        channel: channel(letter.contact.channel),
        purpose: None,
        undo,
        everywhere,
        receipts: Some(receipts::path(letter)),
        // There is nothing to choose while the address is refused.
        preferences: None,
    };
    looks.pages.render(&letter.opened(Action::Unsubscribe), &page)
}

/// The wordings, and their numbers.
async fn words_of_undo(
    looks: &Looks,
    letter: &Letter,
) -> Result<(Vec<String>, String), placet_rights::Error> {
    let mut tx = looks.store.tenant(letter.record.id).read("pages.undo").await?;
    let purposes = person::taken_back(&mut tx, &letter.contact).await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let wordings = purposes.iter().map(|purpose| asking.text(*purpose)).filter(|text| !text.is_empty());
    Ok((wordings.collect(), asking.numbers(&purposes)))
}

pub(crate) async fn undo(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
    Form(fields): Form<Vec<(String, String)>>,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Unsubscribe).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/u", letter.record.public_url);
    let words = single(fields).remove("words").map(|words| asking::numbers(&words)).unwrap_or_default();
    let showed = Showed { place: &place, language: letter.language.code(), words };
    match person::undo(tenant, letter.contact.id, &showed).await {
        Ok(true) => super::preferences::saved(app.looks(), &letter).await,
        Ok(false) => letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => letter.failed(app.looks(), &error),
    }
}
