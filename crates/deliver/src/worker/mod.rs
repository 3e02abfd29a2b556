//! The courier: takes due messages in hand, asks the gate anew, composes, hands over, writes down how it went.
//!
//! ```text
//! open connections ─▶ claim that many + one permit each (commit) ─▶ compose ─▶ SMTP ─▶ record (commit)
//! ```
//!
//! A message is in hand only between the two commits, and never more messages than connections are open: that is all a
//! crash can leave in doubt. A permit is made inside the first commit and used up by opening the address; a retry, another
//! node or a restart asks anew.

mod letter;

use std::sync::Arc;

use futures_util::future::join_all;
use placet_compose::Library;
use placet_core::{Id, Micros};
use placet_permission::vault::TenantKeys;
use placet_permission::{Gate, SendPermit, Use};
use placet_profile::state::State;
use placet_recommend::{Index, Recommender};
use placet_store::tenants::{Directory, TenantRecord};
use placet_store::{Tenant, Tx, transaction};

use crate::ledger::{self, Claimed, Items, Outcome};
use crate::letter::Letter;
use crate::smtp::{self, Envelope, Pool, Slot};

/// How many products each row of "you may also like" and "goes well with it" shows.
const ROW: usize = 3;

/// Hands messages over for any tenant. Clones share the connections.
#[derive(Clone)]
pub struct Courier {
    gate: Gate,
    library: Library,
    recommender: Recommender,
    directory: Directory,
    pool: Pool,
    owner: Arc<str>,
}

/// A message in hand, with the permit for this one attempt.
struct InHand {
    claimed: Claimed,
    permit: SendPermit,
}

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivered {
    /// Messages that were taken in hand.
    pub attempts: usize,
    /// When there is something to do again; now if there may be more at once.
    pub next: Option<Micros>,
}

impl Courier {
    /// A courier that hands over through `pool`. `owner` names this life of this node.
    pub fn new(
        gate: Gate,
        library: Library,
        recommender: Recommender,
        directory: Directory,
        pool: Pool,
        owner: &str,
    ) -> Courier {
        Courier { gate, library, recommender, directory, pool, owner: owner.into() }
    }

    /// One step for a tenant: at most as many messages as connections can be opened.
    ///
    /// # Errors
    /// The store's; what was in hand is then an orphan, and settled by the next step.
    pub async fn deliver(&self, tenant: Tenant<'_>) -> Result<Delivered, Error> {
        let Some(record) = self.directory.by_id(tenant.id()).await? else {
            // A tenant made a moment ago is not in the directory yet.
            return Ok(Delivered { attempts: 0, next: Some(tenant.clock().now() + PAUSE) });
        };
        let (due, next) = self.settle_orphans(tenant).await?;
        if due == 0 {
            return Ok(Delivered { attempts: 0, next: Some(next) });
        }
        let Ok(slots) = self.slots(due).await else {
            return Ok(Delivered { attempts: 0, next: Some(tenant.clock().now() + PAUSE) });
        };
        let keys = self.gate.keyring().keys(tenant).await?;
        let index = self.recommender.catch_up(tenant).await?;
        let in_hand = self.take_in_hand(tenant, &keys, &index, slots.len()).await?;
        let attempts = in_hand.len();
        let results = join_all(
            in_hand
                .into_iter()
                .zip(slots)
                .map(|(message, slot)| self.hand_over(tenant, &record, &keys, message, slot)),
        )
        .await;
        let next = self.write_down(tenant, &keys, &results).await?;
        metrics::counter!("placet_messages_attempted_total").increment(attempts as u64);
        Ok(Delivered { attempts, next: Some(next) })
    }

    /// Ends what a former life left in hand; answers how many messages are due, and when the next one is.
    async fn settle_orphans(&self, tenant: Tenant<'_>) -> Result<(usize, Micros), Error> {
        let most = self.pool.connections() as i64;
        transaction!(tenant, "deliver.orphans", |tx| {
            ledger::orphans(tx, &self.owner).await?;
            Ok::<_, Error>((ledger::due_now(tx, most).await?, ledger::next_due(tx).await?))
        })
    }

    /// Open connections, one for each due message at most: the first must open, more are a bonus.
    async fn slots(&self, due: usize) -> Result<Vec<Slot>, smtp::Unavailable> {
        let mut slots = vec![self.pool.open().await?];
        let more = join_all((1..due).map(|_| self.pool.try_open())).await;
        slots.extend(more.into_iter().flatten());
        Ok(slots)
    }

    /// Takes messages in hand and asks the gate for each, on live facts, in one transaction.
    async fn take_in_hand(
        &self,
        tenant: Tenant<'_>,
        keys: &Arc<TenantKeys>,
        index: &Index,
        limit: usize,
    ) -> Result<Vec<InHand>, Error> {
        transaction!(tenant, "deliver.claim", |tx| {
            let mut in_hand = Vec::new();
            let rules = self.gate.rules(tx).await?;
            for (mut claimed, contact) in ledger::claim(tx, &self.owner, limit as i64).await? {
                let (decision, permit) =
                    self.gate.permit(tx, keys, &rules, contact.as_ref(), &claimed.ask).await?;
                let Some(permit) = permit else {
                    ledger::refuse(tx, keys, claimed.ticket, &decision).await?;
                    continue;
                };
                if !look_again(tx, index, &mut claimed).await? {
                    ledger::record(tx, keys, claimed.ticket, Outcome::Expired, "nothing left to say").await?;
                    continue;
                }
                in_hand.push(InHand { claimed, permit });
            }
            Ok::<_, Error>(in_hand)
        })
    }

    async fn hand_over(
        &self,
        tenant: Tenant<'_>,
        record: &TenantRecord,
        keys: &Arc<TenantKeys>,
        message: InHand,
        slot: Slot,
    ) -> (Claimed, smtp::Outcome, Option<&'static str>) {
        let InHand { claimed, permit } = message;
        let letter = Letter {
            library: &self.library,
            record,
            keys,
            id: claimed.id(),
            template: claimed.template,
            version: claimed.version,
            language: &claimed.language,
            items: &claimed.items,
        };
        let made = letter::write(&letter, claimed.origin, tenant, permit).await;
        match made {
            Ok((address, bytes)) => {
                let envelope = Envelope { from: &record.from_address, to: address.expose() };
                let outcome = slot.send(&envelope, &bytes).await;
                (claimed, outcome, None)
            }
            Err(error) => {
                tracing::error!(tenant = %tenant.id(), message = claimed.id().text("msg"), %error, "a message could not be composed");
                (claimed, smtp::Outcome::not_sent(smtp::Why::Closed), Some(error.label()))
            }
        }
    }

    async fn write_down(
        &self,
        tenant: Tenant<'_>,
        keys: &Arc<TenantKeys>,
        results: &[(Claimed, smtp::Outcome, Option<&'static str>)],
    ) -> Result<Micros, Error> {
        transaction!(tenant, "deliver.record", |tx| {
            let now = tx.clock().now();
            for (claimed, outcome, broken) in results {
                let (outcome, reply) = settled(claimed, outcome, *broken, now);
                ledger::record(tx, keys, claimed.ticket, outcome, &reply).await?;
            }
            Ok::<_, Error>(ledger::next_due(tx).await?)
        })
    }
}

/// How long to leave the relay alone when it cannot be reached.
const PAUSE: i64 = 5 * Micros::SECOND;

/// What the ledger is told of an attempt.
fn settled(
    claimed: &Claimed,
    outcome: &smtp::Outcome,
    broken: Option<&'static str>,
    now: Micros,
) -> (Outcome, String) {
    if let Some(why) = broken {
        return (Outcome::Failed, why.to_owned());
    }
    let class = outcome.class().map(|class| class.to_string()).unwrap_or_default();
    match outcome {
        smtp::Outcome::Accepted { .. } => (Outcome::Accepted, class),
        smtp::Outcome::Deferred { .. } => (claimed.deferred(now), class),
        smtp::Outcome::Rejected { .. } => (Outcome::Rejected, class),
        smtp::Outcome::NotSent { why, .. } => (claimed.not_sent(now), why.to_string()),
        smtp::Outcome::InDoubt { why } => (Outcome::InDoubt, why.to_string()),
    }
}

/// Looks at cart and stock once more: what was bought or sold out since is left out. False if nothing is left to say.
async fn look_again(tx: &mut Tx, index: &Index, claimed: &mut Claimed) -> Result<bool, Error> {
    if claimed.ask.use_ != Use::Personalised {
        return Ok(true);
    }
    let state = placet_profile::profile::state(tx, claimed.profile).await?;
    let still: Vec<i64> =
        state.cart.iter().map(|line| line.item).filter(|id| claimed.items.cart.contains(id)).collect();
    let there = placet_shop::items(tx, &still).await?;
    let cart: Vec<i64> =
        still.into_iter().filter(|id| there.iter().any(|item| item.id == *id && item.in_stock())).collect();
    if cart.is_empty() {
        return Ok(false);
    }
    let known = known(tx, claimed.profile, &state).await?;
    // What lies in the cart comes last: the latest items of a question weigh most.
    let seen: Vec<i64> = state.views.iter().map(|view| view.item).chain(cart.iter().copied()).collect();
    let similar = index.similar(&seen, ROW, &known);
    let complementary = index.complementary(&cart, ROW, &[known, similar.clone()].concat());
    let quantity = |id: &i64| state.cart.iter().find(|line| line.item == *id).map_or(1, |line| line.quantity);
    let quantities = cart.iter().map(quantity).collect();
    claimed.items = Items { cart, quantities, similar, complementary };
    Ok(ledger::choose_items(tx, claimed.ticket, &claimed.items).await?)
}

/// What they have or had at hand, which is recommended to nobody: all of the cart (also what is sold out), and what they bought.
async fn known(tx: &mut Tx, profile: Id, state: &State) -> Result<Vec<i64>, Error> {
    let mut known: Vec<i64> = state.cart.iter().map(|line| line.item).collect();
    if state.ordered_at > Micros(0) {
        let streams = placet_profile::profile::streams(tx, profile).await?.unwrap_or_default();
        known.extend(placet_recommend::bought(tx, &streams).await?);
    }
    Ok(known)
}

/// What can go wrong around a delivery.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The ledger's.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// The gate's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The profile's.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// The shop's.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    /// The recommender's.
    #[error(transparent)]
    Recommend(#[from] placet_recommend::Error),
}
