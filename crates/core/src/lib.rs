//! The nouns every room shares: time, ids, money, colours, languages, kinds of events. No I/O.

mod clock;
mod colour;
mod id;
pub mod kind;
mod language;
mod money;

pub use clock::{Clock, Micros};
pub use colour::Colour;
pub use id::{BadId, Id, TenantId};
pub use kind::Kind;
pub use language::{Language, Values};
pub use money::{BadMoney, Currency, Money};
