//! What people look through.

use placet_core::{Id, Micros};
use placet_deliver::ledger::{self, Only, Outcome, Queued, State};
use placet_permission::Use;
use placet_store::{Tenant, on_both_engines, transaction};

use crate::world::*;

/// What is known of a message that was queued.
struct Row {
    message: Id,
    origin: i32,
    profile: Id,
    state: State,
}

impl Row {
    fn is(&self, only: &Only) -> bool {
        only.origin.is_none_or(|origin| origin == self.origin)
            && only.state.is_none_or(|state| state == self.state)
            && only.profile.is_none_or(|profile| profile == self.profile)
    }
}

/// The whole list, by slices of `limit`.
async fn listed(tenant: Tenant<'_>, only: &Only, limit: u32) -> Vec<Id> {
    let mut tx = tenant.read("test.list").await.unwrap();
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let slice = ledger::list(&mut tx, only, after, limit).await.unwrap();
        found.extend(slice.rows.iter().map(|listed| listed.id));
        after = slice.next;
        if after.is_none() {
            return found;
        }
    }
}

on_both_engines! {
    async fn r001_messages_are_listed_newest_first_by_what_is_asked_for_and_no_others(on) {
        let world = World::new(on).await;
        let (id, keys) = world.tenant().await;
        let (other, _) = world.tenant().await;
        let tenant = world.store().tenant(id);
        let (ana, dan) = (world.person(), world.person());
        queued(world.store().tenant(other), ana, Use::Marketing).await;
        let mut all = Vec::new();
        for n in 0..18 {
            world.fresh.clock.advance(Micros::MINUTE);
            let (origin, person) = (JOURNEY + n % 4, if n % 3 == 0 { dan } else { ana });
            let queued = queue_from(origin, tenant, person, Id::new(tenant.clock()), Use::Marketing).await;
            let Queued::New(message) = queued else { panic!("a new visit queues a new message") };
            all.push(Row { message, origin, profile: person.profile, state: State::Queued });
        }
        // The eight oldest leave: one of each four is accepted.
        let mut taken = claim(tenant, "n/1", 8).await;
        taken.sort_by_key(|claimed| claimed.ticket.message);
        for (at, claimed) in taken.into_iter().enumerate() {
            let (outcome, state) = match at % 4 {
                2 => (Outcome::Accepted, State::Accepted),
                _ => (Outcome::Rejected, State::Rejected),
            };
            assert!(record(tenant, &keys, claimed.ticket, outcome).await);
            all[at].state = state;
        }
        all.reverse();
        let origins = [None, Some(JOURNEY), Some(JOURNEY + 1), Some(JOURNEY + 9)];
        let states = [None, Some(State::Queued), Some(State::Accepted), Some(State::Rejected), Some(State::Failed)];
        let profiles = [None, Some(dan.profile)];
        let every = origins.into_iter().flat_map(|origin| {
            states.into_iter().flat_map(move |state| profiles.map(|profile| Only { state, origin, profile }))
        });
        for only in every {
            let wanted: Vec<Id> = all.iter().filter(|row| row.is(&only)).map(|row| row.message).collect();
            for limit in [1, 2, 5, 18] {
                assert_eq!(listed(tenant, &only, limit).await, wanted, "{only:?} by {limit}");
            }
        }
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
}
