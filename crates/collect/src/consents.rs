//! Who may be remembered, known for at most a second: the tracking API asks for every event.
//!
//! Questions that gather while a look-up runs are answered by the next one together, as commits are made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use placet_core::{Micros, TenantId};
use placet_permission::ledger;
use placet_store::{Store, Tenant};
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// How old an answer may be (DESIGN §5). The fold decides again in any case.
const FRESH: i64 = Micros::SECOND;
/// How many answers are kept.
const MOST: usize = 200_000;
/// How many requests may wait for a look-up before others are told to come back.
const WAITING: usize = 8_192;
/// How many streams one look-up asks for before it takes no further questions along.
const STREAMS_AT_ONCE: usize = 4_000;

type Known = Arc<Mutex<HashMap<(TenantId, i64), (bool, Micros)>>>;

/// Streams of one request, and whom to tell when answers about them are at hand.
struct Question {
    tenant: TenantId,
    streams: Vec<i64>,
    answered: oneshot::Sender<bool>,
}

/// Answers about devices and users.
#[derive(Debug)]
pub(crate) struct Consents {
    known: Known,
    desk: mpsc::Sender<Question>,
}

impl Consents {
    /// Starts the tasks that look up: one on SQLite, where it takes microseconds; some on PostgreSQL, where they wait for the network.
    pub(crate) fn start(store: Store) -> Consents {
        let (desk, questions) = mpsc::channel(WAITING);
        let questions = Arc::new(tokio::sync::Mutex::new(questions));
        let known = Known::default();
        let tasks = if store.engine_name() == "sqlite" { 1 } else { 4 };
        for _ in 0..tasks {
            tokio::spawn(look_up(store.clone(), Arc::clone(&known), Arc::clone(&questions)));
        }
        Consents { known, desk }
    }

    /// Whether this stream's device or person has said yes.
    pub(crate) async fn allow(&self, tenant: Tenant<'_>, stream: i64) -> Result<bool, Error> {
        self.learn(tenant, &[stream]).await?;
        loop {
            if let Some((answer, _)) = locked(&self.known).get(&(tenant.id(), stream)) {
                return Ok(*answer);
            }
            // Forgotten in this very moment.
            self.learn(tenant, &[stream]).await?;
        }
    }

    /// Makes sure that fresh answers about these streams are at hand.
    pub(crate) async fn learn(&self, tenant: Tenant<'_>, streams: &[i64]) -> Result<(), Error> {
        let streams = self.unknown(tenant, streams);
        if streams.is_empty() {
            return Ok(());
        }
        let (answered, done) = oneshot::channel();
        let question = Question { tenant: tenant.id(), streams, answered };
        self.desk.try_send(question).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Busy(1),
            mpsc::error::TrySendError::Closed(_) => Error::Stopping,
        })?;
        match done.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(placet_store::Error::Unavailable("consents cannot be read".into()).into()),
            Err(_) => Err(Error::Stopping),
        }
    }

    /// A choice was made on this node: it counts at once.
    pub(crate) fn forget(&self, tenant: TenantId, stream: i64) {
        locked(&self.known).remove(&(tenant, stream));
    }

    fn unknown(&self, tenant: Tenant<'_>, streams: &[i64]) -> Vec<i64> {
        let now = tenant.clock().now();
        let known = locked(&self.known);
        let fresh =
            |stream: &i64| known.get(&(tenant.id(), *stream)).is_some_and(|(_, at)| now - *at < FRESH);
        streams.iter().copied().filter(|stream| !fresh(stream)).collect()
    }
}

async fn look_up(store: Store, known: Known, questions: Arc<tokio::sync::Mutex<mpsc::Receiver<Question>>>) {
    loop {
        let mut by_tenant: HashMap<TenantId, (Vec<i64>, Vec<oneshot::Sender<bool>>)> = HashMap::new();
        {
            let mut questions = questions.lock().await;
            let mut next = questions.recv().await;
            if next.is_none() {
                return;
            }
            let mut asked = 0;
            while let Some(question) = next {
                asked += question.streams.len();
                let (streams, waiting) = by_tenant.entry(question.tenant).or_default();
                streams.extend(question.streams);
                waiting.push(question.answered);
                next = if asked < STREAMS_AT_ONCE { questions.try_recv().ok() } else { None };
            }
        }
        for (tenant, (streams, waiting)) in by_tenant {
            let done = ask(store.tenant(tenant), &known, streams).await;
            if let Err(error) = &done {
                tracing::error!(%tenant, %error, "consents could not be read");
            }
            for one in waiting {
                // A client that went away needs no answer.
                let _ = one.send(done.is_ok());
            }
        }
    }
}

async fn ask(tenant: Tenant<'_>, known: &Known, mut streams: Vec<i64>) -> Result<(), Error> {
    streams.sort_unstable();
    streams.dedup();
    let now = tenant.clock().now();
    let mut tx = tenant.read("collect.consent").await?;
    let permits = ledger::track_permits(&mut tx, &streams).await?;
    drop(tx);
    let mut known = locked(known);
    if known.len() + streams.len() > MOST {
        known.clear();
    }
    known.extend(streams.iter().map(|stream| ((tenant.id(), *stream), (false, now))));
    known.extend(permits.iter().map(|permit| ((tenant.id(), permit.device()), (true, now))));
    Ok(())
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
