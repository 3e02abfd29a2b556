//! Which server mail is handed to, and how patiently.

use std::fmt;
use std::time::Duration;

use super::Trust;

/// The server that takes our mail.
#[derive(Clone, Debug)]
pub struct Relay {
    /// Host name or IP address; also the name its certificate must bear.
    pub host: String,
    /// Port: 25, 465 (implicit TLS), 587 (submission).
    pub port: u16,
    /// How the connection is protected.
    pub tls: Tls,
    /// Whose signature on the relay's certificate counts.
    pub trust: Trust,
    /// User and password, if the relay asks for them.
    pub auth: Option<(String, Secret)>,
    /// The name we give ourselves in EHLO.
    pub helo: String,
    /// At most this many connections at once.
    pub connections: usize,
    /// A connection is closed after this many messages.
    pub messages_per_connection: usize,
    /// An unused connection is closed after this long.
    pub idle: Duration,
    /// How long each step may take.
    pub timeouts: Timeouts,
    /// How long to leave the relay alone after it could not be reached.
    pub back_off: BackOff,
}

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tls {
    /// Not at all; only to a relay on the loopback.
    None,
    /// STARTTLS, and nothing is said before it.
    StartTls,
    /// From the first byte (RFC 8314).
    Implicit,
}

/// A password; it shows itself to nobody.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// How long each step may take before the connection is given up (RFC 5321 §4.5.3.2 asks for minutes).
#[derive(Clone, Copy, Debug)]
pub struct Timeouts {
    /// TCP and TLS handshakes.
    pub connect: Duration,
    /// The greeting, and the reply to each command.
    pub command: Duration,
    /// Writing the whole body.
    pub body: Duration,
    /// The reply to the final dot.
    pub acceptance: Duration,
}

/// The pause after a failed connection: `first`, then doubled each time, at most `longest`.
#[derive(Clone, Copy, Debug)]
pub struct BackOff {
    /// After the first failure.
    pub first: Duration,
    /// However often it failed.
    pub longest: Duration,
}

impl Relay {
    /// A relay with the defaults: public certificate authorities, 8 connections, 1,000 messages on each, 30 s idle.
    pub fn new(host: &str, port: u16, tls: Tls) -> Relay {
        Relay {
            host: host.to_owned(),
            port,
            tls,
            trust: Trust::Public,
            auth: None,
            helo: "localhost".to_owned(),
            connections: 8,
            messages_per_connection: 1000,
            idle: Duration::from_secs(30),
            timeouts: Timeouts::default(),
            back_off: BackOff::default(),
        }
    }
}

impl Default for Timeouts {
    fn default() -> Timeouts {
        Timeouts {
            connect: Duration::from_secs(15),
            command: Duration::from_secs(120),
            body: Duration::from_secs(300),
            acceptance: Duration::from_secs(600),
        }
    }
}

impl Default for BackOff {
    fn default() -> BackOff {
        BackOff { first: Duration::from_secs(1), longest: Duration::from_secs(60) }
    }
}

impl Secret {
    /// Wraps a password.
    pub fn new(secret: impl Into<String>) -> Secret {
        Secret(secret.into())
    }

    pub(super) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}
