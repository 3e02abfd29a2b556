//! Handing messages over: SMTP, and a mailbox for demos and staging.

pub mod mime;
pub mod sink;
pub mod smtp;
