//! Where a message stands, and what it is about.

use serde::{Deserialize, Serialize};

/// The state of a message; the number stands in the column `message.state`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Waits for its time.
    Queued = 1,
    /// Its bytes may be going right now.
    HandingOver = 2,
    /// The receiving server took responsibility for it.
    Accepted = 3,
    /// Refused for now. Never stands in a row: such a message is [`State::Queued`] again, later.
    Deferred = 4,
    /// Refused for good.
    Rejected = 5,
    /// Could not be made or sent, by our own fault.
    Failed = 6,
    /// Nobody knows whether it left; never repeated if it is marketing.
    InDoubt = 7,
    /// Its time passed before any server took it.
    Expired = 8,
    /// Taken back, or denied at the last look.
    Withdrawn = 9,
}

impl State {
    /// Every state.
    pub const ALL: [State; 9] = [
        State::Queued,
        State::HandingOver,
        State::Accepted,
        State::Deferred,
        State::Rejected,
        State::Failed,
        State::InDoubt,
        State::Expired,
        State::Withdrawn,
    ];

    /// The number in the column.
    pub fn code(self) -> i64 {
        self as i64
    }

    /// The state of this number.
    pub fn from_code(code: i64) -> Option<State> {
        State::ALL.into_iter().find(|state| state.code() == code)
    }

    /// Its name in totals, pages and exports.
    pub fn name(self) -> &'static str {
        match self {
            State::Queued => "queued",
            State::HandingOver => "handing_over",
            State::Accepted => "accepted",
            State::Deferred => "deferred",
            State::Rejected => "rejected",
            State::Failed => "failed",
            State::InDoubt => "in_doubt",
            State::Expired => "expired",
            State::Withdrawn => "withdrawn",
        }
    }

    /// Whether no change follows any more.
    pub fn is_final(self) -> bool {
        !matches!(self, State::Queued | State::HandingOver | State::Deferred)
    }
}

/// The items a message shows, by number. Their names and prices are looked up when it is sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Items {
    /// What lies in the cart, oldest first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cart: Vec<i64>,
    /// How many of each, in the order of `cart`; chosen at sending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub quantities: Vec<i64>,
    /// What is like it; chosen at sending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub similar: Vec<i64>,
    /// What goes with it; chosen at sending.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub complementary: Vec<i64>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_come_back_as_states() {
        for state in State::ALL {
            assert_eq!(State::from_code(state.code()), Some(state));
        }
        assert_eq!(State::from_code(0), None);
    }
}
