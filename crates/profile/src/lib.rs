//! Streams, links and profiles: who did what, at one company alone.
//!
//! Everything that happens comes in through the [`inbox`], accepted and durable, and is folded by one worker per tenant
//! into events and stream states ([`fold`]). An event belongs to a *stream* (a device, a user id, an address), never to a
//! profile; a profile is a set of streams held together by links that can be undone ([`identity`]). What others do with
//! events they do behind a cursor of their own ([`reader`]).
//!
//! Deliberately absent: a profile that spans tenants, and an event that is moved when people are joined.

mod error;
pub mod fold;
pub mod identity;
pub mod inbox;
pub mod list;
pub mod person;
pub mod profile;
pub mod reader;
pub mod state;
pub mod store;

pub use error::Error;
pub use inbox::{Basis, Entry, StreamClass, StreamRef, What};
pub use state::State;
