use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::stop::Stopper;
use placet_store::testing::{Fresh, On};
use placet_store::{Error, on_both_engines, transaction};

async fn queues(store: &Store, tenant: i32, queues: &[&'static str]) {
    let done: Result<(), Error> = transaction!(store.tenant(TenantId(tenant)), "test.queues", |tx| {
        for queue in queues {
            tx.ensure_queue(queue).await?;
        }
        Ok(())
    });
    done.unwrap();
}

async fn wake(store: &Store, tenant: i32, queue: &'static str) {
    let done: Result<(), Error> = transaction!(store.tenant(TenantId(tenant)), "test.wake", |tx| {
        let now = tx.clock().now();
        tx.wake(queue, now).await
    });
    done.unwrap();
}

/// A worker that counts its steps and then says `next`.
fn counting(queue: &'static str, next: Next) -> (Arc<AtomicUsize>, Worker) {
    let count = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&count);
    let worker = Worker::new(queue, move |_| {
        counter.fetch_add(1, Ordering::SeqCst);
        async move { Ok::<_, BoxError>(next) }
    });
    (count, worker)
}

/// Waits until it is so; a test that waits for ever has failed by its time limit.
async fn until(condition: impl Fn() -> bool) {
    while !condition() {
        tokio::task::yield_now().await;
    }
}

on_both_engines! {
    async fn draining_does_what_is_due_and_nothing_else(on) {
        let fresh = Fresh::new(on).await;
        queues(&fresh.store, 1, &["fold", "journey"]).await;
        let (folds, fold) = counting("fold", Next::At(Micros::NEVER));
        let clock = fresh.clock.clone();
        let journey = Worker::new("journey", move |_| {
            let next = Next::At(clock.now() + Micros::HOUR);
            async move { Ok::<_, BoxError>(next) }
        });
        let runner = Runner::new(fresh.store.clone(), "a", vec![fold, journey]);
        assert_eq!(runner.drain().await.unwrap(), 2);
        assert_eq!(runner.drain().await.unwrap(), 0);
        fresh.clock.advance(Micros::HOUR);
        assert_eq!(runner.drain().await.unwrap(), 1, "the hour is over");
        wake(&fresh.store, 1, "fold").await;
        assert_eq!(runner.drain().await.unwrap(), 1);
        assert_eq!(folds.load(Ordering::SeqCst), 2);
    }

    async fn a_node_takes_only_the_queues_of_its_roles(on) {
        let fresh = Fresh::new(on).await;
        for tenant in 1..=40 {
            queues(&fresh.store, tenant, &["journey", "fold"]).await;
        }
        let (folds, fold) = counting("fold", Next::At(Micros::NEVER));
        Runner::new(fresh.store.clone(), "a", vec![fold]).drain().await.unwrap();
        assert_eq!(folds.load(Ordering::SeqCst), 40);
        let (fires, journey) = counting("journey", Next::At(Micros::NEVER));
        Runner::new(fresh.store.clone(), "b", vec![journey]).drain().await.unwrap();
        assert_eq!(fires.load(Ordering::SeqCst), 40);
    }

    async fn a_running_node_is_woken_by_the_bell_and_stops_with_its_leases_given_back(on) {
        let fresh = Fresh::new(on).await;
        queues(&fresh.store, 1, &["fold"]).await;
        let (folds, fold) = counting("fold", Next::At(Micros::NEVER));
        let runner = Arc::new(Runner::new(fresh.store.clone(), "a", vec![fold]));
        let (stopper, stop) = Stopper::new();
        let task = tokio::spawn(Arc::clone(&runner).run(stop));
        until(|| folds.load(Ordering::SeqCst) == 1).await;
        wake(&fresh.store, 1, "fold").await;
        until(|| folds.load(Ordering::SeqCst) == 2).await;
        stopper.stop();
        task.await.unwrap();
        wake(&fresh.store, 1, "fold").await;
        let (others, fold) = counting("fold", Next::At(Micros::NEVER));
        Runner::new(fresh.store.clone(), "b", vec![fold]).drain().await.unwrap();
        assert_eq!(others.load(Ordering::SeqCst), 1, "the lease was given back");
    }

    async fn a_worker_that_fails_or_panics_rests_and_stops_no_other(on) {
        let fresh = Fresh::new(on).await;
        queues(&fresh.store, 1, &["fold", "journey", "measure"]).await;
        queues(&fresh.store, 2, &["measure"]).await;
        let failing = Worker::new("fold", |_| async { Err::<Next, BoxError>("no luck".into()) });
        let panicking = Worker::new("journey", |_| async { if true { panic!("a planted panic") } Ok::<_, BoxError>(Next::More) });
        let (counted, measure) = counting("measure", Next::At(Micros::NEVER));
        let runner = Arc::new(Runner::new(fresh.store.clone(), "a", vec![failing, panicking, measure]));
        let (stopper, stop) = Stopper::new();
        let task = tokio::spawn(Arc::clone(&runner).run(stop));
        until(|| counted.load(Ordering::SeqCst) == 2 && runner.state().failures.len() == 2).await;
        stopper.stop();
        task.await.unwrap();
        assert!(runner.state().running.is_empty());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_queue_gives_others_their_turn() {
    let fresh = Fresh::new(On::Sqlite).await;
    for tenant in 1..=(AT_ONCE as i32 * 2) {
        queues(&fresh.store, tenant, &["fold"]).await;
    }
    queues(&fresh.store, 1_000, &["measure"]).await;
    let (folds, fold) = counting("fold", Next::More);
    let (counted, measure) = counting("measure", Next::At(Micros::NEVER));
    let runner = Arc::new(Runner::new(fresh.store.clone(), "a", vec![fold, measure]));
    let (stopper, stop) = Stopper::new();
    let task = tokio::spawn(Arc::clone(&runner).run(stop));
    until(|| counted.load(Ordering::SeqCst) == 1).await;
    stopper.stop();
    task.await.unwrap();
    assert!(folds.load(Ordering::SeqCst) > 0);
}

#[tokio::test]
async fn the_rest_of_a_failing_queue_doubles_up_to_a_minute() {
    let fresh = Fresh::new(On::Sqlite).await;
    let runner = Runner::new(fresh.store.clone(), "a", Vec::new());
    let lease = Lease { tenant: TenantId(1), queue: "fold".into() };
    let rests: Vec<u64> = (0..8).map(|_| runner.failed(&lease, &"no luck".into()).as_secs()).collect();
    assert_eq!(rests, [1, 2, 4, 8, 16, 32, 60, 60]);
}
