//! Leases of the queues this node works off; the store owns what a lease is.

use placet_core::Micros;
use placet_store::work::{LEASE, Lease};
use placet_store::{Error, Store, Value, transaction};

use crate::store::{DUE, NEXT_DUE, TAKE};

/// How many queues there are places for in the statements.
const PLACES: usize = 8;

/// The leases of one node, on its own queues.
#[derive(Clone, Debug)]
pub(super) struct Leases {
    store: Store,
    owner: String,
    queues: [&'static str; PLACES],
}

impl Leases {
    /// `owner` is the node's name. On SQLite, where there is one node, its name does not matter: what a former one held is its own.
    pub(super) fn new(store: Store, owner: &str, served: impl Iterator<Item = &'static str>) -> Leases {
        let owner = if store.engine_name() == "sqlite" { "node" } else { owner }.to_owned();
        let mut queues = [""; PLACES];
        queues.iter_mut().zip(served).for_each(|(place, queue)| *place = queue);
        Leases { store, owner, queues }
    }

    /// Takes leases on up to `limit` due queues.
    pub(super) async fn take(&self, limit: i64) -> Result<Vec<Lease>, Error> {
        let now = self.store.clock().now();
        let mut look = self.store.global().read("node.due").await?;
        let due = look.query(&DUE, &self.asked(now, limit)).await?;
        drop(look);
        if due.is_empty() {
            return Ok(Vec::new());
        }
        transaction!(self.store.global(), "node.take", |tx| {
            let mut taken = Vec::new();
            for row in &due {
                let lease = Lease { tenant: row.get(0)?, queue: row.get(1)? };
                let held = placet_store::params![
                    lease.tenant,
                    &lease.queue,
                    &self.owner,
                    now + LEASE,
                    Micros::NEVER,
                    now
                ];
                if tx.execute(&TAKE, held).await? == 1 {
                    taken.push(lease);
                }
            }
            Ok::<_, Error>(taken)
        })
    }

    /// When the next of these queues is due.
    pub(super) async fn next_due(&self) -> Result<Micros, Error> {
        let now = self.store.clock().now();
        let mut look = self.store.global().read("node.next_due").await?;
        let row = look.query_opt(&NEXT_DUE, &self.asked(now, Micros::NEVER.0)).await?;
        row.map_or(Ok(Micros::NEVER), |row| row.get(0))
    }

    /// Gives a lease back; its queue is due at `due`, or earlier if somebody woke it.
    pub(super) async fn give_back(&self, lease: &Lease, due: Micros) -> Result<(), Error> {
        self.store.give_back(&self.owner, lease, due).await
    }

    /// Frees what a former life of this node held.
    pub(super) async fn forget(&self) -> Result<(), Error> {
        self.store.forget_leases(&self.owner).await
    }

    /// Holds all leases for longer.
    pub(super) async fn renew(&self) -> Result<(), Error> {
        self.store.renew_leases(&self.owner).await
    }

    /// The owner's name in the table.
    pub(super) fn owner(&self) -> &str {
        &self.owner
    }

    fn asked(&self, now: Micros, second: i64) -> Vec<Value<'static>> {
        let mut values = vec![Value::from(now), Value::from(second)];
        values.extend(self.queues.iter().map(|queue| Value::from(*queue)));
        values
    }
}

#[cfg(test)]
mod tests {
    use super::PLACES;
    use crate::role::Role;

    #[test]
    fn every_queue_has_its_place() {
        assert_eq!(Role::all_queues().count(), PLACES);
    }
}
