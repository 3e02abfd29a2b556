//! What comes in from outside: the tracking API and what its bytes mean.
//!
//! [`wire`] turns bytes into items (the Segment HTTP API as its clients really speak it); [`dictionary`] knows the declared
//! events and keeps of their properties what is declared and nothing else. Both are pure: no store, no clock, no network. [`declaration`] holds
//! the events that a tenant declared beside them.

pub mod accept;
pub mod banner;
pub mod choice;
mod commit;
mod consents;
pub mod cookies;
pub mod counts;
pub mod declaration;
pub mod dictionary;
mod error;
pub mod form;
pub mod import;
pub mod ingest;
mod routes;
mod signal;
pub mod store;
pub mod wire;

pub use accept::{Collector, Options};
pub use error::Error;
pub use import::routes::imports;
pub use routes::{problem, tracking};
