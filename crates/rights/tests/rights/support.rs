//! A shop with its keys, and people whose traces fill every table.

use placet_core::{Currency, Id, Kind, Micros, TenantId};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::reach::Priority;
use placet_permission::vault::{Address, MasterKey, TenantKeys};
use placet_permission::{
    Error as PermissionError, Keyring, Purpose, State, Subject, ledger, reach, wording_id,
};
use placet_profile::inbox::{self, Basis, Entry, StreamRef, What};
use placet_profile::{Error as ProfileError, fold, profile};
use placet_store::tenants::{Brand, TenantRecord};
use placet_store::testing::{Fresh, On};
use placet_store::{Error as StoreError, Tenant, params, transaction};

pub(crate) mod sql {
    placet_store::statements! {
        "test";
        tenant MESSAGE = "INSERT INTO message (tenant_id, message_id, origin, visit, contact_id, profile_id, channel, kind, template_id, template_version,
                language, state, due_at, attempts, owner, facts, items, reply, created_at, changed_at)
            VALUES ($1, $2, 7, $2, $3, $4, 1, 3, 1, 1, 'en', $5, $6, 1, '', $7, $8, $9, $6, $6)";
        tenant INSTANCE = "INSERT INTO instance (tenant_id, instance_id, journey_id, version, profile_id, state, step, due_at, context, entered_at, ended_as)
            VALUES ($1, $2, 1, 1, $3, 1, 1, 0, $4, 0, $5)";
        tenant DECISIONS = "INSERT INTO decision_block (tenant_id, origin, chunk, at, body) VALUES ($1, 7, $2, 0, $3)";
        tenant SET_ITEMS = "UPDATE orders SET items = $3, message_id = $4 WHERE tenant_id = $1 AND order_no = $2";
        tenant SET_STATE = "UPDATE stream SET state = $3 WHERE tenant_id = $1 AND stream_id = $2";
        tenant SET_SENT = "UPDATE reach SET sent = $3 WHERE tenant_id = $1 AND profile_id = $2";

        tenant EVENTS = "SELECT COUNT(*) FROM event WHERE tenant_id = $1 AND stream_id = $2";
        tenant MESSAGES = "SELECT state, contact_id, profile_id, facts, items, reply FROM message WHERE tenant_id = $1 ORDER BY message_id";
        tenant ORDER = "SELECT stream_id, items, message_id, total_minor FROM orders WHERE tenant_id = $1 AND order_no = $2";
        tenant ERASURES = "SELECT subject, reason FROM erasure WHERE tenant_id = $1 ORDER BY seq";
        tenant DECIDED = "SELECT body FROM decision_block WHERE tenant_id = $1 ORDER BY chunk";
        tenant WAITING = "SELECT COUNT(*) FROM inbox WHERE tenant_id = $1";
        tenant PROFILES = "SELECT COUNT(*) FROM profile WHERE tenant_id = $1";
        tenant IN_HAND = "SELECT message_id FROM message WHERE tenant_id = $1 AND contact_id = $2 AND state = 2 ORDER BY message_id";
        tenant WITHDRAWN = "SELECT n FROM tally WHERE tenant_id = $1 AND origin = 7 AND kind = 'withdrawn'";
    }
}

/// A shop.
pub(crate) struct Shop {
    pub(crate) fresh: Fresh,
    pub(crate) id: TenantId,
    pub(crate) keyring: Keyring,
}

/// A shopper with a confirmed address and a device.
pub(crate) struct Shopper {
    pub(crate) mail: String,
    pub(crate) contact: Contact,
    pub(crate) device: StreamRef,
    pub(crate) address: StreamRef,
    pub(crate) message: Id,
}

impl Shop {
    pub(crate) async fn open(on: On) -> Shop {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let record = TenantRecord {
            id: TenantId(0),
            name: "Shoes".into(),
            time_zone: "Europe/Bucharest".into(),
            currency: Currency::EUR,
            language: "en".into(),
            sender_name: "Shoes".into(),
            sender_address: "1 Main Street".into(),
            from_address: "news@shoes.example".into(),
            public_url: "https://mail.shoes.example".into(),
            shop_url: "https://shoes.example".into(),
            brand: Brand::default(),
        };
        let id = fresh.store.add_tenant(&record, &["shoes.example"]).await.unwrap();
        let made: Result<(), PermissionError> = transaction!(fresh.store.tenant(id), "test.tenant", |tx| {
            placet_permission::found(tx, &keyring, id, "Shoes").await?;
            placet_permission::duty::vouch(tx, &record.from_address, "test").await?;
            tx.ensure_queue("fold").await?;
            Ok(())
        });
        made.unwrap();
        Shop { fresh, id, keyring }
    }

    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.id)
    }

    pub(crate) async fn keys(&self) -> std::sync::Arc<TenantKeys> {
        self.keyring.keys(self.tenant()).await.unwrap()
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    /// Adds an address to a profile, or to a new one.
    pub(crate) async fn contact(&self, mail: &str, class: Class, source: &str, owner: Option<Id>) -> Added {
        let keys = self.keys().await;
        let address = Address::email(mail).unwrap();
        let added: Result<Added, ProfileError> = transaction!(self.tenant(), "test.contact", |tx| {
            let profile = match owner {
                Some(owner) => owner,
                None => profile::create(tx).await?,
            };
            let new =
                New { address: &address, profile, class, language: "en", source, place: Default::default() };
            Ok(contact::add(tx, self.keyring.vault(), &keys, &new).await?)
        });
        added.unwrap()
    }

    pub(crate) async fn say(&self, subject: Subject, purpose: Purpose, act: State, place: &str) {
        let entry = ledger::Entry {
            at: self.now(),
            purpose,
            subject,
            act: act.into(),
            wording: Some(wording_id(purpose, "en")),
            language: "en",
            place,
            method: "form",
            evidence: "{}",
        };
        let said: Result<i64, PermissionError> =
            transaction!(self.tenant(), "test.say", |tx| { ledger::record(tx, &entry).await });
        said.unwrap();
    }

    /// Accepts entries, each call one block; folds nothing.
    pub(crate) async fn accept(&self, entries: &[Entry]) {
        let done: Result<(), ProfileError> =
            transaction!(self.tenant(), "test.accept", |tx| { inbox::append(tx, entries).await });
        done.unwrap();
    }

    pub(crate) async fn fold(&self) {
        while fold::fold(self.tenant(), &self.keyring).await.unwrap().blocks > 0 {}
    }

    pub(crate) async fn run(&self, sql: &'static placet_store::Sql, params: &[placet_store::Value<'_>]) {
        let done: Result<u64, StoreError> =
            transaction!(self.tenant(), "test.run", |tx| { tx.execute(sql, params).await });
        assert!(done.unwrap() > 0, "{}", sql.name);
    }

    pub(crate) async fn rows(
        &self,
        sql: &'static placet_store::Sql,
        params: &[placet_store::Value<'_>],
    ) -> Vec<placet_store::Row> {
        let mut tx = self.tenant().read("test.rows").await.unwrap();
        tx.query(sql, params).await.unwrap()
    }

    pub(crate) async fn count(
        &self,
        sql: &'static placet_store::Sql,
        params: &[placet_store::Value<'_>],
    ) -> i64 {
        self.rows(sql, params).await.first().map_or(0, |row| row.get(0).unwrap())
    }

    /// A shopper who said yes to everything, looked at things and ordered; `mark` stands in every text about them.
    pub(crate) async fn shopper(&self, mark: &str) -> Shopper {
        let keys = self.keys().await;
        let mail = format!("{mark}-mail@example.org");
        let Added::New(contact) = self.contact(&mail, Class::Verified, &format!("{mark}-source"), None).await
        else {
            panic!()
        };
        let subject = Subject::Address(contact.channel, contact.fp);
        for purpose in [Purpose::MARKETING, Purpose::PERSONALISATION] {
            self.say(subject, purpose, State::Granted, &format!("https://shoes.example/{mark}-place")).await;
        }
        let device = inbox::device(&keys, &format!("{mark}-device"));
        let address = inbox::contact(&keys, contact.id, contact.profile);
        let message = Id::new(&self.fresh.clock);
        self.accept(&[
            Entry {
                basis: Basis::Mapped,
                ..Entry::house(self.now(), device, What::Choice { granted: true, place: "banner".into() })
            },
            Entry::house(self.now(), address, What::Confirmed { device: Some(device) }),
            self.did(device, Kind::PRODUCTS_SEARCHED, &format!(r#"{{"query":"{mark}-query"}}"#)),
            self.did(device, Kind::PRODUCT_ADDED, &format!(r#"{{"product_id":"{mark}-sku"}}"#)),
            self.did(
                device,
                Kind::ORDER_COMPLETED,
                &format!(r#"{{"order_id":"{mark}-order","total":990,"coupon":"{mark}-coupon"}}"#),
            ),
            self.did(
                address,
                Kind::LINK_CLICKED,
                &format!(r#"{{"origin":7,"message":"{}","link":1}}"#, message.text("msg")),
            ),
        ])
        .await;
        self.fold().await;
        let consumed: Result<Micros, PermissionError> = transaction!(self.tenant(), "test.cap", |tx| {
            reach::count(tx, contact.profile, contact.channel, Priority::Normal).await
        });
        consumed.unwrap();
        self.message(message, &contact, 3, mark).await;
        Shopper { mail, contact, device, address, message }
    }

    pub(crate) fn did(&self, stream: StreamRef, kind: Kind, props: &str) -> Entry {
        let basis = if stream.profile.is_some() { Basis::House } else { Basis::Standing };
        let item = (kind == Kind::PRODUCT_ADDED).then_some(77);
        Entry {
            basis,
            ..Entry::house(self.now(), stream, What::Event { kind, item, props: props.to_owned() })
        }
    }

    pub(crate) async fn message(&self, id: Id, contact: &Contact, state: i64, mark: &str) {
        let (facts, items) =
            (format!(r#"{{"at":0,"use_":"{mark}-facts"}}"#), format!(r#"{{"cart":["{mark}-items"]}}"#));
        let reply = format!("250 {mark}-reply");
        self.run(
            &sql::MESSAGE,
            params![id, contact.id, contact.profile, state, self.now(), facts, items, reply],
        )
        .await;
    }

    /// Fills what no door leads to yet.
    pub(crate) async fn fill(&self, shopper: &Shopper, mark: &str) {
        let profile = shopper.contact.profile;
        self.run(
            &sql::INSTANCE,
            params![
                Id::new(&self.fresh.clock),
                profile,
                format!(r#"{{"cart":"{mark}-context"}}"#),
                format!("{mark}-ended")
            ],
        )
        .await;
        self.run(
            &sql::SET_ITEMS,
            params![format!("{mark}-order"), format!(r#"["{mark}-lines"]"#), shopper.message],
        )
        .await;
        self.run(&sql::SET_STATE, params![shopper.device.id, format!(r#"{{"note":"{mark}-state"}}"#)]).await;
        self.run(&sql::SET_SENT, params![profile, format!("{mark}-sent").into_bytes()]).await;
    }
}
