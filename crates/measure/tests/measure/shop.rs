//! A shop with a reader of its mails, put there through the rooms' own doors.

use placet_compose::{Action, Library, MessageKind, Source, Token};
use placet_core::{Currency, Id, Kind, Micros, TenantId};
use placet_deliver::ledger::{self, Items, Queued};
use placet_measure::consume;
use placet_measure::report::{self, Line};
use placet_permission::contact::{self, Class};
use placet_permission::vault::{Address, Channel, MasterKey};
use placet_permission::{
    Ask, Decision, Keyring, Purpose, State, Subject, Use, ledger as consents, suppression,
};
use placet_profile::inbox::{self, StreamRef};
use placet_profile::{Basis, Entry, What, fold, profile};
use placet_shop::ItemInput;
use placet_store::testing::{Fresh, On};
use placet_store::{Error as StoreError, Tenant, transaction};

/// The journey that sends the test's mails.
pub(crate) const JOURNEY: i32 = 7;
const TEMPLATE: i32 = 9;

/// A tenant with keys, a catalogue of two shoes and a template of four links: 0 literal, 1 cart, 2 item, 3 shop.
pub(crate) struct Shop {
    pub(crate) fresh: Fresh,
    pub(crate) keyring: Keyring,
    pub(crate) id: TenantId,
    pub(crate) version: i32,
}

/// Somebody with a verified address and a device that agreed to be remembered.
pub(crate) struct Reader {
    pub(crate) contact: Id,
    pub(crate) profile: Id,
    pub(crate) address: StreamRef,
    pub(crate) device: StreamRef,
}

impl Shop {
    pub(crate) async fn open(on: On) -> Shop {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let mut shop = Shop { fresh, keyring, id: TenantId(0), version: 0 };
        shop.id = shop.found("Atlas", "test.example").await;
        shop.version = shop.publish().await;
        shop.list("red", "https://shop.example/red").await;
        shop.list("blue", "https://shop.example/blue").await;
        shop
    }

    /// Another tenant of the same installation.
    pub(crate) async fn found(&self, name: &str, host: &str) -> TenantId {
        let id = self.fresh.store.add_tenant(&placet_edge::testing::tenant(name), &[host]).await.unwrap();
        let done: Result<(), placet_permission::Error> =
            transaction!(self.fresh.store.tenant(id), "test.found", |tx| {
                self.keyring.create(tx, id).await?;
                for queue in ["fold", "journey", "measure", "deliver"] {
                    tx.ensure_queue(queue).await?;
                }
                Ok(())
            });
        done.unwrap();
        id
    }

    async fn publish(&self) -> i32 {
        let body = "<mj-section><mj-column>\
            <mj-text><a href=\"https://shop.example/sale?from=mail\">sale</a></mj-text>\
            <mj-button href=\"{{ cart.url }}\">cart</mj-button>\
            <mj-table>{% for line in cart.items %}<tr><td><a href=\"{{ line.url }}\">x</a></td></tr>{% endfor %}</mj-table>\
            <mj-text><a href=\"{{ shop.url }}\">shop</a> {{ sender.name }}, {{ sender.address }} \
            <a href=\"{{ unsubscribe_url }}\">Unsubscribe</a></mj-text></mj-column></mj-section>";
        let source = Source {
            kind: MessageKind::Marketing,
            subject: "Shoes".into(),
            mjml: format!("<mjml><mj-body>{body}</mj-body></mjml>"),
            html_fields: Vec::new(),
        };
        let saved: Result<i32, placet_compose::Error> = transaction!(self.tenant(), "test.publish", |tx| {
            Library::save(tx, TEMPLATE, "test", &[("en", source.clone())]).await
        });
        saved.unwrap()
    }

    /// Lists an item, new or in place of what was known of it.
    pub(crate) async fn list(&self, sku: &str, url: &str) {
        let item = ItemInput {
            sku: sku.into(),
            title: sku.into(),
            price: "1".into(),
            url: url.into(),
            ..ItemInput::default()
        };
        let done = placet_shop::load_items(self.tenant(), &[item], Currency::EUR).await.unwrap();
        assert_eq!(done.stored, 1);
    }

    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.id)
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    /// Somebody who confirmed their address, typed on a device that had agreed to be remembered.
    pub(crate) async fn reader(&self, name: &str) -> Reader {
        let keys = self.keyring.keys(self.tenant()).await.unwrap();
        let address = Address::email(&format!("{name}@example.org")).unwrap();
        let known: Result<(Id, Id), placet_profile::Error> =
            transaction!(self.tenant(), "test.reader", |tx| {
                let profile = profile::create(tx).await?;
                let new = contact::New {
                    address: &address,
                    profile,
                    class: Class::Verified,
                    language: "en",
                    source: "test",
                    place: Default::default(),
                };
                match contact::add(tx, self.keyring.vault(), &keys, &new).await? {
                    contact::Added::New(contact) => Ok((contact.id, profile)),
                    other => panic!("{other:?}"),
                }
            });
        let (contact, profile) = known.unwrap();
        let (address, device) = (inbox::contact(&keys, contact, profile), inbox::device(&keys, name));
        let choice = What::Choice { granted: true, place: "shop.example".into() };
        self.happens(&[Entry { basis: Basis::Mapped, ..Entry::house(self.now(), device, choice) }]).await;
        self.happens(&[Entry::house(self.now(), address, What::Confirmed { device: Some(device) })]).await;
        Reader { contact, profile, address, device }
    }

    /// Somebody's choice about a purpose, on a form.
    pub(crate) async fn says(&self, who: &Reader, purpose: Purpose, act: State) {
        let done: Result<i64, placet_permission::Error> = transaction!(self.tenant(), "test.says", |tx| {
            let contact = contact::get(tx, who.contact).await?.unwrap();
            let entry = consents::Entry {
                at: tx.clock().now(),
                purpose,
                subject: Subject::Address(contact.channel, contact.fp),
                act: act.into(),
                wording: None,
                language: "en",
                place: "test",
                method: "form",
                evidence: "{}",
            };
            consents::record(tx, &entry).await
        });
        done.unwrap();
    }

    /// Somebody unsubscribes.
    pub(crate) async fn suppress(&self, who: &Reader) {
        let done: Result<bool, placet_permission::Error> =
            transaction!(self.tenant(), "test.suppress", |tx| {
                let contact = contact::get(tx, who.contact).await?.unwrap();
                let scope = suppression::Scope::Marketing;
                suppression::suppress(tx, contact.channel, &contact.fp, scope, "unsubscribed", None).await
            });
        assert!(done.unwrap());
    }

    /// A mail to somebody, as a journey queues it.
    pub(crate) async fn mail(&self, to: &Reader) -> Id {
        let ask = Ask::new(Use::Marketing);
        let decision = Decision::granted(self.now(), &ask);
        let queued: Result<Queued, ledger::Error> = transaction!(self.tenant(), "test.mail", |tx| {
            let new = ledger::New {
                origin: JOURNEY,
                visit: Id::new(&self.fresh.clock),
                contact: to.contact,
                profile: to.profile,
                channel: Channel::Email,
                ask: &ask,
                template: TEMPLATE,
                version: self.version,
                language: "en",
                due_at: self.fresh.clock.now(),
                decision: &decision,
                items: &Items::default(),
            };
            ledger::queue(tx, &new).await
        });
        match queued.unwrap() {
            Queued::New(id) => id,
            Queued::Already => panic!("a visit of its own"),
        }
    }

    pub(crate) fn token(&self, message: Id, link: u16, item: i64) -> Token {
        Token { action: Action::Click, tenant: self.id, message, link, item }
    }

    /// Appends to the inbox, and folds.
    pub(crate) async fn happens(&self, entries: &[Entry]) {
        let done: Result<(), placet_profile::Error> =
            transaction!(self.tenant(), "test.happens", |tx| { inbox::append(tx, entries).await });
        done.unwrap();
        self.fold().await;
    }

    pub(crate) async fn fold(&self) {
        while fold::fold(self.tenant(), &self.keyring).await.unwrap().blocks > 0 {}
    }

    /// A click as [`placet_measure::Observe`] writes it, folded.
    pub(crate) async fn clicks(&self, message: Id, link: u16) {
        let observe = placet_measure::Observe::new(self.fresh.store.clone(), self.keyring.clone());
        assert!(observe.click(self.id, &self.token(message, link, 0)).await.unwrap());
        self.fold().await;
    }

    /// An event about an order on somebody's device.
    pub(crate) async fn order(
        &self,
        stream: StreamRef,
        kind: Kind,
        at: Micros,
        order_no: &str,
        total: i64,
        basis: Basis,
    ) {
        let currency = if order_no.starts_with("RON") { "RON" } else { "EUR" };
        let props = format!(r#"{{"order_id":"{order_no}","total":{total},"currency":"{currency}"}}"#);
        let what = What::Event { kind, item: None, props };
        self.happens(&[Entry { basis, ..Entry::house(at, stream, what) }]).await;
    }

    /// An order placed now, on a device that agreed.
    pub(crate) async fn buys(&self, who: &Reader, order_no: &str, total: i64) {
        self.order(who.device, Kind::ORDER_COMPLETED, self.now(), order_no, total, Basis::Standing).await;
    }

    /// Measures everything that waits.
    pub(crate) async fn measure(&self) {
        while consume(self.tenant()).await.unwrap().events > 0 {}
    }

    pub(crate) async fn lines(&self) -> Vec<Line> {
        self.lines_of(self.id).await
    }

    pub(crate) async fn lines_of(&self, tenant: TenantId) -> Vec<Line> {
        let mut tx = self.fresh.store.tenant(tenant).read("test.lines").await.unwrap();
        report::totals(&mut tx, None, 0, i64::from(i32::MAX)).await.unwrap()
    }

    /// How many and how much of a kind, of the test's journey, over all days.
    pub(crate) async fn total(&self, kind: &str) -> (i64, i64) {
        let lines = self.lines().await;
        let of_kind = lines.iter().filter(|line| line.origin == JOURNEY && line.kind == kind);
        of_kind.fold((0, 0), |(n, amount), line| (n + line.n, amount + line.amount))
    }

    pub(crate) async fn n(&self, kind: &str) -> i64 {
        self.total(kind).await.0
    }

    /// Rows waiting in the inbox.
    pub(crate) async fn waiting(&self) -> i64 {
        let mut tx = self.tenant().read("test.waiting").await.unwrap();
        inbox::backlog(&mut tx).await.unwrap().0
    }

    /// What the unsubscribe job and an erasure do to the message rows of a contact (C15).
    pub(crate) async fn forget(&self, who: &Reader) {
        let done: Result<u64, StoreError> = transaction!(self.tenant(), "test.forget", |tx| {
            tx.execute(&sql::STRIP, placet_store::params![who.contact]).await
        });
        assert_eq!(done.unwrap(), 1);
    }
}

pub(crate) mod sql {
    placet_store::statements! {
        "test";
        tenant STRIP = "UPDATE message SET contact_id = NULL, profile_id = NULL, facts = '', items = '' WHERE tenant_id = $1 AND contact_id = $2";
        tenant CONSENTS = "SELECT subject_id, state, entry_seq FROM consent WHERE tenant_id = $1 ORDER BY entry_seq";
        tenant SUPPRESSIONS = "SELECT fp, reason FROM suppression WHERE tenant_id = $1";
        tenant MESSAGES = "SELECT message_id, state, attempts, changed_at FROM message WHERE tenant_id = $1 ORDER BY message_id";
        tenant REACHES = "SELECT profile_id, active_day, sent FROM reach WHERE tenant_id = $1";
        tenant LINKS = "SELECT seq, stream_id FROM link WHERE tenant_id = $1 ORDER BY seq";
        tenant STREAMS = "SELECT stream_id, profile_id, state FROM stream WHERE tenant_id = $1 ORDER BY stream_id";
        tenant ACCEPTED = "INSERT INTO tally (tenant_id, origin, day, kind, n, amount) VALUES ($1, $2, $3, 'accepted', 1, 0)";
        tenant REWIND = "UPDATE reader SET seq = 0 WHERE tenant_id = $1 AND consumer = 'measure'";
        tenant EVENT = "INSERT INTO event (tenant_id, seq, stream_id, kind, at, item_id, props) VALUES ($1, $2, $3, $4, $5, NULL, $6)";
    }
}
