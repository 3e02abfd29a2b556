//! What can be wrong with a request as a whole, and with one item of it. Names and reasons, never values.

use std::fmt;

/// The request cannot be read at all: nothing of it is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// No bytes.
    #[error("the body is empty")]
    Empty,
    /// More bytes than allowed, before or after decompression.
    #[error("the body is larger than {limit} bytes")]
    TooLarge {
        /// Bytes allowed.
        limit: usize,
    },
    /// The body begins like gzip and is not.
    #[error("the body is not readable gzip")]
    Gzip,
    /// Not text.
    #[error("the body is not UTF-8")]
    NotUtf8,
    /// Not JSON, or not an object.
    #[error("the body is not a JSON object (line {line}, column {column})")]
    Malformed {
        /// From 1.
        line: usize,
        /// From 1.
        column: usize,
    },
    /// A field of the request itself.
    #[error("{field}: {reason}")]
    Field {
        /// Its name.
        field: &'static str,
        /// What is wrong with it.
        reason: Reason,
    },
    /// No write key in header, body or query.
    #[error("writeKey: is missing")]
    NoKey,
    /// What stands where the write key belongs cannot be one.
    #[error("writeKey: is not a write key")]
    BadKey,
}

impl WireError {
    /// The HTTP status to answer: clients drop what gets 400 or 401 and do not send it again.
    pub fn status(&self) -> u16 {
        match self {
            WireError::NoKey | WireError::BadKey => 401,
            _ => 400,
        }
    }

    /// A short fixed word for counting.
    pub fn label(&self) -> &'static str {
        match self {
            WireError::Empty => "empty",
            WireError::TooLarge { .. } => "too_large",
            WireError::Gzip => "gzip",
            WireError::NotUtf8 => "not_utf8",
            WireError::Malformed { .. } => "malformed",
            WireError::Field { reason, .. } => reason.label(),
            WireError::NoKey => "no_key",
            WireError::BadKey => "bad_key",
        }
    }
}

/// Why one item is not taken; the others of its batch are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub struct Refusal {
    /// Its place in the batch, from 0; `None` if it came alone.
    pub index: Option<u32>,
    /// The field, with a path inside the item (`context.page.url`); empty: the item as a whole.
    pub field: &'static str,
    /// What is wrong with it.
    pub reason: Reason,
}

impl Refusal {
    /// A refusal of an item that came alone.
    pub(crate) fn new(field: &'static str, reason: Reason) -> Refusal {
        Refusal { index: None, field, reason }
    }

    /// The field with its place: `batch[3].anonymousId`.
    pub fn place(&self) -> String {
        match self.index {
            Some(index) if self.field.is_empty() => format!("batch[{index}]"),
            Some(index) => format!("batch[{index}].{}", self.field),
            None if self.field.is_empty() => "event".to_owned(),
            None => self.field.to_owned(),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.place(), self.reason)
    }
}

/// What is wrong with a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// Needed and not there.
    Missing,
    /// Of another JSON type than the API's.
    WrongType,
    /// More characters than allowed.
    TooLong,
    /// More bytes than one event may have.
    TooLarge,
    /// More entries than allowed.
    TooMany,
    /// Nested deeper than allowed.
    TooDeep,
    /// Holds a control character, such as NUL.
    Control,
    /// Not one of the words allowed here.
    Unknown,
    /// Given twice: readers would disagree which one counts.
    Twice,
    /// Not a time of RFC 3339.
    NotATime,
    /// More than 24 hours ahead.
    Future,
    /// Older than 13 months (an order: 3 years).
    Ancient,
    /// Text or numbers that JSON does not allow.
    Malformed,
}

impl Reason {
    /// A short fixed word for counting.
    pub fn label(self) -> &'static str {
        self.words().0
    }

    fn words(self) -> (&'static str, &'static str) {
        match self {
            Reason::Missing => ("missing", "is missing"),
            Reason::WrongType => ("wrong_type", "is of the wrong type"),
            Reason::TooLong => ("too_long", "is too long"),
            Reason::TooLarge => ("too_large", "is too large"),
            Reason::TooMany => ("too_many", "has too many entries"),
            Reason::TooDeep => ("too_deep", "is nested too deeply"),
            Reason::Control => ("control", "holds a control character"),
            Reason::Unknown => ("unknown", "is not a known value"),
            Reason::Twice => ("twice", "has a field that is given twice"),
            Reason::NotATime => ("not_a_time", "is not an RFC 3339 time"),
            Reason::Future => ("future", "is more than 24 hours in the future"),
            Reason::Ancient => ("ancient", "is too long ago"),
            Reason::Malformed => ("malformed", "is not valid JSON"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().1)
    }
}
