//! What people may ask for, done by the inventory: seeing, taking along and erasing what is stored about them.
//!
//! [`person`] exports and erases one person; [`receipt`] writes their agreements out to take along; [`unsubscribed`] clears away after an unsubscription's grace period (C15); [`retention`]
//! removes what is past its term; [`renewal`] asks before a yes ends, and ends it; [`reply`] does what an answer to a message asks. None of
//! them names a column: the inventory does
//! ([`placet_store::inventory`]), and the two documents that hold several people are written anew in one file.
//!
//! Deliberately absent: an erasure that leaves the address without its suppression, and one that is not in the erasure ledger.

mod error;
pub mod everywhere;
pub mod person;
pub mod receipt;
pub mod renewal;
pub mod reply;
pub mod retention;
pub mod store;
pub mod unconfirmed;
pub mod unsubscribe;
pub mod unsubscribed;

pub use error::Error;
