//! Confirming an address: the link opens a page, the page's button confirms.

use axum::extract::{Path, State};
use axum::response::Response;
use placet_collect::form::{self, Confirmed};
use placet_compose::Action;
use placet_edge::pages::view::{self, Trouble};
use placet_edge::{AtTenant, Reads};
use placet_permission::{State as Standing, Subject, ledger};

use super::asking::Asking;
use super::letter::{self, Letter};
use crate::App;
use crate::app::Looks;

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Confirm).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    match asked(&looks, &letter).await {
        Ok(Some(page)) => {
            let page = view::Confirm { action: letter.path(Action::Confirm), ..page };
            looks.pages.render(&letter.opened(Action::Confirm), &page)
        }
        Ok(None) => confirmed(&looks, &letter).await,
        Err(error) => letter.failed(&looks, &error),
    }
}

/// The page after a confirmation, also when the link is opened again; a link that was never answered in time is gone.
pub(super) async fn confirmed(looks: &Looks, letter: &Letter) -> Response {
    match granted(looks, letter).await {
        Ok(purposes) if purposes.is_empty() => letter.trouble(looks, Trouble::Gone),
        Ok(purposes) => {
            let page = view::Confirmed { purposes, preferences: Some(letter.path(Action::Preferences)) };
            looks.pages.render(&letter.frame, &page)
        }
        Err(error) => letter.failed(looks, &error),
    }
}

/// What the owner of the address has agreed to, by name.
async fn granted(looks: &Looks, letter: &Letter) -> Result<Vec<String>, placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = looks.store.tenant(letter.record.id).read("pages.confirmed").await?;
    let standings = ledger::standings(&mut tx, &subject).await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let granted = standings.into_iter().filter(|(_, standing)| standing.state == Standing::Granted);
    Ok(granted.map(|(purpose, _)| asking.title(purpose)).collect())
}

/// What was asked for, in the words of then.
async fn asked(looks: &Looks, letter: &Letter) -> Result<Option<view::Confirm>, placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = looks.store.tenant(letter.record.id).read("pages.confirm").await?;
    let mut wordings = Vec::new();
    let (mut requested_at, mut place) = (None, None);
    for (_, standing) in ledger::standings(&mut tx, &subject).await? {
        let Some(shown) = ledger::shown(&mut tx, standing.entry).await? else { continue };
        if standing.state != Standing::Requested {
            continue;
        }
        wordings.extend(shown.wording);
        requested_at = requested_at.or(Some(shown.at));
        place = place.or(Some(shown.place));
    }
    Ok(requested_at.map(|requested_at| view::Confirm {
        action: String::new(),
        wordings,
        requested_at,
        place: place.filter(|p| !p.is_empty()),
        notice_url: Some(letter.notice()),
    }))
}

pub(crate) async fn confirm(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(app.looks(), record, reads, &token, Action::Confirm).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let tenant = app.store().tenant(letter.record.id);
    match form::confirm(tenant, &app.parts().keyring, letter.contact.id).await {
        Ok(Confirmed::Yes(_) | Confirmed::Already) => confirmed(app.looks(), &letter).await,
        Ok(Confirmed::Gone) => letter.trouble(app.looks(), Trouble::Gone),
        Err(error) => letter.failed(app.looks(), &error),
    }
}
