//! The way from a signed link back to its message: what all of a person's pages begin with.

use axum::http::HeaderMap;
use axum::response::Response;
use placet_compose::{Action, Token};
use placet_core::Id;
use placet_deliver::ledger::{self, MessageRow};
use placet_edge::pages::view::Trouble;
use placet_edge::pages::{Frame, Language};
use placet_permission::contact::{self, Contact};
use placet_permission::vault::TenantKeys;
use placet_store::Tenant;
use placet_store::tenants::TenantRecord;
use std::sync::Arc;

use super::{failed, trouble};
use crate::App;

/// A message a signed link leads to, with its contact.
pub(crate) struct Letter {
    pub(crate) record: Arc<TenantRecord>,
    pub(crate) keys: Arc<TenantKeys>,
    pub(crate) message: MessageRow,
    pub(crate) contact: Contact,
    pub(crate) language: Language,
    pub(crate) frame: Frame,
}

#[derive(Debug, thiserror::Error)]
enum Unread {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
}

/// Reads a signed link for this action; otherwise the page that says what is wrong.
pub(crate) async fn read(
    app: &App,
    record: Arc<TenantRecord>,
    headers: &HeaderMap,
    text: &str,
    action: Action,
) -> Result<Letter, Response> {
    match find_of(app, Arc::clone(&record), headers, text, action).await? {
        Some(letter) => Ok(letter),
        None => Err(trouble(app, Some(&record), headers, Trouble::Gone)),
    }
}

/// The same; `None` if the message or its person is not known any more.
pub(crate) async fn find_of(
    app: &App,
    record: Arc<TenantRecord>,
    headers: &HeaderMap,
    text: &str,
    action: Action,
) -> Result<Option<Letter>, Response> {
    let tenant = app.store().tenant(record.id);
    let keys = match app.parts().keyring.keys(tenant).await {
        Ok(keys) => keys,
        Err(error) => return Err(failed(app, &record, headers, &error)),
    };
    let token = match placet_compose::open(&keys, text) {
        Ok(token) if token.action == action => token,
        _ => return Err(trouble(app, Some(&record), headers, Trouble::NotFound)),
    };
    match find(tenant, token.message).await {
        Ok(Some((message, contact))) => {
            let language = Language::wanted(headers, &contact.language);
            let frame = Frame::of(&record, language);
            Ok(Some(Letter { record, keys, message, contact, language, frame }))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(failed(app, &record, headers, &error)),
    }
}

async fn find(tenant: Tenant<'_>, message: Id) -> Result<Option<(MessageRow, Contact)>, Unread> {
    let mut tx = tenant.read("pages.letter").await?;
    let Some(message) = ledger::get(&mut tx, message).await? else { return Ok(None) };
    let Some(contact) = message.contact else { return Ok(None) };
    Ok(contact::get(&mut tx, contact).await?.map(|contact| (message, contact)))
}

impl Letter {
    /// The path of another of this person's pages.
    pub(crate) fn path(&self, action: Action) -> String {
        let token = Token { action, tenant: self.record.id, message: self.message.id, link: 0, item: 0 };
        format!("/{}/{}", action.path(), placet_compose::sign(&self.keys, &token))
    }
}
