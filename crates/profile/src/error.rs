//! What can go wrong while folding.

/// An error of the room `profile`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The permission room's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The shop's.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    /// A stored document is not what was written.
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
}
