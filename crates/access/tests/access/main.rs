//! Members through the API's own doors: signing in, roles, members, the log, and the guard before all of it.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod account;
mod guard;
mod house;
mod members;
mod sign_in;
