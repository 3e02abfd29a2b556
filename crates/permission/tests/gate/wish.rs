//! What a person wishes of how often and when: the gate takes it away from what the company may.

use placet_core::{Id, Micros};
use placet_permission::cap::{Cap, Per};
use placet_permission::contact::{self, Contact};
use placet_permission::hours::QuietHours;
use placet_permission::reach::Priority;
use placet_permission::wish::{self, PAUSES, Pace};
use placet_permission::{Ask, Decision, Denial, Error, Purpose, Use, Verdict, Wish};
use placet_store::{on_both_engines, transaction};

use crate::rules::{REASON, with};
use crate::world::{Shop, World};

async fn wishes(shop: &Shop, contact: Id, wish: Wish) {
    transaction!(shop.tenant(), "test.wishes", |tx| { wish::set(tx, contact, wish).await }).unwrap();
}

async fn wish_of(shop: &Shop, contact: &Contact) -> Wish {
    let mut tx = shop.tenant().read("test.wish").await.unwrap();
    contact::get(&mut tx, contact.id).await.unwrap().unwrap().wish
}

async fn decision(shop: &Shop, contact: &Contact) -> Result<Decision, Error> {
    transaction!(shop.tenant(), "test.decide", |tx| {
        let rules = shop.gate.rules(tx).await?;
        shop.gate.decide(tx, &shop.keys, &rules, contact.id, &Ask::new(Use::Marketing)).await
    })
}

/// A shop that writes at any hour, and somebody who agreed to everything it asks.
async fn ana(world: &World) -> Contact {
    let any_hour = with(|policy| policy.quiet = QuietHours { email: None, sms: None });
    world.shop.rules(1, &any_hour, REASON).await.unwrap();
    world
        .shop
        .friend("ana@example.org", &[Purpose::MARKETING, Purpose::PERSONALISATION, Purpose::SURVEY])
        .await
}

on_both_engines! {
    async fn r093_a_pause_holds_back_what_nobody_asked_for_and_ends_by_itself(on) {
        let world = World::new(on).await;
        let (shop, ana) = (&world.shop, ana(&world).await);
        let until = world.now() + PAUSES[0] * Micros::DAY;
        wishes(shop, ana.id, Wish { paused_until: Some(until), ..Wish::default() }).await;
        for use_ in [Use::Marketing, Use::Personalised] {
            assert_eq!(shop.denied(&ana, use_).await, Some(Denial::Paused));
            assert_eq!(shop.plans(&ana, use_).await.verdict, Verdict::Denied(Denial::Paused), "alone and among all");
        }
        for use_ in [Use::Service, Use::Support] {
            assert_eq!(shop.denied(&ana, use_).await, None, "what was ordered or asked for is answered");
        }
        // Whatever counted before the pause is asked again when it leaves.
        assert_eq!(shop.permit(ana.id, Use::Marketing, true).await.0.denied, Some(Denial::Paused));

        let kept = decision(shop, &ana).await.unwrap();
        world.advance(until - world.now() - 1);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Paused));
        world.advance(1);
        assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
        assert_eq!(shop.decides_again(&kept).await.verdict, Verdict::Denied(Denial::Paused), "made again on the facts of then");
    }

    async fn r093_who_wishes_one_message_a_week_gets_no_more_whatever_the_company_may(on) {
        let world = World::new(on).await;
        let (shop, ana) = (&world.shop, ana(&world).await);
        for (pace, days) in [(Pace::Week, 7), (Pace::Month, 30)] {
            world.advance(31 * Micros::DAY);
            wishes(shop, ana.id, Wish { pace: Some(pace), paused_until: None }).await;
            assert!(shop.plans_and_counts(&ana, Priority::Normal).await);
            assert!(!shop.plans_and_counts(&ana, Priority::High).await, "a weightier one waits as well");
            assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Capped));
            assert_eq!(shop.plans(&ana, Use::Marketing).await.verdict, Verdict::Denied(Denial::Capped));
            assert_eq!(shop.denied(&ana, Use::Service).await, None);
            // The company alone would allow two a day.
            wishes(shop, ana.id, Wish::default()).await;
            assert_eq!(shop.denied(&ana, Use::Marketing).await, None);
            wishes(shop, ana.id, Wish { pace: Some(pace), paused_until: None }).await;
            world.advance((days - 1) * Micros::DAY);
            assert_eq!(shop.denied(&ana, Use::Marketing).await, Some(Denial::Capped), "{pace:?}");
            world.advance(Micros::DAY);
            shop.visits(ana.profile).await;
            assert_eq!(shop.denied(&ana, Use::Marketing).await, None, "{pace:?}");
        }
    }

    async fn r093_a_wish_takes_nothing_from_the_companys_caps_and_is_told_with_them(on) {
        let world = World::new(on).await;
        let (shop, ana) = (&world.shop, ana(&world).await);
        wishes(shop, ana.id, Wish { pace: Some(Pace::Week), paused_until: None }).await;
        shop.counts(&ana).await;
        let decision = decision(shop, &ana).await.unwrap();
        let mut tx = shop.tenant().read("test.explain").await.unwrap();
        let told = shop.gate.explain(&mut tx, &decision).await.unwrap().unwrap();
        let own: Vec<_> = told.windows.iter().filter(|window| window.own).collect();
        assert_eq!(own.len(), 1);
        assert_eq!(own[0].cap, Cap { channel: Some(ana.channel), most: 1, per: Per::Days(7) });
        assert!(own[0].counted == 1 && own[0].full_until.is_some());
        assert!(told.windows.len() > 1, "the company's beside it");
    }

    async fn a_wish_is_kept_with_the_address_and_goes_with_it(on) {
        let world = World::new(on).await;
        let (shop, ana) = (&world.shop, ana(&world).await);
        assert!(wish_of(shop, &ana).await.is_none());
        let wish = Wish { pace: Some(Pace::Month), paused_until: Some(world.now()) };
        wishes(shop, ana.id, wish).await;
        assert_eq!(wish_of(shop, &ana).await, wish);
        shop.forgets(&ana).await;
        let again = shop.contact("ana@example.org", contact::Class::Claimed).await;
        assert!(wish_of(shop, &again).await.is_none());
        assert!(wish_of(&world.other, &world.other.friend("ana@example.org", &[]).await).await.is_none());
    }
}
