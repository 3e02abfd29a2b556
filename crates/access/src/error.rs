//! What can go wrong with members and what they do.

use placet_edge::Problem;

/// An error of the room `access`. No variant carries an address, a password or a token.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The vault's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// An account could not be opened.
    #[error(transparent)]
    Expired(#[from] placet_permission::Expired),
    /// The vault could not seal.
    #[error(transparent)]
    Vault(#[from] placet_permission::vault::VaultError),
    /// What is stored of an account is not what it should be.
    #[error("a stored account cannot be read: {0}")]
    Corrupt(&'static str),
    /// The hash of a password could not be made.
    #[error("a password could not be hashed")]
    Hash,
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem::from_error(&error)
    }
}
