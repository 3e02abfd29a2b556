//! The machine itself: versions, crashes, broken instances, several nodes.

use std::time::Duration;

use placet_core::{Kind, Micros};
use placet_deliver::ledger::State;
use placet_journey::{CART_REMINDER, Definition, Error, Span, cart_reminder, consume, fire, save};
use placet_store::testing::On;
use placet_store::{on_both_engines, params, transaction};

use crate::world::{SHOES, Shopper, World};

mod sql {
    placet_store::statements! {
        "test";
        tenant BREAK = "UPDATE instance SET context = 'broken' WHERE tenant_id = $1 AND profile_id = $2";
        tenant BREAK_STREAM = "UPDATE stream SET state = 'broken' WHERE tenant_id = $1 AND stream_id = $2";
        tenant BREAK_JOURNEY = "UPDATE journey SET definition = '{}' WHERE tenant_id = $1 AND journey_id = $2";
    }
}

async fn shoppers(world: &World, count: usize) -> Vec<Shopper> {
    let mut shoppers = Vec::new();
    for n in 0..count {
        shoppers.push(world.shopper(&format!("shopper{n}")).await);
    }
    shoppers
}

async fn fill_carts(world: &World, shoppers: &[Shopper]) {
    for shopper in shoppers {
        world.does(shopper, Kind::PRODUCT_ADDED, SHOES).await;
    }
}

async fn saved(world: &World, definition: &Definition) -> Result<i32, Error> {
    transaction!(world.tenant(), "test.save", |tx| { save(tx, CART_REMINDER, definition).await })
}

on_both_engines! {
    async fn a_step_and_its_message_are_both_there_or_neither(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 70).await;
        fill_carts(&world, &shoppers).await;
        world.work().await;
        world.fresh.clock.advance(4 * Micros::HOUR);
        let (mut cut, mut micros) = (0, 200);
        // Each run is cut off somewhere, as a kill would; what it had not committed is gone.
        while tokio::time::timeout(Duration::from_micros(micros), fire(world.tenant(), &world.engine)).await.is_err() {
            let mut messages = 0;
            for shopper in &shoppers {
                messages += world.messages(shopper).await.len() as i64;
            }
            let counts = world.counts().await;
            assert_eq!((counts.sent, counts.waiting), (messages, 70 - messages));
            (cut, micros) = (cut + 1, micros + micros / 4);
        }
        world.work().await;
        // SQLite's transactions have no point at which they could be cut; there the broken instance below shows the same.
        assert!(cut > 0 || on == On::Sqlite, "at least one run was cut off");
        for shopper in &shoppers {
            assert_eq!(world.messages(shopper).await.len(), 1);
        }
        assert_eq!(world.counts().await.ended["completed"], 70);
    }

    async fn two_nodes_at_once_let_each_person_in_once_and_send_once(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 20).await;
        fill_carts(&world, &shoppers).await;
        fill_carts(&world, &shoppers).await;
        let (one, two) = tokio::join!(consume(world.tenant(), &world.engine), consume(world.tenant(), &world.engine));
        assert_eq!(one.unwrap().entered + two.unwrap().entered, 20);
        world.fresh.clock.advance(4 * Micros::HOUR);
        let (one, two) = tokio::join!(fire(world.tenant(), &world.engine), fire(world.tenant(), &world.engine));
        one.unwrap();
        two.unwrap();
        for shopper in &shoppers {
            assert_eq!(world.messages(shopper).await.len(), 1);
        }
        let counts = world.counts().await;
        assert_eq!((counts.entered, counts.sent, counts.waiting), (20, 20, 0));
    }

    async fn a_broken_instance_ends_and_holds_nobody_up(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 3).await;
        fill_carts(&world, &shoppers).await;
        world.work().await;
        let broken = shoppers[1].profile;
        transaction!(world.tenant(), "test.break", |tx| { tx.execute(&sql::BREAK, params![broken]).await }).unwrap();
        world.after(Span::hours(4)).await;
        let sent: Vec<usize> = [world.messages(&shoppers[0]).await, world.messages(&shoppers[1]).await, world.messages(&shoppers[2]).await]
            .iter().map(Vec::len).collect();
        assert_eq!(sent, [1, 0, 1]);
        let counts = world.counts().await;
        assert_eq!((counts.waiting, counts.ended["failed"], counts.ended["completed"]), (0, 1, 2));
    }

    async fn an_instance_found_broken_while_reading_events_ends_too(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 2).await;
        fill_carts(&world, &shoppers).await;
        world.work().await;
        let broken = shoppers[0].profile;
        transaction!(world.tenant(), "test.break", |tx| { tx.execute(&sql::BREAK, params![broken]).await }).unwrap();
        fill_carts(&world, &shoppers).await;
        world.work().await;
        let counts = world.counts().await;
        assert_eq!((counts.entered, counts.waiting, counts.ended["failed"]), (3, 2, 1), "the cart starts a new one");
    }

    async fn a_person_whose_state_cannot_be_read_holds_nobody_up(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 2).await;
        fill_carts(&world, &shoppers).await;
        let broken = shoppers[0].device.id;
        transaction!(world.tenant(), "test.break", |tx| { tx.execute(&sql::BREAK_STREAM, params![broken]).await }).unwrap();
        world.work().await;
        world.after(Span::hours(4)).await;
        assert_eq!(world.messages(&shoppers[1]).await.len(), 1);
        let counts = world.counts().await;
        assert_eq!((counts.waiting, counts.ended["failed"]), (0, 1));
    }

    async fn a_journey_that_cannot_be_read_or_names_no_template_stops_no_other(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        let mut lost = cart_reminder(Span::hours(1));
        let last = lost.steps.len() - 1;
        if let placet_journey::Step::Send(send) = &mut lost.steps[last] {
            send.template = "gone".to_owned();
        }
        saved(&world, &lost).await.unwrap();
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(1)).await;
        assert_eq!(world.counts().await.ended["failed"], 1);
        saved(&world, &cart_reminder(Span::hours(2))).await.unwrap();
        transaction!(world.tenant(), "test.break", |tx| { tx.execute(&sql::BREAK_JOURNEY, params![CART_REMINDER]).await }).unwrap();
        let dan = world.stranger("dan").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.notes(&dan, Kind::SUBSCRIPTION_REQUESTED).await;
        world.work().await;
        assert_eq!(world.messages(&dan).await[0].state, State::Queued, "the other journey goes on");
        assert_eq!(world.counts().await.entered, 1);
    }

    async fn who_is_on_the_way_stays_on_the_version_they_entered(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 2).await;
        fill_carts(&world, &shoppers[..1]).await;
        world.work().await;
        world.install(Span::hours(4)).await;
        assert_eq!(saved(&world, &cart_reminder(Span::hours(1))).await.unwrap(), 2, "the same again was no new version");
        fill_carts(&world, &shoppers[1..]).await;
        world.work().await;
        world.after(Span::hours(1)).await;
        assert_eq!(world.messages(&shoppers[0]).await.len(), 0);
        assert_eq!(world.messages(&shoppers[1]).await.len(), 1);
        world.after(Span::hours(3)).await;
        assert_eq!(world.messages(&shoppers[0]).await.len(), 1);
    }

    async fn several_messages_of_one_visit_are_told_apart_and_a_purchase_stops_the_rest(on) {
        let world = World::new(on).await;
        let shoppers = shoppers(&world, 2).await;
        let mut twice = cart_reminder(Span::hours(1));
        let mut again = twice.steps.clone();
        again[0] = placet_journey::Step::Wait(Span::hours(20));
        twice.steps.extend(again);
        saved(&world, &twice).await.unwrap();
        fill_carts(&world, &shoppers).await;
        world.work().await;
        world.after(Span::hours(1)).await;
        world.does(&shoppers[1], Kind::ORDER_COMPLETED, "").await;
        world.after(Span::hours(20)).await;
        assert_eq!(world.messages(&shoppers[0]).await.len(), 2);
        assert_eq!(world.messages(&shoppers[1]).await.len(), 1);
    }

    async fn a_definition_that_breaks_a_rule_is_not_saved(on) {
        let world = World::new(on).await;
        let mut bad = cart_reminder(Span::hours(1));
        bad.exit_on.push("Everything".to_owned());
        let error = saved(&world, &bad).await.unwrap_err();
        assert_eq!(error.to_string(), "exit_on[2]: no event has this name");
        assert_eq!(saved(&world, &cart_reminder(Span::hours(4))).await.unwrap(), 1);
    }
}
