//! Members: who may come in, what each role may do, and what is remembered of what they saw and changed.
//!
//! A member signs in with a password and, if they want, a second factor; what is stored is a hash of the session's secret. A
//! handler of the API takes [`May`] with the action it performs: the extractor answers 401 to a stranger, 404 to a member of
//! another tenant and 403 to a role that may not, and gives the tenant's handle to everybody else. Which role may do what stands in
//! one table ([`ACTIONS`]), printed to `docs/permissions.md`. What a member saw of one person, and what they changed, goes to
//! the [`audit`] log.
//!
//! What every operation of the API shares stands here too: pages of lists, versions of what is edited, the guard at the door.
//!
//! Deliberately absent: a default password, a session in an address, and a way to be somebody else.

mod account;
mod api;
pub mod audit;
mod error;
mod guard;
mod list;
mod may;
mod member;
mod openapi;
mod password;
mod role;
mod second_factor;
mod session;
mod sign_in;
pub mod store;
mod values;
mod version;

use account::Fields;
pub use api::{Api, checked, new_key, routes};
pub use error::Error;
pub use guard::guarded;
pub use list::{CursorKey, Listing, Page, TenantPath};
pub use may::{May, SignedIn};
pub use member::{Link, OPERATOR, add, first_link, reset};
pub use openapi::finish;
pub use role::{ACTIONS, Action, Role, actions, matrix};
pub use values::{Day, Money, Time};
pub use version::{IfMatch, Versioned};
