//! "Why did I get this?": the evidence, and what was used, made from the decision itself.

use std::collections::BTreeSet;

use axum::extract::{Path, State};
use axum::response::Response;
use placet_compose::Action;
use placet_deliver::ledger::MessageRow;
use placet_edge::pages::view;
use placet_edge::{AtTenant, Reads};
use placet_permission::{Purpose, State as Stands, Subject, ledger, policy};
use placet_store::{ReadTenant, Tx};

use super::asking::Asking;
use super::letter::{self, Letter};
use super::{receipts, unsubscribe};
use crate::app::Looks;

#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
}

pub(crate) async fn show(
    State(looks): State<Looks>,
    AtTenant(record): AtTenant,
    Path(token): Path<String>,
    reads: Reads,
) -> Response {
    let letter = match letter::read(&looks, record, reads, &token, Action::Why).await {
        Ok(letter) => letter,
        Err(page) => return page,
    };
    match page(looks.store.tenant(letter.record.id), &letter).await {
        Ok(page) => looks.pages.render(&letter.opened(Action::Why), &page),
        Err(error) => letter.failed(&looks, &error),
    }
}

async fn page(tenant: ReadTenant<'_>, letter: &Letter) -> Result<view::Why, Error> {
    let mut tx = tenant.read("pages.why").await?;
    let asking = Asking::read(&mut tx, letter.language).await?;
    let decision = letter.message.decision.as_ref();
    let purpose = decision.map_or(Purpose::MARKETING, |decision| decision.asked().purpose);
    let evidence = decision.iter().flat_map(|decision| &decision.evidence);
    let purposes: BTreeSet<Purpose> = evidence.map(|evidence| evidence.purpose).chain([purpose]).collect();
    let (uses, recipients) = asking.uses(&purposes);
    Ok(view::Why {
        sent_at: letter.message.changed_at,
        channel: unsubscribe::channel(letter.message.channel),
        purpose: asking.title(purpose),
        evidence: evidence_of(&mut tx, letter, &asking).await?,
        items: items_of(&mut tx, &letter.message).await?,
        source: letter.contact.source.clone(),
        uses,
        recipients,
        receipts: Some(receipts::path(letter)),
        unsubscribe: letter.path(Action::Unsubscribe),
        preferences: Some(letter.path(Action::Preferences)),
        notice_url: Some(letter.notice()),
    })
}

/// The ledger entries a message's decision rests on, with their words.
async fn evidence_of(tx: &mut Tx, letter: &Letter, asking: &Asking) -> Result<Vec<view::Evidence>, Error> {
    let mut out = Vec::new();
    let versions = policy::versions(tx).await?;
    let today = versions.on(tx.clock().now());
    for evidence in letter.message.decision.iter().flat_map(|d| &d.evidence) {
        let Some(shown) = ledger::shown(tx, evidence.entry).await? else { continue };
        let subject = Subject::Address(letter.contact.channel, letter.contact.fp);
        let stands = ledger::standing(tx, shown.purpose, &subject).await?;
        let ended = stands.filter(|now| now.entry > evidence.entry && now.state != Stands::Granted);
        out.push(view::Evidence {
            entry: shown.seq,
            purpose: asking.title(shown.purpose),
            wording: shown.wording.unwrap_or_default(),
            version: shown.version.map(|v| v.to_string()).unwrap_or_default(),
            method: shown.method,
            place: Some(shown.place).filter(|p| !p.is_empty()),
            at: shown.at,
            ended_at: ended.map(|now| now.at),
            notice: versions
                .on(shown.known_at)
                .filter(|of| Some(*of) != today)
                .map(|of| letter.notice_of(of)),
        });
    }
    Ok(out)
}

/// The products of a message and why they are in it.
async fn items_of(tx: &mut Tx, message: &MessageRow) -> Result<Vec<view::Item>, Error> {
    let mut out = Vec::new();
    let items = &message.items;
    for (ids, why) in [(&items.cart, "cart"), (&items.similar, "like"), (&items.complementary, "together")] {
        for item in placet_shop::items(tx, ids).await? {
            out.push(view::Item { title: item.title, url: Some(item.url), why: why.to_owned() });
        }
    }
    Ok(out)
}
