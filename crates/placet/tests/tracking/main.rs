//! What comes in over HTTP, good and bad, through the whole router: what is answered, and what is stored.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod bad_input;
mod banner;
mod brand;
mod consent;
mod console;
mod cookies;
mod everywhere;
mod form;
mod house;
mod identity;
mod imports;
mod opened;
mod own;
mod pages;
mod preferences;
mod receipts;
mod renewal;
mod rules;
mod scripts;
mod sensitive;
mod walls;
mod wire;
