//! Who may be remembered, known for at most a second: the tracking API asks for every event.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use placet_core::{Micros, TenantId};
use placet_permission::ledger;
use placet_store::Tenant;

use crate::Error;

/// How old an answer may be (DESIGN §5). The fold decides again in any case.
const FRESH: i64 = Micros::SECOND;
/// How many answers are kept.
const MOST: usize = 200_000;

/// Answers about devices and users.
#[derive(Debug, Default)]
pub(crate) struct Consents(Mutex<HashMap<(TenantId, i64), (bool, Micros)>>);

impl Consents {
    /// Whether this stream's device or person has said yes.
    pub(crate) async fn allow(&self, tenant: Tenant<'_>, stream: i64) -> Result<bool, Error> {
        let now = tenant.clock().now();
        let key = (tenant.id(), stream);
        if let Some((answer, at)) = self.locked().get(&key)
            && now - *at < FRESH
        {
            return Ok(*answer);
        }
        let mut tx = tenant.read("collect.consent").await?;
        let answer = !ledger::track_permits(&mut tx, &[stream]).await?.is_empty();
        drop(tx);
        let mut known = self.locked();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (answer, now));
        Ok(answer)
    }

    /// A choice was made on this node: it counts at once.
    pub(crate) fn forget(&self, tenant: TenantId, stream: i64) {
        self.locked().remove(&(tenant, stream));
    }

    fn locked(&self) -> std::sync::MutexGuard<'_, HashMap<(TenantId, i64), (bool, Micros)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
