//! Unsubscribing and undoing it, under a clock that goes on: no two acts happen at the same moment.

use placet_core::{Clock, Micros};
use placet_permission::suppression;
use placet_permission::{Purpose, State, Subject, ledger};
use placet_rights::unsubscribe::{By, Showed, Unsubscribed, undo, unsubscribe};
use placet_store::{Store, on_both_engines};

use crate::support::{Shop, Shopper};

const PAGE: Showed<'static> = Showed { place: "u", language: "en", words: Vec::new() };
const BY: By<'_> = By {
    message: None,
    method: "unsubscribe page",
    place: "https://shoes.example/u",
    language: None,
    evidence: "{}",
};

/// The same database, read and written at the system's time.
async fn ticking(shop: &Shop, clock: &Clock) -> Store {
    Store::open(shop.fresh.options.clone(), clock.clone()).await.unwrap()
}

/// The shopper and what they said to each purpose of their address.
async fn standings(shop: &Shop, shopper: &Shopper) -> Vec<(Purpose, State)> {
    let subject = Subject::Address(shopper.contact.channel, shopper.contact.fp);
    let mut tx = shop.tenant().read("test.standings").await.unwrap();
    let mut all = ledger::standings(&mut tx, &subject).await.unwrap();
    all.sort_by_key(|(purpose, _)| purpose.code());
    all.into_iter().map(|(purpose, standing)| (purpose, standing.state)).collect()
}

async fn suppressed(shop: &Shop, shopper: &Shopper) -> bool {
    let mut tx = shop.tenant().read("test.suppressed").await.unwrap();
    suppression::standing(&mut tx, shopper.contact.channel, &shopper.contact.fp).await.unwrap().is_some()
}

on_both_engines! {
    async fn r107_r140_an_undo_brings_back_each_yes_that_was_taken_back_and_no_other(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("back").await;
        let address = Subject::Address(shopper.contact.channel, shopper.contact.fp);
        shop.say(address, Purpose::MARKETING, State::Granted, "form").await;
        shop.say(address, Purpose::PERSONALISATION, State::Granted, "form").await;
        shop.say(address, Purpose::OPEN_TRACKING, State::Granted, "form").await;
        shop.say(address, Purpose::OPEN_TRACKING, State::Withdrawn, "preferences").await;
        let before = standings(&shop, &shopper).await;

        let clock = Clock::system();
        let store = ticking(&shop, &clock).await;
        let tenant = store.tenant(shop.id);
        let done = unsubscribe(tenant, &shop.keyring, shopper.contact.id, &BY).await.unwrap().unwrap();
        assert!(done.new && suppressed(&shop, &shopper).await);
        assert!(standings(&shop, &shopper).await.iter().all(|(_, state)| *state == State::Withdrawn));
        let again = unsubscribe(tenant, &shop.keyring, shopper.contact.id, &BY).await.unwrap().unwrap();
        assert_eq!(again, Unsubscribed { new: false, ..done }, "a second press changes nothing");

        assert!(undo(tenant, shopper.contact.id, &PAGE).await.unwrap());
        assert!(!suppressed(&shop, &shopper).await);
        assert_eq!(standings(&shop, &shopper).await, before, "what was taken back earlier stays taken back");
        assert!(undo(tenant, shopper.contact.id, &PAGE).await.unwrap(), "pressing twice changes nothing");
        assert_eq!(standings(&shop, &shopper).await, before);
    }

    async fn r107_what_was_never_confirmed_is_refused_and_no_undo_makes_it_a_yes(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("asked").await;
        let address = Subject::Address(shopper.contact.channel, shopper.contact.fp);
        shop.say(address, Purpose::MARKETING, State::Granted, "form").await;
        shop.say(address, Purpose::PERSONALISATION, State::Requested, "form").await;

        let clock = Clock::system();
        let store = ticking(&shop, &clock).await;
        unsubscribe(store.tenant(shop.id), &shop.keyring, shopper.contact.id, &BY).await.unwrap().unwrap();
        assert!(undo(store.tenant(shop.id), shopper.contact.id, &PAGE).await.unwrap());
        let after = standings(&shop, &shopper).await;
        assert!(after.contains(&(Purpose::MARKETING, State::Granted)), "{after:?}");
        assert!(after.contains(&(Purpose::PERSONALISATION, State::Refused)), "{after:?}");
    }

    async fn c15_an_undo_ends_a_day_after_the_first_unsubscription(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("late").await;
        let address = Subject::Address(shopper.contact.channel, shopper.contact.fp);
        shop.say(address, Purpose::MARKETING, State::Granted, "form").await;
        let clock = Clock::system();
        let store = ticking(&shop, &clock).await;
        let tenant = store.tenant(shop.id);
        let first = unsubscribe(tenant, &shop.keyring, shopper.contact.id, &BY).await.unwrap().unwrap();
        clock.advance(Micros::HOUR);
        let second = unsubscribe(tenant, &shop.keyring, shopper.contact.id, &BY).await.unwrap().unwrap();
        assert_eq!(second.undo_until, first.undo_until, "pressing again does not lengthen it");
        clock.advance(23 * Micros::HOUR);
        assert!(!undo(tenant, shopper.contact.id, &PAGE).await.unwrap());
        assert!(suppressed(&shop, &shopper).await);
        assert!(standings(&shop, &shopper).await.contains(&(Purpose::MARKETING, State::Withdrawn)));
    }
}
