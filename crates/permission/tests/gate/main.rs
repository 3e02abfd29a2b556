//! The gate, the ledger and the suppressions through their public doors, on both engines, under a clock that is moved by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod consent;
mod evidence;
mod lapse;
mod model;
mod refusal;
mod rules;
mod wish;
mod world;
