//! For how long a yes holds, when its owner is asked whether it is to go on, and how long a no is respected.

use placet_core::{Id, Micros};
use placet_permission::contact::{Class, Contact};
use placet_permission::wish::{self, Pace, Wish};
use placet_permission::{Act, Denial, Ends, Error, Gate, Purpose, State, Use, Verdict, ledger};
use placet_store::{on_both_engines, transaction};

use crate::world::{Shop, World, said, subject};

const BOTH: [Purpose; 2] = [Purpose::MARKETING, Purpose::PERSONALISATION];

/// Three years later.
fn three_years_after(from: Micros) -> Micros {
    from.months_earlier(-36)
}

/// To noon of a day on which people in Europe are written to.
fn at_noon(world: &World) {
    let into_the_day = world.now().0.rem_euclid(Micros::DAY);
    world.advance((12 * Micros::HOUR - into_the_day).rem_euclid(Micros::DAY));
}

/// Both ways to plan and the way to send must agree.
async fn denied(shop: &Shop, contact: &Contact, use_: Use) -> Option<Denial> {
    let alone = shop.denied(contact, use_).await;
    match shop.plans(contact, use_).await.verdict {
        Verdict::Denied(denial) => assert_eq!(Some(denial), alone),
        _ => assert_eq!(alone, None),
    }
    alone
}

/// What is to be done about each address.
async fn endings(shop: &Shop, gate: &Gate, limit: u32) -> Vec<(Id, Ends)> {
    let mut tx = shop.tenant().read("test.endings").await.unwrap();
    let rules = gate.rules(&mut tx).await.unwrap();
    let (mut all, mut after) = (Vec::new(), Some(Id([0; 16])));
    while let Some(from) = after {
        let (some, next) = gate.endings(&mut tx, &rules, from, limit).await.unwrap();
        all.extend(some.into_iter().map(|ending| (ending.whose.contact, ending.ends)));
        after = next;
    }
    all
}

on_both_engines! {
    async fn r138_r139_a_yes_ends_three_years_after_it_was_said_and_a_new_one_renews_it(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        let end = three_years_after(world.now());
        world.advance(Micros::DAY);
        shop.says(&ana, Purpose::PERSONALISATION, State::Granted).await;
        world.advance(end - world.now() - 1);
        assert_eq!(denied(shop, &ana, Use::Marketing).await, None, "the last moment");
        let (last, _) = shop.permit(ana.id, Use::Marketing, true).await;
        world.advance(1);
        assert_eq!(denied(shop, &ana, Use::Marketing).await, Some(Denial::ConsentLapsed));
        shop.counts(&ana).await;
        assert_eq!(denied(shop, &ana, Use::Marketing).await, Some(Denial::ConsentLapsed), "what we send renews nothing");
        shop.says(&ana, Purpose::MARKETING, State::Granted).await;
        assert_eq!(denied(shop, &ana, Use::Marketing).await, None);
        world.advance(Micros::DAY);
        assert_eq!(denied(shop, &ana, Use::Personalised).await, Some(Denial::ConsentLapsed), "each yes has its own end");
        assert_eq!(shop.decides_again(&last).await.verdict, Verdict::Granted, "a decision of old is made again as it was");
    }

    async fn r138_what_the_person_does_in_the_shop_moves_the_end_to_three_years_after_that_day(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        world.advance(700 * Micros::DAY);
        shop.visits(ana.profile).await;
        let end = three_years_after(Micros(world.now().day() * Micros::DAY));
        world.advance(end - world.now() - 1);
        assert_eq!(denied(shop, &ana, Use::Marketing).await, None);
        let (before, _) = shop.permit(ana.id, Use::Marketing, true).await;
        world.advance(1);
        assert_eq!(denied(shop, &ana, Use::Marketing).await, Some(Denial::ConsentLapsed));
        assert_eq!(shop.decides_again(&before).await.verdict, Verdict::Granted);
        world.advance(-400 * Micros::DAY);
        assert_eq!(denied(shop, &ana, Use::Marketing).await, None, "a clock that was set back ends nothing");
    }

    async fn r139_a_question_is_let_through_in_the_last_thirty_days_and_never_after(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        at_noon(&world);
        let ana = shop.friend("ana@example.org", &BOTH).await;
        let end = three_years_after(world.now());
        assert_eq!(denied(shop, &ana, Use::Renewal).await, Some(Denial::NothingToRenew));
        world.advance(end - 30 * Micros::DAY - world.now() - 1);
        assert_eq!(denied(shop, &ana, Use::Renewal).await, Some(Denial::NothingToRenew));
        world.advance(1);
        assert_eq!(denied(shop, &ana, Use::Renewal).await, None, "though nothing is known of her for three years");
        assert_eq!(denied(shop, &ana, Use::Personalised).await, Some(Denial::NotRelevant));
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        assert_eq!(denied(shop, &ana, Use::Renewal).await, Some(Denial::RefusedLately));
        world.advance(190 * Micros::DAY);
        assert_eq!(denied(shop, &ana, Use::Renewal).await, Some(Denial::NoConsent));

        let ion = shop.friend("ion@example.org", &BOTH).await;
        let end = three_years_after(world.now());
        world.advance(end - world.now());
        assert_eq!(denied(shop, &ion, Use::Renewal).await, Some(Denial::ConsentLapsed));
    }

    async fn r139_a_question_is_kept_away_by_its_readers_wish_and_by_no_cap_of_the_company(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        at_noon(&world);
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        world.advance(three_years_after(world.now()) - world.now() - 20 * Micros::DAY);
        shop.counts(&ana).await;
        shop.counts(&ana).await;
        assert_eq!(denied(shop, &ana, Use::Marketing).await, Some(Denial::Capped));
        assert_eq!(denied(shop, &ana, Use::Renewal).await, None, "who is written to every day would never be asked");

        let wish = Wish { pace: Some(Pace::Month), paused_until: None };
        transaction!(shop.tenant(), "test.wishes", |tx| { wish::set(tx, ana.id, wish).await }).unwrap();
        assert_eq!(denied(shop, &ana, Use::Renewal).await, Some(Denial::Capped), "once a month is once a month");
    }

    async fn r138_a_walk_finds_every_address_whose_yes_ends_soon_or_has_ended(on) {
        let world = World::new(on).await;
        let (shop, gate) = (&world.shop, &world.gate);
        let (ana, ion) = (shop.friend("ana@example.org", &BOTH).await, shop.friend("ion@example.org", &BOTH).await);
        let mail = crate::world::mail("ana@work.example");
        let placet_permission::contact::Added::New(second) = shop.add(&mail, ana.profile, Class::Verified, "form").await else { panic!("new") };
        shop.says(&second, Purpose::MARKETING, State::Granted).await;
        assert!(endings(shop, gate, 100).await.is_empty());
        let said_at = world.now();
        world.advance(300 * Micros::DAY);
        shop.visits(ion.profile).await;
        shop.says(&second, Purpose::PERSONALISATION, State::Granted).await;
        world.advance(three_years_after(said_at) - Micros::DAY - world.now());
        for limit in [2, 100] {
            let found = endings(shop, gate, limit).await;
            let near = found.iter().map(|(id, ends)| (*id, ends.near.map(|(_, purpose, _)| purpose), ends.lapsed.len()));
            let near: std::collections::BTreeSet<_> = near.collect();
            let expected = [&ana, &second].map(|contact| (contact.id, Some(Purpose::MARKETING), 0));
            assert_eq!(near, expected.into_iter().collect(), "pages of {limit}");
        }
        world.advance(Micros::DAY);
        let found = endings(shop, gate, 100).await;
        let lapsed = |contact: &Contact| found.iter().find(|(id, _)| *id == contact.id).map(|(_, ends)| ends.clone());
        let whole = Ends { near: None, lapsed: BOTH.to_vec(), wrote: true, writes: false };
        assert_eq!(lapsed(&ana), Some(whole));
        assert_eq!(lapsed(&second).unwrap().lapsed, [Purpose::MARKETING], "what was said later holds longer");
        assert_eq!(lapsed(&ion), None, "who was in the shop meanwhile");
        shop.restricts(ana.profile, true).await;
        assert_eq!(endings(shop, gate, 100).await, [], "what is restricted is kept as it is");
    }

    async fn r139_after_a_no_nobody_but_themselves_asks_again_for_six_months(on) {
        let world = World::new(on).await;
        let shop = &world.shop;
        let ana = shop.friend("ana@example.org", &[Purpose::MARKETING]).await;
        shop.says(&ana, Purpose::MARKETING, State::Withdrawn).await;
        let asks = async |method: &'static str, purpose| {
            let entry = ledger::Entry { method, ..said(world.now(), purpose, subject(&ana), Act::Requested) };
            let asked: Result<i64, Error> = transaction!(shop.tenant(), "test.asks", |tx| { ledger::record(tx, &entry).await });
            asked
        };
        for method in ["import", "api", "member"] {
            assert!(matches!(asks(method, Purpose::MARKETING).await, Err(Error::RefusedLately)), "{method}");
        }
        asks("api", Purpose::SURVEY).await.unwrap();
        let until = world.now().months_earlier(-6);
        world.advance(until - world.now() - 1);
        assert!(asks("import", Purpose::MARKETING).await.is_err());
        world.advance(1);
        asks("import", Purpose::MARKETING).await.unwrap();
        shop.says(&ana, Purpose::MARKETING, State::Refused).await;
        assert!(asks("import", Purpose::MARKETING).await.is_err());
        asks("form", Purpose::MARKETING).await.unwrap();
        assert_eq!(shop.denied(&ana, Use::Confirmation).await, Some(Denial::AlreadyConfirmed), "their own asking is held up by nothing");
    }
}
