//! Handing messages over: the ledger of messages, SMTP, and a mailbox for demos and staging.

pub mod ledger;
pub mod letter;
pub mod mime;
pub mod sink;
pub mod smtp;
pub mod store;
pub mod worker;

pub use worker::{Courier, Delivered};
