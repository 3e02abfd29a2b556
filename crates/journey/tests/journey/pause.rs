//! Journeys as people look at them, and what pausing one does.

use placet_core::{Kind, Micros};
use placet_journey::{
    CART_REMINDER, CONFIRM, CONFIRM_REMINDER, Changed, Definition, RENEWAL, Shown, Span, Standing, Status,
    Step, StepKind, cart_reminder, complete, confirm, confirm_reminder, get, list, names, save, set_status,
};
use placet_store::testing::tenant;
use placet_store::{on_both_engines, transaction};

use crate::world::{SHOES, SOCKS, World};

const LIVE: Standing = Standing { version: 1, status: Status::Live };
const PAUSED: Standing = Standing { version: 1, status: Status::Paused };

async fn set(world: &World, seen: Standing, wanted: Status) -> Changed {
    let set = transaction!(world.tenant(), "test.status", |tx| {
        set_status(tx, CART_REMINDER, seen, wanted).await
    });
    set.unwrap()
}

async fn pause(world: &World) {
    assert_eq!(set(world, LIVE, Status::Paused).await, Changed::Done(PAUSED));
}

async fn resume(world: &World) {
    assert_eq!(set(world, PAUSED, Status::Live).await, Changed::Done(LIVE));
}

async fn shown(world: &World) -> Shown {
    let mut tx = world.tenant().read("test.shown").await.unwrap();
    get(&mut tx, CART_REMINDER).await.unwrap().unwrap()
}

on_both_engines! {
    async fn a_journey_is_shown_with_its_steps_and_who_stands_where(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.shopper("dan").await);
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(4)).await;
        world.does(&dan, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        let journey = shown(&world).await;
        let steps: Vec<_> = journey.steps.iter().map(|step| (step.kind, step.text.as_str(), step.waiting, step.reached)).collect();
        assert_eq!(steps, [
            (StepKind::Wait, "4 hours", 1, 2),
            (StepKind::Condition, "something in the cart is in stock", 0, 1),
            (StepKind::Send, "personalised marketing", 0, 1),
        ]);
        assert_eq!(journey.steps[2].template.as_deref(), Some("cart_reminder"));
        let counts = &journey.listed.counts;
        assert_eq!((counts.entered, counts.waiting, counts.sent, counts.ended["completed"]), (2, 1, 1, 1));
        let changed = cart_reminder(Span { days: 1, hours: 12, ..Span::default() });
        transaction!(world.tenant(), "test.save", |tx| { save(tx, CART_REMINDER, &changed).await }).unwrap();
        let journey = shown(&world).await;
        assert_eq!((journey.listed.standing.version, journey.on_older_versions), (2, 1));
        assert_eq!(journey.reentry.as_deref(), Some("7 days"));
        assert_eq!((journey.steps[0].text.as_str(), journey.steps[0].reached), ("1 day 12 hours", 0));
        let mut tx = world.tenant().read("test.list").await.unwrap();
        let reminder = list(&mut tx, None, 1).await.unwrap();
        assert_eq!((reminder.rows[0].id, reminder.rows[0].name.as_str()), (CONFIRM_REMINDER, "confirm_reminder"));
        let first = list(&mut tx, reminder.next, 1).await.unwrap();
        let second = list(&mut tx, first.next, 1).await.unwrap();
        assert_eq!((first.rows[0].id, first.rows[0].trigger.as_str(), second.next), (CART_REMINDER, "Product Added", None));
        assert_eq!((second.rows[0].id, second.rows[0].name.as_str()), (CONFIRM, "confirm"));
        assert_eq!(names(&mut tx).await.unwrap()[&CART_REMINDER], "cart_reminder");
        assert!(get(&mut tx, 99).await.unwrap().is_none());
    }

    async fn a_company_of_an_older_program_gets_the_journeys_it_lacks_and_keeps_its_own(on) {
        let world = World::new(on).await;
        let older = world.fresh.store.add_tenant(&tenant("Older"), &[]).await.unwrap();
        let older = world.fresh.store.tenant(older);
        let slower = Definition { steps: vec![Step::Wait(Span::days(5)), confirm_reminder().steps[1].clone()], ..confirm_reminder() };
        let complete = async || transaction!(older, "test.complete", |tx| { complete(tx).await }).unwrap();
        transaction!(older, "test.save", |tx| { save(tx, CONFIRM, &confirm()).await }).unwrap();
        complete().await;
        transaction!(older, "test.save", |tx| { save(tx, CONFIRM_REMINDER, &slower).await }).unwrap();
        complete().await;
        let mut tx = older.read("test.names").await.unwrap();
        let names: Vec<_> = names(&mut tx).await.unwrap().into_iter().collect();
        let expected = [(CONFIRM, "confirm"), (CONFIRM_REMINDER, "confirm_reminder"), (RENEWAL, "renewal")];
        assert_eq!(names, expected.map(|(id, name)| (id, name.to_owned())));
        let standing = get(&mut tx, CONFIRM_REMINDER).await.unwrap().unwrap();
        assert_eq!((standing.listed.standing.version, standing.steps[0].text.as_str()), (2, "5 days"));
    }

    async fn while_a_journey_is_paused_waits_stand_still_and_go_on_where_they_stood(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.shopper("dan").await);
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(3)).await;
        pause(&world).await;
        world.does(&dan, Kind::PRODUCT_ADDED, SHOES).await;
        assert_eq!(world.work().await, Micros::NEVER, "nothing is due");
        world.after(Span::days(2)).await;
        let counts = world.counts().await;
        assert_eq!((counts.entered, counts.waiting, counts.sent), (1, 1, 0), "nobody enters, nobody moves on");
        resume(&world).await;
        assert_eq!(world.work().await, world.now() + Micros::HOUR, "an hour of the wait was left");
        world.after(Span { minutes: 59, ..Span::default() }).await;
        assert!(world.messages(&ana).await.is_empty());
        world.after(Span { minutes: 1, ..Span::default() }).await;
        assert_eq!(world.messages(&ana).await.len(), 1);
        assert!(world.messages(&dan).await.is_empty(), "what happened meanwhile starts nothing later");
    }

    async fn what_was_due_when_the_journey_was_paused_is_due_at_once_when_it_goes_on(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.fresh.clock.advance(5 * Micros::HOUR);
        pause(&world).await;
        world.after(Span::hours(1)).await;
        assert!(world.messages(&ana).await.is_empty());
        resume(&world).await;
        world.work().await;
        assert_eq!(world.messages(&ana).await.len(), 1);
    }

    async fn a_purchase_and_a_withdrawal_end_a_paused_journey(on) {
        let world = World::new(on).await;
        let (ana, dan) = (world.shopper("ana").await, world.shopper("dan").await);
        for shopper in [&ana, &dan] {
            world.does(shopper, Kind::PRODUCT_ADDED, SHOES).await;
        }
        world.work().await;
        pause(&world).await;
        world.fresh.clock.advance(Micros::HOUR);
        world.does(&ana, Kind::ORDER_COMPLETED, "").await;
        world.notes(&dan, Kind::UNSUBSCRIBED).await;
        world.work().await;
        let counts = world.counts().await;
        assert_eq!((counts.waiting, counts.ended["exited:Order Completed"], counts.ended["exited:Unsubscribed"]), (0, 1, 1));
        resume(&world).await;
        assert_eq!(world.work().await, Micros::NEVER);
    }

    async fn a_cart_that_changes_while_the_journey_is_paused_begins_the_wait_anew(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        world.work().await;
        world.after(Span::hours(3)).await;
        pause(&world).await;
        world.fresh.clock.advance(Micros::MINUTE);
        world.does(&ana, Kind::PRODUCT_ADDED, SOCKS).await;
        assert_eq!(world.work().await, Micros::NEVER);
        world.after(Span::days(1)).await;
        resume(&world).await;
        assert_eq!(world.work().await, world.now() + 4 * Micros::HOUR);
    }

    async fn who_enters_at_the_moment_of_the_pause_stands_still_too(on) {
        let world = World::new(on).await;
        let ana = world.shopper("ana").await;
        pause(&world).await;
        world.does(&ana, Kind::PRODUCT_ADDED, SHOES).await;
        // As if the pause had been committed between the look at what is live and the entry.
        set(&world, PAUSED, Status::Live).await;
        world.work().await;
        transaction!(world.tenant(), "test.pause", |tx| {
            tx.execute(&sql::PAUSE_ALONE, &[]).await
        })
        .unwrap();
        world.after(Span::hours(4)).await;
        assert!(world.messages(&ana).await.is_empty());
        assert_eq!(world.work().await, Micros::NEVER);
        resume(&world).await;
        world.work().await;
        assert_eq!(world.messages(&ana).await.len(), 1);
    }

    async fn who_saw_another_state_changes_nothing(on) {
        let world = World::new(on).await;
        assert_eq!(set(&world, PAUSED, Status::Live).await, Changed::Conflict(LIVE));
        assert_eq!(set(&world, LIVE, Status::Live).await, Changed::Done(LIVE));
        pause(&world).await;
        assert_eq!(set(&world, LIVE, Status::Paused).await, Changed::Conflict(PAUSED));
        let unknown = transaction!(world.tenant(), "test.status", |tx| { set_status(tx, 99, LIVE, Status::Paused).await });
        assert_eq!(unknown.unwrap(), Changed::Unknown);
        world.install(Span::hours(4)).await;
        assert_eq!(shown(&world).await.listed.standing, PAUSED, "installing it again does not let it go on");
        world.install(Span::hours(5)).await;
        let standing = shown(&world).await.listed.standing;
        assert_eq!(standing, Standing { version: 2, status: Status::Paused }, "nor does a new version");
    }
}

mod sql {
    placet_store::statements! {
        "test";
        tenant PAUSE_ALONE = "UPDATE journey SET status = 'paused' WHERE tenant_id = $1 AND journey_id = 2";
    }
}
