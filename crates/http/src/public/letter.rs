//! The way from a signed link back to its message: what all of a person's pages begin with.

use axum::response::Response;
use placet_compose::{Action, Token};
use placet_core::{Id, Language};
use placet_deliver::ledger::{self, MessageRow};
use placet_edge::Reads;
use placet_edge::pages::Frame;
use placet_edge::pages::view::Trouble;
use placet_permission::contact::{self, Contact};
use placet_permission::vault::TenantKeys;
use placet_store::ReadTenant;
use placet_store::tenants::TenantRecord;
use std::sync::Arc;

use super::{failed, frame, notice, trouble};
use crate::app::Looks;

/// A message a signed link leads to, with its contact.
pub(crate) struct Letter {
    pub(crate) record: Arc<TenantRecord>,
    pub(crate) keys: Arc<TenantKeys>,
    pub(crate) message: MessageRow,
    pub(crate) contact: Contact,
    reads: Reads,
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
    looks: &Looks,
    record: Arc<TenantRecord>,
    reads: Reads,
    text: &str,
    action: Action,
) -> Result<Letter, Response> {
    match find_of(looks, Arc::clone(&record), &reads, text, action).await? {
        Some(letter) => Ok(letter),
        None => Err(trouble(looks, Some(&record), &reads, Trouble::Gone)),
    }
}

/// The same; `None` if the message or its person is not known any more.
pub(crate) async fn find_of(
    looks: &Looks,
    record: Arc<TenantRecord>,
    reads: &Reads,
    text: &str,
    action: Action,
) -> Result<Option<Letter>, Response> {
    let tenant = looks.store.tenant(record.id);
    let keys = match looks.keyring.keys(tenant).await {
        Ok(keys) => keys,
        Err(error) => return Err(failed(looks, &record, reads, &error)),
    };
    let token = match placet_compose::open(&keys, text) {
        Ok(token) if token.action == action => token,
        _ => return Err(trouble(looks, Some(&record), reads, Trouble::NotFound)),
    };
    match find(tenant, token.message).await {
        Ok(Some((message, contact))) => {
            let language = reads.own(&contact.language, &record.language);
            let frame = frame(&record, language, &contact.place);
            Ok(Some(Letter { record, keys, message, contact, reads: reads.clone(), language, frame }))
        }
        Ok(None) => Ok(None),
        Err(error) => Err(failed(looks, &record, reads, &error)),
    }
}

async fn find(tenant: ReadTenant<'_>, message: Id) -> Result<Option<(MessageRow, Contact)>, Unread> {
    let mut tx = tenant.read("pages.letter").await?;
    let Some(message) = ledger::get(&mut tx, message).await? else { return Ok(None) };
    let Some(contact) = message.contact else { return Ok(None) };
    Ok(contact::get(&mut tx, contact).await?.map(|contact| (message, contact)))
}

impl Letter {
    /// The path of another of this person's pages, in the language they read.
    pub(crate) fn path(&self, action: Action) -> String {
        self.beyond(action, "")
    }

    /// The path of what a page of theirs does: `/undo`.
    pub(crate) fn beyond(&self, action: Action, what: &str) -> String {
        let token = Token { action, tenant: self.record.id, message: self.message.id, link: 0, item: 0 };
        self.reads.keep(&format!("/{}/{}{what}", action.path(), placet_compose::sign(&self.keys, &token)))
    }

    /// What stands around a page that can be opened: it can be read in other languages too.
    pub(crate) fn opened(&self, action: Action) -> Frame {
        let token = Token { action, tenant: self.record.id, message: self.message.id, link: 0, item: 0 };
        self.frame.clone().at(&format!("/{}/{}", action.path(), placet_compose::sign(&self.keys, &token)))
    }

    /// The company's notice.
    pub(crate) fn notice(&self) -> String {
        self.reads.keep(notice::PATH)
    }

    /// The same as it was in an earlier version of the rules.
    pub(crate) fn notice_of(&self, version: i32) -> String {
        self.reads.keep(&notice::path_of(version))
    }

    /// The page for a mistake.
    pub(crate) fn trouble(&self, looks: &Looks, what: Trouble) -> Response {
        trouble(looks, Some(&self.record), &self.reads, what)
    }

    /// The page for a mistake of ours, which is logged.
    pub(crate) fn failed(&self, looks: &Looks, error: &(dyn std::error::Error + 'static)) -> Response {
        failed(looks, &self.record, &self.reads, error)
    }
}
