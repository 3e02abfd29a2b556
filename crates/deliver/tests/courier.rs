//! The courier against a mail server with good and bad days, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use placet_compose::{Builtin, Library};
use placet_core::{Currency, Id, Micros, TenantId};
use placet_deliver::Courier;
use placet_deliver::ledger::{self, Items, New, Queued, State};
use placet_deliver::sink::{Act, Behaviour, Settings, Sink, Stage};
use placet_deliver::smtp::{Pool, Relay, Tls};
use placet_permission::contact::{self, Added, Class};
use placet_permission::vault::{Address, Channel, MasterKey};
use placet_permission::{Decision, Gate, Keyring, Purpose, Subject, Use, ledger as consents, suppression};
use placet_profile::profile;
use placet_recommend::Recommender;
use placet_store::tenants::{Directory, TenantRecord};
use placet_store::testing::{Fresh, On};
use placet_store::{Tenant, on_both_engines, transaction};

/// A shop with one customer who said yes, and a courier to the mail server at `relay`.
struct Shop {
    fresh: Fresh,
    keyring: Keyring,
    tenant: TenantId,
    contact: Id,
    profile: Id,
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
enum SetUp {
    Store(#[from] placet_store::Error),
    Permission(#[from] placet_permission::Error),
    Profile(#[from] placet_profile::Error),
    Library(#[from] placet_compose::Error),
}

impl Shop {
    async fn open(on: On) -> Shop {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let tenant = fresh.store.add_tenant(&record(), &[]).await.unwrap();
        let handle = fresh.store.tenant(tenant);
        transaction!(handle, "test.tenant", |tx| {
            keyring.create(tx, tenant).await?;
            Library::install(tx).await?;
            tx.ensure_queue("deliver").await?;
            tx.ensure_queue("fold").await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
        let (contact, profile) = customer(handle, &keyring).await;
        Shop { fresh, keyring, tenant, contact, profile }
    }

    fn handle(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.tenant)
    }

    fn courier(&self, relay: SocketAddr) -> Courier {
        let mut relay = Relay::new("127.0.0.1", relay.port(), Tls::None);
        relay.connections = 2;
        Courier::new(
            Gate::new(self.keyring.clone()),
            Library::default(),
            Recommender::default(),
            Directory::new(self.fresh.store.clone()),
            Pool::new(relay).unwrap(),
            "test/1",
        )
    }

    /// Queues one marketing message to the customer, due now.
    async fn message(&self) -> Id {
        let now = self.fresh.clock.now();
        let decision = Decision { at: now, use_: Use::Marketing, denied: None, evidence: Vec::new() };
        let new = New {
            origin: 2,
            visit: Id::new(&self.fresh.clock),
            contact: self.contact,
            profile: self.profile,
            channel: Channel::Email,
            use_: Use::Marketing,
            template: Builtin::CartReminder.template_id(),
            version: 1,
            language: "en",
            due_at: now,
            decision: &decision,
            items: &Items::default(),
        };
        let queued =
            transaction!(self.handle(), "test.queue", |tx| { ledger::queue(tx, &new).await }).unwrap();
        let Queued::New(id) = queued else { panic!("a new visit queues a new message") };
        id
    }

    /// The customer says something more.
    async fn says(&self, purpose: Purpose, act: placet_permission::State) {
        transaction!(self.handle(), "test.says", |tx| {
            let contact = contact::get(tx, self.contact).await?.unwrap();
            consents::record(tx, &said(tx.clock().now(), purpose, &contact, act)).await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
    }

    async fn state(&self, id: Id) -> (State, i64) {
        let mut tx = self.handle().read("test.state").await.unwrap();
        let row = ledger::get(&mut tx, id).await.unwrap().unwrap();
        (row.state, row.attempts)
    }
}

async fn customer(tenant: Tenant<'_>, keyring: &Keyring) -> (Id, Id) {
    let address = Address::email("ana@example.org").unwrap();
    let keys = keyring.keys(tenant).await.unwrap();
    transaction!(tenant, "test.customer", |tx| {
        let owner = profile::create(tx).await?;
        let new = contact::New {
            address: &address,
            profile: owner,
            class: Class::Verified,
            language: "en",
            source: "test",
        };
        let Added::New(contact) = contact::add(tx, keyring.vault(), &keys, &new).await? else {
            panic!("a new contact")
        };
        let yes = placet_permission::State::Granted;
        consents::record(tx, &said(tx.clock().now(), Purpose::Marketing, &contact, yes)).await?;
        Ok::<_, SetUp>((contact.id, owner))
    })
    .unwrap()
}

fn said(
    at: Micros,
    purpose: Purpose,
    contact: &contact::Contact,
    act: placet_permission::State,
) -> consents::Entry<'static> {
    consents::Entry {
        at,
        purpose,
        subject: Subject::Address(Channel::Email, contact.fp),
        act,
        wording: None,
        language: "en",
        place: "test",
        method: "test",
        evidence: "{}",
    }
}

fn record() -> TenantRecord {
    TenantRecord {
        id: TenantId(0),
        name: "Shop".into(),
        time_zone: "Europe/Bucharest".into(),
        currency: Currency::EUR,
        language: "en".into(),
        sender_name: "Shop".into(),
        sender_address: "1 Street".into(),
        from_address: "shop@shop.example".into(),
        public_url: "https://news.shop.example".into(),
        shop_url: "https://shop.example".into(),
    }
}

async fn server(shop: &Shop, rule: impl Fn(Stage<'_>) -> Act + Send + Sync + 'static) -> Sink {
    let settings = Settings { behaviour: Behaviour::new(rule), ..Settings::new(shop.fresh.clock.clone()) };
    Sink::listen((Ipv4Addr::LOCALHOST, 0), settings).await.unwrap()
}

on_both_engines! {
    async fn a_message_arrives_once_with_one_click_and_the_senders_identity(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let id = shop.message().await;
        let courier = shop.courier(sink.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Accepted, 1));
        courier.deliver(shop.handle()).await.unwrap();
        let held = sink.messages();
        assert_eq!(held.len(), 1);
        let mail = held[0].mail();
        assert!(mail.one_click && mail.one_click_address().unwrap().starts_with("https://news.shop.example/u/"));
        assert!(mail.html.unwrap().contains("1 Street"), "R092: who sends it and where they are");
        assert!(!mail.links.iter().any(|link| link.contains("ana")), "R099: no address of ours names the person");
    }

    async fn r077_a_message_holds_a_pixel_only_for_a_reader_who_agreed_to_it(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let courier = shop.courier(sink.address());
        let mut pixels = Vec::new();
        for act in [None, Some(placet_permission::State::Granted), Some(placet_permission::State::Withdrawn)] {
            if let Some(act) = act {
                shop.says(Purpose::OpenTracking, act).await;
            }
            shop.message().await;
            courier.deliver(shop.handle()).await.unwrap();
            let html = sink.messages().last().unwrap().mail().html.unwrap();
            assert!(html.trim_end().ends_with("</html>"));
            pixels.push(html.matches("<img src=\"https://news.shop.example/o/").count());
        }
        assert_eq!(pixels, [0, 1, 0]);
    }

    async fn while_the_server_is_down_messages_wait_and_go_later(on) {
        let shop = Shop::open(on).await;
        let nobody = { server(&shop, |_| Act::Proceed).await.address() };
        let id = shop.message().await;
        let done = shop.courier(nobody).deliver(shop.handle()).await.unwrap();
        assert_eq!((done.attempts, shop.state(id).await), (0, (State::Queued, 0)));
        assert!(done.next.unwrap() > shop.fresh.clock.now(), "it comes again by itself");
        let sink = server(&shop, |_| Act::Proceed).await;
        shop.courier(sink.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Accepted, 1));
    }

    async fn a_server_that_says_later_is_asked_later_and_one_that_says_no_is_not_asked_again(on) {
        let shop = Shop::open(on).await;
        let busy = server(&shop, |stage| match stage {
            Stage::Recipient(_) => Act::Say("450 4.2.0 later".into()),
            _ => Act::Proceed,
        })
        .await;
        let id = shop.message().await;
        shop.courier(busy.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 1));
        let refusing = server(&shop, |stage| match stage {
            Stage::Recipient(_) => Act::Say("550 5.1.1 unknown".into()),
            _ => Act::Proceed,
        })
        .await;
        let courier = shop.courier(refusing.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 1), "not before its time");
        shop.fresh.clock.advance(2 * Micros::MINUTE);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Rejected, 2));
        shop.fresh.clock.advance(Micros::DAY);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Rejected, 2));
    }

    async fn marketing_in_doubt_is_never_repeated(on) {
        let shop = Shop::open(on).await;
        let silent = server(&shop, |stage| match stage {
            Stage::Message(_) => Act::KeepAndClose,
            _ => Act::Proceed,
        })
        .await;
        let id = shop.message().await;
        let courier = shop.courier(silent.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::InDoubt, 1));
        shop.fresh.clock.advance(3 * Micros::DAY);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(silent.messages().len(), 1);
    }

    async fn r140_a_no_between_planning_and_sending_stops_the_message(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let id = shop.message().await;
        transaction!(shop.handle(), "test.suppress", |tx| {
            let contact = contact::get(tx, shop.contact).await?.unwrap();
            suppression::suppress(tx, Channel::Email, &contact.fp, suppression::Scope::Marketing, "unsubscribed", None).await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
        shop.courier(sink.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await.0, State::Withdrawn);
        assert!(sink.messages().is_empty());
    }

    async fn two_nodes_at_once_send_each_message_once(on) {
        let shop = Arc::new(Shop::open(on).await);
        let sink = server(&shop, |_| Act::Proceed).await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(shop.message().await);
        }
        let couriers = [shop.courier(sink.address()), shop.courier(sink.address())];
        let work = couriers.map(|courier| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move {
                for _ in 0..8 {
                    courier.deliver(shop.handle()).await.unwrap();
                }
            })
        });
        for one in work {
            one.await.unwrap();
        }
        for id in &ids {
            assert_eq!(shop.state(*id).await.0, State::Accepted);
        }
        assert_eq!(sink.messages().len(), ids.len());
    }
}
