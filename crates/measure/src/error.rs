//! What can go wrong while measuring.

/// An error of the room `measure`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The permission room's: a tenant's keys.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The profile room's.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// The shop's.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
    /// The ledger of messages.
    #[error(transparent)]
    Ledger(#[from] placet_deliver::ledger::Error),
    /// The journeys'.
    #[error(transparent)]
    Journey(#[from] placet_journey::Error),
    /// A template's.
    #[error(transparent)]
    Template(#[from] placet_compose::Error),
    /// Properties cannot be written.
    #[error("an observation cannot be written: {0}")]
    Document(#[from] serde_json::Error),
}
