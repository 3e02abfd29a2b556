//! Which room works off which queue.

use std::sync::Arc;

use placet_compose::Library;
use placet_core::{Micros, TenantId};
use placet_deliver::Courier;
use placet_deliver::smtp::Pool;
use placet_journey::Engine;
use placet_permission::vault::random;
use placet_permission::{Gate, Keyring};
use placet_profile::fold;
use placet_recommend::Recommender;
use placet_rights::{renewal, retention, unconfirmed, unsubscribed};
use placet_shop::{FEED_QUEUE, Fetcher};
use placet_store::{Store, transaction};
use tokio::sync::Semaphore;

use crate::node::Node;
use crate::role::{Role, UPKEEP};
use crate::runner::{BoxError, Next, Worker};

/// How many feeds are fetched at once: a slow server must not hold the places of the other work.
const FEEDS_AT_ONCE: usize = 4;
/// When a feed that found no place looks again.
const FEED_WAITS: i64 = 5 * Micros::SECOND;
/// How many unsubscriptions one step clears.
const CLEARED_AT_ONCE: i64 = 100;

/// What every step has at hand.
#[derive(Clone)]
struct Hands {
    store: Store,
    keyring: Keyring,
}

/// The workers of the node's roles.
///
/// # Errors
/// A relay that cannot be set up.
pub fn all(node: &Node, library: &Library) -> anyhow::Result<Vec<Worker>> {
    let hands = Hands { store: node.store.clone(), keyring: node.keyring.clone() };
    let mut workers = Vec::new();
    for role in Role::ALL.into_iter().filter(|role| node.config.does(*role)) {
        match role {
            Role::Web => {}
            Role::Fold => workers.push(worker("fold", &hands, folded)),
            Role::Journey => workers.push(journeying(node)),
            Role::Deliver => workers.extend(delivering(node, library)?),
            Role::Measure => workers.push(worker("measure", &hands, measured)),
            Role::Feed => workers.push(feeding(node)?),
            Role::Rights => {
                workers.push(worker("rights", &hands, cleared));
                workers.push(worker(UPKEEP, &hands, swept));
                workers.push(renewing(node));
            }
        }
    }
    Ok(workers)
}

fn worker<F, Work>(queue: &'static str, hands: &Hands, step: F) -> Worker
where
    F: Fn(Hands, TenantId) -> Work + Send + Sync + 'static,
    Work: Future<Output = Result<Next, BoxError>> + Send + 'static,
{
    let hands = hands.clone();
    Worker::new(queue, move |tenant| step(hands.clone(), tenant))
}

async fn folded(hands: Hands, tenant: TenantId) -> Result<Next, BoxError> {
    let done = fold::fold(hands.store.tenant(tenant), &hands.keyring).await?;
    Ok(if done.blocks == 0 { Next::At(Micros::NEVER) } else { Next::More })
}

async fn measured(hands: Hands, tenant: TenantId) -> Result<Next, BoxError> {
    let done = placet_measure::consume(hands.store.tenant(tenant)).await?;
    Ok(if done.more { Next::More } else { Next::At(Micros::NEVER) })
}

async fn cleared(hands: Hands, tenant: TenantId) -> Result<Next, BoxError> {
    let handle = hands.store.tenant(tenant);
    Ok(Next::At(unsubscribed::clear_unsubscribed(handle, &hands.keyring, CLEARED_AT_ONCE).await?))
}

async fn swept(hands: Hands, tenant: TenantId) -> Result<Next, BoxError> {
    let handle = hands.store.tenant(tenant);
    // What a newer program brings along, a company has within a day.
    transaction!(handle, "upkeep.templates", |tx| { Library::install(tx).await })?;
    transaction!(handle, "upkeep.journeys", |tx| { placet_journey::complete(tx).await })?;
    let (swept, due) = retention::sweep(handle).await?;
    if swept.total() > 0 {
        tracing::info!(%tenant, rows = swept.total(), "what was past its term is gone");
    }
    let forgotten = unconfirmed::forget_unconfirmed(handle, &hands.keyring, CLEARED_AT_ONCE).await?;
    let again = match forgotten as i64 == CLEARED_AT_ONCE {
        true => handle.clock().now(),
        false => due,
    };
    Ok(Next::At(again.min(fold::forget_seen(handle).await?)))
}

fn journeying(node: &Node) -> Worker {
    let (store, engine) = (node.store.clone(), Engine::new(Gate::new(node.keyring.clone())));
    Worker::new("journey", move |tenant| {
        let (store, engine) = (store.clone(), engine.clone());
        async move { placet_journey::work(store.tenant(tenant), &engine).await.map(Next::At) }
    })
}

fn renewing(node: &Node) -> Worker {
    let (store, gate) = (node.store.clone(), Gate::new(node.keyring.clone()));
    Worker::new(renewal::QUEUE, move |tenant| {
        let (store, gate) = (store.clone(), gate.clone());
        async move { renewal::renew_and_end(store.tenant(tenant), &gate, renewal::PAGE).await.map(Next::At) }
    })
}

fn feeding(node: &Node) -> anyhow::Result<Worker> {
    let (store, directory) = (node.store.clone(), node.directory.clone());
    let fetcher = Fetcher::new(node.config.feeds_allow_private)?;
    let places = Arc::new(Semaphore::new(FEEDS_AT_ONCE));
    Ok(Worker::new(FEED_QUEUE, move |tenant| {
        let (store, directory, fetcher, places) =
            (store.clone(), directory.clone(), fetcher.clone(), Arc::clone(&places));
        async move {
            let later = Next::At(store.clock().now() + FEED_WAITS);
            let Ok(_place) = places.try_acquire() else { return Ok(later) };
            // A tenant made a moment ago is not in the directory yet.
            let Some(record) = directory.by_id(tenant).await? else { return Ok(later) };
            let due = placet_shop::fetch_due(store.tenant(tenant), &record, &fetcher).await?;
            Ok::<_, BoxError>(Next::At(due))
        }
    }))
}

/// Without a relay nobody takes the queue, and messages wait until there is one.
fn delivering(node: &Node, library: &Library) -> anyhow::Result<Option<Worker>> {
    let Some(relay) = node.config.relay()? else {
        tracing::warn!("no relay is set (--smtp-host): messages wait");
        return Ok(None);
    };
    let life = u64::from_be_bytes(random());
    let courier = Arc::new(Courier::new(
        Gate::new(node.keyring.clone()),
        library.clone(),
        Recommender::default(),
        node.directory.clone(),
        Pool::new(relay)?,
        &format!("{}/{life:016x}", node.config.node),
    ));
    let store = node.store.clone();
    Ok(Some(Worker::new("deliver", move |tenant| {
        let (store, courier) = (store.clone(), Arc::clone(&courier));
        async move {
            let done = courier.deliver(store.tenant(tenant)).await?;
            Ok::<_, BoxError>(Next::At(done.next.unwrap_or(Micros::NEVER)))
        }
    })))
}
