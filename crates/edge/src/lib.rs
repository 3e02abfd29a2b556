//! What every route shares: the answer to a mistake, whose host was asked, who asks and how often, and how pages look.
//!
//! A handler takes [`AtTenant`] and [`Json`] as its arguments, asks the [`Limiter`], calls one function of its room and
//! answers with JSON, with a page of [`pages::Pages`], or with a [`Problem`]. [`log::layer`] goes around all routes.
//!
//! Deliberately absent: the address of a client (only its network can be had), a script in a page, and any answer or log line
//! that repeats what was sent.

mod address;
mod body;
mod limiter;
mod listen;
pub mod log;
pub mod pages;
pub mod picture;
mod problem;
mod query;
mod reads;
mod tenant;
#[cfg(any(test, feature = "testing"))]
pub mod testing;

pub use address::{BadNetwork, ClientAddress, TrustedProxies};
pub use body::{Form, Json};
pub use limiter::{Left, Limiter, RetryAfter};
pub use listen::listen;
pub use problem::{Details, FieldError, Problem, no_route};
pub use query::Query;
pub use reads::Reads;
pub use tenant::{AtTenant, Hosts, host};
