//! What can go wrong while deciding.

/// An error of the room `permission`. No variant carries contact data.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The vault's.
    #[error(transparent)]
    Vault(#[from] crate::vault::VaultError),
    /// The tenant has no keys: it was never set up, or its keys were destroyed.
    #[error("tenant {0} has no keys")]
    NoKeys(placet_core::TenantId),
    /// Evidence could not be written down as JSON.
    #[error("evidence that cannot be written down: {0}")]
    Evidence(#[from] serde_json::Error),
    /// A rule about a tenant's rules is broken; the field is named.
    #[error(transparent)]
    Policy(#[from] crate::policy::Broken),
    /// They said no to it lately: nobody but themselves asks for it again so soon.
    #[error("it was refused lately, and is not asked for again yet")]
    RefusedLately,
    /// Somebody else changed the rules meanwhile.
    #[error("the rules were changed meanwhile")]
    PolicyChanged,
}
