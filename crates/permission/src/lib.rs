//! May this be stored, may this be sent? One room decides, and it alone makes permits.
//!
//! A yes is an entry in the [`ledger`]; a no that must outlive the person's data is a [`suppression`]. The [`Gate`] reads
//! both, on live facts and inside the caller's transaction, and answers with a [`Decision`] that can be shown, or with a
//! permit that can be used once. Contact data stands here too, sealed ([`contact`], [`vault`]), because nobody may open
//! it without a permit.
//!
//! Deliberately absent: a way to add a contact past its suppression, and a permit that can be stored.

pub mod cap;
pub mod contact;
mod error;
mod gate;
mod keyring;
pub mod ledger;
mod permit;
pub mod person;
mod purpose;
pub mod store;
pub mod suppression;
pub mod vault;

pub use error::Error;
pub use gate::{Ask, Decision, Denial, Evidence, Gate, Use, may_notice_opening, may_observe, may_view};
pub use keyring::Keyring;
pub use permit::{Expired, ExportPermit, SendPermit, TrackPermit, ViewPermit};
pub use purpose::{Purpose, State, Subject, Wording, default_wordings, wording_id};
