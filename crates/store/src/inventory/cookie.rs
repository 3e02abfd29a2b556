//! The cookies that the program sets: what stands on a person's own device (R059, R065, R066).

use super::Class;
use super::class::IDENTITY;

/// A cookie of a tenant's own host, which the program's server sets and alone reads.
#[derive(Debug)]
pub struct Cookie {
    /// Its name.
    pub name: &'static str,
    /// What it holds.
    pub holds: &'static str,
    /// How many days after the yes it ends; at most 13 months (C10).
    pub days: i64,
    /// Of which class of data it is.
    pub class: &'static Class,
}

/// How long a browser is known after its yes: thirteen months of 30 days.
const KNOWN: i64 = 390;

/// Which browser it is.
pub const BROWSER_ID: Cookie = Cookie {
    name: "__Host-placet-id",
    holds: "a random number, sealed: which browser it is",
    days: KNOWN,
    class: &IDENTITY,
};

/// Until when it may be known.
pub const BROWSER_TERM: Cookie = Cookie {
    name: "__Host-placet-term",
    holds: "a date, sealed: until when the browser may be known",
    days: KNOWN,
    class: &IDENTITY,
};

/// When it was last here.
pub const BROWSER_SEEN: Cookie = Cookie {
    name: "__Host-placet-seen",
    holds: "a time, sealed: when the browser was last here",
    days: KNOWN,
    class: &IDENTITY,
};

/// Every cookie; none is set before a yes.
pub const COOKIES: &[&Cookie] = &[&BROWSER_ID, &BROWSER_TERM, &BROWSER_SEEN];
