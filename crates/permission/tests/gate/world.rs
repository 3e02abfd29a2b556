//! Two shops with their keys, and the people who tell them yes and no.

use std::collections::BTreeMap;
use std::sync::Arc;

use placet_core::{Id, Micros, TenantId};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::ledger::{self, Entry};
use placet_permission::policy::{self, Policy};
use placet_permission::reach::Priority;
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::{Address, Channel, MasterKey, Plain, TenantKeys};
use placet_permission::{
    Act, Ask, Decision, Denial, Error, Gate, Keyring, Purpose, Ruling, SendPermit, State, Subject, Use,
    Verdict, Whom, duty, found, law, reach, wording_id,
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
    pub(crate) gate: Gate,
}

impl World {
    pub(crate) async fn new(on: On) -> World {
        let fresh = Fresh::new(on).await;
        law::learn(&fresh.store).await.unwrap();
        let gate = Gate::new(Keyring::new(&MasterKey::generate()));
        let shop = Shop::open(&fresh, &gate, "Shop").await;
        let other = Shop::open(&fresh, &gate, "Other").await;
        World { fresh, gate, shop, other }
    }

    /// A shop that has done nothing of what it must do first.
    pub(crate) async fn unvouched(&self, name: &str) -> Shop {
        Shop::founded(&self.fresh, &self.gate, name).await
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
pub(crate) fn said(at: Micros, purpose: Purpose, subject: Subject, act: impl Into<Act>) -> Entry<'static> {
    Entry {
        at,
        purpose,
        subject,
        act: act.into(),
        wording: Some(wording_id(purpose, "ro")),
        language: "ro",
        place: "https://shop.example/join",
        method: "form",
        evidence: r#"{"form":"footer"}"#,
    }
}

impl Shop {
    async fn open(fresh: &Fresh, gate: &Gate, name: &str) -> Shop {
        let shop = Shop::founded(fresh, gate, name).await;
        let vouched: Result<(), Error> = transaction!(shop.tenant(), "test.vouch", |tx| {
            duty::vouch(tx, &tenant(name).from_address, "test").await
        });
        vouched.unwrap();
        shop
    }

    async fn founded(fresh: &Fresh, gate: &Gate, name: &str) -> Shop {
        let record = tenant(name);
        let id = fresh.store.add_tenant(&record, &[]).await.unwrap();
        let made: Result<(), Error> = transaction!(fresh.store.tenant(id), "test.keys", |tx| {
            found(tx, gate.keyring(), id, name).await
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
        let new = New { address, profile, class, language: "ro", source, place: Default::default() };
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
        self.visits(contact.profile).await;
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
            suppression::undo(tx, contact.channel, &contact.fp, Scope::Marketing).await
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
        let ask = Ask { counted, ..Ask::new(use_) };
        transaction!(self.tenant(), "test.permit", |tx| {
            let rules = self.gate.rules(tx).await?;
            let contact = contact::hold(tx, contact).await?;
            self.gate.permit(tx, &self.keys, &rules, contact.as_ref(), &ask).await
        })
        .unwrap()
    }

    /// Plans a message: what the gate has against it, if anything. Planning and sending must agree.
    pub(crate) async fn denied(&self, contact: &Contact, use_: Use) -> Option<Denial> {
        let ask = Ask::new(use_);
        let planned: Decision = transaction!(self.tenant(), "test.decide", |tx| {
            let rules = self.gate.rules(tx).await?;
            self.gate.decide(tx, &self.keys, &rules, contact.id, &ask).await
        })
        .unwrap();
        let (decided, permit) = self.permit(contact.id, use_, false).await;
        assert_eq!(planned, decided);
        assert_eq!(permit.is_some(), decided.is_granted(), "a permit comes with a yes and never without");
        decided.denied
    }

    /// What a plan says of the contact, alone and among everybody.
    pub(crate) async fn plans(&self, contact: &Contact, use_: Use) -> Ruling {
        let (mut tx, ask) = (self.tenant().read("test.plan").await.unwrap(), Ask::new(use_));
        let rules = self.gate.rules(&mut tx).await.unwrap();
        let these = [contact.profile];
        let alone =
            self.gate.plan(&mut tx, &rules, Whom::These(&these), contact.channel, &ask).await.unwrap();
        let (mut all, mut after) = (Vec::new(), Some(Id([0; 16])));
        while let Some(from) = after {
            let everybody = Whom::Everybody { after: from, limit: 7 };
            let page = self.gate.plan(&mut tx, &rules, everybody, contact.channel, &ask).await.unwrap();
            all.extend(page.people);
            after = page.next;
        }
        assert!(all.is_sorted_by_key(|planned| planned.whose.profile), "in the order of profiles");
        let among: Vec<_> = all.into_iter().filter(|planned| planned.whose.contact == contact.id).collect();
        assert_eq!(alone.people, among);
        alone.people.into_iter().next().unwrap().ruling
    }

    /// A decision of old, made again.
    pub(crate) async fn decides_again(&self, decision: &Decision) -> Ruling {
        let mut tx = self.tenant().read("test.again").await.unwrap();
        self.gate.again(&mut tx, decision).await.unwrap().unwrap()
    }

    /// The person does something in the shop.
    pub(crate) async fn visits(&self, profile: Id) {
        let today = self.store.clock().now().day();
        transaction!(self.tenant(), "test.visits", |tx| { reach::active(tx, &[(profile, today)]).await })
            .unwrap();
    }

    /// The person's data is kept and not used, or used again.
    pub(crate) async fn restricts(&self, profile: Id, restricted: bool) {
        let act = if restricted { Act::Restricted } else { Act::Released };
        let entry = said(self.store.clock().now(), Purpose::EVERY, Subject::Profile(profile), act);
        transaction!(self.tenant(), "test.restricts", |tx| { ledger::record(tx, &entry).await }).unwrap();
    }

    /// What the gate says of one question.
    pub(crate) async fn decides(&self, contact: &Contact, ask: &Ask) -> Verdict {
        let decision: Decision = transaction!(self.tenant(), "test.decide", |tx| {
            let rules = self.gate.rules(tx).await?;
            self.gate.decide(tx, &self.keys, &rules, contact.id, ask).await
        })
        .unwrap();
        match (decision.denied, decision.deferred) {
            (Some(denial), _) => Verdict::Denied(denial),
            (None, Some((until, why))) => Verdict::Deferred { until, why },
            (None, None) => Verdict::Granted,
        }
    }

    /// Decides and counts in one transaction, as whoever queues a message does. Whether it was granted.
    pub(crate) async fn plans_and_counts(&self, contact: &Contact, priority: Priority) -> bool {
        let ask = Ask { priority, ..Ask::new(Use::Marketing) };
        transaction!(self.tenant(), "test.plan", |tx| {
            let rules = self.gate.rules(tx).await?;
            let decision = self.gate.decide(tx, &self.keys, &rules, contact.id, &ask).await?;
            if decision.is_granted() {
                reach::count(tx, contact.profile, contact.channel, priority).await?;
            }
            Ok::<_, Error>(decision.is_granted())
        })
        .unwrap()
    }

    /// How many messages are counted for a person.
    pub(crate) async fn sent(&self, profile: Id) -> usize {
        let mut tx = self.tenant().read("test.sent").await.unwrap();
        reach::of(&mut tx, profile).await.unwrap().sent.len()
    }

    /// Changes the rules.
    pub(crate) async fn rules(&self, from: i32, rules: &Policy, reason: &str) -> Result<i32, Error> {
        transaction!(self.tenant(), "test.rules", |tx| {
            policy::change(tx, from, rules, reason, None).await
        })
    }

    pub(crate) async fn policy(&self) -> policy::Version {
        policy::current(&mut self.tenant().read("test.policy").await.unwrap()).await.unwrap()
    }

    pub(crate) async fn policies(&self) -> Vec<policy::Changed> {
        policy::changes(&mut self.tenant().read("test.policies").await.unwrap()).await.unwrap()
    }

    pub(crate) async fn duty(&self, act: duty::Act, detail: &str) {
        transaction!(self.tenant(), "test.duty", |tx| { duty::record(tx, act, detail, None).await }).unwrap();
    }

    /// Writes down now what was said then.
    pub(crate) async fn says_of(&self, contact: &Contact, purpose: Purpose, act: State, then: Micros) {
        let entry = said(then, purpose, subject(contact), act);
        transaction!(self.tenant(), "test.says", |tx| { ledger::record(tx, &entry).await }).unwrap();
    }

    /// How an address stood at one time, by what was known at another.
    pub(crate) async fn known(
        &self,
        contact: &Contact,
        at: Micros,
        known_at: Micros,
    ) -> BTreeMap<Purpose, ledger::Standing> {
        let mut tx = self.tenant().read("test.known").await.unwrap();
        ledger::as_known(&mut tx, &subject(contact), at, known_at).await.unwrap()
    }

    /// A message to the person counts.
    pub(crate) async fn counts(&self, contact: &Contact) -> Micros {
        let (profile, channel) = (contact.profile, contact.channel);
        transaction!(self.tenant(), "test.count", |tx| {
            reach::count(tx, profile, channel, Priority::Normal).await
        })
        .unwrap()
    }

    /// A message that counted never left.
    pub(crate) async fn gives_back(&self, contact: &Contact, stamp: Micros) {
        let (profile, channel) = (contact.profile, contact.channel);
        transaction!(self.tenant(), "test.back", |tx| {
            reach::give_back(tx, profile, channel, stamp).await
        })
        .unwrap();
    }
}
