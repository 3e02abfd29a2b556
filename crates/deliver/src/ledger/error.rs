//! What can go wrong with the ledger.

/// An error of the ledger of messages.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The permission room's: caps.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The profile room's: engagement into the inbox.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// Somebody has got a message of this run already.
    #[error("a message of this run was queued before")]
    IssuedBefore,
    /// Facts or items could not be written down.
    #[error("a document that cannot be written down: {0}")]
    Document(#[from] serde_json::Error),
}
