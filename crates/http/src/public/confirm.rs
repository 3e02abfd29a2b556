//! Confirming an address: the link opens a page, the page's button confirms.

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::response::Response;
use placet_collect::form::{self, Confirmed};
use placet_compose::Action;
use placet_edge::AtTenant;
use placet_edge::pages::view::{self, Trouble};
use placet_permission::{Subject, ledger};

use super::letter::{self, Letter};
use super::{failed, purpose_name, trouble};
use crate::App;

pub(crate) async fn show(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let letter = match letter::read(&app, record, &headers, &token, Action::Confirm).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    match asked(&app, &letter).await {
        Ok(Some(page)) => {
            app.parts().pages.render(&letter.frame, &view::Confirm { action: format!("/c/{token}"), ..page })
        }
        Ok(None) => trouble(&app, Some(&letter.record), &headers, Trouble::Gone),
        Err(error) => failed(&app, &letter.record, &headers, &error),
    }
}

/// What was asked for, in the words of then.
async fn asked(app: &App, letter: &Letter) -> Result<Option<view::Confirm>, placet_permission::Error> {
    let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
    let mut tx = app.store().tenant(letter.record.id).read("pages.confirm").await?;
    let mut wordings = Vec::new();
    let (mut requested_at, mut place) = (None, None);
    for (_, standing) in ledger::standings(&mut tx, &subject).await? {
        let Some(shown) = ledger::shown(&mut tx, standing.entry).await? else { continue };
        if !matches!(shown.act, "requested" | "granted") {
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
        notice_url: None,
    }))
}

pub(crate) async fn confirm(
    State(app): State<App>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    headers: HeaderMap,
) -> Response {
    let letter = match letter::read(&app, record, &headers, &token, Action::Confirm).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    let tenant = app.store().tenant(letter.record.id);
    let place = format!("{}/c", letter.record.public_url);
    let purposes = match form::confirm(tenant, &app.parts().keyring, letter.contact.id, &place).await {
        Ok(Confirmed::Yes(purposes)) => purposes,
        Ok(Confirmed::Already) => Vec::new(),
        Ok(Confirmed::Gone) => return trouble(&app, Some(&letter.record), &headers, Trouble::Gone),
        Err(error) => return failed(&app, &letter.record, &headers, &error),
    };
    let page = view::Confirmed {
        purposes: purposes.into_iter().map(|p| purpose_name(p, letter.language)).collect(),
        preferences: Some(letter.path(Action::Preferences)),
    };
    app.parts().pages.render(&letter.frame, &page)
}
