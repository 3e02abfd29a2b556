//! What someone may like next: what is like what they looked at ([`Model::similar`]), and what goes with it ([`Model::complementary`]).
//!
//! One index per tenant lives in memory ([`Model`]): the sessions and baskets of the last 13 months, newest first to stay, and the
//! catalogue's words, categories, variants and stock. It is built from the tenant's own events on first use and follows them from there
//! ([`Recommender::catch_up`]). No index ever sees two tenants (R002, R081); a session or basket in it names no stream once it is over.
//!
//! Deliberately absent: anything learned across tenants, and anything on disk. The index is a copy that may be dropped at any time.

mod best;
mod complementary;
mod follow;
mod hash;
mod likeness;
mod memory;
mod model;
mod question;
mod recommender;
mod shelf;
mod similar;
pub mod store;

pub use follow::bought;
pub use model::{Bounds, Listing, Model};
pub use recommender::{Index, Limits, Recommender};

/// An error of recommending: the store's, or the shop's.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The store refused or could not be reached.
    #[error(transparent)]
    Store(#[from] placet_store::Error),
    /// The catalogue could not be read.
    #[error(transparent)]
    Shop(#[from] placet_shop::Error),
}

/// What functions of this room return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
