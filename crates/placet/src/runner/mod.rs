//! The runner: finds due work, leases it, and lets the rooms do it, a step at a time, fairly between tenants.
//!
//! ```text
//! bell, 200 ms, next due ─▶ lease what is due ─▶ a task per lease: step, step, … ─▶ give back with the time of the next step
//! ```
//!
//! The tokio clock paces; what is due is decided by the store's clock alone. That nothing is done twice is no matter of leases: the
//! rooms guard it in their transactions, so that a lease may be lost at any moment.

mod gauges;
mod lease;
#[cfg(test)]
mod tests;

use std::collections::{BTreeSet, HashMap};
use std::panic::AssertUnwindSafe;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use placet_core::{Micros, TenantId};
use placet_store::Store;
use placet_store::work::{LEASE, Lease};
use tokio::task::JoinSet;
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep, sleep_until};

use crate::stop::Stop;
use lease::Leases;

/// Leases worked off at the same time.
const AT_ONCE: usize = 32;
/// After so many steps, or so long, a lease goes back so that others have their turn.
const STEPS: usize = 20;
const TURN: Duration = Duration::from_millis(200);
/// The longest time between two looks for work.
const PAUSE: Duration = Duration::from_millis(200);
/// The shortest: rings of the bell in between are answered together.
const GAP: Duration = Duration::from_millis(2);
/// How long a failing queue rests: doubled each time, up to the second.
const REST: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(60));
/// Steps after which [`Runner::drain`] takes work for endless.
const ENDLESS: usize = 1_000_000;

/// Any room's error.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// What a step leaves to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// More, now.
    More,
    /// Nothing before this moment ([`Micros::NEVER`]: nothing until somebody wakes the queue).
    At(Micros),
}

type Step = Box<dyn Fn(TenantId) -> BoxFuture<'static, Result<Next, BoxError>> + Send + Sync>;

/// Who works a queue off.
pub struct Worker {
    queue: &'static str,
    step: Step,
}

impl std::fmt::Debug for Worker {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Worker").field("queue", &self.queue).finish_non_exhaustive()
    }
}

impl Worker {
    /// `step` does a bounded piece of a tenant's work, in transactions of its own.
    pub fn new<F, Work, E>(queue: &'static str, step: F) -> Worker
    where
        F: Fn(TenantId) -> Work + Send + Sync + 'static,
        Work: Future<Output = Result<Next, E>> + Send + 'static,
        E: Into<BoxError>,
    {
        let step: Step = Box::new(move |tenant| {
            let work = step(tenant);
            async move { work.await.map_err(Into::into) }.boxed()
        });
        Worker { queue, step }
    }
}

/// The runner of one node.
#[derive(Debug)]
pub struct Runner {
    store: Store,
    leases: Leases,
    workers: HashMap<&'static str, Worker>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Leases with a task; true if they came up once more meanwhile.
    running: HashMap<Lease, bool>,
    /// How often in a row a queue has failed.
    failures: HashMap<Lease, u32>,
    /// Tenants that were worked for since the gauges were last read.
    touched: BTreeSet<TenantId>,
    /// Until then leases are not renewed: one may be ours without our knowing, and only time frees it.
    unsure: Option<Instant>,
}

impl Runner {
    /// A runner named `owner`, unlike every other node's.
    pub fn new(store: Store, owner: &str, workers: Vec<Worker>) -> Runner {
        let workers: HashMap<_, _> = workers.into_iter().map(|worker| (worker.queue, worker)).collect();
        let leases = Leases::new(store.clone(), owner, workers.keys().copied());
        Runner { store, leases, workers, state: Mutex::default() }
    }

    /// Works until `stop` turns true; then every task ends its step and gives its lease back, and this returns.
    pub async fn run(self: Arc<Self>, stop: Stop) {
        if let Err(error) = self.leases.forget().await {
            tracing::warn!(%error, "former leases could not be freed; they run out by themselves");
        }
        tokio::select! {
            () = Arc::clone(&self).lead(stop) => {}
            () = self.tend() => {}
        }
    }

    /// Does all that is due, and what comes due by doing it, until nothing is: for tests and demos whose clock stands still.
    ///
    /// # Errors
    /// The first error of a worker; its lease is given back.
    pub async fn drain(&self) -> Result<usize, BoxError> {
        let mut steps = 0;
        loop {
            let leases = self.leases.take(AT_ONCE as i64).await?;
            if leases.is_empty() {
                return Ok(steps);
            }
            for lease in leases {
                let result = loop {
                    steps += 1;
                    if steps > ENDLESS {
                        break Err(format!("the queue {} finds no end", lease.queue).into());
                    }
                    match self.step(&lease).await {
                        Ok(Next::More) => {}
                        Ok(Next::At(due)) => break Ok(due),
                        Err(error) => break Err(error),
                    }
                };
                let due = result.as_ref().map_or(self.store.clock().now(), |due| *due);
                self.leases.give_back(&lease, due).await?;
                result?;
            }
        }
    }

    /// Keeps leases and gauges up, for as long as it is polled; many tenants' gauges must not delay a lease.
    async fn tend(&self) {
        tokio::join!(self.keep_leases(), self.keep_gauges());
    }

    /// Renews this node's leases, and frees those of nodes that stopped renewing.
    async fn keep_leases(&self) {
        let (mut renew, mut reap) = (every(1_500), every(1_000));
        loop {
            let done = tokio::select! {
                _ = renew.tick() => if self.is_sure() { self.leases.renew().await } else { Ok(()) },
                _ = reap.tick() => self.store.reap_leases().await,
            };
            if let Err(error) = done {
                tracing::warn!(%error, "leases could not be kept up");
            }
        }
    }

    async fn keep_gauges(&self) {
        let mut gauges = every(5_000);
        loop {
            gauges.tick().await;
            let touched = std::mem::take(&mut self.state().touched);
            if let Err(error) = gauges::read(&self.store, self.leases.owner(), touched).await {
                tracing::warn!(%error, "the gauges could not be read");
            }
        }
    }

    async fn lead(self: Arc<Self>, mut stop: Stop) {
        let mut tasks = JoinSet::new();
        loop {
            let looked = Instant::now();
            let pause = self.look(&mut tasks, &stop).await;
            let ring = async {
                self.store.bell().heard().await;
                sleep_until(looked + GAP).await;
            };
            tokio::select! {
                () = stop.said() => break,
                () = ring => {}
                () = sleep(pause) => {}
                Some(_) = tasks.join_next() => sleep_until(looked + GAP).await,
            }
        }
        while tasks.join_next().await.is_some() {}
    }

    /// Leases what is due and starts its tasks; how long to wait for the next look.
    async fn look(self: &Arc<Self>, tasks: &mut JoinSet<()>, stop: &Stop) -> Duration {
        let free = AT_ONCE.saturating_sub(self.busy());
        if free == 0 || stop.is_said() {
            return PAUSE;
        }
        let leases = match self.leases.take(free as i64).await {
            Ok(leases) => leases,
            Err(error) => {
                tracing::warn!(%error, "work could not be looked for");
                self.state().unsure = Some(Instant::now() + Duration::from_micros(LEASE as u64) + GAP);
                return PAUSE;
            }
        };
        for lease in leases {
            // A clock that jumps lets leases run out while their task is at work: it then goes on once more.
            if let Some(again) = self.state().running.get_mut(&lease) {
                *again = true;
                continue;
            }
            self.state().running.insert(lease.clone(), false);
            tasks.spawn(Arc::clone(self).hold(lease, stop.clone()));
        }
        let due = self.leases.next_due().await.unwrap_or(Micros::NEVER);
        let wait = due - self.store.clock().now();
        Duration::from_micros(wait.max(0).unsigned_abs()).clamp(GAP, PAUSE)
    }

    /// Works a lease off for one turn, lets it rest if it failed, and gives it back.
    async fn hold(self: Arc<Self>, lease: Lease, mut stop: Stop) {
        let due = match self.turn(&lease, &stop).await {
            Ok(due) => {
                self.state().failures.remove(&lease);
                due
            }
            Err(error) => {
                let rest = self.failed(&lease, &error);
                // Held while it rests: new work must not wake it before its time.
                let _ = tokio::time::timeout(rest, stop.said()).await;
                self.store.clock().now()
            }
        };
        let again = self.state().running.remove(&lease).unwrap_or(false);
        let due = if again { self.store.clock().now() } else { due };
        // A lease that is not given back would be renewed for ever.
        while let Err(error) = self.leases.give_back(&lease, due).await {
            tracing::warn!(queue = lease.queue, tenant = %lease.tenant, %error, "a lease could not be given back");
            if stop.is_said() {
                return;
            }
            sleep(REST.0).await;
        }
    }

    async fn turn(&self, lease: &Lease, stop: &Stop) -> Result<Micros, BoxError> {
        let since = Instant::now();
        for _ in 0..STEPS {
            match self.step(lease).await? {
                Next::At(due) => return Ok(due),
                Next::More if since.elapsed() > TURN || stop.is_said() => break,
                Next::More => {}
            }
        }
        Ok(self.store.clock().now())
    }

    /// One step; a panic in it is an error like any other.
    async fn step(&self, lease: &Lease) -> Result<Next, BoxError> {
        let Some(worker) = self.workers.get(lease.queue.as_str()) else {
            return Err(format!("nobody here works off the queue {}", lease.queue).into());
        };
        self.state().touched.insert(lease.tenant);
        let done = AssertUnwindSafe((worker.step)(lease.tenant)).catch_unwind().await;
        metrics::counter!("placet_worker_steps_total", "queue" => worker.queue).increment(1);
        done.unwrap_or_else(|_| Err("a step panicked".into()))
    }

    /// Logs and counts a failure; how long its queue rests.
    fn failed(&self, lease: &Lease, error: &BoxError) -> Duration {
        let mut state = self.state();
        let failures = state.failures.entry(lease.clone()).or_default();
        let rest = REST.0.saturating_mul(1 << (*failures).min(10)).min(REST.1);
        *failures = failures.saturating_add(1);
        drop(state);
        let rest_ms = rest.as_millis() as u64;
        tracing::error!(queue = lease.queue, tenant = %lease.tenant, %error, rest_ms, "a worker failed");
        metrics::counter!("placet_worker_errors_total", "queue" => lease.queue.clone()).increment(1);
        rest
    }

    /// Tasks that are at work; those at rest are not counted, so that failing tenants do not take the others' places.
    fn busy(&self) -> usize {
        let state = self.state();
        state.running.keys().filter(|lease| !state.failures.contains_key(*lease)).count()
    }

    fn is_sure(&self) -> bool {
        self.state().unsure.is_none_or(|until| until <= Instant::now())
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ticks that are never made up for.
fn every(millis: u64) -> Interval {
    let mut interval = interval(Duration::from_millis(millis));
    interval.set_missed_tick_behavior(MissedTickBehavior::Delay);
    interval
}
