//! Two shops with their keys, and the people who tell them yes and no.

use std::sync::Arc;

use placet_core::{Id, Micros, TenantId};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::ledger::{self, Entry};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::{Address, Channel, MasterKey, Plain, TenantKeys};
use placet_permission::{
    Ask, Decision, Denial, Error, Gate, Keyring, Purpose, SendPermit, State, Subject, Use, cap,
    default_wordings, wording_id,
};
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Store, Tenant, transaction};

/// One installation with two shops.
pub(crate) struct World {
    pub(crate) fresh: Fresh,
    pub(crate) gate: Gate,
    pub(crate) shop: Shop,
    pub(crate) other: Shop,
}

/// One shop, its store and its keys.
#[derive(Clone)]
pub(crate) struct Shop {
    pub(crate) id: TenantId,
    pub(crate) store: Store,
    pub(crate) keys: Arc<TenantKeys>,
    gate: Gate,
}

impl World {
    pub(crate) async fn new(on: On) -> World {
        let fresh = Fresh::new(on).await;
        let gate = Gate::new(Keyring::new(&MasterKey::generate()));
        let shop = Shop::open(&fresh, &gate, "Shop").await;
        let other = Shop::open(&fresh, &gate, "Other").await;
        World { fresh, gate, shop, other }
    }

    pub(crate) fn now(&self) -> Micros {
        self.fresh.clock.now()
    }

    pub(crate) fn advance(&self, span: i64) {
        self.fresh.clock.advance(span);
    }

    /// Puts an address on the installation's list of global opt-outs.
    pub(crate) async fn opts_out_everywhere(&self, address: &str) {
        let address = mail(address);
        let fp = self.gate.keyring().vault().platform_fingerprint(&address);
        let done: Result<(), Error> = transaction!(self.fresh.store.global(), "test.opt_out", |tx| {
            suppression::opt_out(tx, address.channel(), &fp).await
        });
        done.unwrap();
    }
}

/// An e-mail address.
pub(crate) fn mail(text: &str) -> Plain<Address> {
    Address::email(text).unwrap()
}

/// Whom the yes of a contact belongs to.
pub(crate) fn subject(contact: &Contact) -> Subject {
    Subject::Address(contact.channel, contact.fp)
}

/// What somebody says, in the words of the shop's own form.
pub(crate) fn said(at: Micros, purpose: Purpose, subject: Subject, act: State) -> Entry<'static> {
    Entry {
        at,
        purpose,
        subject,
        act,
        wording: Some(wording_id(purpose, "ro")),
        language: "ro",
        place: "https://shop.example/join",
        method: "form",
        evidence: r#"{"form":"footer"}"#,
    }
}

impl Shop {
    async fn open(fresh: &Fresh, gate: &Gate, name: &str) -> Shop {
        let record = tenant(name);
        let id = fresh.store.add_tenant(&record, &[]).await.unwrap();
        let made: Result<(), Error> = transaction!(fresh.store.tenant(id), "test.keys", |tx| {
            gate.keyring().create(tx, id).await?;
            ledger::add_wordings(tx, &default_wordings(name)).await
        });
        made.unwrap();
        let keys = gate.keyring().keys(fresh.store.tenant(id)).await.unwrap();
        Shop { id, store: fresh.store.clone(), keys, gate: gate.clone() }
    }

    pub(crate) fn tenant(&self) -> Tenant<'_> {
        self.store.tenant(self.id)
    }

    /// Tries to add an address by `source`, for `profile`.
    pub(crate) async fn add(
        &self,
        address: &Plain<Address>,
        profile: Id,
        class: Class,
        source: &str,
    ) -> Added {
        let new = New { address, profile, class, language: "ro", source };
        let vault = self.gate.keyring().vault();
        transaction!(self.tenant(), "test.add", |tx| { contact::add(tx, vault, &self.keys, &new).await })
            .unwrap()
    }

    /// A new contact of a new person.
    pub(crate) async fn contact(&self, address: &str, class: Class) -> Contact {
        let profile = Id::new(self.store.clock());
        match self.add(&mail(address), profile, class, "form").await {
            Added::New(contact) => contact,
            other => panic!("a new address is new: {other:?}"),
        }
    }

    /// Somebody who has confirmed the address and said yes to these purposes.
    pub(crate) async fn friend(&self, address: &str, purposes: &[Purpose]) -> Contact {
        let contact = self.contact(address, Class::Verified).await;
        for purpose in purposes {
            self.says(&contact, *purpose, State::Granted).await;
        }
        contact
    }

    /// Writes down what is said now. Answers the entry's number.
    pub(crate) async fn says(&self, contact: &Contact, purpose: Purpose, act: State) -> i64 {
        let entry = said(self.store.clock().now(), purpose, subject(contact), act);
        transaction!(self.tenant(), "test.says", |tx| { ledger::record(tx, &entry).await }).unwrap()
    }

    pub(crate) async fn confirms(&self, contact: &Contact) {
        transaction!(self.tenant(), "test.confirms", |tx| { contact::verify(tx, contact.id).await }).unwrap();
    }

    pub(crate) async fn forgets(&self, contact: &Contact) {
        transaction!(self.tenant(), "test.forgets", |tx| { contact::delete(tx, contact.id).await }).unwrap();
    }

    /// False if it was suppressed already.
    pub(crate) async fn suppresses(&self, contact: &Contact) -> bool {
        let (channel, scope) = (contact.channel, Scope::Marketing);
        transaction!(self.tenant(), "test.suppress", |tx| {
            suppression::suppress(tx, channel, &contact.fp, scope, "unsubscribed", None).await
        })
        .unwrap()
    }

    pub(crate) async fn undoes(&self, contact: &Contact) -> bool {
        transaction!(self.tenant(), "test.undo", |tx| {
            suppression::undo(tx, contact.channel, &contact.fp).await
        })
        .unwrap()
    }

    pub(crate) async fn suppression(&self, address: &str) -> Option<suppression::Suppression> {
        let fp = self.keys.fingerprint(&mail(address));
        transaction!(self.tenant(), "test.suppression", |tx| {
            suppression::standing(tx, Channel::Email, &fp).await
        })
        .unwrap()
    }

    /// Whether a contact with this address is stored.
    pub(crate) async fn knows(&self, address: &Plain<Address>) -> bool {
        let fp = self.keys.fingerprint(address);
        transaction!(self.tenant(), "test.find", |tx| { contact::find(tx, address.channel(), &fp).await })
            .unwrap()
            .is_some()
    }

    /// Asks the gate as a courier does: whether the message has counted is `counted`.
    pub(crate) async fn permit(
        &self,
        contact: Id,
        use_: Use,
        counted: bool,
    ) -> (Decision, Option<SendPermit>) {
        let ask = Ask { contact, use_, counted };
        transaction!(self.tenant(), "test.permit", |tx| { self.gate.permit(tx, &self.keys, &ask).await })
            .unwrap()
    }

    /// Plans a message: what the gate has against it, if anything. Planning and sending must agree.
    pub(crate) async fn denied(&self, contact: &Contact, use_: Use) -> Option<Denial> {
        let ask = Ask { contact: contact.id, use_, counted: false };
        let planned: Decision =
            transaction!(self.tenant(), "test.decide", |tx| { self.gate.decide(tx, &self.keys, &ask).await })
                .unwrap();
        let (decided, permit) = self.permit(contact.id, use_, false).await;
        assert_eq!(planned, decided);
        assert_eq!(permit.is_some(), decided.denied.is_none(), "a permit comes with a yes and never without");
        decided.denied
    }

    /// A message to the person counts.
    pub(crate) async fn counts(&self, contact: &Contact) -> Micros {
        let (profile, channel) = (contact.profile, contact.channel);
        transaction!(self.tenant(), "test.count", |tx| { cap::consume(tx, profile, channel).await }).unwrap()
    }

    /// A message that counted never left.
    pub(crate) async fn gives_back(&self, contact: &Contact, stamp: Micros) {
        let (profile, channel) = (contact.profile, contact.channel);
        transaction!(self.tenant(), "test.back", |tx| { cap::give_back(tx, profile, channel, stamp).await })
            .unwrap();
    }
}
