//! Answers to messages, and what they end.

use placet_core::{Id, Micros};
use placet_permission::contact::{self, Added, Class, Contact, New};
use placet_permission::opt_out::OptOut;
use placet_permission::reply::{Reach, confirmation};
use placet_permission::suppression::{self, Scope};
use placet_permission::vault::{Address, Channel};
use placet_permission::{Gate, Purpose, State, Subject, law, ledger};
use placet_profile::{Error as ProfileError, profile};
use placet_rights::reply::{Done, Received, Say, What, receive};
use placet_store::testing::On;
use placet_store::{on_both_engines, transaction};

use crate::support::Shop;

const FRENCH: &str = "+33612345678";
const AMERICAN: &str = "+12025550123";

/// A shop whose numbers from law are known, and its gate.
struct House {
    shop: Shop,
    gate: Gate,
}

impl House {
    async fn open(on: On) -> House {
        let shop = Shop::open(on).await;
        law::learn(&shop.fresh.store).await.unwrap();
        let gate = Gate::new(shop.keyring.clone());
        House { shop, gate }
    }

    /// Somebody with a confirmed phone number and a yes to messages there.
    async fn phone(&self, number: &str, owner: Option<Id>) -> Contact {
        let keys = self.shop.keys().await;
        let address = Address::phone(number).unwrap();
        let added: Result<Added, ProfileError> = transaction!(self.shop.tenant(), "test.phone", |tx| {
            let profile = match owner {
                Some(owner) => owner,
                None => profile::create(tx).await?,
            };
            let new = New {
                address: &address,
                profile,
                class: Class::Verified,
                language: "fr",
                source: "form",
                place: Default::default(),
            };
            Ok(contact::add(tx, self.shop.keyring.vault(), &keys, &new).await?)
        });
        let Added::New(contact) = added.unwrap() else { panic!("the number is new") };
        self.agrees(&contact).await;
        contact
    }

    /// Somebody with a confirmed mail address and a yes to messages there.
    async fn mail(&self, mail: &str, owner: Option<Id>) -> Contact {
        let Added::New(contact) = self.shop.contact(mail, Class::Verified, "form", owner).await else {
            panic!("the address is new")
        };
        self.agrees(&contact).await;
        contact
    }

    async fn agrees(&self, contact: &Contact) {
        let subject = Subject::Address(contact.channel, contact.fp);
        self.shop.say(subject, Purpose::MARKETING, State::Granted, "form").await;
    }

    async fn hears(&self, number: &str, text: &str) -> Done {
        self.receives(Address::phone(number).unwrap(), text, false).await
    }

    async fn receives(
        &self,
        from: placet_permission::vault::Plain<Address>,
        text: &str,
        automatic: bool,
    ) -> Done {
        let received = Received { from, text, at: self.shop.now(), automatic, message: None };
        receive(self.shop.tenant(), &self.gate, received).await.unwrap()
    }

    async fn stands(&self, contact: &Contact) -> (Option<State>, Option<Scope>) {
        let mut tx = self.shop.tenant().read("test.stands").await.unwrap();
        let subject = Subject::Address(contact.channel, contact.fp);
        let consent = ledger::standing(&mut tx, Purpose::MARKETING, &subject).await.unwrap();
        let no = suppression::standing(&mut tx, contact.channel, &contact.fp).await.unwrap();
        (consent.map(|consent| consent.state), no.map(|no| no.scope))
    }

    async fn entries(&self) -> i64 {
        let mut tx = self.shop.tenant().read("test.entries").await.unwrap();
        ledger::last(&mut tx).await.unwrap()
    }

    /// What the ledger keeps of a withdrawal.
    async fn evidence(&self, contact: &Contact) -> serde_json::Value {
        let mut tx = self.shop.tenant().read("test.evidence").await.unwrap();
        let subject = Subject::Address(contact.channel, contact.fp);
        let said = ledger::entries(&mut tx, &subject, self.shop.now()).await.unwrap();
        let withdrawn = said.iter().find(|entry| entry.act == "withdrawn").unwrap();
        assert_eq!((withdrawn.method.as_str(), withdrawn.place.as_str()), ("answer", "sms"));
        let evidence = ledger::evidence(&mut tx, withdrawn.seq).await.unwrap().unwrap();
        serde_json::from_str(&evidence).unwrap()
    }
}

const GRANTED: (Option<State>, Option<Scope>) = (Some(State::Granted), None);
const ENDED: (Option<State>, Option<Scope>) = (Some(State::Withdrawn), Some(Scope::Marketing));

on_both_engines! {
    async fn r050_r107_r140_an_answer_takes_back_the_yes_at_once_and_is_confirmed_once(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        let mail = house.mail("her@example.org", Some(contact.profile)).await;
        let done = house.hears(FRENCH, "ne m'envoyez plus rien, zebra").await;
        assert_eq!((done.contact, done.ended), (Some(contact.id), Some(Reach::Channel)));
        let until = house.shop.now() + 5 * Micros::MINUTE;
        let what = What::Confirmation { ended: Reach::Channel, until };
        assert_eq!(done.say, Some(Say { language: "fr".to_owned(), what }));
        assert!(confirmation("fr", "Shoes", Reach::Channel).contains("désabonnement"));
        assert_eq!(house.stands(&contact).await, ENDED);
        assert_eq!(house.stands(&mail).await, GRANTED, "French law lets a stop end what it answers");
        let evidence = house.evidence(&contact).await;
        assert_eq!(evidence["reply"]["of"], "fr");
        assert_eq!(evidence["reply"]["how"], "phrase");
        assert_eq!(evidence["reply"]["reach"], "channel");
        assert!(!evidence.to_string().contains("zebra"), "no word of the answer is kept: {evidence}");

        let entries = house.entries().await;
        for text in ["ne m'envoyez plus rien, zebra", "STOP", "stop stop stop"] {
            let again = house.hears(FRENCH, text).await;
            assert_eq!(again, Done { contact: Some(contact.id), ..Done::default() }, "a second stop is not answered");
        }
        assert_eq!(house.entries().await, entries, "and changes nothing");
    }

    async fn a_stop_crosses_channels_where_law_says_so(on) {
        let house = House::open(on).await;
        let contact = house.phone(AMERICAN, None).await;
        let mail = house.mail("him@example.org", Some(contact.profile)).await;
        let stranger = house.mail("other@example.org", None).await;
        let done = house.hears(AMERICAN, "Quit").await;
        assert_eq!(done.ended, Some(Reach::Company));
        assert_eq!(house.stands(&contact).await, ENDED);
        assert_eq!(house.stands(&mail).await, ENDED);
        assert_eq!(house.stands(&stranger).await, GRANTED);
        assert_eq!(house.evidence(&mail).await["reply"]["law"], "US");
    }

    async fn a_stop_reaches_as_far_as_it_says(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        let mail = house.mail("her@example.org", Some(contact.profile)).await;
        house.hears(FRENCH, "stop").await;
        let wider = house.hears(FRENCH, "STOP à tout").await;
        assert_eq!((wider.ended, wider.say), (Some(Reach::Company), None), "it ends more, and is confirmed once alone");
        assert_eq!(house.stands(&mail).await, ENDED);
    }

    async fn r110_a_stop_of_every_company_is_on_the_list_of_all(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        let done = house.hears(FRENCH, "je ne veux plus de pub de personne").await;
        assert_eq!(done.ended, Some(Reach::Everyone));
        assert_eq!(house.stands(&contact).await, (Some(State::Withdrawn), Some(Scope::Everything)));
        let address = OptOut::by_name(&house.shop.keyring, Address::phone(FRENCH).unwrap());
        let mut tx = house.shop.tenant().read("test.listed").await.unwrap();
        assert!(address.is_listed(&mut tx).await.unwrap());
    }

    async fn what_is_no_stop_is_stored_nowhere(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        let entries = house.entries().await;
        let nothing = Done { contact: Some(contact.id), ..Done::default() };
        assert_eq!(house.hears(FRENCH, "où est ma commande ?").await, nothing);
        assert_eq!(house.hears(FRENCH, "n'arrêtez pas, j'adore").await, nothing);
        assert_eq!(house.hears(FRENCH, "non merci").await, Done { look: true, ..nothing.clone() });
        assert_eq!(house.hears(FRENCH, "start").await, Done { asks: true, ..nothing.clone() });
        let help = Some(Say { language: "fr".to_owned(), what: What::Help });
        assert_eq!(house.hears(FRENCH, "AIDE").await, Done { say: help, ..nothing });
        let machine = house.receives(Address::phone(FRENCH).unwrap(), "STOP", true).await;
        assert_eq!(machine, Done::default(), "what a machine sent says nothing for its owner");
        assert_eq!(house.stands(&contact).await, GRANTED);
        assert_eq!(house.entries().await, entries);
    }

    async fn start_after_a_stop_is_no_yes(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        house.hears(FRENCH, "STOP").await;
        let entries = house.entries().await;
        let done = house.hears(FRENCH, "START").await;
        assert_eq!(done, Done { contact: Some(contact.id), asks: true, ..Done::default() });
        assert_eq!(house.stands(&contact).await, ENDED);
        assert_eq!(house.entries().await, entries);
    }

    async fn an_answer_by_mail_is_read_like_one_by_text_message(on) {
        let house = House::open(on).await;
        let contact = house.mail("her@example.org", None).await;
        let text = "Stop, please.\n\nOn Mon, 5 Oct 2026 at 10:12, Shoes wrote:\n> New boots! Do not stop.";
        let done = house.receives(Address::email("Her@Example.org").unwrap(), text, false).await;
        assert_eq!((done.contact, done.ended), (Some(contact.id), Some(Reach::Channel)));
        assert_eq!(house.stands(&contact).await, ENDED);
    }

    async fn r109_who_is_not_known_is_refused_from_then_on_and_not_written_to(on) {
        let house = House::open(on).await;
        let done = house.hears("+33700000001", "STOP").await;
        assert_eq!(done, Done { ended: Some(Reach::Channel), ..Done::default() });
        let again = house.hears("+33700000001", "STOP").await;
        assert_eq!(again, Done::default());
        let keys = house.shop.keys().await;
        let address = Address::phone("+33700000001").unwrap();
        let added: Result<Added, ProfileError> = transaction!(house.shop.tenant(), "test.add", |tx| {
            let profile = profile::create(tx).await?;
            let new = New {
                address: &address,
                profile,
                class: Class::Claimed,
                language: "fr",
                source: "form",
                place: Default::default(),
            };
            Ok(contact::add(tx, house.shop.keyring.vault(), &keys, &new).await?)
        });
        assert!(matches!(added.unwrap(), Added::Suppressed));
        assert_eq!(address.channel(), Channel::Sms);
    }

    async fn the_same_answer_delivered_twice_at_once_is_one_stop(on) {
        let house = House::open(on).await;
        let contact = house.phone(FRENCH, None).await;
        let (one, other) = tokio::join!(house.hears(FRENCH, "STOP"), house.hears(FRENCH, "STOP"));
        let ended = [&one, &other].into_iter().filter(|done| done.ended.is_some());
        assert_eq!(ended.count(), 1);
        assert_eq!([one, other].into_iter().filter(|done| done.say.is_some()).count(), 1, "and one confirmation");
        assert_eq!(house.stands(&contact).await, ENDED);
    }
}
