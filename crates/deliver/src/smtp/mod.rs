//! An SMTP client for one relay: pooled connections, pipelining, and an outcome that never guesses.
//!
//! What matters is the border between [`Outcome::NotSent`] and [`Outcome::InDoubt`]. A server can have accepted a
//! message only after it saw the line with the single dot (RFC 5321 §4.1.1.4); so everything that goes wrong while
//! the last byte of that line is still here is *not sent*, and everything from then to a legible reply is *in doubt*.

mod address;
mod body;
mod connection;
mod outcome;
mod pool;
mod relay;
mod tls;
mod transaction;
mod wire;

pub(crate) use address::flaw;
pub use outcome::{Class, Outcome, Reply, Why};
pub use pool::{Pool, Slot, Unavailable};
pub use relay::{BackOff, Relay, Secret, Timeouts, Tls};
pub use tls::{BadRelay, Trust};
pub use transaction::Envelope;
