//! What can go wrong while accepting.

/// An error of the room `collect`.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store's.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The permission room's.
    #[error(transparent)]
    Permission(#[from] placet_permission::Error),
    /// The profile room's.
    #[error(transparent)]
    Profile(#[from] placet_profile::Error),
    /// The request cannot be read.
    #[error(transparent)]
    Wire(#[from] crate::wire::WireError),
    /// No live key reads like this one.
    #[error("writeKey: is not known")]
    UnknownKey,
    /// An import does not go on.
    #[error(transparent)]
    Import(#[from] crate::import::Refusal),
    /// A part of an import cannot be read.
    #[error(transparent)]
    Part(#[from] crate::import::Unreadable),
    /// A field of one of our own requests.
    #[error("{field}: {reason}")]
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// One of the properties of an event that is to be declared.
    #[error("properties[{index}].{field}: {reason}")]
    Property {
        /// Which, from 0.
        index: usize,
        /// `name` or `shape`.
        field: &'static str,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// More comes in than is taken away; try again after so many seconds. Nothing was taken.
    #[error("busy: try again later")]
    Busy(u32),
    /// The node is stopping.
    #[error("the node is stopping")]
    Stopping,
    /// The disk is nearly full: refused before the database fails.
    #[error("the disk is nearly full")]
    DiskFull,
}
