//! What is cleared away after an unsubscription, and when (C15); what goes by its age alone.

use placet_core::{Id, Kind, Micros};
use placet_permission::contact::{Added, Class};
use placet_permission::suppression::{self, Scope};
use placet_permission::{Error as PermissionError, Purpose, State, Subject, reach};
use placet_rights::retention::sweep;
use placet_rights::unsubscribed::clear_unsubscribed;
use placet_store::{on_both_engines, params, transaction};

use crate::support::{Shop, Shopper, sql};

async fn unsubscribe(shop: &Shop, shopper: &Shopper) {
    let (channel, fp) = (shopper.contact.channel, shopper.contact.fp);
    shop.say(Subject::Address(channel, fp), Purpose::MARKETING, State::Withdrawn, "unsubscribe page").await;
    let done: Result<bool, PermissionError> = transaction!(shop.tenant(), "test.unsubscribe", |tx| {
        suppression::suppress(tx, channel, &fp, Scope::Marketing, "unsubscribed", None).await
    });
    assert!(done.unwrap());
}

async fn clear(shop: &Shop) -> Micros {
    clear_unsubscribed(shop.tenant(), &shop.keyring, 100).await.unwrap()
}

/// The rows of messages that still know their person.
async fn known_messages(shop: &Shop) -> usize {
    let rows = shop.rows(&sql::MESSAGES, &[]).await;
    rows.iter().filter(|row| row.get::<Option<Id>>(1).unwrap().is_some()).count()
}

on_both_engines! {
    async fn r051_r108_r117_c3_after_the_grace_period_only_fingerprint_and_totals_are_left(on) {
        let shop = Shop::open(on).await;
        let (stays, leaves) = (shop.shopper("stays").await, shop.shopper("leaves").await);
        shop.say(Subject::Device(leaves.device.id), Purpose::TRACKING, State::Withdrawn, "banner").await;
        assert_eq!(clear(&shop).await, Micros::NEVER);
        unsubscribe(&shop, &leaves).await;

        let due = clear(&shop).await;
        assert_eq!(due, shop.now() + Micros::DAY, "nothing is cleared while it can be undone (R171)");
        assert_eq!(known_messages(&shop).await, 2);
        shop.fresh.clock.advance(Micros::DAY);
        shop.accept(&[shop.did(leaves.address, Kind::LINK_CLICKED, r#"{"origin":7,"message":""}"#)]).await;
        assert_eq!(clear(&shop).await, Micros::NEVER);

        for stream in [leaves.address.id, leaves.device.id] {
            assert_eq!(shop.count(&sql::EVENTS, params![stream]).await, 0);
        }
        let messages = shop.rows(&sql::MESSAGES, &[]).await;
        assert_eq!((messages.len(), known_messages(&shop).await), (2, 1), "the row stays, its person goes");
        assert_eq!(shop.count(&sql::PROFILES, &[]).await, 1);
        let order = shop.rows(&sql::ORDER, params!["leaves-order"]).await;
        assert_eq!((order[0].get::<Option<i64>>(0).unwrap(), order[0].get::<i64>(3).unwrap()), (None, 990));
        assert!(shop.count(&sql::EVENTS, params![stays.device.id]).await > 0);

        let mut tx = shop.tenant().read("test.after").await.unwrap();
        let standing = suppression::standing(&mut tx, leaves.contact.channel, &leaves.contact.fp).await.unwrap().unwrap();
        assert_eq!(standing.done_at, Some(shop.now()));
        drop(tx);
        assert!(matches!(shop.contact(&leaves.mail, Class::Verified, "import", None).await, Added::Suppressed), "R109");
        assert_eq!(clear(&shop).await, Micros::NEVER, "once is enough");
    }

    async fn r108_a_device_with_a_tracking_consent_of_its_own_keeps_what_it_did(on) {
        let shop = Shop::open(on).await;
        let leaves = shop.shopper("leaves").await;
        shop.fill(&leaves, "leaves").await;
        unsubscribe(&shop, &leaves).await;
        shop.fresh.clock.advance(Micros::DAY);
        clear(&shop).await;
        assert_eq!(shop.count(&sql::EVENTS, params![leaves.address.id]).await, 0, "reactions go");
        assert!(shop.count(&sql::EVENTS, params![leaves.device.id]).await > 0, "the device has its own yes");
        assert_eq!((shop.count(&sql::PROFILES, &[]).await, known_messages(&shop).await), (1, 0));
        let mut tx = shop.tenant().begin("test.streams").await.unwrap();
        let streams = placet_profile::profile::streams(&mut tx, leaves.contact.profile).await.unwrap();
        assert_eq!(streams, Some(vec![leaves.device.id]), "the address's own stream is no longer part of it");
    }

    async fn r138_another_address_of_the_person_keeps_what_its_yes_holds_by(on) {
        let shop = Shop::open(on).await;
        let leaves = shop.shopper("leaves").await;
        let owner = leaves.contact.profile;
        let Added::New(second) = shop.contact("second@example.org", Class::Verified, "form", Some(owner)).await else { panic!("new") };
        shop.say(Subject::Address(second.channel, second.fp), Purpose::MARKETING, State::Granted, "form").await;
        let active = async || {
            let mut tx = shop.tenant().read("test.active").await.unwrap();
            reach::of(&mut tx, owner).await.unwrap().active_day
        };
        let day = active().await;
        assert!(day > 0);
        unsubscribe(&shop, &leaves).await;
        shop.fresh.clock.advance(Micros::DAY);
        clear(&shop).await;
        assert_eq!(active().await, day);
        let (channel, fp) = (second.channel, second.fp);
        shop.say(Subject::Address(channel, fp), Purpose::MARKETING, State::Withdrawn, "unsubscribe page").await;
        let done: Result<bool, PermissionError> = transaction!(shop.tenant(), "test.unsubscribe", |tx| {
            suppression::suppress(tx, channel, &fp, Scope::Marketing, "unsubscribed", None).await
        });
        assert!(done.unwrap());
        shop.fresh.clock.advance(Micros::DAY);
        clear(&shop).await;
        assert_eq!(active().await, 0, "with the last address it goes");
    }

    async fn r171_what_is_undone_in_time_is_not_cleared(on) {
        let shop = Shop::open(on).await;
        let back = shop.shopper("back").await;
        unsubscribe(&shop, &back).await;
        let undone: Result<bool, PermissionError> = transaction!(shop.tenant(), "test.undo", |tx| {
            suppression::undo(tx, back.contact.channel, &back.contact.fp, suppression::Scope::Marketing).await
        });
        assert!(undone.unwrap());
        shop.fresh.clock.advance(Micros::DAY);
        assert_eq!(clear(&shop).await, Micros::NEVER);
        assert_eq!(known_messages(&shop).await, 1);
    }

    async fn clearing_goes_on_where_the_limit_stopped_it(on) {
        let shop = Shop::open(on).await;
        for mark in ["a", "b", "c"] {
            let shopper = shop.shopper(mark).await;
            unsubscribe(&shop, &shopper).await;
        }
        shop.fresh.clock.advance(Micros::DAY);
        for left in [2, 1, 0] {
            let due = clear_unsubscribed(shop.tenant(), &shop.keyring, 1).await.unwrap();
            assert_eq!(known_messages(&shop).await, left);
            assert_eq!(due == Micros::NEVER, left == 0);
        }
    }

    async fn r166_r167_content_goes_after_six_days_and_events_after_thirteen_months(on) {
        let shop = Shop::open(on).await;
        let shopper = shop.shopper("old").await;
        let column = async |at| shop.rows(&sql::MESSAGES, &[]).await[0].get::<String>(at).unwrap();
        let (facts, items) = (3, 4);
        assert_eq!(sweep(shop.tenant()).await.unwrap().0.total(), 0);
        shop.fresh.clock.advance(6 * Micros::DAY);
        assert_eq!(sweep(shop.tenant()).await.unwrap().0.total(), 0, "six days are not over yet");
        shop.fresh.clock.advance(1);
        let (swept, next) = sweep(shop.tenant()).await.unwrap();
        assert_eq!((swept.rows.get("message"), next), (Some(&1), shop.now() + Micros::DAY));
        assert_eq!(column(items).await, "{}");
        assert_ne!(column(facts).await, "{}", "why it was sent can be shown for as long as it can be known to whom");
        assert_eq!(known_messages(&shop).await, 1);

        shop.fresh.clock.advance(380 * Micros::DAY);
        assert_eq!(sweep(shop.tenant()).await.unwrap().0.total(), 0, "twelve months and a half");
        assert!(shop.count(&sql::EVENTS, params![shopper.device.id]).await > 0);
        shop.fresh.clock.advance(12 * Micros::DAY);
        let (swept, _) = sweep(shop.tenant()).await.unwrap();
        assert!(swept.rows.contains_key("event") && swept.rows.contains_key("stream"), "{swept:?}");
        assert_eq!(shop.count(&sql::EVENTS, params![shopper.device.id]).await, 0);
        assert_eq!((known_messages(&shop).await, column(facts).await.as_str()), (0, "{}"));
        assert_eq!(shop.rows(&sql::ORDER, params!["old-order"]).await[0].get::<Option<i64>>(0).unwrap(), Some(shopper.device.id));
        shop.fresh.clock.advance(730 * Micros::DAY);
        assert_eq!(sweep(shop.tenant()).await.unwrap().0.rows.get("orders"), Some(&1), "three years");
        assert_eq!(sweep(shop.tenant()).await.unwrap().0.total(), 0, "nothing is swept twice");
    }
}
