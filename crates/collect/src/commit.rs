//! Adaptive group commit: whatever gathered while the last commit ran goes into the next one, one inbox row per tenant.

use std::collections::HashMap;
use std::sync::Arc;

use placet_core::TenantId;
use placet_profile::Entry;
use placet_profile::inbox;
use placet_store::{Store, transaction};
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// How many requests may wait for their commit before others are told to come back.
const WAITING: usize = 8_192;
/// How many entries one commit takes at most.
const ENTRIES_AT_ONCE: usize = 4_000;

/// Entries of one request, and whom to tell when they are durable.
struct Job {
    tenant: TenantId,
    entries: Vec<Entry>,
    done: oneshot::Sender<bool>,
}

/// The way to the committing task. It ends when the last sender is dropped.
#[derive(Clone, Debug)]
pub(crate) struct Committer(mpsc::Sender<Job>);

impl Committer {
    /// Starts the committing tasks: one on SQLite, which has one writer; some on PostgreSQL, where commits overlap.
    pub(crate) fn start(store: Store) -> Committer {
        let (sender, receiver) = mpsc::channel(WAITING);
        let receiver = Arc::new(tokio::sync::Mutex::new(receiver));
        let tasks = if store.engine_name() == "sqlite" { 1 } else { 4 };
        for _ in 0..tasks {
            tokio::spawn(commit_all(store.clone(), Arc::clone(&receiver)));
        }
        Committer(sender)
    }

    /// Waits until the entries are durable.
    ///
    /// # Errors
    /// [`Error::Busy`] if too many wait already; [`Error::Stopping`]; the store's.
    pub(crate) async fn commit(&self, tenant: TenantId, entries: Vec<Entry>) -> Result<(), Error> {
        let (done, durable) = oneshot::channel();
        self.0.try_send(Job { tenant, entries, done }).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => Error::Busy(1),
            mpsc::error::TrySendError::Closed(_) => Error::Stopping,
        })?;
        match durable.await {
            Ok(true) => Ok(()),
            Ok(false) => Err(placet_store::Error::Unavailable("the commit failed".into()).into()),
            Err(_) => Err(Error::Stopping),
        }
    }
}

async fn commit_all(store: Store, receiver: Arc<tokio::sync::Mutex<mpsc::Receiver<Job>>>) {
    loop {
        let mut jobs = Vec::new();
        {
            let mut receiver = receiver.lock().await;
            let Some(first) = receiver.recv().await else { return };
            let mut entries = first.entries.len();
            jobs.push(first);
            while entries < ENTRIES_AT_ONCE
                && let Ok(next) = receiver.try_recv()
            {
                entries += next.entries.len();
                jobs.push(next);
            }
        }
        let mut by_tenant: HashMap<TenantId, (Vec<Entry>, Vec<oneshot::Sender<bool>>)> = HashMap::new();
        for job in jobs {
            let (entries, waiting) = by_tenant.entry(job.tenant).or_default();
            entries.extend(job.entries);
            waiting.push(job.done);
        }
        for (tenant, (entries, waiting)) in by_tenant {
            let done = append(&store, tenant, &entries).await;
            if let Err(error) = &done {
                tracing::error!(%tenant, %error, "accepted events could not be stored");
            }
            for one in waiting {
                // A client that went away needs no answer.
                let _ = one.send(done.is_ok());
            }
        }
    }
}

async fn append(store: &Store, tenant: TenantId, entries: &[Entry]) -> Result<(), Error> {
    metrics::histogram!("placet_commit_entries").record(entries.len() as f64);
    transaction!(store.tenant(tenant), "collect.append", |tx| {
        inbox::append(tx, entries).await?;
        Ok::<_, Error>(())
    })
}
