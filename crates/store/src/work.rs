//! Finding work without asking every tenant: one small global table of what is due, and leases on it.
//!
//! A row stands for (tenant, queue). Whoever adds work moves its `next_due_at` forward in the transaction that adds it
//! ([`Tx::wake`](crate::Tx::wake)). A node takes a lease on a due row, works inside that tenant until nothing is due, and
//! gives the row back with the time of the next thing to do. A lease is a matter of economy: that nothing is done twice is
//! guarded inside each tenant's transactions, by cursors and row states.

use std::sync::Arc;

use placet_core::{Micros, TenantId};
use tokio::sync::Notify;

use crate::{Result, Store, Tx, params, transaction};

/// How long a lease holds without being renewed.
pub const LEASE: i64 = 5 * Micros::SECOND;

/// Rings inside one process when work has been committed.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<Notify>);

impl Bell {
    pub(crate) fn ring(&self, _tenant: TenantId, _queue: &'static str) {
        self.0.notify_one();
    }

    /// Waits for the next ring; a ring that nobody heard is kept.
    pub async fn heard(&self) {
        self.0.notified().await;
    }
}

/// A tenant's queue, leased to this node.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Lease {
    /// Whose work.
    pub tenant: TenantId,
    /// Which queue.
    pub queue: String,
}

crate::statements! {
    "work";
    global DUE = "SELECT tenant_id, queue FROM work WHERE next_due_at <= $1 AND until <= $1 ORDER BY next_due_at LIMIT $2";
    global TAKE = "UPDATE work SET owner = $3, until = $4, next_due_at = $5 WHERE tenant_id = $1 AND queue = $2 AND until <= $6";
    global RENEW = "UPDATE work SET until = $2 WHERE owner = $1 AND until > 0";
    global GIVE_BACK = "UPDATE work SET owner = '', until = 0, next_due_at = LEAST(next_due_at, $4)
        WHERE tenant_id = $1 AND queue = $2 AND owner = $3";
    global FORGET_OWNER = "UPDATE work SET owner = '', until = 0, next_due_at = 0 WHERE owner = $1";
    global TAKE_OVER = "UPDATE work SET next_due_at = 0 WHERE until > 0 AND until <= $1";
    global NEXT = "SELECT COALESCE(MIN(next_due_at), $1) FROM work WHERE until <= $2";
    tenant WAKE = "UPDATE work SET next_due_at = $3 WHERE tenant_id = $1 AND queue = $2 AND next_due_at > $3";
    tenant ENSURE = "INSERT INTO work (tenant_id, queue, next_due_at, owner, until) VALUES ($1, $2, 0, '', 0)
        ON CONFLICT (tenant_id, queue) DO NOTHING";
}

impl Tx {
    /// Says, as part of this transaction, that `queue` has something to do at `due`.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn wake(&mut self, queue: &'static str, due: Micros) -> Result<()> {
        let tenant = self.tenant()?;
        self.execute(&WAKE, params![queue, due]).await?;
        self.announce(tenant, queue);
        Ok(())
    }

    /// Makes the tenant's row for a queue, once, when the tenant is made.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn ensure_queue(&mut self, queue: &str) -> Result<()> {
        self.execute(&ENSURE, params![queue]).await?;
        Ok(())
    }
}

impl Store {
    /// Takes leases on up to `limit` due queues for the node `owner`.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn lease_due(&self, owner: &str, limit: i64) -> Result<Vec<Lease>> {
        let now = self.clock().now();
        let mut look = self.global().read("work.due").await?;
        let due = look.query(&DUE, params![now, limit]).await?;
        drop(look);
        if due.is_empty() {
            return Ok(Vec::new());
        }
        transaction!(self.global(), "work.take", |tx| {
            let mut taken = Vec::new();
            for row in &due {
                let lease = Lease { tenant: row.get(0)?, queue: row.get(1)? };
                let held = params![lease.tenant, &lease.queue, owner, now + LEASE, Micros::NEVER, now];
                if tx.execute(&TAKE, held).await? == 1 {
                    taken.push(lease);
                }
            }
            Ok::<_, crate::Error>(taken)
        })
    }

    /// Holds all of this node's leases for another [`LEASE`].
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn renew_leases(&self, owner: &str) -> Result<()> {
        let until = self.clock().now() + LEASE;
        transaction!(self.global(), "work.renew", |tx| {
            tx.execute(&RENEW, params![owner, until]).await?;
            Ok::<_, crate::Error>(())
        })
    }

    /// Gives a lease back; the queue is due again at `due`, or earlier if somebody woke it meanwhile.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn give_back(&self, owner: &str, lease: &Lease, due: Micros) -> Result<()> {
        transaction!(self.global(), "work.give_back", |tx| {
            tx.execute(&GIVE_BACK, params![lease.tenant, &lease.queue, owner, due]).await?;
            Ok::<_, crate::Error>(())
        })
    }

    /// Frees what a former life of this node held, at start; its queues are due at once.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn forget_leases(&self, owner: &str) -> Result<()> {
        transaction!(self.global(), "work.forget", |tx| {
            tx.execute(&FORGET_OWNER, params![owner]).await?;
            Ok::<_, crate::Error>(())
        })
    }

    /// Makes queues due whose node has stopped renewing.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn reap_leases(&self) -> Result<()> {
        let now = self.clock().now();
        transaction!(self.global(), "work.reap", |tx| {
            tx.execute(&TAKE_OVER, params![now]).await?;
            Ok::<_, crate::Error>(())
        })
    }

    /// When the next queue is due.
    ///
    /// # Errors
    /// Those of the engine.
    pub async fn next_due(&self) -> Result<Micros> {
        let now = self.clock().now();
        let mut tx = self.global().read("work.next").await?;
        match tx.query_opt(&NEXT, params![Micros::NEVER, now]).await? {
            Some(row) => row.get(0),
            None => Ok(Micros::NEVER),
        }
    }
}
