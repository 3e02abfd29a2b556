//! Journeys through their public doors, on both engines, under a clock that is moved by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod machine;
mod pause;
mod reminder;
mod world;
