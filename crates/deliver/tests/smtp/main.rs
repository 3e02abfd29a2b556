//! The SMTP client against servers that do what they should not.

#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

mod border;
mod pool;
mod support;
mod tls;
