//! Who may be remembered, known for at most a second: the tracking API asks for every event.
//!
//! Who finds no fresh answer asks for everybody who waits for one: one look-up runs at a time, and the next takes along what gathered
//! meanwhile, as commits do.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use placet_core::{Micros, TenantId};
use placet_permission::ledger;
use placet_store::Tenant;

use crate::Error;

/// How old an answer may be (DESIGN §5). The fold decides again in any case.
const FRESH: i64 = Micros::SECOND;
/// How many answers are kept.
const MOST: usize = 200_000;
/// How many look-ups may run at a time, each for other tenants.
const DESKS: usize = 16;

type Known = HashMap<(TenantId, i64), (bool, Micros)>;

/// Answers about devices and users.
#[derive(Debug, Default)]
pub(crate) struct Consents {
    known: Mutex<Known>,
    desks: [Desk; DESKS],
}

/// Where some of the tenants' questions wait.
#[derive(Debug, Default)]
struct Desk {
    turn: tokio::sync::Mutex<()>,
    waiting: Mutex<HashMap<TenantId, Vec<i64>>>,
}

impl Consents {
    /// Whether this stream's device or person has said yes.
    pub(crate) async fn allow(&self, tenant: Tenant<'_>, stream: i64) -> Result<bool, Error> {
        self.learn(tenant, &[stream]).await?;
        loop {
            if let Some((answer, _)) = locked(&self.known).get(&(tenant.id(), stream)) {
                return Ok(*answer);
            }
            // Forgotten in this very moment.
            self.learn(tenant, &[stream]).await?;
        }
    }

    /// Makes sure that fresh answers about these streams are at hand, by one look-up for all of them.
    pub(crate) async fn learn(&self, tenant: Tenant<'_>, streams: &[i64]) -> Result<(), Error> {
        let unknown = self.unknown(tenant, streams);
        if unknown.is_empty() {
            return Ok(());
        }
        let desk = &self.desks[tenant.id().0.unsigned_abs() as usize % DESKS];
        locked(&desk.waiting).entry(tenant.id()).or_default().extend(&unknown);
        let _turn = desk.turn.lock().await;
        let unknown = self.unknown(tenant, &unknown);
        if unknown.is_empty() {
            return Ok(());
        }
        let mut asked = locked(&desk.waiting).remove(&tenant.id()).unwrap_or_default();
        asked.extend(unknown);
        asked.sort_unstable();
        asked.dedup();
        self.ask(tenant, &asked).await
    }

    async fn ask(&self, tenant: Tenant<'_>, streams: &[i64]) -> Result<(), Error> {
        let now = tenant.clock().now();
        let mut tx = tenant.read("collect.consent").await?;
        let permits = ledger::track_permits(&mut tx, streams).await?;
        drop(tx);
        let mut known = locked(&self.known);
        if known.len() + streams.len() > MOST {
            known.clear();
        }
        known.extend(streams.iter().map(|stream| ((tenant.id(), *stream), (false, now))));
        known.extend(permits.iter().map(|permit| ((tenant.id(), permit.device()), (true, now))));
        Ok(())
    }

    /// A choice was made on this node: it counts at once.
    pub(crate) fn forget(&self, tenant: TenantId, stream: i64) {
        locked(&self.known).remove(&(tenant, stream));
    }

    fn unknown(&self, tenant: Tenant<'_>, streams: &[i64]) -> Vec<i64> {
        let now = tenant.clock().now();
        let known = locked(&self.known);
        let fresh =
            |stream: &i64| known.get(&(tenant.id(), *stream)).is_some_and(|(_, at)| now - *at < FRESH);
        streams.iter().copied().filter(|stream| !fresh(stream)).collect()
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
