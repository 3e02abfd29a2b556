//! A shop with one customer, and mail servers to deliver to.

use std::net::{Ipv4Addr, SocketAddr};

use placet_compose::{Builtin, Library};
use placet_core::{Id, Micros, TenantId};
use placet_deliver::Courier;
use placet_deliver::ledger::{self, Items, New, Queued, State};
use placet_deliver::sink::{Act, Behaviour, Settings, Sink, Stage};
use placet_deliver::smtp::{Pool, Relay, Tls};
use placet_permission::contact::{self, Added, Class, Contact};
use placet_permission::policy::{self, Policy};
use placet_permission::vault::{Address, Channel, MasterKey, Plain};
use placet_permission::{
    Ask, Decision, Gate, Keyring, Purpose, State as Consent, Subject, Use, ledger as consents, reach,
};
use placet_profile::profile;
use placet_recommend::Recommender;
use placet_store::tenants::Directory;
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Tenant, params, transaction};

mod sql {
    placet_store::statements! {
        "test";
        tenant QUEUED = "SELECT COUNT(*) FROM message WHERE tenant_id = $1 AND profile_id = $2 AND state = 1";
    }
}

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
            placet_permission::found(tx, &keyring, tenant, "Shop").await?;
            placet_permission::duty::vouch(tx, "shop@shop.example", "test").await?;
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
        let ask = Ask::new(use_);
        let decision = Decision::granted(now, &ask);
        let new = New {
            origin: 2,
            visit: Id::new(&self.fresh.clock),
            contact: self.contact,
            profile: self.profile,
            channel: Channel::Email,
            ask: &ask,
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

    /// Changes the shop's rules.
    pub(crate) async fn rules(&self, change: impl Fn(&mut Policy)) {
        transaction!(self.handle(), "test.rules", |tx| {
            let now = policy::current(tx).await?;
            let mut wanted = now.policy;
            change(&mut wanted);
            policy::change(tx, now.version, &wanted, "a test", None).await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
    }

    /// One more person; confirmed, with a yes to marketing, or only typed by somebody.
    pub(crate) async fn person(&self, name: &str, class: Class) -> Id {
        let address = Address::email(&format!("{name}@example.org")).unwrap();
        person(self.handle(), &self.keyring, &address, class).await.1
    }

    pub(crate) fn gate(&self) -> Gate {
        Gate::new(self.keyring.clone())
    }

    /// How many messages are queued for a person, and how many are counted for them.
    pub(crate) async fn sent(&self, profile: Id) -> (i64, usize) {
        let mut tx = self.handle().read("test.sent").await.unwrap();
        let queued = tx.query_opt(&sql::QUEUED, params![profile]).await.unwrap().unwrap();
        (queued.get(0).unwrap(), reach::of(&mut tx, profile).await.unwrap().sent.len())
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
    person(tenant, keyring, &Address::email("ana@example.org").unwrap(), Class::Verified).await
}

async fn person(tenant: Tenant<'_>, keyring: &Keyring, address: &Plain<Address>, class: Class) -> (Id, Id) {
    let keys = keyring.keys(tenant).await.unwrap();
    transaction!(tenant, "test.customer", |tx| {
        let owner = profile::create(tx).await?;
        let new = contact::New {
            address,
            profile: owner,
            class,
            language: "en",
            source: "test",
            place: Default::default(),
        };
        let Added::New(contact) = contact::add(tx, keyring.vault(), &keys, &new).await? else {
            panic!("a new contact")
        };
        for purpose in [Purpose::MARKETING, Purpose::PERSONALISATION] {
            consents::record(tx, &said(tx.clock().now(), purpose, &contact, Consent::Granted)).await?;
        }
        reach::active(tx, &[(owner, tx.clock().now().day())]).await?;
        Ok::<_, SetUp>((contact.id, owner))
    })
    .unwrap()
}

fn said(at: Micros, purpose: Purpose, contact: &Contact, act: Consent) -> consents::Entry<'static> {
    consents::Entry {
        at,
        purpose,
        subject: Subject::Address(Channel::Email, contact.fp),
        act: act.into(),
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
