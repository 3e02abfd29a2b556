//! What people may ask for, through the room's public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod canary;
mod person;
mod race;
mod reply;
mod support;
mod unsubscribe;
mod unsubscribed;
mod words;
