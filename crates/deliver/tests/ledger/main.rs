//! The ledger of messages through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod lists;
mod withdrawal;
mod world;

use placet_core::Id;
use placet_deliver::ledger::{self, Items, Outcome, Queued, State};
use placet_permission::{Denial, Use};
use placet_profile::fold::fold;
use placet_profile::reader;
use placet_store::{on_both_engines, transaction};

use crate::world::*;

on_both_engines! {
    async fn a_visit_queues_its_message_once(on) {
        let world = World::new(on).await;
        let (id, _) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let (person, visit) = (world.person(), Id::new(&world.fresh.clock));
        let Queued::New(message) = queue(tenant, person, visit, Use::Personalised).await else { panic!() };
        assert_eq!(queue(tenant, person, visit, Use::Personalised).await, Queued::Already);
        let row = get(tenant, message).await;
        assert_eq!((row.state, row.version, row.language.as_str()), (State::Queued, 3, "ro"));
        assert_eq!((row.items.cart, row.decision.unwrap().denied), (vec![7, 8], None));
        assert!(has_room(tenant, person, 2).await, "it counted once");
    }

    async fn r093_a_message_that_never_leaves_gives_the_cap_back(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        for outcome in [Outcome::Rejected, Outcome::Failed, Outcome::Expired, Outcome::Denied(Denial::NoConsent)] {
            let person = world.person();
            queued(tenant, person, Use::Marketing).await;
            assert!(!has_room(tenant, person, 1).await);
            let claimed = claim(tenant, "n/1", 10).await;
            assert!(record(tenant, &keys, claimed[0].ticket, outcome).await);
            assert!(has_room(tenant, person, 1).await, "{outcome:?}");
        }
        for outcome in [Outcome::Accepted, Outcome::InDoubt] {
            let person = world.person();
            queued(tenant, person, Use::Marketing).await;
            let claimed = claim(tenant, "n/1", 10).await;
            assert!(record(tenant, &keys, claimed[0].ticket, outcome).await);
            assert!(!has_room(tenant, person, 1).await, "{outcome:?}");
        }
        let person = world.person();
        queued(tenant, person, Use::Marketing).await;
        assert_eq!(withdraw(tenant, person).await, 1);
        assert!(has_room(tenant, person, 1).await);
        let all = totals(tenant).await;
        for kind in ["accepted", "in_doubt", "rejected", "failed", "expired", "denied:no_consent", "withdrawn"] {
            assert_eq!(all.get(kind), Some(&1), "{kind}");
        }
    }

    async fn a_confirmation_counts_towards_no_cap(on) {
        let world = World::new(on).await;
        let (id, _) = world.tenant().await;
        let person = world.person();
        queued(world.store().tenant(id), person, Use::Confirmation).await;
        assert!(has_room(world.store().tenant(id), person, 1).await);
    }

    async fn what_the_server_said_becomes_an_event_and_names_no_address(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let person = world.person();
        transaction!(tenant, "test.profile", |tx| {
            placet_profile::profile::create_as(tx, person.profile).await
        })
        .unwrap();
        let message = queued(tenant, person, Use::Marketing).await;
        let claimed = claim(tenant, "n/1", 10).await;
        assert!(record(tenant, &keys, claimed[0].ticket, Outcome::Accepted).await);
        assert_eq!(get(tenant, message).await.reply, "250 2.0.0 … queued");
        fold(tenant, &world.keyring).await.unwrap();
        let mut tx = tenant.begin("test.read").await.unwrap();
        let events = reader::next(&mut tx, "measure", 10).await.unwrap().events;
        assert_eq!(events.len(), 1);
        assert_eq!(events[0].kind.name(), "Message Accepted");
        assert_eq!(events[0].props, format!(r#"{{"message":"{}","origin":2}}"#, message.text("msg")));
    }

    async fn a_message_the_server_defers_comes_back_later_and_expires_in_the_end(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let message = queued(tenant, world.person(), Use::Marketing).await;
        let mut attempts = 0;
        while get(tenant, message).await.state == State::Queued {
            let mut tx = tenant.read("test.next").await.unwrap();
            let due = ledger::next_due(&mut tx).await.unwrap();
            drop(tx);
            world.fresh.clock.advance(due - world.fresh.clock.now() - 1);
            assert!(claim(tenant, "n/1", 10).await.is_empty(), "not before it is due");
            world.fresh.clock.advance(1);
            let claimed = claim(tenant, "n/1", 10).await;
            attempts += 1;
            assert_eq!(claimed[0].ticket.attempt, attempts);
            let outcome = claimed[0].deferred(world.fresh.clock.now());
            assert!(record(tenant, &keys, claimed[0].ticket, outcome).await);
        }
        assert_eq!(get(tenant, message).await.state, State::Expired);
        assert_eq!(attempts, 9);
    }

    async fn only_the_attempt_in_hand_can_say_how_it_went(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let message = queued(tenant, world.person(), Use::Confirmation).await;
        let first = claim(tenant, "n/1", 10).await[0].ticket;
        assert_eq!(orphans(tenant, "n/2").await, 1);
        assert!(!record(tenant, &keys, first, Outcome::Accepted).await, "it is queued again");
        let second = claim(tenant, "n/2", 10).await[0].ticket;
        assert!(!record(tenant, &keys, first, Outcome::Rejected).await, "another attempt is in hand");
        assert!(record(tenant, &keys, second, Outcome::Accepted).await);
        assert!(!record(tenant, &keys, second, Outcome::Failed).await, "it is over");
        assert_eq!(get(tenant, message).await.state, State::Accepted);
    }

    async fn a_lost_worker_leaves_marketing_in_doubt_and_service_messages_to_be_repeated(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let marketing = queued(tenant, world.person(), Use::Personalised).await;
        let service = queued(tenant, world.person(), Use::Confirmation).await;
        assert_eq!(claim(tenant, "n/1", 10).await.len(), 2);
        assert_eq!(orphans(tenant, "n/1").await, 0, "its own are in its hands");
        assert_eq!(orphans(tenant, "n/2").await, 2);
        assert_eq!(get(tenant, marketing).await.state, State::InDoubt);
        assert_eq!(get(tenant, service).await.state, State::Queued);
        let again = claim(tenant, "n/2", 10).await;
        assert_eq!(again.len(), 1);
        assert!(record(tenant, &keys, again[0].ticket, Outcome::InDoubt).await);
        assert_eq!(get(tenant, service).await.state, State::Queued, "a service message in doubt is repeated");
    }

    async fn what_was_chosen_at_sending_is_kept(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let message = queued(tenant, world.person(), Use::Personalised).await;
        let ticket = claim(tenant, "n/1", 1).await[0].ticket;
        let items = Items { cart: vec![7], quantities: vec![1], similar: vec![1, 2, 3], complementary: vec![4] };
        for expected in [true, false] {
            let chosen = transaction!(tenant, "test.items", |tx| { ledger::choose_items(tx, ticket, &items).await });
            assert_eq!(chosen.unwrap(), expected);
            assert_eq!(record(tenant, &keys, ticket, Outcome::Accepted).await, expected);
        }
        assert_eq!(get(tenant, message).await.items, items);
    }
}
