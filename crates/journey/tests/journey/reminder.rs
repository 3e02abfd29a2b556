//! The journeys every tenant has: the cart reminder and the request to confirm.

use placet_core::{Kind, Micros};
use placet_deliver::ledger::State;
use placet_journey::Span;
use placet_permission::{Purpose, Use};
use placet_shop::item_id;
use placet_store::on_both_engines;

use crate::world::{SHOES, SOCKS, World};

const MINUTE: Span = Span { days: 0, hours: 0, minutes: 1, seconds: 0 };

on_both_engines! {
    async fn r082_a_cart_left_behind_is_reminded_of_once_after_the_wait(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        assert_eq!(world.work().await, world.now() + 4 * Micros::HOUR, "it comes again when the wait is over");
        world.after(Span { hours: 3, minutes: 59, ..Span::default() }).await;
        assert!(world.messages(&ana).await.is_empty());
        world.after(MINUTE).await;
        let messages = world.messages(&ana).await;
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].state, messages[0].use_), (State::Queued, Use::Personalised));
        assert_eq!((messages[0].language.as_str(), messages[0].due_at), ("ro", world.now()));
        assert_eq!(messages[0].items.cart, [item_id(SHOES)]);
        let decision = messages[0].decision.clone().unwrap();
        assert_eq!(decision.evidence.len(), 2, "it rests on both permissions");
        world.after(Span::days(1)).await;
        assert_eq!(world.messages(&ana).await.len(), 1);
        let counts = world.counts().await;
        assert_eq!((counts.entered, counts.waiting, counts.sent), (1, 0, 1));
        assert_eq!(counts.ended["completed"], 1);
    }

    async fn the_wait_begins_anew_when_the_cart_changes(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.after(Span::hours(3)).await;
        world.does(&ana, Kind::PRODUCT_ADDED, SOCKS).await;
        world.after(Span::hours(3)).await;
        assert!(world.messages(&ana).await.is_empty());
        world.does(&ana, Kind::PRODUCT_REMOVED, SHOES).await;
        world.after(Span { hours: 3, minutes: 59, ..Span::default() }).await;
        assert!(world.messages(&ana).await.is_empty());
        world.after(MINUTE).await;
        assert_eq!(world.messages(&ana).await[0].items.cart, [item_id(SOCKS)]);
        let counts = world.counts().await;
        assert_eq!((counts.entered, counts.restarted, counts.sent), (1, 2, 1));
    }

    async fn a_purchase_ends_it(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.after(Span::hours(3)).await;
        world.does(&ana, Kind::ORDER_COMPLETED, "").await;
        assert_eq!(world.work().await, Micros::NEVER);
        assert_eq!(world.counts().await.ended["exited:Order Completed"], 1);
        world.after(Span::days(1)).await;
        assert!(world.messages(&ana).await.is_empty());
        world.does(&ana, Kind::PRODUCT_ADDED, SOCKS).await;
        world.after(Span::hours(4)).await;
        world.after(Span::hours(4)).await;
        assert_eq!(world.messages(&ana).await.len(), 1, "a new cart is a new reason, nothing was sent before");
    }

    async fn a_purchase_that_is_read_together_with_the_due_timer_still_ends_it(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.fresh.clock.advance(5 * Micros::HOUR);
        world.does(&ana, Kind::ORDER_COMPLETED, "").await;
        world.work().await;
        assert!(world.messages(&ana).await.is_empty());
    }

    async fn an_order_from_before_the_cart_ends_nothing(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        let before = world.now();
        world.fresh.clock.advance(Micros::HOUR);
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.did(&ana, Kind::ORDER_COMPLETED, "", before).await;
        world.after(Span::hours(4)).await;
        assert_eq!(world.messages(&ana).await.len(), 1);
    }

    async fn r107_a_withdrawal_ends_it(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.notes(&ana, Kind::UNSUBSCRIBED).await;
        world.work().await;
        assert_eq!(world.counts().await.ended["exited:Unsubscribed"], 1);
        world.after(Span::days(1)).await;
        assert!(world.messages(&ana).await.is_empty());
    }

    async fn r083_what_is_out_of_stock_at_sending_sends_nothing(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.shopper("dan").await);
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.does(&dan, Kind::PRODUCT_ADDED, SHOES).await;
        world.does(&dan, Kind::PRODUCT_ADDED, SOCKS).await;
        world.work().await;
        world.stock(SHOES, Some(0)).await;
        world.after(Span::hours(4)).await;
        assert!(world.messages(&ana).await.is_empty());
        assert_eq!(world.counts().await.ended["out_of_stock"], 1);
        assert_eq!(world.messages(&dan).await[0].items.cart, [item_id(SOCKS)], "what can be had is shown");
    }

    async fn r083_an_emptied_cart_sends_nothing(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.does(&ana, Kind::PRODUCT_REMOVED, SHOES).await;
        world.work().await;
        world.after(Span::hours(4)).await;
        assert_eq!(world.counts().await.ended["cart_empty"], 1);
        assert!(world.messages(&ana).await.is_empty());
    }

    async fn r044_without_both_permissions_nothing_is_sent_and_the_no_is_noted(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.stranger("dan").await);
        world.confirms(&dan, &[Purpose::MARKETING]).await;
        for shopper in [&ana, &dan] {
            world.does(shopper, Kind::PRODUCT_ADDED, SHOES).await;
        }
        world.work().await;
        world.refuses(&ana, Purpose::MARKETING).await;
        world.after(Span::hours(4)).await;
        let counts = world.counts().await;
        assert_eq!((counts.sent, counts.waiting), (0, 0));
        assert_eq!(counts.ended["denied:no_consent"], 1);
        assert_eq!(counts.ended["denied:no_personalisation"], 1);
        let mut denied = world.denied().await;
        denied.sort_by(|a, b| a.1.cmp(&b.1));
        let expected = [(ana.profile.text("prof"), "no_consent"), (dan.profile.text("prof"), "no_personalisation")];
        assert_eq!(denied, expected.map(|(profile, reason)| (profile, reason.to_owned())));
    }

    async fn after_a_reminder_the_next_comes_only_when_the_term_is_over(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        for (days_later, expected) in [(0, 1), (3, 1), (3, 1), (2, 2)] {
            world.fresh.clock.advance(days_later * Micros::DAY);
            world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
            world.work().await;
            world.after(Span::hours(4)).await;
            assert_eq!(world.messages(&ana).await.len(), expected);
        }
        assert_eq!(world.counts().await.entered, 2);
    }

    async fn nobody_known_and_nothing_late_starts_anything(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.stranger("dan").await);
        world.did(&ana, Kind::PRODUCT_ADDED, SHOES, world.now() - Micros::DAY - 1).await;
        world.does(&dan, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        assert_eq!(world.counts().await.entered, 0);
        world.did(&ana, Kind::PRODUCT_ADDED, SOCKS, world.now() - Micros::HOUR).await;
        world.work().await;
        world.after(Span::hours(3)).await;
        assert_eq!(world.messages(&ana).await.len(), 1, "the wait counts from when it happened");
    }

    async fn the_cart_of_a_device_is_its_owners_once_they_have_confirmed(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.stranger("ana").await, world.stranger("dan").await);
        world.does(&dan, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(3)).await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(2)).await;
        for shopper in [&ana, &dan] {
            world.confirms(shopper, &[Purpose::MARKETING, Purpose::PERSONALISATION]).await;
        }
        world.work().await;
        assert_eq!(world.counts().await.entered, 1, "dan's cart is five hours old");
        world.after(Span::hours(2)).await;
        assert_eq!(world.messages(&ana).await.len(), 1, "four hours after the cart changed");
        world.notes(&ana, Kind::SUBSCRIPTION_CONFIRMED).await;
        world.work().await;
        assert_eq!(world.counts().await.entered, 1, "a cart starts it once");
        assert!(world.messages(&dan).await.is_empty());
    }

    async fn whoever_types_an_address_is_asked_at_once_to_confirm_it(on) {
        let world = World::new(on).await;
        let ana = world.stranger("ana").await;
        world.notes(&ana, Kind::SUBSCRIPTION_REQUESTED).await;
        world.work().await;
        let messages = world.messages(&ana).await;
        assert_eq!(messages.len(), 1);
        assert_eq!((messages[0].use_, messages[0].origin), (Use::Confirmation, placet_journey::CONFIRM));
        let dan = world.shopper("dan").await;
        world.notes(&dan, Kind::SUBSCRIPTION_REQUESTED).await;
        world.work().await;
        assert!(world.messages(&dan).await.is_empty(), "there is nothing to confirm");
    }
}
