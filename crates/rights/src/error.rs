//! What can go wrong while acting for a person.

/// An error of the room `rights`. No variant carries contact data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The permission room's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] placet_permission::vault::VaultError),
    /// An address could not be opened.
    #[error(transparent)]
    Opening(#[from] placet_permission::Expired),
    /// The profile room's.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// The room's of what comes in.
    #[error(transparent)]
    Collect(#[from] placet_collect::Error),
    /// The ledger's of messages.
    #[error(transparent)]
    Messages(#[from] placet_deliver::ledger::Error),
    /// The templates'.
    #[error(transparent)]
    Templates(#[from] placet_compose::Error),
    /// A stored document is not what was written.
    #[error("a stored document cannot be read: {0}")]
    Document(#[from] serde_json::Error),
    /// The text is no address.
    #[error(transparent)]
    Address(#[from] placet_permission::vault::BadAddress),
    /// The reason or reference cannot stand in a ledger that outlives the person's data.
    #[error(
        "a reason or reference has 1 to 200 characters and names no address, no number and no illness of a person"
    )]
    Reason,
    /// There is no such profile.
    #[error("there is no such profile at this tenant")]
    NoProfile,
}
