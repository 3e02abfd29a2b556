//! Operations, with the real binary: configuration, one server per folder, backup and restore, keys, doctor, and a graceful stop.

#![expect(clippy::unwrap_used, reason = "a test without its installation has failed")]

mod commands;
mod configuration;
mod copies;
mod imports;
mod law;
mod serving;
mod support;
