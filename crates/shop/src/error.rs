//! What can go wrong in the shop.

/// An error of the shop. It names fields, never what stood in them.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store refused or could not be reached.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The thread that reads a feed is gone.
    #[error("the reader of a feed ended before its time")]
    Reader,
    /// The address of a feed that is none.
    #[error(transparent)]
    Feed(#[from] crate::FetchError),
    /// A field of an order or a feed breaks a rule.
    #[error("{field}: {reason}")]
    Field {
        /// The field's name.
        field: &'static str,
        /// What it should have been.
        reason: &'static str,
    },
}
