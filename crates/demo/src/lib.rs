//! The demo: made-up shops, made-up shoppers, and the story they live through.
//!
//! [`shop`] serves the pages of `web/demo-shop` to somebody who watches; [`catalogue`] is what is sold there, [`history`] what others
//! bought there before.
//! [`play::play`] drives a real node by real tracking requests and real SMTP, under a clock that is moved by starting the
//! node anew, killed at random moments if asked; then it compares every number of the node with what the shoppers did.
//! Nobody in here is a real person.

pub mod catalogue;
mod client;
pub mod history;
mod idle;
mod node;
pub mod play;
pub mod shop;
mod shopper;
pub mod store;
mod truth;

pub use client::Client;
pub use node::Node;
