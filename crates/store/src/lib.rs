//! One SQL text on two engines, named transactions, and the wall between tenants.
//!
//! A room writes its SQL once with [`statements!`], opens a transaction with [`transaction!`] on a [`Tenant`] handle and
//! never says which tenant it means: `$1` is the tenant of the handle, in every statement. SQLite keeps one file and one
//! writer; PostgreSQL adds row-level security behind the same handle.
//!
//! Deliberately absent: a query builder, a statement from a `String`, and any way to run a tenant's statement without a handle.

pub mod backup;
mod dialect;
mod error;
mod handle;
pub mod inventory;
mod looking;
mod migrate;
mod postgres;
pub mod schema;
mod slice;
mod sql;
mod sqlite;
pub mod tenants;
#[cfg(feature = "testing")]
pub mod testing;
mod value;
pub mod work;

pub use error::{Error, Transient};
pub use handle::{Concluded, Global, Options, Store, Tenant, Tx};
pub use looking::{ReadStore, ReadTenant};
pub use migrate::{Migrations, SCHEMA_VERSION};
pub use slice::Slice;
pub use sql::{Scope, Sql};
pub use value::{FromValue, Row, Value};

/// What store functions return.
pub type Result<T, E = Error> = std::result::Result<T, E>;
