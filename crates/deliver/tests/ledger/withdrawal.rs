//! Who takes their yes back gets nothing that is still here, whatever happens at the same time.

use std::collections::{HashMap, HashSet};

use placet_core::{Id, Micros};
use placet_deliver::ledger::{Outcome, State};
use placet_permission::{Denial, Use};
use placet_store::on_both_engines;
use placet_store::testing::On;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::world::*;

on_both_engines! {
    async fn r109_a_withdrawal_and_a_claim_at_once_never_both_have_the_message(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let people: Vec<Person> = (0..40).map(|_| world.person()).collect();
        let mut ids = Vec::new();
        for person in &people {
            ids.push(queued(tenant, *person, Use::Marketing).await);
        }
        let mut tasks = Vec::new();
        for node in 0..3 {
            let (store, keys) = (world.store().clone(), keys.clone());
            tasks.push(tokio::spawn(async move {
                let mut sent = Vec::new();
                loop {
                    let claimed = claim(store.tenant(id), &format!("n{node}/1"), 3).await;
                    if claimed.is_empty() {
                        return sent;
                    }
                    for message in claimed {
                        if record(store.tenant(id), &keys, message.ticket, Outcome::Accepted).await {
                            sent.push(message.id());
                        }
                    }
                }
            }));
        }
        let store = world.store().clone();
        let withdrawing = tokio::spawn(async move {
            let mut gone = 0;
            for person in people.iter().rev() {
                gone += withdraw(store.tenant(id), *person).await;
            }
            gone
        });
        let mut sent = HashSet::new();
        for task in tasks {
            for message in task.await.unwrap() {
                assert!(sent.insert(message), "sent once");
            }
        }
        let withdrawn = withdrawing.await.unwrap();
        assert_eq!(sent.len() + withdrawn, ids.len());
        for message in ids {
            let expected = if sent.contains(&message) { State::Accepted } else { State::Withdrawn };
            assert_eq!(get(tenant, message).await.state, expected);
        }
    }

    async fn r109_in_any_order_of_events_a_message_is_sent_or_withdrawn_and_stays_so(on) {
        let world = World::new(on).await;
        let cases = if on == On::Sqlite { 96 } else { 24 };
        let mut runner = TestRunner::new_with_rng(
            Config { cases, failure_persistence: None, ..Config::default() },
            proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
        );
        let runtime = tokio::runtime::Handle::current();
        let property = |steps: Vec<Step>| {
            tokio::task::block_in_place(|| runtime.block_on(play(&world, &steps)));
            Ok(())
        };
        runner.run(&proptest::collection::vec(step(), 1..40), property).unwrap();
    }
}

/// Something that happens in the property test.
#[derive(Clone, Copy, Debug)]
enum Step {
    Queue(usize, Use),
    Claim(usize, i64),
    Record(usize, usize),
    Withdraw(usize),
    Orphans(usize),
    Wait,
}

fn step() -> impl Strategy<Value = Step> {
    let uses = prop_oneof![Just(Use::Confirmation), Just(Use::Marketing)];
    prop_oneof![
        3 => (0..3usize, uses).prop_map(|(person, use_)| Step::Queue(person, use_)),
        4 => (0..3usize, 1..4i64).prop_map(|(node, limit)| Step::Claim(node, limit)),
        6 => (0..64usize, 0..OUTCOMES).prop_map(|(ticket, outcome)| Step::Record(ticket, outcome)),
        2 => (0..3usize).prop_map(Step::Withdraw),
        1 => (0..3usize).prop_map(Step::Orphans),
        1 => Just(Step::Wait),
    ]
}

const OUTCOMES: usize = 8;

fn outcome(of: usize, retry_at: Micros) -> Outcome {
    [
        Outcome::Accepted,
        Outcome::Accepted,
        Outcome::Deferred { retry_at },
        Outcome::NotSent { retry_at },
        Outcome::Rejected,
        Outcome::Failed,
        Outcome::InDoubt,
        Outcome::Denied(Denial::Suppressed),
    ][of]
}

async fn play(world: &World, steps: &[Step]) {
    let (id, keys) = world.tenant().await;
    let tenant = world.store().tenant(id);
    let people: Vec<Person> = (0..3).map(|_| world.person()).collect();
    let (mut messages, mut tickets) = (Vec::new(), Vec::new());
    let mut last: HashMap<Id, State> = HashMap::new();
    let mut sent: HashSet<Id> = HashSet::new();
    for step in steps {
        match *step {
            Step::Queue(person, use_) => messages.push((person, queued(tenant, people[person], use_).await)),
            Step::Claim(node, limit) => {
                for claimed in claim(tenant, &format!("n{node}/1"), limit).await {
                    assert_eq!(last[&claimed.id()], State::Queued);
                    tickets.push(claimed.ticket);
                }
            }
            Step::Record(which, of) if !tickets.is_empty() => {
                let ticket = tickets[which % tickets.len()];
                let outcome = outcome(of, world.fresh.clock.now() + Micros::MINUTE);
                if record(tenant, &keys, ticket, outcome).await && outcome == Outcome::Accepted {
                    assert!(sent.insert(ticket.message), "sent once");
                }
            }
            Step::Record(..) => {}
            Step::Withdraw(person) => {
                withdraw(tenant, people[person]).await;
                for (_, message) in messages.iter().filter(|(of, _)| *of == person) {
                    assert_ne!(get(tenant, *message).await.state, State::Queued);
                }
            }
            Step::Orphans(node) => _ = orphans(tenant, &format!("n{node}/1")).await,
            Step::Wait => world.fresh.clock.advance(2 * Micros::MINUTE),
        }
        for (_, message) in &messages {
            let state = get(tenant, *message).await.state;
            assert_eq!(state == State::Accepted, sent.contains(message));
            if let Some(before) = last.insert(*message, state) {
                assert!(before == state || !before.is_final(), "{before:?} became {state:?}");
            }
        }
    }
}
