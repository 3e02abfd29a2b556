//! The ledger of messages: each is in exactly one state, and every change of it is a commit.
//!
//! ```text
//! queue ─▶ Queued ──claim──▶ HandingOver ──record──▶ Accepted | Rejected | Failed | InDoubt | Expired | Withdrawn
//!            │ ▲                  │
//!            │ └─── Deferred ─────┘
//!            └── withdraw ─▶ Withdrawn
//! ```
//!
//! `HandingOver` is committed before a message's bytes go, and only its own attempt ([`Ticket`]) can end it: a writer that
//! lost its lease meanwhile is refused. No body is stored; what was decided is, as facts.
//!
//! Deliberately absent: a way back from a final state, and a way to send without a claim.

mod claim;
pub mod decisions;
mod error;
mod issue;
mod list;
mod queue;
mod read;
mod record;
mod retry;
mod room;
mod state;
mod tally;
mod withdraw;

pub use claim::{Claimed, Ticket, choose_items, claim, due_now, next_due, orphans};
pub use decisions::Denied;
pub use error::Error;
pub use issue::{Issue, Issued, issue};
pub use list::{Listed, Only, list, listed};
pub use queue::{New, Queued, queue};
pub use read::{MessageRow, get, of_contact};
pub use record::{Outcome, record, refuse};
pub use retry::{MARKETING, SERVICE, Schedule};
pub use room::make_room;
pub use state::{Items, State};
pub use tally::{Tally, totals};
pub use withdraw::{handing_over, withdraw};

/// The queue whose worker hands messages over.
pub const QUEUE: &str = "deliver";
