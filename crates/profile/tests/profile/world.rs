//! One shop with its keys, and the people and devices that it hears of.

use std::sync::Arc;

use placet_core::{Id, Kind, Micros, TenantId};
use placet_permission::contact::{self, Class};
use placet_permission::vault::{Address, MasterKey, TenantKeys};
use placet_permission::{Keyring, Purpose, State as Said, Subject, ledger};
use placet_profile::fold::{Folded, fold};
use placet_profile::inbox::{self, StreamRef};
use placet_profile::reader::{self, Event};
use placet_profile::{Basis, Entry, State, What, profile};
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Tenant, params, transaction};

pub(crate) mod sql {
    placet_store::statements! {
        "test";
        tenant STREAMS = "SELECT stream_id FROM stream WHERE tenant_id = $1 ORDER BY stream_id";
        tenant LAST_LINK = "SELECT MAX(seq) FROM link WHERE tenant_id = $1";
        tenant TALLY = "SELECT n FROM tally WHERE tenant_id = $1 AND kind = $2";
        tenant DAMAGE = "UPDATE inbox SET body = $2 WHERE tenant_id = $1";
    }
}

pub(crate) struct World {
    pub(crate) fresh: Fresh,
    pub(crate) keyring: Keyring,
    pub(crate) keys: Arc<TenantKeys>,
    pub(crate) id: TenantId,
}

/// Somebody with a confirmed address.
pub(crate) struct Person {
    pub(crate) address: StreamRef,
    pub(crate) profile: Id,
}

impl World {
    pub(crate) async fn new(on: On) -> World {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let record = tenant("Shop");
        let id = fresh.store.add_tenant(&record, &[]).await.unwrap();
        transaction!(fresh.store.tenant(id), "test.tenant", |tx| {
            keyring.create(tx, id).await?;
            tx.ensure_queue("fold").await?;
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        let keys = keyring.keys(fresh.store.tenant(id)).await.unwrap();
        World { fresh, keyring, keys, id }
    }

    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.id)
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    /// A device whose owner said this about being remembered.
    pub(crate) async fn device(&self, name: &str, said: Said) -> StreamRef {
        let device = inbox::device(&self.keys, name);
        self.says(device, said).await;
        device
    }

    pub(crate) async fn says(&self, device: StreamRef, act: Said) {
        let entry = ledger::Entry {
            at: self.now(),
            purpose: Purpose::TRACKING,
            subject: Subject::Device(device.id),
            act: act.into(),
            wording: None,
            language: "en",
            place: "https://shop.example/",
            method: "banner",
            evidence: "{}",
        };
        transaction!(self.tenant(), "test.says", |tx| { ledger::record(tx, &entry).await }).unwrap();
    }

    /// Somebody whose address is verified.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let address = Address::email(&format!("{name}@example.org")).unwrap();
        let profile = Id::new(&self.fresh.clock);
        let contact = transaction!(self.tenant(), "test.person", |tx| {
            profile::create_as(tx, profile).await?;
            let new = contact::New {
                address: &address,
                profile,
                class: Class::Verified,
                language: "en",
                source: "form",
                place: Default::default(),
            };
            match contact::add(tx, self.keyring.vault(), &self.keys, &new).await? {
                contact::Added::New(contact) => Ok::<_, placet_profile::Error>(contact.id),
                other => panic!("a new address is new: {other:?}"),
            }
        })
        .unwrap();
        Person { address: inbox::contact(&self.keys, contact, profile), profile }
    }

    /// The person confirms, having typed the address on this device.
    pub(crate) async fn confirms(&self, person: &Person, device: StreamRef) {
        let what = What::Confirmed { device: Some(device) };
        self.append(&[Entry::house(self.now(), person.address, what)]).await;
        self.fold().await;
    }

    pub(crate) async fn append(&self, entries: &[Entry]) {
        transaction!(self.tenant(), "test.append", |tx| { inbox::append(tx, entries).await }).unwrap();
    }

    /// Folds until nothing waits; the sum of what was done.
    pub(crate) async fn fold(&self) -> Folded {
        let mut sum = Folded::default();
        loop {
            let done = fold(self.tenant(), &self.keyring).await.unwrap();
            if done.blocks == 0 {
                return sum;
            }
            sum.blocks += done.blocks;
            sum.events += done.events;
            sum.duplicates += done.duplicates;
            sum.refused += done.refused;
        }
    }

    pub(crate) async fn events(&self) -> Vec<Event> {
        let mut tx = self.tenant().begin("test.events").await.unwrap();
        reader::next(&mut tx, "test", 100_000).await.unwrap().events
    }

    pub(crate) async fn waiting(&self) -> i64 {
        let mut tx = self.tenant().read("test.waiting").await.unwrap();
        inbox::backlog(&mut tx).await.unwrap().0
    }

    pub(crate) async fn state(&self, profile: Id) -> State {
        let mut tx = self.tenant().begin("test.state").await.unwrap();
        profile::state(&mut tx, profile).await.unwrap()
    }

    pub(crate) async fn streams_of(&self, profile: Id) -> Vec<i64> {
        let mut tx = self.tenant().begin("test.streams").await.unwrap();
        profile::streams(&mut tx, profile).await.unwrap().unwrap()
    }

    pub(crate) async fn streams(&self) -> Vec<i64> {
        let mut tx = self.tenant().read("test.streams").await.unwrap();
        tx.query(&sql::STREAMS, &[]).await.unwrap().iter().map(|row| row.get(0).unwrap()).collect()
    }

    pub(crate) async fn owner(&self, stream: i64) -> Option<Id> {
        let mut tx = self.tenant().read("test.owner").await.unwrap();
        profile::of_streams(&mut tx, vec![stream]).await.unwrap().first().and_then(|(_, owner)| *owner)
    }

    pub(crate) async fn tally(&self, kind: &str) -> i64 {
        let mut tx = self.tenant().read("test.tally").await.unwrap();
        let row = tx.query_opt(&sql::TALLY, params![kind]).await.unwrap();
        row.map_or(0, |row| row.get(0).unwrap())
    }

    pub(crate) async fn order(&self, number: &str) -> Option<placet_shop::OrderRecord> {
        let mut tx = self.tenant().read("test.order").await.unwrap();
        placet_shop::order(&mut tx, number).await.unwrap()
    }

    /// Something that happens on a stream now.
    pub(crate) fn event(&self, stream: StreamRef, kind: Kind, item: Option<i64>, props: &str) -> Entry {
        Entry {
            at: self.now(),
            received: self.now(),
            stream,
            same_person: None,
            dedupe: None,
            basis: Basis::Standing,
            what: What::Event { kind, item, props: props.to_owned() },
        }
    }

    pub(crate) fn view(&self, stream: StreamRef, item: i64) -> Entry {
        self.event(stream, Kind::PRODUCT_VIEWED, Some(item), "{}")
    }

    pub(crate) fn view_once(&self, stream: StreamRef, item: i64, message: &str) -> Entry {
        let dedupe = Some(self.keys.hash128("message", &[message.as_bytes()]));
        Entry { dedupe, ..self.view(stream, item) }
    }

    pub(crate) fn buys(&self, stream: StreamRef, number: &str) -> Entry {
        let props = format!(
            r#"{{"order_id":"{number}","total":8990,"currency":"EUR","products":[{{"product_id":"shoe","quantity":1,"price":8990}}]}}"#
        );
        self.event(stream, Kind::ORDER_COMPLETED, None, &props)
    }
}
