//! A server that does exactly what a test tells it, byte by byte.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use placet_deliver::smtp::{BackOff, Envelope, Outcome, Pool, Relay, Timeouts, Tls};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const ENVELOPE: Envelope<'static> =
    Envelope { from: "bounces@shop.example", to: "ana@mail.example" };
pub(crate) const BODY: &[u8] = b"Subject: hi\r\n\r\n.dot\r\n";
pub(crate) const EHLO: &str = "250-rough\r\n250-PIPELINING\r\n250-SIZE 0\r\n250 8BITMIME\r\n";
pub(crate) const PLAIN_EHLO: &str = "250 rough\r\n";

/// The server's end of one connection.
pub(crate) struct Peer<S = TcpStream> {
    pub(crate) stream: S,
    buffer: Vec<u8>,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Peer<S> {
    pub(crate) fn new(stream: S) -> Peer<S> {
        Peer { stream, buffer: Vec::new() }
    }

    /// Writes this, and does not mind if nobody listens any more.
    pub(crate) async fn say(&mut self, text: &str) {
        let _ = self.stream.write_all(text.as_bytes()).await;
        let _ = self.stream.flush().await;
    }

    /// One line without its end; empty at the end of the connection.
    pub(crate) async fn line(&mut self) -> String {
        let bytes = self.until(b"\n").await;
        String::from_utf8(bytes).unwrap().trim_end().to_owned()
    }

    /// Everything up to and with this.
    pub(crate) async fn until(&mut self, end: &[u8]) -> Vec<u8> {
        let mut seen = 0;
        loop {
            let from = usize::saturating_sub(seen, end.len());
            if let Some(at) = self.buffer[from..].windows(end.len()).position(|window| window == end) {
                return self.buffer.drain(..from + at + end.len()).collect();
            }
            seen = self.buffer.len();
            if matches!(self.stream.read_buf(&mut self.buffer).await, Ok(0) | Err(_)) {
                return std::mem::take(&mut self.buffer);
            }
        }
    }

    /// Greets and answers EHLO.
    pub(crate) async fn welcome(&mut self, ehlo: &str) {
        self.say("220 rough\r\n").await;
        assert!(self.line().await.starts_with("EHLO "));
        self.say(ehlo).await;
    }

    /// Takes MAIL, RCPT and DATA in one flight and grants them.
    pub(crate) async fn grant(&mut self) {
        self.until(b"DATA\r\n").await;
        self.say("250 ok\r\n250 ok\r\n354 go\r\n").await;
    }

    /// Takes a whole message up to the final dot.
    pub(crate) async fn message(&mut self) -> Vec<u8> {
        self.grant().await;
        self.until(b"\r\n.\r\n").await
    }

    /// Waits until the client hangs up.
    pub(crate) async fn end(&mut self) {
        while !self.until(b"\n").await.is_empty() {}
    }
}

/// A listening server; every connection runs the script with its number from 0.
pub(crate) struct Rough {
    pub(crate) address: SocketAddr,
    pub(crate) connections: Arc<AtomicUsize>,
}

impl Rough {
    pub(crate) async fn listen<F, W>(script: F) -> Rough
    where
        F: Fn(usize, Peer) -> W + Send + 'static,
        W: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let connections = Arc::new(AtomicUsize::new(0));
        let counter = connections.clone();
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let _ = stream.set_nodelay(true);
                let number = counter.fetch_add(1, Ordering::SeqCst);
                tokio::spawn(script(number, Peer::new(stream)));
            }
        });
        Rough { address, connections }
    }

    pub(crate) fn count(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    pub(crate) fn pool(&self) -> Pool {
        Pool::new(self.relay()).unwrap()
    }

    pub(crate) fn relay(&self) -> Relay {
        relay(self.address)
    }
}

/// A relay there, with patience enough for a busy machine.
pub(crate) fn relay(address: SocketAddr) -> Relay {
    let patience = Duration::from_secs(20);
    Relay {
        timeouts: Timeouts { connect: patience, command: patience, body: patience, acceptance: patience },
        back_off: BackOff { first: Duration::from_secs(60), longest: Duration::from_secs(100) },
        ..Relay::new(&address.ip().to_string(), address.port(), Tls::None)
    }
}

/// The same relay for a test that waits for its silence.
pub(crate) fn hurried(relay: Relay) -> Relay {
    let short = Duration::from_millis(500);
    Relay { timeouts: Timeouts { command: short, body: short, acceptance: short, ..relay.timeouts }, ..relay }
}

/// The codes of a refusal or acceptance, as text.
pub(crate) fn class(outcome: &Outcome) -> String {
    outcome.class().map(|class| class.to_string()).unwrap_or_default()
}
