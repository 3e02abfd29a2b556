//! Messages: where each stands, and the decision it rests on.

use axum::Json;
use axum::extract::{Path, State};
use placet_access::{Api, Listing, May, Page, TenantPath, Time, actions::MessagesRead};
use placet_core::Id;
use placet_deliver::ledger::{self, Listed, MessageRow as Stored, Only, State as Stands};
use placet_edge::{Problem, Query};
use placet_permission::ledger::Shown;
use placet_store::{Tx, transaction};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::decision::DecisionTold;
use super::{JourneyRef, Journeys, channel, ours};

pub(super) fn routes() -> OpenApiRouter<Api> {
    OpenApiRouter::new().routes(routes!(list)).routes(routes!(show))
}

/// Which messages.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
struct Which {
    /// Those that stand here.
    state: Option<MessageState>,
    /// Those of this journey, by its number.
    journey: Option<i32>,
    /// Those to this person, by the profile's id.
    profile: Option<String>,
}

/// Where a message stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
enum MessageState {
    /// Waits for its time.
    Queued,
    /// Its bytes may be going right now.
    HandingOver,
    /// The receiving server took responsibility for it.
    Accepted,
    /// Refused for now; it is queued again.
    Deferred,
    /// Refused for good.
    Rejected,
    /// Could not be made or sent, by our own fault.
    Failed,
    /// Nobody knows whether it left.
    InDoubt,
    /// Its time passed before any server took it.
    Expired,
    /// Taken back, or denied at the last look.
    Withdrawn,
}

/// A message in the list.
#[derive(Serialize, ToSchema)]
struct MessageRow {
    /// Its id.
    id: String,
    /// When it was queued.
    created_at: Time,
    /// When its state last changed.
    changed_at: Time,
    /// Where it stands.
    state: MessageState,
    /// `email` or `sms`.
    channel: &'static str,
    /// The journey it comes from.
    journey: JourneyRef,
    /// The template's name, if it is still there.
    template: Option<String>,
    /// The language it is written in.
    language: String,
    /// To whom, by the profile's id; nobody any more once the person is forgotten.
    profile: Option<String>,
    /// How often it was tried.
    attempts: i64,
    /// What the last server replied, or why it was not sent; no address is in it.
    reason: Option<String>,
}

/// A message with its decision.
#[derive(Serialize, ToSchema)]
struct Message {
    /// As in the list.
    #[serde(flatten)]
    row: MessageRow,
    /// What is kept of its way, the oldest first.
    history: Vec<MessageStep>,
    /// What the gate decided; nothing once the person is forgotten.
    decision: Option<DecisionTold>,
    /// What it shows; nothing once the person is forgotten.
    items: Vec<MessageItem>,
    /// The number of the order it brought.
    order: Option<String>,
}

/// A state of a message and when it began.
#[derive(Serialize, ToSchema)]
struct MessageStep {
    /// The state.
    state: MessageState,
    /// Since when.
    at: Time,
    /// A reply or reason, without any address.
    note: Option<String>,
}

/// An entry of the consent ledger.
#[derive(Serialize, ToSchema)]
pub(super) struct DecisionEvidence {
    /// Its number.
    entry: i64,
    /// For what.
    purpose: String,
    /// What was said.
    act: &'static str,
    /// When.
    at: Time,
    /// To which words.
    wording: Option<String>,
    /// Which version of them.
    version: Option<i64>,
    /// Where.
    place: String,
    /// How.
    method: String,
    /// In which language.
    language: String,
}

/// An item that a message shows.
#[derive(Serialize, ToSchema)]
struct MessageItem {
    /// The shop's own name for it.
    sku: String,
    /// What people read.
    title: String,
    /// Why it is there: `cart`, `similar` or `complementary`.
    role: &'static str,
}

/// Messages, newest first.
#[utoipa::path(get, path = "/api/tenants/{tenant}/messages", tag = "messages", params(TenantPath, Which, Listing),
    responses((status = 200, body = Page<MessageRow>)), security(("session" = ["messages:read"])))]
async fn list(
    State(api): State<Api>,
    may: May<MessagesRead>,
    Query(which): Query<Which>,
    Query(listing): Query<Listing>,
) -> Result<Json<Page<MessageRow>>, Problem> {
    let (limit, after) = (listing.limit()?, listing.after::<Id>()?);
    let profile = which.profile.as_deref().map(|id| Id::parse("prof", id)).transpose();
    let only = Only {
        state: which.state.map(MessageState::stored),
        origin: which.journey,
        profile: profile.map_err(|_| Problem::bad_request("profile", "is no profile's id"))?,
    };
    let mut tx = may.tenant(api.store()).read("api.messages").await?;
    let journeys = Journeys::of(&mut tx).await?;
    let found = ledger::list(&mut tx, &only, after, limit).await.map_err(ours)?;
    Ok(Json(Page::of(found, |row| MessageRow::of(row, &journeys))))
}

/// One message: its way, its decision and what it shows. Looking is written down.
#[utoipa::path(get, path = "/api/tenants/{tenant}/messages/{id}", tag = "messages", params(TenantPath, ("id" = String, Path, description = "The message's id")),
    responses((status = 200, body = Message)), security(("session" = ["messages:read"])))]
async fn show(
    State(api): State<Api>,
    may: May<MessagesRead>,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<Message>, Problem> {
    let id = Id::parse("msg", &id).map_err(|_| Problem::not_found())?;
    let found = transaction!(may.tenant(api.store()), "api.message", |tx| {
        let Some(stored) = ledger::get(tx, id).await? else { return Ok(None) };
        may.record(tx, &id.text("msg")).await?;
        let decision = match &stored.decision {
            Some(decision) => Some(DecisionTold::of(&api, tx, decision).await?),
            None => None,
        };
        let items = items(tx, &stored).await?;
        let order = placet_shop::order_of_message(tx, id).await?;
        let Some(listed) = ledger::listed(tx, id).await? else { return Ok(None) };
        Ok::<_, Error>(Some((stored, listed, decision, items, order)))
    });
    let (stored, listed, decision, items, order) = found.map_err(ours)?.ok_or_else(Problem::not_found)?;
    let journeys = Journeys::of(&mut may.tenant(api.store()).read("api.journeys").await?).await?;
    let row = MessageRow::of(listed, &journeys);
    Ok(Json(Message { row, history: steps(&stored), decision, items, order }))
}

fn steps(stored: &Stored) -> Vec<MessageStep> {
    let all = stored.history();
    let last = all.len();
    let step = |(at, (state, since)): (usize, (Stands, _))| MessageStep {
        state: MessageState::of(state),
        at: Time(since),
        note: Some(stored.reply.clone()).filter(|reply| at + 1 == last && !reply.is_empty()),
    };
    all.into_iter().enumerate().map(step).collect()
}

async fn items(tx: &mut Tx, stored: &Stored) -> Result<Vec<MessageItem>, Error> {
    let mut out = Vec::new();
    let shown = &stored.items;
    for (ids, role) in
        [(&shown.cart, "cart"), (&shown.similar, "similar"), (&shown.complementary, "complementary")]
    {
        let items = placet_shop::items(tx, ids).await?;
        out.extend(items.into_iter().map(|item| MessageItem { sku: item.sku, title: item.title, role }));
    }
    Ok(out)
}

/// What may go wrong in a transaction here.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    #[error(transparent)]
    Access(#[from] placet_access::Error),
}

impl DecisionEvidence {
    pub(super) fn of(shown: Shown) -> DecisionEvidence {
        DecisionEvidence {
            entry: shown.seq,
            purpose: shown.purpose.name().into_owned(),
            act: shown.act,
            at: Time(shown.at),
            wording: shown.wording,
            version: shown.version,
            place: shown.place,
            method: shown.method,
            language: shown.language,
        }
    }
}

impl MessageRow {
    fn of(row: Listed, journeys: &Journeys) -> MessageRow {
        MessageRow {
            id: row.id.text("msg"),
            created_at: Time(row.created_at),
            changed_at: Time(row.changed_at),
            state: MessageState::of(row.state),
            channel: channel(row.channel),
            journey: journeys.get(row.origin),
            template: row.template,
            language: row.language,
            profile: row.profile.map(|id| id.text("prof")),
            attempts: row.attempts,
            reason: Some(row.reply).filter(|reply| !reply.is_empty()),
        }
    }
}

impl MessageState {
    fn of(state: Stands) -> MessageState {
        match state {
            Stands::Queued => MessageState::Queued,
            Stands::HandingOver => MessageState::HandingOver,
            Stands::Accepted => MessageState::Accepted,
            Stands::Deferred => MessageState::Deferred,
            Stands::Rejected => MessageState::Rejected,
            Stands::Failed => MessageState::Failed,
            Stands::InDoubt => MessageState::InDoubt,
            Stands::Expired => MessageState::Expired,
            Stands::Withdrawn => MessageState::Withdrawn,
        }
    }

    fn stored(self) -> Stands {
        Stands::ALL.into_iter().find(|state| MessageState::of(*state) == self).unwrap_or(Stands::Queued)
    }
}
