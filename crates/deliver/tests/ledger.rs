//! The ledger of messages through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use placet_core::{Id, Micros, TenantId};
use placet_deliver::ledger::{self, Claimed, Items, New, Only, Outcome, Queued, State, Ticket};
use placet_permission::vault::{Channel, MasterKey, TenantKeys};
use placet_permission::{Ask, Decision, Denial, Keyring, Use, reach};
use placet_profile::fold::fold;
use placet_profile::reader;
use placet_store::testing::{Fresh, On, tenant};
use placet_store::{Store, Tenant, on_both_engines, transaction};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

const JOURNEY: i32 = 2;

struct World {
    fresh: Fresh,
    keyring: Keyring,
}

/// A person with an address.
#[derive(Clone, Copy)]
struct Person {
    contact: Id,
    profile: Id,
}

impl World {
    async fn new(on: On) -> World {
        World { fresh: Fresh::new(on).await, keyring: Keyring::new(&MasterKey::generate()) }
    }

    async fn tenant(&self) -> (TenantId, Arc<TenantKeys>) {
        let record = tenant("Shop");
        let id = self.store().add_tenant(&record, &[]).await.unwrap();
        let tenant = self.store().tenant(id);
        transaction!(tenant, "test.tenant", |tx| {
            self.keyring.create(tx, id).await?;
            for queue in ["fold", "deliver", "journey", "measure"] {
                tx.ensure_queue(queue).await?;
            }
            Ok::<_, placet_permission::Error>(())
        })
        .unwrap();
        let keys = self.keyring.keys(tenant).await.unwrap();
        (id, keys)
    }

    fn store(&self) -> &Store {
        &self.fresh.store
    }

    fn person(&self) -> Person {
        Person { contact: Id::new(&self.fresh.clock), profile: Id::new(&self.fresh.clock) }
    }
}

async fn queue(tenant: Tenant<'_>, person: Person, visit: Id, use_: Use) -> Queued {
    let now = tenant.clock().now();
    let ask = Ask::new(use_);
    let decision = Decision::granted(now, &ask);
    let items = Items { cart: vec![7, 8], ..Items::default() };
    let new = New {
        origin: JOURNEY,
        visit,
        contact: person.contact,
        profile: person.profile,
        channel: Channel::Email,
        ask: &ask,
        template: 1,
        version: 3,
        language: "ro",
        due_at: now,
        decision: &decision,
        items: &items,
    };
    transaction!(tenant, "test.queue", |tx| { ledger::queue(tx, &new).await }).unwrap()
}

async fn queued(tenant: Tenant<'_>, person: Person, use_: Use) -> Id {
    match queue(tenant, person, Id::new(tenant.clock()), use_).await {
        Queued::New(id) => id,
        Queued::Already => panic!("a new visit queues a new message"),
    }
}

async fn claim(tenant: Tenant<'_>, owner: &str, limit: i64) -> Vec<Claimed> {
    let claimed = transaction!(tenant, "test.claim", |tx| { ledger::claim(tx, owner, limit).await }).unwrap();
    claimed.into_iter().map(|(message, _)| message).collect()
}

async fn record(tenant: Tenant<'_>, keys: &TenantKeys, ticket: Ticket, outcome: Outcome) -> bool {
    let reply = "250 2.0.0 <ana@example.org> queued";
    transaction!(tenant, "test.record", |tx| { ledger::record(tx, keys, ticket, outcome, reply).await })
        .unwrap()
}

async fn withdraw(tenant: Tenant<'_>, person: Person) -> usize {
    transaction!(tenant, "test.withdraw", |tx| { ledger::withdraw(tx, person.contact).await }).unwrap()
}

async fn orphans(tenant: Tenant<'_>, owner: &str) -> usize {
    transaction!(tenant, "test.orphans", |tx| { ledger::orphans(tx, owner).await }).unwrap()
}

async fn get(tenant: Tenant<'_>, id: Id) -> ledger::MessageRow {
    let mut tx = tenant.read("test.get").await.unwrap();
    ledger::get(&mut tx, id).await.unwrap().unwrap()
}

async fn totals(tenant: Tenant<'_>) -> BTreeMap<String, i64> {
    let mut tx = tenant.read("test.totals").await.unwrap();
    ledger::totals(&mut tx, JOURNEY).await.unwrap()
}

async fn has_room(tenant: Tenant<'_>, person: Person, count: usize) -> bool {
    let mut tx = tenant.read("test.reach").await.unwrap();
    reach::of(&mut tx, person.profile).await.unwrap().sent.len() < count
}

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

    async fn r001_messages_are_listed_newest_first_by_what_is_asked_for_and_no_others(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let (other, _) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let (ana, dan) = (world.person(), world.person());
        queued(world.store().tenant(other), ana, Use::Marketing).await;
        let mut all = Vec::new();
        for n in 0..9 {
            world.fresh.clock.advance(Micros::MINUTE);
            all.insert(0, queued(tenant, if n % 3 == 0 { dan } else { ana }, Use::Marketing).await);
        }
        // The three oldest leave: one is accepted, two are rejected.
        let mut taken = claim(tenant, "n/1", 3).await;
        taken.sort_by_key(|claimed| claimed.ticket.message);
        for (at, claimed) in taken.into_iter().enumerate() {
            let outcome = if at == 0 { Outcome::Accepted } else { Outcome::Rejected };
            assert!(record(tenant, &keys, claimed.ticket, outcome).await);
        }
        let of_dan: Vec<Id> = all.iter().copied().enumerate().filter(|(at, _)| (8 - at) % 3 == 0).map(|(_, id)| id).collect();
        for (only, wanted) in [
            (Only::default(), &all[..]),
            (Only { state: Some(State::Queued), ..Only::default() }, &all[..6]),
            (Only { state: Some(State::Rejected), ..Only::default() }, &all[6..8]),
            (Only { origin: Some(JOURNEY), ..Only::default() }, &all[..]),
            (Only { origin: Some(JOURNEY), state: Some(State::Accepted), ..Only::default() }, &all[8..]),
            (Only { origin: Some(JOURNEY + 1), ..Only::default() }, &[]),
            (Only { profile: Some(dan.profile), ..Only::default() }, &of_dan[..]),
            (Only { profile: Some(dan.profile), state: Some(State::Queued), origin: Some(JOURNEY) }, &of_dan[..2]),
            (Only { profile: Some(dan.profile), state: Some(State::Failed), origin: None }, &[]),
        ] {
            for limit in [1, 2, 9] {
                let mut tx = tenant.read("test.list").await.unwrap();
                let (mut found, mut after) = (Vec::new(), None);
                loop {
                    let slice = ledger::list(&mut tx, &only, after, limit).await.unwrap();
                    found.extend(slice.rows.iter().map(|listed| listed.id));
                    after = slice.next;
                    if after.is_none() {
                        break;
                    }
                }
                assert_eq!(found, wanted, "{only:?} by {limit}");
            }
        }
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

    async fn denied_decisions_are_packed_by_day(on) {
        let world = World::new(on).await;
        let (id, _) = world.tenant().await;
        let tenant = world.store().tenant(id);
        for day in 0..2 {
            let at = world.fresh.clock.now();
            let denied: Vec<_> = (0..150).map(|n| {
                let reason = if n == 0 { "capped" } else { "no_consent" };
                ledger::Denied { profile: Id::new(&world.fresh.clock), reason, at, decision: None }
            }).collect();
            for some in denied.chunks(30) {
                transaction!(tenant, "test.denied", |tx| { ledger::decisions::append(tx, JOURNEY, some).await }).unwrap();
            }
            let mut tx = tenant.read("test.read").await.unwrap();
            let lines = ledger::decisions::all(&mut tx, JOURNEY).await.unwrap();
            assert_eq!(lines.len(), 150 * (day + 1));
            assert_eq!(lines[150 * day].profile, denied[0].profile.text("prof"));
            assert_eq!((lines[150 * day].reason.as_str(), lines[150 * day].at), ("capped", at));
            world.fresh.clock.advance(Micros::DAY);
        }
    }

    async fn denied_decisions_of_all_journeys_are_listed_newest_first_and_found_again(on) {
        use ledger::decisions::{Only, append, find, newest};
        let world = World::new(on).await;
        let (id, _) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let (ana, mut last) = (Id::new(&world.fresh.clock), None);
        // Two journeys in turns; one of them denies more at once than a block holds.
        for (origin, many) in [(1, 1), (2, 2_500), (1, 3), (2, 1), (1, 2)] {
            world.fresh.clock.advance(Micros::HOUR);
            let at = world.fresh.clock.now();
            let denied: Vec<_> = (0..many).map(|n| {
                let reason = if n == 0 { "capped" } else { "no_consent" };
                ledger::Denied { profile: if n == 0 { ana } else { Id::new(&world.fresh.clock) }, reason, at, decision: None }
            }).collect();
            transaction!(tenant, "test.denied", |tx| { append(tx, origin, &denied).await }).unwrap();
        }
        let mut tx = tenant.read("test.read").await.unwrap();
        let mut all = Vec::new();
        loop {
            let page = newest(&mut tx, &Only::default(), last, 200).await.unwrap();
            all.extend(page.rows);
            last = page.next;
            if last.is_none() {
                break;
            }
        }
        assert_eq!(all.len(), 2_507);
        assert!(all.is_sorted_by(|one, other| one.id > other.id), "each once, newest first");
        assert!(all.is_sorted_by(|one, other| one.line.at >= other.line.at));
        for one in [&all[0], &all[3], &all[700], &all[2_000], &all[2_506]] {
            assert_eq!(find(&mut tx, one.id).await.unwrap().as_ref(), Some(one));
        }
        assert_eq!(find(&mut tx, Id::new(&world.fresh.clock)).await.unwrap(), None);
        let only = |origin| Only { origin, reason: Some("capped".to_owned()), profile: Some(ana) };
        assert_eq!(newest(&mut tx, &only(None), None, 50).await.unwrap().rows.len(), 5);
        assert_eq!(newest(&mut tx, &only(Some(2)), None, 50).await.unwrap().rows.len(), 2);
    }

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
