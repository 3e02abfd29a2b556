//! A shop, its shoppers, and what they do.

use std::sync::Arc;

use placet_core::{Currency, Id, Kind, Micros, TenantId};
use placet_deliver::ledger::{self, MessageRow, decisions};
use placet_journey::{CART_REMINDER, Counts, Engine, Span, counts, install, work};
use placet_permission::contact::{self, Class};
use placet_permission::ledger::{Entry as Said, record};
use placet_permission::vault::{Address, Channel, MasterKey, TenantKeys};
use placet_permission::{Gate, Keyring, Purpose, State, Subject};
use placet_profile::fold::fold;
use placet_profile::inbox::{self, Basis, Entry, StreamRef, What};
use placet_profile::profile;
use placet_shop::{ItemInput, item_id};
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Tenant, params, transaction};

mod sql {
    placet_store::statements! {
        "test";
        tenant ADD_TEMPLATE = "INSERT INTO template (tenant_id, template_id, version, language, name, kind, source, published, created_at)
            VALUES ($1, $2, 1, 'en', $3, 0, '', '', 0)";
    }
}

/// What the shop sells.
pub(crate) const SHOES: &str = "shoes";
pub(crate) const SOCKS: &str = "socks";

pub(crate) struct World {
    pub(crate) fresh: Fresh,
    pub(crate) engine: Engine,
    pub(crate) keyring: Keyring,
    pub(crate) keys: Arc<TenantKeys>,
    id: TenantId,
}

/// Somebody with a device, and an address that is theirs.
pub(crate) struct Shopper {
    pub(crate) device: StreamRef,
    pub(crate) address: StreamRef,
    pub(crate) contact: Id,
    pub(crate) profile: Id,
    subject: Subject,
}

impl World {
    pub(crate) async fn new(on: On) -> World {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let record = tenant("Shop");
        let id = fresh.store.add_tenant(&record, &[]).await.unwrap();
        let tenant = fresh.store.tenant(id);
        transaction!(tenant, "test.keys", |tx| {
            placet_permission::found(tx, &keyring, id, "Shop").await?;
            placet_permission::duty::vouch(tx, &record.from_address, "test").await?;
            for queue in ["fold", "journey", "deliver", "measure"] {
                tx.ensure_queue(queue).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        transaction!(tenant, "test.templates", |tx| {
            for (number, name) in [(1, "confirm"), (2, "cart_reminder")] {
                tx.execute(&sql::ADD_TEMPLATE, params![number, name]).await?;
            }
            Ok::<_, placet_store::Error>(())
        })
        .unwrap();
        let keys = keyring.keys(tenant).await.unwrap();
        let engine = Engine::new(Gate::new(keyring.clone()));
        let world = World { fresh, engine, keyring, keys, id };
        world.install(Span::hours(4)).await;
        world.stock(SHOES, Some(5)).await;
        world.stock(SOCKS, Some(5)).await;
        world
    }

    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.id)
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    pub(crate) async fn install(&self, wait: Span) {
        transaction!(self.tenant(), "test.install", |tx| { install(tx, wait).await }).unwrap();
    }

    pub(crate) async fn stock(&self, sku: &str, stock: Option<i64>) {
        let item = ItemInput {
            sku: sku.into(),
            title: sku.into(),
            price: "10".into(),
            url: format!("https://shop.example/{sku}"),
            stock,
            ..ItemInput::default()
        };
        placet_shop::load_items(self.tenant(), &[item], Currency::EUR).await.unwrap();
    }

    /// Somebody whose device may be remembered, and who has typed an address: claimed, not confirmed.
    pub(crate) async fn stranger(&self, name: &str) -> Shopper {
        let keys = &self.keys;
        let address = Address::email(&format!("{name}@example.org")).unwrap();
        let device = inbox::device(keys, name);
        let profile = Id::new(&self.fresh.clock);
        let contact = transaction!(self.tenant(), "test.stranger", |tx| {
            profile::create_as(tx, profile).await?;
            let new = contact::New {
                address: &address,
                profile,
                class: Class::Claimed,
                language: "ro",
                source: "form",
                place: Default::default(),
            };
            let contact::Added::New(contact) = contact::add(tx, self.keyring.vault(), keys, &new).await?
            else {
                panic!("a new address is new")
            };
            let subject = Subject::Device(device.id);
            record(tx, &said(tx.clock().now(), Purpose::TRACKING, subject, State::Granted)).await?;
            let subject = Subject::Address(Channel::Email, contact.fp);
            record(tx, &said(tx.clock().now(), Purpose::MARKETING, subject, State::Requested)).await?;
            Ok::<_, placet_profile::Error>(contact)
        })
        .unwrap();
        let subject = Subject::Address(Channel::Email, contact.fp);
        let address = inbox::contact(keys, contact.id, profile);
        Shopper { device, address, contact: contact.id, profile, subject }
    }

    /// The address is confirmed, for these purposes.
    pub(crate) async fn confirms(&self, shopper: &Shopper, purposes: &[Purpose]) {
        transaction!(self.tenant(), "test.confirm", |tx| {
            for purpose in purposes {
                record(tx, &said(tx.clock().now(), *purpose, shopper.subject, State::Granted)).await?;
            }
            contact::verify(tx, shopper.contact).await?;
            let what = What::Confirmed { device: Some(shopper.device) };
            inbox::append(tx, &[Entry::house(tx.clock().now(), shopper.address, what)]).await
        })
        .unwrap();
        self.fold().await;
    }

    /// Somebody who has confirmed everything.
    pub(crate) async fn shopper(&self, name: &str) -> Shopper {
        let shopper = self.stranger(name).await;
        self.confirms(&shopper, &[Purpose::MARKETING, Purpose::PERSONALISATION]).await;
        shopper
    }

    /// A yes is taken back, and nobody is told.
    pub(crate) async fn refuses(&self, shopper: &Shopper, purpose: Purpose) {
        transaction!(self.tenant(), "test.refuse", |tx| {
            record(tx, &said(tx.clock().now(), purpose, shopper.subject, State::Withdrawn)).await
        })
        .unwrap();
    }

    /// Something happens on the shopper's device now.
    pub(crate) async fn does(&self, shopper: &Shopper, kind: Kind, sku: &str) {
        self.did(shopper, kind, sku, self.now()).await;
    }

    /// Something happened on the shopper's device at `at`, and is heard of now.
    pub(crate) async fn did(&self, shopper: &Shopper, kind: Kind, sku: &str, at: Micros) {
        let props = match kind {
            Kind::ORDER_COMPLETED => format!(r#"{{"order_id":"{}","total":1000}}"#, Id::at(at).text("o")),
            _ => "{}".to_owned(),
        };
        let item = (kind != Kind::ORDER_COMPLETED).then(|| item_id(sku));
        let entry = Entry {
            at,
            received: self.now(),
            stream: shopper.device,
            same_person: None,
            dedupe: None,
            basis: Basis::Standing,
            what: What::Event { kind, item, props },
        };
        self.write(&[entry]).await;
    }

    /// The house notes something on the shopper's address.
    pub(crate) async fn notes(&self, shopper: &Shopper, kind: Kind) {
        let props = format!(r#"{{"contact":"{}"}}"#, shopper.contact.text("con"));
        let what = What::Event { kind, item: None, props };
        self.write(&[Entry::house(self.now(), shopper.address, what)]).await;
    }

    async fn write(&self, entries: &[Entry]) {
        transaction!(self.tenant(), "test.write", |tx| { inbox::append(tx, entries).await }).unwrap();
        self.fold().await;
    }

    async fn fold(&self) {
        while fold(self.tenant(), &self.keyring).await.unwrap().blocks > 0 {}
    }

    /// The worker comes by; when it wants to come again.
    pub(crate) async fn work(&self) -> Micros {
        work(self.tenant(), &self.engine).await.unwrap()
    }

    /// Time passes, then the worker comes by.
    pub(crate) async fn after(&self, span: Span) {
        self.fresh.clock.advance(span.micros());
        self.work().await;
    }

    pub(crate) async fn counts(&self) -> Counts {
        let mut tx = self.tenant().read("test.counts").await.unwrap();
        counts(&mut tx, CART_REMINDER).await.unwrap()
    }

    pub(crate) async fn messages(&self, shopper: &Shopper) -> Vec<MessageRow> {
        let mut tx = self.tenant().read("test.messages").await.unwrap();
        ledger::of_contact(&mut tx, shopper.contact).await.unwrap()
    }

    /// The denied decisions of the cart reminder, as profile and reason.
    pub(crate) async fn denied(&self) -> Vec<(String, String)> {
        let mut tx = self.tenant().read("test.denied").await.unwrap();
        let lines = decisions::all(&mut tx, CART_REMINDER).await.unwrap();
        lines.into_iter().map(|line| (line.profile, line.reason)).collect()
    }
}

fn said(at: Micros, purpose: Purpose, subject: Subject, act: State) -> Said<'static> {
    Said {
        at,
        purpose,
        subject,
        act: act.into(),
        wording: None,
        language: "ro",
        place: "/newsletter",
        method: "form",
        evidence: "{}",
    }
}
