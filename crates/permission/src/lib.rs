//! May this be stored, may this be sent? One room decides, and it alone makes permits.
//!
//! A yes is an entry in the [`ledger`]; a no that must outlive the person's data is a [`suppression`]. The [`Gate`] reads
//! both, on live facts and inside the caller's transaction, and answers with a [`Decision`] that can be shown, or with a
//! permit that can be used once. Contact data stands here too, sealed ([`contact`], [`vault`]), because nobody may open
//! it without a permit.
//!
//! Deliberately absent: a way to add a contact past its suppression, and a permit that can be stored.

pub mod asking;
pub mod cap;
pub mod contact;
mod decision;
pub mod duty;
mod error;
pub mod explain;
pub mod facts;
mod found;
mod gate;
pub mod hours;
mod judge;
mod keyring;
pub mod lapse;
pub mod law;
pub mod ledger;
pub mod many;
pub mod opt_out;
mod packed;
mod permit;
pub mod person;
pub mod place;
pub mod policy;
mod purpose;
pub mod reach;
pub mod reply;
pub mod sensitive;
mod standings;
pub mod store;
pub mod suppression;
pub mod vault;
pub mod wish;
pub mod wording;

pub use decision::{Ask, Decision, Denial, Evidence, Ruling, Use, Verdict};
pub use error::Error;
pub use facts::Whom;
pub use found::found;
pub use gate::{Ending, Gate, Page, Planned, Rules, may_notice_opening, may_observe, may_view};
pub use judge::Ends;
pub use keyring::Keyring;
pub use ledger::Standing;
pub use permit::{Expired, ExportPermit, SendPermit, TrackPermit, ViewPermit};
pub use purpose::{Act, Purpose, State, Subject};
pub use standings::{Against, Standings};
pub use wish::Wish;
pub use wording::{Wording, default_wordings, wording_id};
