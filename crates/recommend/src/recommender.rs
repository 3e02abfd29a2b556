//! Every tenant's index, built when it is first asked for and dropped when others need the room.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use placet_core::TenantId;
use placet_store::Tenant;

use crate::follow::{Cursor, listing};
use crate::{Bounds, Model, Result};

/// The term of events, in calendar months (C6).
const TERM: i32 = 13;

/// How much memory indexes may take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// What one tenant's index keeps: beyond, its oldest sessions and baskets go.
    pub per_tenant: Bounds,
    /// What [`Model::held`] counts, of all tenants together: beyond, the index that was not asked for the longest goes.
    pub held: usize,
    /// Tenants with an index.
    pub tenants: usize,
}

impl Default for Limits {
    /// A million views and a quarter as many lines a tenant, ten million in all (about 400 MB), 1,000 tenants.
    fn default() -> Limits {
        Limits { per_tenant: Bounds { views: 1_000_000, lines: 250_000 }, held: 10_000_000, tenants: 1_000 }
    }
}

/// The indexes of all tenants of this process. Clones share them.
#[derive(Clone, Debug, Default)]
pub struct Recommender {
    limits: Limits,
    shared: Arc<Mutex<Shared>>,
}

#[derive(Debug, Default)]
struct Shared {
    held: HashMap<TenantId, Held>,
    turn: u64,
}

#[derive(Debug)]
struct Held {
    index: Arc<Inner>,
    held: usize,
    used: u64,
}

#[derive(Debug)]
struct Inner {
    /// `None` until the index is built. Held while reading, so that nothing is read twice.
    cursor: tokio::sync::Mutex<Option<Cursor>>,
    model: RwLock<Model>,
}

/// One tenant's index, as far as it had read when it was handed out. It may be asked from many threads at once.
#[derive(Clone, Debug)]
pub struct Index(Arc<Inner>);

impl Index {
    /// As [`Model::similar`]; what was seen is never among the answer.
    pub fn similar(&self, seen: &[i64], n: usize, exclude: &[i64]) -> Vec<i64> {
        self.model().similar(seen, n, &[seen, exclude].concat())
    }

    /// As [`Model::complementary`].
    pub fn complementary(&self, basket: &[i64], n: usize, exclude: &[i64]) -> Vec<i64> {
        self.model().complementary(basket, n, exclude)
    }

    fn model(&self) -> RwLockReadGuard<'_, Model> {
        self.0.model.read().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Recommender {
    /// No index yet.
    pub fn new(limits: Limits) -> Recommender {
        Recommender { limits, ..Recommender::default() }
    }

    /// The tenant's index with everything in it that is committed now. Builds it on first use, from the newest events of the last 13
    /// months; after that it reads only what is new, and nothing but three keys if nothing is. Ask once for a batch of people.
    ///
    /// An index that still tells (without a name) of somebody who was erased is built anew, at most once in an hour.
    ///
    /// # Errors
    /// Those of the store; the index stays as it was.
    pub async fn catch_up(&self, tenant: Tenant<'_>) -> Result<Index> {
        let inner = self.inner(tenant.id());
        let cutoff = tenant.clock().now().months_earlier(TERM);
        let mut held = inner.cursor.lock().await;
        let known = match *held {
            Some(cursor) if !cursor.tells_of_the_erased(tenant).await? => Some(cursor),
            _ => None,
        };
        let mut cursor = match known {
            Some(cursor) => cursor,
            None => {
                let bounds = self.limits.per_tenant;
                let (cursor, happened) = Cursor::begin(tenant, cutoff, bounds.views + bounds.lines).await?;
                let mut model = Model::new(bounds);
                happened.iter().for_each(|happening| happening.tell(&mut model));
                inner.change(|held| *held = model);
                *held.insert(cursor)
            }
        };
        loop {
            let (items, more_items) = cursor.catalogue(tenant).await?;
            let (happened, more_events) = cursor.events(tenant).await?;
            inner.change(|model| {
                items.iter().for_each(|item| model.list(&listing(item)));
                happened.iter().for_each(|happening| happening.tell(model));
                model.forget_before(cutoff);
            });
            *held = Some(cursor);
            if !more_items && !more_events {
                break;
            }
        }
        drop(held);
        self.make_room(tenant.id(), &inner);
        Ok(Index(inner))
    }

    /// Drops a tenant's index: the next question builds it anew from what is left.
    pub fn forget(&self, tenant: TenantId) {
        self.shared().held.remove(&tenant);
    }

    /// How many tenants have an index now.
    pub fn tenants(&self) -> usize {
        self.shared().held.len()
    }

    fn shared(&self) -> MutexGuard<'_, Shared> {
        self.shared.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn inner(&self, tenant: TenantId) -> Arc<Inner> {
        let mut shared = self.shared();
        shared.turn += 1;
        let used = shared.turn;
        let held = shared.held.entry(tenant).or_insert_with(|| Held {
            index: Arc::new(Inner {
                cursor: tokio::sync::Mutex::new(None),
                model: RwLock::new(Model::new(self.limits.per_tenant)),
            }),
            held: 0,
            used,
        });
        held.used = used;
        held.index.clone()
    }

    /// Drops the indexes that were not asked for the longest until the limits are kept; never the one just asked for.
    fn make_room(&self, tenant: TenantId, inner: &Inner) {
        let now_held = inner.model.read().unwrap_or_else(PoisonError::into_inner).held();
        let mut shared = self.shared();
        if let Some(held) = shared.held.get_mut(&tenant) {
            held.held = now_held;
        }
        while shared.held.len() > self.limits.tenants
            || shared.held.values().map(|held| held.held).sum::<usize>() > self.limits.held
        {
            let others = shared.held.iter().filter(|(id, _)| **id != tenant);
            let Some(oldest) = others.min_by_key(|(_, held)| held.used).map(|(id, _)| *id) else { break };
            shared.held.remove(&oldest);
        }
    }
}

impl Inner {
    fn change(&self, change: impl FnOnce(&mut Model)) {
        change(&mut self.model.write().unwrap_or_else(PoisonError::into_inner));
    }
}
