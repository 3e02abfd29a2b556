//! Connections to the relay, kept and lent out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, sleep_until};

use super::connection::Connection;
use super::tls::Handshake;
use super::transaction::{After, hand_over};
use super::{BackOff, BadRelay, Envelope, Outcome, Relay, Why};

/// The client of one relay. Clones share its connections.
///
/// ```no_run
/// # use placet_deliver::smtp::{Envelope, Pool, Relay, Tls};
/// # async fn example(body: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
/// let pool = Pool::new(Relay::new("127.0.0.1", 25, Tls::None))?;
/// let slot = pool.open().await?; // now the ledger may say `handing_over`
/// let outcome = slot.send(&Envelope { from: "bounces@shop.example", to: "ana@mail.example" }, body).await;
/// # let _ = outcome; Ok(()) }
/// ```
#[derive(Clone)]
pub struct Pool(Arc<Shared>);

/// An open connection, lent out for one message. Dropped unused, it goes back to the pool.
pub struct Slot {
    pool: Pool,
    connection: Option<Connection>,
    _place: OwnedSemaphorePermit,
}

/// No connection can be had now.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{why}; again in {} ms", retry_after.as_millis())]
pub struct Unavailable {
    /// What went wrong.
    pub why: Why,
    /// Not sooner than this from now.
    pub retry_after: Duration,
}

struct Shared {
    relay: Relay,
    handshake: Option<Handshake>,
    places: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// Resting connections; the last one rests the shortest.
    idle: Vec<Connection>,
    /// Whether a task closes those that rest too long.
    tended: bool,
    /// Failures to connect since the last success, and when the last of them was.
    failures: u32,
    failed: Option<Instant>,
    /// Until then the relay is left alone.
    shut: Option<Instant>,
}

impl Pool {
    /// A pool for this relay; connects when first needed.
    pub fn new(relay: Relay) -> Result<Pool, BadRelay> {
        check(&relay)?;
        let handshake = Handshake::of(&relay)?;
        let places = Arc::new(Semaphore::new(relay.connections));
        Ok(Pool(Arc::new(Shared { relay, handshake, places, state: Mutex::default() })))
    }

    /// Hands one message over, waiting for a free connection if all are in use.
    ///
    /// Not to be cancelled: a dropped future leaves the message in doubt.
    pub async fn send(&self, envelope: &Envelope<'_>, body: &[u8]) -> Outcome {
        if let Some(reply) = envelope.refused() {
            return Outcome::Rejected { reply };
        }
        match self.open().await {
            Ok(slot) => slot.send(envelope, body).await,
            Err(away) => away.into(),
        }
    }

    /// Lends out an open connection, waiting for a free one if all are in use.
    ///
    /// When the relay could not be reached a moment ago this fails at once instead of trying again, so that callers
    /// do not pile up; after the pause one caller tries for all.
    pub async fn open(&self) -> Result<Slot, Unavailable> {
        self.reachable()?;
        let place = self.0.places.clone().acquire_owned().await;
        let place = place.map_err(|_| Unavailable { why: Why::Closed, retry_after: Duration::ZERO })?;
        let connection = match self.rested().await {
            Some(connection) => connection,
            None => self.connect().await?,
        };
        Ok(Slot { pool: self.clone(), connection: Some(connection), _place: place })
    }

    /// How many connections there may be at once.
    pub fn connections(&self) -> usize {
        self.0.relay.connections
    }

    /// Lends out an open connection if a place is free and the relay answers; waits for nobody.
    pub async fn try_open(&self) -> Option<Slot> {
        self.reachable().ok()?;
        let place = self.0.places.clone().try_acquire_owned().ok()?;
        let connection = match self.rested().await {
            Some(connection) => connection,
            None => self.connect().await.ok()?,
        };
        Some(Slot { pool: self.clone(), connection: Some(connection), _place: place })
    }

    /// Says good-bye on all resting connections and lends out no more; those in use end with their message.
    pub async fn close(&self) {
        self.0.places.close();
        let idle = std::mem::take(&mut self.state().idle);
        futures_util::future::join_all(idle.into_iter().map(Connection::quit)).await;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn reachable(&self) -> Result<(), Unavailable> {
        let now = Instant::now();
        match self.state().shut {
            Some(until) if until > now => {
                Err(Unavailable { why: Why::BackingOff, retry_after: until.duration_since(now) })
            }
            _ => Ok(()),
        }
    }

    /// A resting connection that still lives.
    async fn rested(&self) -> Option<Connection> {
        loop {
            let mut connection = self.state().idle.pop()?;
            if connection.rested.elapsed() < self.0.relay.idle && connection.refresh().await {
                return Some(connection);
            }
        }
    }

    /// A new connection; a failure shuts the relay for everybody for a while.
    async fn connect(&self) -> Result<Connection, Unavailable> {
        self.reachable()?;
        let began = Instant::now();
        {
            let mut state = self.state();
            if state.failures > 0 {
                // We try; the others wait for what we find.
                state.shut = Some(began + self.0.relay.timeouts.connect);
            }
        }
        match Connection::open(&self.0.relay, self.0.handshake.as_ref()).await {
            Ok(connection) => {
                let mut state = self.state();
                (state.failures, state.shut, state.failed) = (0, None, None);
                Ok(connection)
            }
            Err(why) => Err(self.shut(why, began)),
        }
    }

    fn shut(&self, why: Why, began: Instant) -> Unavailable {
        let now = Instant::now();
        let mut state = self.state();
        // Attempts that ran side by side fail for one reason and count once.
        if state.failed.is_none_or(|failed| failed <= began) {
            state.failures = state.failures.saturating_add(1);
            state.failed = Some(now);
        }
        let BackOff { first, longest } = self.0.relay.back_off;
        let doubled = 2u32.saturating_pow((state.failures - 1).min(16));
        let retry_after = first.saturating_mul(doubled).min(longest);
        state.shut = Some(now + retry_after);
        tracing::warn!(reason = %why, retry_ms = retry_after.as_millis() as u64, "relay unavailable");
        Unavailable { why, retry_after }
    }

    /// Takes out what rested too long; tells since when the oldest of the others rests.
    fn expired(&self) -> (Vec<Connection>, Option<Instant>) {
        let now = Instant::now();
        let mut state = self.state();
        let young = state.idle.iter().position(|c| c.rested + self.0.relay.idle > now);
        let count = young.unwrap_or(state.idle.len());
        let expired = state.idle.drain(..count).collect();
        let oldest = state.idle.first().map(|c| c.rested);
        state.tended = oldest.is_some();
        (expired, oldest)
    }

    /// Takes a connection back.
    fn keep(&self, mut connection: Connection) {
        let spent = connection.used >= self.0.relay.messages_per_connection;
        let Ok(runtime) = tokio::runtime::Handle::try_current() else { return };
        if spent || self.0.places.is_closed() {
            runtime.spawn(connection.quit());
            return;
        }
        connection.rested = Instant::now();
        let mut state = self.state();
        state.idle.push(connection);
        if !state.tended {
            state.tended = true;
            runtime.spawn(tend(Arc::downgrade(&self.0), self.0.relay.idle));
        }
    }
}

/// Closes connections that rest too long, until none rests.
async fn tend(shared: Weak<Shared>, idle: Duration) {
    let mut next = Some(Instant::now() + idle);
    while let Some(at) = next {
        sleep_until(at).await;
        let Some(shared) = shared.upgrade() else { return };
        let (expired, oldest) = Pool(shared).expired();
        futures_util::future::join_all(expired.into_iter().map(Connection::quit)).await;
        next = oldest.map(|rested| rested + idle);
    }
}

impl Slot {
    /// Hands one message over.
    ///
    /// If a connection that was used before turns out to have ended before the server heard of this message, a new
    /// one is opened and used, once. Not to be cancelled: a dropped future leaves the message in doubt.
    pub async fn send(mut self, envelope: &Envelope<'_>, body: &[u8]) -> Outcome {
        let Some(mut connection) = self.connection.take() else { return Outcome::not_sent(Why::Closed) };
        let reused = connection.used > 0;
        let (mut outcome, mut after) = hand_over(&mut connection, envelope, body).await;
        if reused && after == After::Stale {
            connection = match self.pool.connect().await {
                Ok(connection) => connection,
                Err(away) => return away.into(),
            };
            (outcome, after) = hand_over(&mut connection, envelope, body).await;
        }
        connection.used += 1;
        connection.soiled = after == After::Soiled;
        if matches!(after, After::Clean | After::Soiled) {
            self.pool.keep(connection);
        }
        outcome
    }
}

impl Drop for Slot {
    fn drop(&mut self) {
        if let Some(connection) = self.connection.take() {
            self.pool.keep(connection);
        }
    }
}

impl From<Unavailable> for Outcome {
    fn from(away: Unavailable) -> Outcome {
        Outcome::NotSent { why: away.why, retry_after: away.retry_after }
    }
}

/// What goes onto command lines must fit there.
fn check(relay: &Relay) -> Result<(), BadRelay> {
    let word = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_graphic());
    let host = relay.host.as_str();
    if host.is_empty() || host.chars().any(|c| c.is_control() || c.is_whitespace()) {
        return Err(BadRelay::Host);
    }
    if !word(&relay.helo) {
        return Err(BadRelay::Unsendable("the name for EHLO"));
    }
    if let Some((user, secret)) = &relay.auth {
        if user.is_empty() || user.contains('\0') {
            return Err(BadRelay::Unsendable("the user"));
        }
        if secret.expose().contains('\0') {
            return Err(BadRelay::Unsendable("the password"));
        }
    }
    if relay.connections == 0
        || relay.connections > Semaphore::MAX_PERMITS
        || relay.messages_per_connection == 0
    {
        return Err(BadRelay::NoConnections);
    }
    Ok(())
}
