//! What the owner of an address wishes: to be written to less often than the company may, or not at all for a time. A wish only ever
//! takes away; it is no consent and no refusal, and what somebody ordered is told all the same.

use placet_core::{Id, Micros};
use placet_store::{Tx, params};
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::cap::{Cap, Per};
use crate::store::SET_WISH;
use crate::vault::Channel;

/// How long a pause may be that somebody asks for on their page, in days.
pub const PAUSES: [i64; 3] = [14, 30, 90];

/// How often at most, by the owner's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// One message in seven days of the calendar.
    Week = 1,
    /// One in thirty.
    Month = 2,
}

/// What somebody wishes of one address; nothing, if they said nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wish {
    /// How often at most; as often as the company may, if nothing was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pace: Option<Pace>,
    /// Until when nothing but what they ordered or asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Micros>,
}

impl Pace {
    /// Every pace, from more to less.
    pub const ALL: [Pace; 2] = [Pace::Week, Pace::Month];

    /// `week`, `month`.
    pub fn name(self) -> &'static str {
        match self {
            Pace::Week => "week",
            Pace::Month => "month",
        }
    }

    /// The pace of this name.
    pub fn named(name: &str) -> Option<Pace> {
        Pace::ALL.into_iter().find(|pace| pace.name() == name)
    }

    fn cap(self, channel: Channel) -> Cap {
        let days = match self {
            Pace::Week => 7,
            Pace::Month => 30,
        };
        Cap { channel: Some(channel), most: 1, per: Per::Days(days) }
    }
}

impl Wish {
    /// As it stands in the columns `pace` and `paused_until`.
    pub(crate) fn stored(pace: i64, paused_until: Option<Micros>) -> Wish {
        Wish { pace: Pace::ALL.into_iter().find(|known| *known as i64 == pace), paused_until }
    }

    /// Whether nothing was wished.
    pub fn is_none(&self) -> bool {
        *self == Wish::default()
    }

    /// Whether nothing is to come now.
    pub fn is_paused(&self, now: Micros) -> bool {
        self.paused_until.is_some_and(|until| now < until)
    }

    /// The cap that the pace makes for this channel.
    pub(crate) fn cap(&self, channel: Channel) -> Option<Cap> {
        self.pace.map(|pace| pace.cap(channel))
    }
}

/// Writes down what the owner of an address wishes from now on.
///
/// # Errors
/// The store's.
pub async fn set(tx: &mut Tx, contact: Id, wish: Wish) -> Result<(), Error> {
    let pace = wish.pace.map_or(0, |pace| pace as i64);
    tx.execute(&SET_WISH, params![contact, pace, wish.paused_until]).await?;
    Ok(())
}
