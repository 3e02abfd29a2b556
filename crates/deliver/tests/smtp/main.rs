//! The SMTP client against servers that do what they should not.

mod border;
mod pool;
mod support;
mod tls;
