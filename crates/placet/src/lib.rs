//! Placet, the program: command line, configuration, and the wiring of the rooms into a node that serves.
//!
//! A [`node::Node`] is configuration, database and keys; [`node::Node::serve`] runs the web role and the [`runner`], which works off
//! the queues of the rooms. Every command is a module of [`commands`]: it opens what it needs, calls one function of a room and prints
//! what came of it.
//!
//! Deliberately absent: a setting that is read anywhere but in [`config`], and any rule of the domain.

pub mod bench;
pub mod cli;
pub mod commands;
pub mod config;
pub mod disk;
pub mod dump;
pub mod licences;
pub mod lock;
pub mod logging;
pub mod node;
mod out;
pub mod role;
pub mod runner;
pub mod stop;
pub mod store;
pub mod web;
pub mod workers;
