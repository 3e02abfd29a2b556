//! Ids: small integers for tenants, UUIDv7 in 16 bytes for profiles, contacts and messages, TypeID text at the edge.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Clock, Micros};

/// A tenant: one client company. Given once, never reused, first column of every key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct TenantId(pub i32);

impl fmt::Display for TenantId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// A UUIDv7 (RFC 9562): 16 bytes, ordered by the time of making.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub [u8; 16]);

/// The text is not an id of the wanted type.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("not a valid {0} id")]
pub struct BadId(pub &'static str);

/// Crockford's base 32 in lower case, the alphabet of TypeID.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Id {
    /// A new id whose time part is the clock's.
    pub fn new(clock: &Clock) -> Id {
        Id::at(clock.now())
    }

    /// A new id whose time part is `at`.
    pub fn at(at: Micros) -> Id {
        let micros = at.0.max(0);
        let seconds = (micros / Micros::SECOND) as u64;
        let nanos = (micros % Micros::SECOND) as u32 * 1000;
        let stamp = uuid::Timestamp::from_unix(uuid::NoContext, seconds, nanos);
        Id(uuid::Uuid::new_v7(stamp).into_bytes())
    }

    /// An id from stored bytes; `None` unless there are 16.
    pub fn from_bytes(bytes: &[u8]) -> Option<Id> {
        bytes.try_into().ok().map(Id)
    }

    /// TypeID text: `prefix_` and 26 characters of base 32.
    pub fn text(&self, prefix: &'static str) -> String {
        let value = u128::from_be_bytes(self.0);
        let mut out = String::with_capacity(prefix.len() + 27);
        out.push_str(prefix);
        out.push('_');
        for place in (0..26).rev() {
            let digit = (value >> (place * 5)) & 31;
            out.push(char::from(ALPHABET[digit as usize]));
        }
        out
    }

    /// Reads TypeID text with this prefix.
    pub fn parse(prefix: &'static str, text: &str) -> Result<Id, BadId> {
        let bad = BadId(prefix);
        let digits =
            text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')).ok_or(BadId(prefix))?;
        if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
            return Err(bad);
        }
        let mut value = 0u128;
        for byte in digits.bytes() {
            let digit = ALPHABET.iter().position(|a| *a == byte).ok_or(BadId(prefix))?;
            value = (value << 5) | digit as u128;
        }
        Ok(Id(value.to_be_bytes()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_bytes_agree() {
        let id = Id::at(Micros(1_700_000_000_000_000));
        let text = id.text("prof");
        assert_eq!(text.len(), 31);
        assert_eq!(Id::parse("prof", &text), Ok(id));
        assert_eq!(Id::parse("msg", &text), Err(BadId("msg")));
        assert_eq!(Id::parse("prof", "prof_zzzzzzzzzzzzzzzzzzzzzzzzzz"), Err(BadId("prof")));
        assert_eq!(Id::parse("prof", "prof_ü"), Err(BadId("prof")));
    }

    #[test]
    fn later_ids_sort_later() {
        assert!(Id::at(Micros(1_000_000)) < Id::at(Micros(2_000_000)));
    }
}
