//! A mailbox that is an SMTP server: it accepts everything and delivers nothing, for demos, staging and tests.

mod behaviour;
mod folder;
mod mail;
mod pages;
mod session;

use std::collections::VecDeque;
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use placet_core::{Clock, Micros};
use tokio::net::{TcpListener, ToSocketAddrs};
use tokio::sync::watch;
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::sleep;

pub use behaviour::{Act, Behaviour, Stage};
pub use folder::held;
pub use mail::Mail;
pub use pages::pages;

/// More connections at once are turned away with 421.
const CONNECTIONS: usize = 500;
/// The pause after a connection could not be accepted.
const BREATH: Duration = Duration::from_millis(20);

/// One accepted message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Counts accepted messages from 1; goes on after a restart if there is a folder.
    pub id: u64,
    /// When it was accepted.
    pub at: Micros,
    /// The envelope's sender; empty for none.
    pub from: String,
    /// The envelope's recipient. A message has one.
    pub to: String,
    /// The message as it came, dots undone.
    pub raw: Bytes,
}

/// How a sink is set up.
#[derive(Clone)]
pub struct Settings {
    /// Where accepted messages get their time from.
    pub clock: Clock,
    /// As many messages are kept in memory; older ones are dropped.
    pub keep: usize,
    /// As many bytes of messages are kept in memory; older ones are dropped.
    pub keep_bytes: usize,
    /// Each accepted message also becomes a file here, on disk before it is acknowledged.
    pub folder: Option<PathBuf>,
    /// How the server behaves.
    pub behaviour: Behaviour,
}

/// A running sink. Clones are the same sink; it stops when the last one is dropped.
#[derive(Clone)]
pub struct Sink(Arc<Running>);

struct Running {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// What sessions and readers share.
struct Shared {
    settings: Settings,
    store: Mutex<Store>,
    /// Messages accepted so far.
    total: watch::Sender<u64>,
}

#[derive(Default)]
struct Store {
    messages: VecDeque<Arc<Received>>,
    bytes: usize,
    last: u64,
}

impl Settings {
    /// Memory only, the newest 10,000 messages or 256 MB, well-behaved.
    pub fn new(clock: Clock) -> Settings {
        Settings { clock, keep: 10_000, keep_bytes: 256 << 20, folder: None, behaviour: Behaviour::default() }
    }
}

impl Sink {
    /// Listens on an address (port 0: any free one) and accepts mail from then on.
    ///
    /// # Errors
    /// When the address cannot be listened on, or the folder not be made or read.
    pub async fn listen(address: impl ToSocketAddrs, settings: Settings) -> io::Result<Sink> {
        let mut store = Store::default();
        if let Some(folder) = &settings.folder {
            std::fs::create_dir_all(folder)?;
            for message in held(folder)? {
                store.add(Arc::new(message), &settings);
            }
        }
        let listener = TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let total = watch::Sender::new(0);
        let shared = Arc::new(Shared { settings, store: Mutex::new(store), total });
        let task = tokio::spawn(accept(listener, shared.clone()));
        Ok(Sink(Arc::new(Running { shared, address, task })))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.0.address
    }

    /// How many messages were accepted since the start, dropped ones too.
    pub fn total(&self) -> u64 {
        *self.0.shared.total.borrow()
    }

    /// The messages in memory, oldest first.
    pub fn messages(&self) -> Vec<Arc<Received>> {
        self.0.shared.store().messages.iter().cloned().collect()
    }

    /// The message with this id, if it is still in memory.
    pub fn message(&self, id: u64) -> Option<Arc<Received>> {
        let store = self.0.shared.store();
        let at = store.messages.binary_search_by_key(&id, |message| message.id).ok()?;
        store.messages.get(at).cloned()
    }

    /// Waits until the messages in memory are such as wished, and returns them.
    pub async fn wait_for(&self, wished: impl Fn(&[Arc<Received>]) -> bool) -> Vec<Arc<Received>> {
        let mut total = self.0.shared.total.subscribe();
        loop {
            total.mark_unchanged();
            {
                let mut store = self.0.shared.store();
                let messages = store.messages.make_contiguous();
                if wished(messages) {
                    return messages.to_vec();
                }
            }
            if total.changed().await.is_err() {
                return self.messages();
            }
        }
    }

    /// Forgets the messages in memory; files stay.
    pub fn clear(&self) {
        let mut store = self.0.shared.store();
        store.messages.clear();
        store.bytes = 0;
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl Shared {
    fn store(&self) -> MutexGuard<'_, Store> {
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The id and time of the message that is about to be accepted.
    fn receive(&self, from: &str, to: &str, raw: Bytes) -> Received {
        let id = {
            let mut store = self.store();
            store.last += 1;
            store.last
        };
        Received { id, at: self.settings.clock.now(), from: from.to_owned(), to: to.to_owned(), raw }
    }

    /// Keeps a message; when this returns it is as durable as was asked for.
    async fn keep(&self, message: Received) -> io::Result<()> {
        let message = Arc::new(message);
        if let Some(folder) = &self.settings.folder {
            write(folder, message.clone()).await?;
        }
        self.store().add(message, &self.settings);
        self.total.send_modify(|total| *total += 1);
        Ok(())
    }
}

async fn write(folder: &Path, message: Arc<Received>) -> io::Result<()> {
    let folder = folder.to_owned();
    let written = tokio::task::spawn_blocking(move || folder::write(&folder, &message)).await;
    written.unwrap_or_else(|failed| Err(io::Error::other(failed)))
}

impl Store {
    /// Adds in the order of ids (two sessions may end in another order than they were numbered) and drops the oldest.
    fn add(&mut self, message: Arc<Received>, settings: &Settings) {
        self.last = self.last.max(message.id);
        self.bytes += message.raw.len();
        let at = self.messages.partition_point(|other| other.id < message.id);
        self.messages.insert(at, message);
        while self.messages.len() > settings.keep || self.bytes > settings.keep_bytes {
            let Some(oldest) = self.messages.pop_front() else { return };
            self.bytes -= oldest.raw.len();
        }
    }
}

/// Accepts connections until the sink is dropped; the sessions end with this task.
async fn accept(listener: TcpListener, shared: Arc<Shared>) {
    let mut sessions = JoinSet::new();
    loop {
        while sessions.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((socket, _)) => {
                let crowded = sessions.len() >= CONNECTIONS;
                sessions.spawn(session::serve(socket, shared.clone(), crowded));
            }
            // Out of file descriptors, or the peer was gone already: let some sessions end.
            Err(_) => sleep(BREATH).await,
        }
    }
}
