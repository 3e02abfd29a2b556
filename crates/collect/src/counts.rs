//! What was not stored, counted per reason (C17): totals of the day, without anything about anybody.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use placet_core::TenantId;
use placet_store::{Store, params, transaction};

use crate::Error;
use crate::store::COUNT;

/// The most different reasons that are told apart until the next flush.
const MOST: usize = 10_000;

/// Counts waiting to be added to the tallies. Lost at a crash, and they may be: they are about nobody.
#[derive(Debug, Default)]
pub struct Counts(Mutex<HashMap<(TenantId, String), i64>>);

impl Counts {
    /// One more of a reason, such as `undeclared:Email Opened` or `refused:no_consent`.
    pub fn add(&self, tenant: TenantId, reason: String) {
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if counts.len() < MOST {
            *counts.entry((tenant, reason)).or_default() += 1;
        }
    }

    /// Adds what was counted to the day's tallies.
    ///
    /// # Errors
    /// The store's; what was not written is counted again.
    pub async fn flush(&self, store: &Store) -> Result<(), Error> {
        let taken = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let mut by_tenant: HashMap<TenantId, Vec<(String, i64)>> = HashMap::new();
        for ((tenant, reason), n) in taken {
            by_tenant.entry(tenant).or_default().push((reason, n));
        }
        for (tenant, mut reasons) in by_tenant {
            reasons.sort();
            let day = store.clock().now().day();
            transaction!(store.tenant(tenant), "collect.count", |tx| {
                for (reason, n) in &reasons {
                    tx.execute(&COUNT, params![day, reason, *n]).await?;
                }
                Ok::<_, Error>(())
            })?;
        }
        Ok(())
    }
}
