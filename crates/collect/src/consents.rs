//! Who may be remembered, in memory: the tracking API asks for every event.
//!
//! Answers follow the consent ledger. What a tenant's ledger has heard since is asked at most a second ago (DESIGN §5), and whoever is
//! spoken of there is looked up anew: on this node or another, a yes and a no both count within that second. Questions that gather while
//! a look-up runs are answered by the next one together, as commits are made.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use placet_core::{Micros, TenantId};
use placet_permission::ledger::{self, News};
use placet_store::{Store, Tenant};
use tokio::sync::{mpsc, oneshot};

use crate::Error;

/// How long answers are used before the ledger is asked for news. The fold decides again in any case.
const FRESH: i64 = Micros::SECOND;
/// How many answers are kept, of all tenants together: some 20 MB.
const MOST: usize = 500_000;
/// After so many entries at once all answers of the tenant are forgotten.
const NEWS: u32 = 2_000;
/// How many requests may wait for a look-up before others are told to come back.
const WAITING: usize = 8_192;
/// How many streams one look-up asks for before it takes no further questions along.
const STREAMS_AT_ONCE: usize = 4_000;

/// Streams of one request, and whom to tell when answers about them are at hand.
struct Question {
    tenant: TenantId,
    streams: Vec<i64>,
    answered: oneshot::Sender<bool>,
}

/// Answers about devices and users.
#[derive(Debug)]
pub(crate) struct Consents {
    known: Arc<Mutex<Known>>,
    /// A tenant is always looked up by the same task: its answers never go back in time.
    desks: Vec<mpsc::Sender<Question>>,
}

impl Consents {
    /// Starts the tasks that look up: one on SQLite, where it takes microseconds; some on PostgreSQL, where they wait for the network.
    pub(crate) fn start(store: Store) -> Consents {
        let known = Arc::<Mutex<Known>>::default();
        let tasks = if store.engine_name() == "sqlite" { 1 } else { 4 };
        let desk = || {
            let (desk, questions) = mpsc::channel(WAITING);
            tokio::spawn(look_up(store.clone(), Arc::clone(&known), questions));
            desk
        };
        let desks = std::iter::repeat_with(desk).take(tasks).collect();
        Consents { known, desks }
    }

    /// Whether this stream's device or person has said yes.
    pub(crate) async fn allow(&self, tenant: Tenant<'_>, stream: i64) -> Result<bool, Error> {
        self.learn(tenant, &[stream]).await?;
        loop {
            if let Some(answer) = locked(&self.known).answer(tenant.id(), stream) {
                return Ok(answer);
            }
            // Forgotten in this very moment.
            self.learn(tenant, &[stream]).await?;
        }
    }

    /// Makes sure that fresh answers about these streams are at hand.
    pub(crate) async fn learn(&self, tenant: Tenant<'_>, streams: &[i64]) -> Result<(), Error> {
        let Some(streams) = locked(&self.known).missing(tenant.id(), streams, tenant.clock().now()) else {
            return Ok(());
        };
        let (answered, done) = oneshot::channel();
        let question = Question { tenant: tenant.id(), streams, answered };
        let desk = &self.desks[tenant.id().0.unsigned_abs() as usize % self.desks.len()];
        desk.try_send(question).map_err(|error| match error {
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
        locked(&self.known).forget(tenant, &[stream]);
    }
}

/// What is known, by tenant.
#[derive(Debug, Default)]
struct Known {
    tenants: HashMap<TenantId, Answers>,
    /// Answers of all tenants.
    held: usize,
}

/// What is known of one tenant's devices and users.
#[derive(Debug)]
struct Answers {
    /// The last entry of the ledger that they know of.
    upto: i64,
    /// When the ledger was asked.
    at: Micros,
    yes: HashMap<i64, bool>,
}

impl Known {
    fn answer(&self, tenant: TenantId, stream: i64) -> Option<bool> {
        self.tenants.get(&tenant)?.yes.get(&stream).copied()
    }

    /// Those of the streams that must be looked up; `None`: everything is at hand.
    fn missing(&self, tenant: TenantId, streams: &[i64], now: Micros) -> Option<Vec<i64>> {
        if streams.is_empty() {
            return None;
        }
        let Some(answers) = self.tenants.get(&tenant) else { return Some(streams.to_vec()) };
        let missing: Vec<i64> =
            streams.iter().copied().filter(|stream| !answers.yes.contains_key(stream)).collect();
        (now - answers.at >= FRESH || !missing.is_empty()).then_some(missing)
    }

    fn forget(&mut self, tenant: TenantId, streams: &[i64]) {
        let Some(answers) = self.tenants.get_mut(&tenant) else { return };
        self.held -= streams.iter().filter(|stream| answers.yes.remove(stream).is_some()).count();
    }

    /// Takes in what a look-up found: first the news, then what was asked after them.
    fn learn(&mut self, tenant: TenantId, now: Micros, news: News, found: impl Iterator<Item = (i64, bool)>) {
        match news.devices {
            Some(devices) => self.forget(tenant, &devices),
            None => self.held -= self.tenants.remove(&tenant).map_or(0, |answers| answers.yes.len()),
        }
        if self.held > MOST {
            *self = Known::default();
        }
        let answers =
            self.tenants.entry(tenant).or_insert_with(|| Answers { upto: 0, at: now, yes: HashMap::new() });
        (answers.upto, answers.at) = (news.upto, now);
        self.held += found.filter(|(stream, yes)| answers.yes.insert(*stream, *yes).is_none()).count();
    }
}

async fn look_up(store: Store, known: Arc<Mutex<Known>>, mut questions: mpsc::Receiver<Question>) {
    while let Some(first) = questions.recv().await {
        let mut by_tenant: HashMap<TenantId, (Vec<i64>, Vec<oneshot::Sender<bool>>)> = HashMap::new();
        let (mut next, mut asked) = (Some(first), 0);
        while let Some(question) = next {
            asked += question.streams.len();
            let (streams, waiting) = by_tenant.entry(question.tenant).or_default();
            streams.extend(question.streams);
            waiting.push(question.answered);
            next = if asked < STREAMS_AT_ONCE { questions.try_recv().ok() } else { None };
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

async fn ask(tenant: Tenant<'_>, known: &Mutex<Known>, mut streams: Vec<i64>) -> Result<(), Error> {
    streams.sort_unstable();
    streams.dedup();
    let now = tenant.clock().now();
    let upto = locked(known).tenants.get(&tenant.id()).map(|answers| answers.upto);
    let mut tx = tenant.read("collect.consent").await?;
    // The news before the answers: what is said in between stands among the next news.
    let news = match upto {
        Some(entry) => ledger::devices_since(&mut tx, entry, NEWS).await?,
        None => News { upto: ledger::last(&mut tx).await?, devices: None },
    };
    let permits = ledger::track_permits(&mut tx, &streams).await?;
    drop(tx);
    let no = streams.iter().map(|stream| (*stream, false));
    let yes = permits.iter().map(|permit| (permit.device(), true));
    locked(known).learn(tenant.id(), now, news, no.chain(yes));
    Ok(())
}

fn locked(known: &Mutex<Known>) -> MutexGuard<'_, Known> {
    known.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use placet_permission::{Purpose, State, Subject};
    use placet_store::testing::{Fresh, tenant};
    use placet_store::{on_both_engines, transaction};

    use super::*;

    /// What a device says somewhere else: on another node, by an import.
    async fn says(tenant: Tenant<'_>, device: i64, act: State) {
        transaction!(tenant, "test.consent", |tx| {
            let entry = ledger::Entry {
                at: tx.clock().now(),
                purpose: Purpose::TRACKING,
                subject: Subject::Device(device),
                act: act.into(),
                wording: None,
                language: "en",
                place: "https://shop.example/",
                method: "banner",
                evidence: "{}",
            };
            ledger::record(tx, &entry).await
        })
        .unwrap();
    }

    async fn two_shops(fresh: &Fresh) -> [TenantId; 2] {
        let first = fresh.store.add_tenant(&tenant("Shop"), &[]).await.unwrap();
        [first, fresh.store.add_tenant(&tenant("Other"), &[]).await.unwrap()]
    }

    on_both_engines! {
        async fn r050_what_is_said_elsewhere_counts_within_a_second_and_at_no_other_company(on) {
            let fresh = Fresh::new(on).await;
            let [shop, other] = two_shops(&fresh).await.map(|id| fresh.store.tenant(id));
            let consents = Consents::start(fresh.store.clone());
            says(shop, 7, State::Granted).await;
            assert!(consents.allow(shop, 7).await.unwrap());
            assert!(!consents.allow(shop, 8).await.unwrap());
            assert!(!consents.allow(other, 7).await.unwrap());

            says(shop, 7, State::Withdrawn).await;
            says(shop, 8, State::Granted).await;
            assert!(consents.allow(shop, 7).await.unwrap(), "within the second the answer at hand is given");
            consents.forget(shop.id(), 7);
            assert!(!consents.allow(shop, 7).await.unwrap(), "but not about who chose on this node");
            fresh.clock.advance(Micros::SECOND);
            assert!(consents.allow(shop, 8).await.unwrap());
            assert!(!consents.allow(other, 8).await.unwrap());
        }

        async fn r050_after_much_news_everybody_of_the_company_is_asked_about_anew(on) {
            let fresh = Fresh::new(on).await;
            let [shop, _] = two_shops(&fresh).await.map(|id| fresh.store.tenant(id));
            let consents = Consents::start(fresh.store.clone());
            says(shop, 7, State::Granted).await;
            assert!(consents.allow(shop, 7).await.unwrap());
            says(shop, 7, State::Withdrawn).await;
            for device in 100..=100 + i64::from(NEWS) {
                says(shop, device, State::Granted).await;
            }
            fresh.clock.advance(Micros::SECOND);
            assert!(!consents.allow(shop, 7).await.unwrap());
            let known = locked(&consents.known);
            assert_eq!((known.held, known.tenants[&shop.id()].upto), (1, i64::from(NEWS) + 3));
        }
    }

    #[test]
    fn what_is_held_is_bounded_and_counted_once() {
        let (mut known, tenant, now) = (Known::default(), TenantId(1), Micros(1));
        let news = |upto| News { upto, devices: Some(vec![3, 3, 999]) };
        known.learn(tenant, now, news(1), [(3, false), (3, true), (4, false)].into_iter());
        assert_eq!((known.held, known.answer(tenant, 3)), (2, Some(true)));
        known.learn(tenant, now, news(2), std::iter::empty());
        assert_eq!((known.held, known.answer(tenant, 3), known.answer(tenant, 4)), (1, None, Some(false)));
        let many = MOST as i64 + 10;
        known.learn(TenantId(2), now, news(3), (0..many).map(|stream| (stream, true)));
        assert_eq!(known.held, MOST + 11);
        known.learn(TenantId(2), now, news(4), [(5, true)].into_iter());
        assert_eq!(
            (known.held, known.answer(TenantId(2), 5), known.answer(tenant, 4)),
            (1, Some(true), None)
        );
    }
}
