//! The tracking API's bytes: what clients send, read once, borrowed from the body, believed in nothing.
//!
//! The way of a request: [`body`] (gzip, bounds, UTF-8) → [`parse`] (items, each good or refused by itself) → [`key()`] (who
//! sends) → the caller. The format is the Segment HTTP API; what its documents leave open follows what the clients of Segment
//! and RudderStack put on the wire. Nothing here quotes a value in an error: only field names and reasons.

pub mod answer;
mod body;
mod context;
mod error;
mod item;
mod key;
mod lax;
mod parse;
mod time;

#[cfg(test)]
mod tests;

pub use body::body;
pub(crate) use context::before_query;
pub use context::{Consent, Context, ExternalId, Page};
pub use error::{Reason, Refusal, WireError};
pub use item::{Claimed, Item};
pub use key::{WriteKey, key};
pub use parse::{Parsed, parse};

/// What one request may hold.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Bytes of one event's JSON (Segment: 32 KB).
    pub event: usize,
    /// Bytes of a whole body, before and after decompression (Segment: 500 KB).
    pub body: usize,
    /// Events in one batch; Segment names no number, its clients send at most 1,000.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { event: 32 * 1024, body: 500 * 1024, items: 5_000 }
    }
}

/// What a client says with one item: the six calls of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Call {
    /// Something was done: `event` names it.
    Track,
    /// Who stands behind the device, and traits.
    Identify,
    /// A page was seen.
    Page,
    /// A screen of an app was seen.
    Screen,
    /// The person belongs to a group.
    Group,
    /// Two ids are claimed to be one person. A claim only: it never joins anything.
    Alias,
}

impl Call {
    /// The call named by `type`, exactly as the API spells it.
    pub fn named(name: &str) -> Option<Call> {
        Some(match name {
            "track" => Call::Track,
            "identify" => Call::Identify,
            "page" => Call::Page,
            "screen" => Call::Screen,
            "group" => Call::Group,
            "alias" => Call::Alias,
            _ => return None,
        })
    }
}

/// Where a request came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// One item of this call is the body.
    One(Call),
    /// The body's `batch` holds items, each with its `type`.
    Batch,
    /// The same, of history: times stand as they are stated.
    Import,
}

impl Route {
    /// The route of a request path: `/v1/track` and `/v1/t` alike, `/v1/batch`, `/v1/b`, `/v1/import`, and under `/beacon` what
    /// browsers send while a page closes. `None`: not a path of the tracking API.
    pub fn from_path(path: &str) -> Option<Route> {
        let rest = path.strip_prefix("/beacon").unwrap_or(path).strip_prefix("/v1/")?;
        let call = match rest.strip_suffix('/').unwrap_or(rest) {
            "b" | "batch" => return Some(Route::Batch),
            "import" => return Some(Route::Import),
            "t" => Call::Track,
            "i" => Call::Identify,
            "p" => Call::Page,
            "s" => Call::Screen,
            "g" => Call::Group,
            "a" => Call::Alias,
            long => Call::named(long)?,
        };
        Some(Route::One(call))
    }
}
