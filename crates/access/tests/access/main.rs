//! Members through the API's own doors: signing in, roles, members, the log, and the guard before all of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod account;
mod audit;
mod guard;
mod house;
mod keys;
mod members;
mod sign_in;
