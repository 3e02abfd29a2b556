//! Who should hear about what, and when: journeys.
//!
//! ```text
//! event ──consume──▶ instance, waiting ──fire──▶ conditions ──▶ gate ──▶ message in the ledger
//!                      ▲ restart │ exit
//! ```
//!
//! A [`Definition`] says what starts a journey, what restarts its wait, what ends it and what its steps are; an instance
//! is one person's way through one version of it, at most one at a time. [`consume`] reads events behind a cursor,
//! [`fire`] does what is due: a step and the message it wants are one transaction, and cart, stock and consent are looked
//! at again right before it.
//!
//! Deliberately absent: segments that are polled, and a message without a decision of the gate.

mod builtin;
mod consume;
mod counts;
mod definition;
mod engine;
mod error;
mod fire;
mod instance;
mod list;
mod plan;
mod send;
mod status;
pub mod store;

pub use builtin::{
    CART_REMINDER, CONFIRM, CONFIRM_REMINDER, RENEWAL, cart_reminder, complete, confirm, confirm_reminder,
    install,
};
pub use consume::{Progress, consume};
pub use counts::{Counts, counts};
pub use definition::{BadDefinition, Condition, Definition, Send, Span, Step, Trigger};
pub use engine::{Engine, save};
pub use error::Error;
pub use fire::fire;
pub use list::{Listed, Shown, StepKind, StepShown, get, list, names};
pub use status::{Changed, Standing, Status, set_status};

use placet_core::Micros;
use placet_store::Tenant;

/// The queue and the consumer of the machine.
pub const QUEUE: &str = "journey";

/// How many batches of events are read before what is due is done.
const ROUNDS: usize = 16;

/// What a worker does with a tenant's leased queue: reads what happened, then does what is due. Answers when to come again.
///
/// # Errors
/// Those of the store that the whole tenant has to wait for; a broken instance is ended and stops nobody.
pub async fn work(tenant: Tenant<'_>, engine: &Engine) -> Result<Micros, Error> {
    let mut more = true;
    for _ in 0..ROUNDS {
        more = consume(tenant, engine).await?.more;
        if !more {
            break;
        }
    }
    let next = fire(tenant, engine).await?;
    Ok(if more { tenant.clock().now() } else { next })
}
