//! Operations, with the real binary: configuration, one server per folder, backup and restore, keys, doctor, and a graceful stop.

mod commands;
mod configuration;
mod copies;
mod serving;
mod support;
