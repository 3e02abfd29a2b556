//! Reading what happened: who enters a journey, whose wait begins anew, who is through.
//!
//! The cursor is moved first, which keeps a second node out; its move and all effects are one transaction.

use std::collections::HashMap;
use std::sync::Arc;

use placet_core::{Id, Kind, Micros};
use placet_deliver::ledger::Tally;
use placet_profile::profile;
use placet_profile::reader::{self, Event};
use placet_store::{Tenant, Transient, Tx, params, transaction};
use serde::Deserialize;

use crate::counts::RESTARTED;
use crate::engine::Journey;
use crate::instance::{self, Context, Instance};
use crate::store::{ACTIVE_OF, LAST_CONTEXT, LAST_SENT};
use crate::{Engine, Error, QUEUE};

/// How many events one transaction reads at most.
const EVENTS: i64 = 1_000;
/// What is older than this when it is read starts nothing and restarts nothing (identity rule 6); it still ends.
const LATE: i64 = Micros::DAY;

/// What one run of the consumer did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events read.
    pub events: usize,
    /// Journeys entered.
    pub entered: usize,
    /// Waits begun anew.
    pub restarted: usize,
    /// Journeys ended.
    pub exited: usize,
    /// Whether there may be more to read at once.
    pub more: bool,
}

/// Reads the next events, up to a bound, and does to journeys what they say. Streams that belong to nobody known start nothing.
///
/// # Errors
/// The store's; nothing is done then and it can be tried again.
pub async fn consume(tenant: Tenant<'_>, engine: &Engine) -> Result<Progress, Error> {
    transaction!(tenant, "journey.consume", |tx| {
        let batch = reader::next(tx, QUEUE, EVENTS).await?;
        if batch.events.is_empty() {
            return Ok(Progress::default());
        }
        if !reader::advance(tx, QUEUE, &batch).await? {
            return Err(placet_store::Error::Transient(Transient("another node reads on".into())).into());
        }
        let mut book = Book::open(tx, engine, &batch.events).await?;
        for event in &batch.events {
            match book.take(tx, event).await {
                Ok(()) => {}
                Err(error) if error.leaves_the_transaction_whole() => {
                    tracing::error!(tenant = %tenant.id(), seq = event.seq, why = error.word(), "an event is passed over");
                }
                Err(error) => return Err(error),
            }
        }
        book.close(tx, batch.events.len()).await
    })
}

/// The people of a batch of events, and where they stand.
struct Book {
    now: Micros,
    live: Vec<Arc<Journey>>,
    owners: HashMap<i64, Id>,
    active: HashMap<Id, Vec<Active>>,
    next_due: Micros,
    tally: Tally,
    progress: Progress,
}

/// An instance under way.
struct Active {
    instance: Instance,
    journey: Arc<Journey>,
    changed: bool,
}

impl Book {
    async fn open(tx: &mut Tx, engine: &Engine, events: &[Event]) -> Result<Book, Error> {
        let mut streams: Vec<i64> = events.iter().map(|event| event.stream).collect();
        streams.sort_unstable();
        streams.dedup();
        let owners: HashMap<i64, Id> = profile::of_streams(tx, streams)
            .await?
            .into_iter()
            .filter_map(|(stream, owner)| owner.map(|owner| (stream, owner)))
            .collect();
        let mut book = Book {
            now: tx.clock().now(),
            live: engine.live(tx).await?,
            owners,
            active: HashMap::new(),
            next_due: Micros::NEVER,
            tally: Tally::default(),
            progress: Progress::default(),
        };
        book.find_active(tx, engine).await?;
        Ok(book)
    }

    async fn find_active(&mut self, tx: &mut Tx, engine: &Engine) -> Result<(), Error> {
        let mut people: Vec<Id> = self.owners.values().copied().collect();
        people.sort_unstable();
        people.dedup();
        for row in tx.query(&ACTIVE_OF, params![people]).await? {
            let found = match instance::read(&row) {
                Ok(instance) => {
                    let journey = engine.journey(tx, instance.journey, instance.version).await;
                    journey.map(|journey| Active { instance, journey, changed: false })
                }
                Err(error) => Err(error),
            };
            match found {
                Ok(active) => self.active.entry(active.instance.profile).or_default().push(active),
                Err(error) if error.stops_the_tenant() => return Err(error),
                Err(error) => {
                    let id: Id = row.get(0)?;
                    tracing::error!(tenant = %tx.tenant()?, instance = id.text("visit"), why = error.word(), "a visit is ended");
                    instance::end(tx, id, false, &format!("failed: {}", error.word()), &mut self.tally)
                        .await?;
                }
            }
        }
        Ok(())
    }

    async fn take(&mut self, tx: &mut Tx, event: &Event) -> Result<(), Error> {
        let Some(profile) = self.owners.get(&event.stream).copied() else { return Ok(()) };
        self.exits(tx, profile, event).await?;
        let at = event.at.min(self.now);
        if self.now - at <= LATE {
            self.restarts(profile, event.kind, at, &event.props);
            self.entries(tx, profile, event.kind, at, &event.props).await?;
        }
        if matches!(event.kind, Kind::SUBSCRIPTION_CONFIRMED | Kind::IDENTIFIED) {
            self.carry_over(tx, profile, at).await?;
        }
        Ok(())
    }

    /// What a person did before the cart they are reminded of ends nothing; what the house wrote ends always.
    async fn exits(&mut self, tx: &mut Tx, profile: Id, event: &Event) -> Result<(), Error> {
        let Some(list) = self.active.get_mut(&profile) else { return Ok(()) };
        let ends = |active: &mut Active| {
            let after = event.kind.reserved() || event.at >= active.instance.context.since;
            after && active.journey.plan.ends_on(event.kind)
        };
        for active in list.extract_if(.., ends) {
            active.instance.end(tx, &format!("exited:{}", event.kind.name()), &mut self.tally).await?;
            self.progress.exited += 1;
        }
        Ok(())
    }

    fn restarts(&mut self, profile: Id, kind: Kind, at: Micros, props: &str) {
        for active in self.active.get_mut(&profile).into_iter().flatten() {
            if active.journey.plan.restarts_on(kind)
                && active.instance.restart(&active.journey, at, self.now, contact_of(kind, props))
            {
                active.changed = true;
                if active.instance.rest.is_none() {
                    self.next_due = self.next_due.min(active.instance.due_at);
                }
                self.tally.add(active.journey.id, RESTARTED, 1);
                self.progress.restarted += 1;
            }
        }
    }

    async fn entries(
        &mut self,
        tx: &mut Tx,
        profile: Id,
        kind: Kind,
        at: Micros,
        props: &str,
    ) -> Result<(), Error> {
        let starting: Vec<_> =
            self.live.iter().filter(|journey| journey.plan.trigger == kind).cloned().collect();
        for journey in starting {
            let context = Context { since: at, contact: contact_of(kind, props), sent: 0 };
            self.enter(tx, journey, profile, context).await?;
        }
        Ok(())
    }

    /// A device turned out to be a known person's: the cart that lay on it starts what it would have started (identity rule 6),
    /// unless it has done so already.
    async fn carry_over(&mut self, tx: &mut Tx, profile: Id, at: Micros) -> Result<(), Error> {
        let starting: Vec<_> =
            self.live.iter().filter(|journey| journey.plan.carry_over > 0).cloned().collect();
        if starting.is_empty() || self.now - at > LATE {
            return Ok(());
        }
        let state = profile::state(tx, profile).await?;
        for journey in starting {
            let known = tx.query_opt(&LAST_CONTEXT, params![profile, journey.id]).await?;
            let known: Option<String> = known.map(|row| row.get(0)).transpose()?;
            let since = known.and_then(|text| serde_json::from_str::<Context>(&text).ok()).map(|c| c.since);
            let fresh =
                at - state.cart_at <= journey.plan.carry_over && since.is_none_or(|s| s < state.cart_at);
            if !state.cart.is_empty() && fresh {
                let context = Context { since: state.cart_at.min(self.now), ..Context::default() };
                self.enter(tx, journey, profile, context).await?;
            }
        }
        Ok(())
    }

    /// At most one visit at a time, and after one that sent something not before the term is over.
    async fn enter(
        &mut self,
        tx: &mut Tx,
        journey: Arc<Journey>,
        profile: Id,
        context: Context,
    ) -> Result<(), Error> {
        let list = self.active.entry(profile).or_default();
        if list.iter().any(|active| active.journey.id == journey.id) {
            return Ok(());
        }
        if journey.plan.reentry > 0 {
            let row = tx.query_opt(&LAST_SENT, params![profile, journey.id]).await?;
            let last: Micros = row.map_or(Ok(Micros(0)), |row| row.get(0))?;
            if self.now - last < journey.plan.reentry {
                return Ok(());
            }
        }
        let instance = Instance::enter(tx, &journey, profile, context, &mut self.tally).await?;
        self.next_due = self.next_due.min(instance.due_at);
        list.push(Active { instance, journey, changed: false });
        self.progress.entered += 1;
        Ok(())
    }

    async fn close(self, tx: &mut Tx, events: usize) -> Result<Progress, Error> {
        for active in self.active.values().flatten().filter(|active| active.changed) {
            active.instance.save(tx).await?;
        }
        self.tally.write(tx).await?;
        if self.next_due < Micros::NEVER {
            tx.wake(QUEUE, self.next_due).await?;
        }
        Ok(Progress { events, more: events as i64 == EVENTS, ..self.progress })
    }
}

/// What a request to subscribe says: which contact is to be asked.
#[derive(Deserialize)]
struct Requested {
    contact: String,
}

fn contact_of(kind: Kind, props: &str) -> Option<String> {
    if kind != Kind::SUBSCRIPTION_REQUESTED {
        return None;
    }
    serde_json::from_str::<Requested>(props).ok().map(|requested| requested.contact)
}
