//! A company with people, and what is done with messages to them.

use std::collections::BTreeMap;
use std::sync::Arc;

use placet_core::{Id, TenantId};
use placet_deliver::ledger::{self, Claimed, Items, New, Outcome, Queued, Ticket};
use placet_permission::vault::{Channel, MasterKey, TenantKeys};
use placet_permission::{Ask, Decision, Keyring, Use, reach};
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Store, Tenant, transaction};

pub(crate) const JOURNEY: i32 = 2;

pub(crate) struct World {
    pub(crate) fresh: Fresh,
    pub(crate) keyring: Keyring,
}

/// A person with an address.
#[derive(Clone, Copy)]
pub(crate) struct Person {
    pub(crate) contact: Id,
    pub(crate) profile: Id,
}

impl World {
    pub(crate) async fn new(on: On) -> World {
        World { fresh: Fresh::new(on).await, keyring: Keyring::new(&MasterKey::generate()) }
    }

    pub(crate) async fn tenant(&self) -> (TenantId, Arc<TenantKeys>) {
        let record = tenant("Shop");
        let id = self.store().add_tenant(&record, &[]).await.unwrap();
        let tenant = self.store().tenant(id);
        transaction!(tenant, "test.tenant", |tx| {
            self.keyring.create(tx, id).await?;
            for queue in ["fold", "deliver", "journey", "measure"] {
                tx.ensure_queue(queue).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        let keys = self.keyring.keys(tenant).await.unwrap();
        (id, keys)
    }

    pub(crate) fn store(&self) -> &Store {
        &self.fresh.store
    }

    pub(crate) fn person(&self) -> Person {
        Person { contact: Id::new(&self.fresh.clock), profile: Id::new(&self.fresh.clock) }
    }
}

pub(crate) async fn queue(tenant: Tenant<'_>, person: Person, visit: Id, use_: Use) -> Queued {
    queue_from(JOURNEY, tenant, person, visit, use_).await
}

/// The same from another journey.
pub(crate) async fn queue_from(
    origin: i32,
    tenant: Tenant<'_>,
    person: Person,
    visit: Id,
    use_: Use,
) -> Queued {
    let now = tenant.clock().now();
    let ask = Ask::new(use_);
    let decision = Decision::granted(now, &ask);
    let items = Items { cart: vec![7, 8], ..Items::default() };
    let new = New {
        origin,
        visit,
        contact: person.contact,
        profile: person.profile,
        channel: Channel::Email,
        ask: &ask,
        template: 1,
        version: 3,
        language: "ro",
        due_at: now,
        decision: &decision,
        items: &items,
    };
    transaction!(tenant, "test.queue", |tx| { ledger::queue(tx, &new).await }).unwrap()
}

pub(crate) async fn queued(tenant: Tenant<'_>, person: Person, use_: Use) -> Id {
    match queue(tenant, person, Id::new(tenant.clock()), use_).await {
        Queued::New(id) => id,
        Queued::Already => panic!("a new visit queues a new message"),
    }
}

pub(crate) async fn claim(tenant: Tenant<'_>, owner: &str, limit: i64) -> Vec<Claimed> {
    let claimed = transaction!(tenant, "test.claim", |tx| { ledger::claim(tx, owner, limit).await }).unwrap();
    claimed.into_iter().map(|(message, _)| message).collect()
}

pub(crate) async fn record(tenant: Tenant<'_>, keys: &TenantKeys, ticket: Ticket, outcome: Outcome) -> bool {
    let reply = "250 2.0.0 <ana@example.org> queued";
    transaction!(tenant, "test.record", |tx| { ledger::record(tx, keys, ticket, outcome, reply).await })
        .unwrap()
}

pub(crate) async fn withdraw(tenant: Tenant<'_>, person: Person) -> usize {
    transaction!(tenant, "test.withdraw", |tx| { ledger::withdraw(tx, person.contact).await }).unwrap()
}

pub(crate) async fn orphans(tenant: Tenant<'_>, owner: &str) -> usize {
    transaction!(tenant, "test.orphans", |tx| { ledger::orphans(tx, owner).await }).unwrap()
}

pub(crate) async fn get(tenant: Tenant<'_>, id: Id) -> ledger::MessageRow {
    let mut tx = tenant.read("test.get").await.unwrap();
    ledger::get(&mut tx, id).await.unwrap().unwrap()
}

pub(crate) async fn totals(tenant: Tenant<'_>) -> BTreeMap<String, i64> {
    let mut tx = tenant.read("test.totals").await.unwrap();
    ledger::totals(&mut tx, JOURNEY).await.unwrap()
}

pub(crate) async fn has_room(tenant: Tenant<'_>, person: Person, count: usize) -> bool {
    let mut tx = tenant.read("test.reach").await.unwrap();
    reach::of(&mut tx, person.profile).await.unwrap().sent.len() < count
}
