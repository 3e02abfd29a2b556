//! A shop with one customer, and mail servers to deliver to.

use std::net::{Ipv4Addr, SocketAddr};

use placet_compose::{Builtin, Library};
use placet_core::{Id, Micros, TenantId};
use placet_deliver::Courier;
use placet_deliver::ledger::{self, Items, New, Queued, State};
use placet_deliver::sink::{Act, Behaviour, Settings, Sink, Stage};
use placet_deliver::smtp::{Pool, Relay, Tls};
use placet_permission::contact::{self, Added, Class, Contact};
use placet_permission::vault::{Address, Channel, MasterKey};
use placet_permission::{
    Decision, Gate, Keyring, Purpose, State as Consent, Subject, Use, ledger as consents,
};
use placet_profile::profile;
use placet_recommend::Recommender;
use placet_store::tenants::Directory;
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Tenant, transaction};

/// A shop with one customer who said yes, and a courier to the mail server at `relay`.
pub(crate) struct Shop {
    pub(crate) fresh: Fresh,
    keyring: Keyring,
    tenant: TenantId,
    pub(crate) contact: Id,
    pub(crate) profile: Id,
}

#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(crate) enum SetUp {
    Store(#[from] placet_store::Error),
    Permission(#[from] placet_permission::Error),
    Profile(#[from] placet_profile::Error),
    Library(#[from] placet_compose::Error),
    Shop(#[from] placet_shop::Error),
    Ledger(#[from] placet_deliver::ledger::Error),
}

impl Shop {
    pub(crate) async fn open(on: On) -> Shop {
        let fresh = Fresh::new(on).await;
        let keyring = Keyring::new(&MasterKey::generate());
        let tenant = fresh.store.add_tenant(&tenant("Shop"), &[]).await.unwrap();
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

    pub(crate) fn handle(&self) -> Tenant<'_> {
        self.fresh.store.tenant(self.tenant)
    }

    pub(crate) fn courier(&self, relay: SocketAddr) -> Courier {
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
    pub(crate) async fn message(&self) -> Id {
        self.queue(Use::Marketing, &Items::default()).await
    }

    /// Queues one message to the customer, due now.
    pub(crate) async fn queue(&self, use_: Use, items: &Items) -> Id {
        let now = self.fresh.clock.now();
        let decision = Decision { at: now, use_, denied: None, evidence: Vec::new() };
        let new = New {
            origin: 2,
            visit: Id::new(&self.fresh.clock),
            contact: self.contact,
            profile: self.profile,
            channel: Channel::Email,
            use_,
            template: Builtin::CartReminder.template_id(),
            version: 1,
            language: "en",
            due_at: now,
            decision: &decision,
            items,
        };
        let queued =
            transaction!(self.handle(), "test.queue", |tx| { ledger::queue(tx, &new).await }).unwrap();
        let Queued::New(id) = queued else { panic!("a new visit queues a new message") };
        id
    }

    /// The customer says something more.
    pub(crate) async fn says(&self, purpose: Purpose, act: Consent) {
        transaction!(self.handle(), "test.says", |tx| {
            let contact = contact::get(tx, self.contact).await?.unwrap();
            consents::record(tx, &said(tx.clock().now(), purpose, &contact, act)).await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
    }

    pub(crate) async fn state(&self, id: Id) -> (State, i64) {
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
        for purpose in [Purpose::Marketing, Purpose::Personalisation] {
            consents::record(tx, &said(tx.clock().now(), purpose, &contact, Consent::Granted)).await?;
        }
        Ok::<_, SetUp>((contact.id, owner))
    })
    .unwrap()
}

fn said(at: Micros, purpose: Purpose, contact: &Contact, act: Consent) -> consents::Entry<'static> {
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

pub(crate) async fn server(shop: &Shop, rule: impl Fn(Stage<'_>) -> Act + Send + Sync + 'static) -> Sink {
    let settings = Settings { behaviour: Behaviour::new(rule), ..Settings::new(shop.fresh.clock.clone()) };
    Sink::listen((Ipv4Addr::LOCALHOST, 0), settings).await.unwrap()
}
