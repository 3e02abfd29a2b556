//! What only this crate can say: that a type is a permit.

/// Stands behind [`Opens`](super::Opens), so that no other crate can make a permit of its own.
pub trait Permit {}
