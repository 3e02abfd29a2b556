//! Measuring through its public doors, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod links;
mod opens;
mod overview;
mod shop;
mod statements;
mod totals;
