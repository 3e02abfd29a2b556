//! The room through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod fold;
mod person;
mod world;
