//! One person: what is stored about them, written out for them or erased.
//!
//! ```text
//! who ─▶ fold what waits ─▶ find (profiles, contacts, streams, messages) ─▶ the inventory's plan, step by step
//! ```
//!
//! An address that was typed by somebody and never confirmed reaches its own traces alone, not the profile it stands at:
//! nobody gets another person's data by having had their address typed on that person's device (C18).

mod documents;
mod erase;
mod export;
mod find;

use placet_core::Id;
use placet_permission::Keyring;
use placet_permission::sensitive::{self, Look};
use placet_profile::{fold, inbox};
use placet_store::{Store, Tenant, Tx, backup, inventory};

use crate::Error;
use crate::store::HOLD_FOLD;

pub(crate) use erase::run;
pub use erase::{Erased, erase};
pub use export::export;
pub(crate) use find::{Person, contact_stream, shells};

/// Whom a request is about.
#[derive(Clone, PartialEq, Eq)]
pub enum Who {
    /// Whoever has this e-mail address.
    Email(String),
    /// Whoever has this phone number.
    Phone(String),
    /// A profile.
    Profile(Id),
}

impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Who::Email(_) => "Email",
            Who::Phone(_) => "Phone",
            Who::Profile(_) => "Profile",
        })
    }
}

/// Rewrites what erasing touched, so that no byte of a deleted row stays in the files. Slow, and on PostgreSQL it locks each
/// table while it is rewritten: for quiet hours.
///
/// # Errors
/// The store's; on PostgreSQL if the owner's role is not configured.
pub async fn maintain(store: &Store) -> Result<(), Error> {
    Ok(backup::scrub(store, &inventory::erased_tables()).await?)
}

/// Folds everything that was accepted before this call, so that it is found where the inventory says it is.
pub(crate) async fn settle(tenant: Tenant<'_>, keyring: &Keyring) -> Result<(), Error> {
    let begun = tenant.clock().now();
    loop {
        if fold::fold(tenant, keyring).await?.blocks == 0 {
            return Ok(());
        }
        let mut tx = tenant.read("rights.backlog").await?;
        let (_, oldest) = inbox::backlog(&mut tx).await?;
        if oldest.is_none_or(|at| at > begun) {
            return Ok(());
        }
    }
}

/// Keeps the fold away until the transaction ends.
pub(crate) async fn hold_fold(tx: &mut Tx) -> Result<(), Error> {
    tx.execute(&HOLD_FOLD, &[]).await?;
    Ok(())
}

/// A reason or reference that may stand in a ledger and a log.
fn bounded(text: &str) -> Result<&str, Error> {
    let length = text.chars().count();
    let plain = !text.contains('@') && !text.chars().any(char::is_control);
    if (1..=200).contains(&length) && plain && sensitive::find(text, Look::Text).is_none() {
        Ok(text)
    } else {
        Err(Error::Reason)
    }
}
