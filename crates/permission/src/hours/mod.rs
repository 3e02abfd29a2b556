//! Quiet hours at the recipient's place: when a message may go out, by law and by the tenant's choice, wherever the person may be.
//!
//! A moment is allowed if it is allowed by both, in every place where the recipient may be
//! ([`Candidates`](crate::place::Candidates)). Time runs as the clocks of each place show it: an hour that is skipped in spring is never asked
//! for, and one that comes twice in autumn is judged twice alike. Whether a message is subject to quiet hours at all is the caller's to know: a
//! service message is not.

mod clockwork;
mod week;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub use clockwork::{Clockwork, next_allowed};
pub use week::{BadWeek, Bar, Day, Time, Week, Window};

use placet_core::Micros;

use crate::place::Place;
use crate::vault::Channel;

/// The hours a tenant chooses, for each channel: part of its policy. `None` is any hour of any day. Law narrows it, and nothing widens it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct QuietHours {
    /// For e-mail.
    pub email: Option<Week>,
    /// For text messages.
    pub sms: Option<Week>,
}

impl Default for QuietHours {
    /// E-mail at any hour; text messages from 08:00 to 20:00, Monday to Saturday, on no public holiday.
    fn default() -> QuietHours {
        let days = Day::ALL[..6].to_vec();
        let (from, to) = (Time::parse("08:00"), Time::parse("20:00"));
        let sms =
            from.zip(to).map(|(from, to)| Week { from, to, days, on: Default::default(), holidays: false });
        QuietHours { email: None, sms }
    }
}

impl QuietHours {
    /// The week of a channel.
    pub fn of(&self, channel: Channel) -> Option<&Week> {
        match channel {
            Channel::Email => self.email.as_ref(),
            Channel::Sms => self.sms.as_ref(),
        }
    }

    /// Looks for what cannot be meant: a week without any day or minute, or hours that end before they begin. (Those of law may go over
    /// midnight; here it would be a slip that opens nearly the whole day and night.)
    ///
    /// # Errors
    /// The first field that is wrong, such as `sms.on.sat`.
    pub fn check(&self) -> Result<(), BadWeek> {
        for channel in Channel::ALL {
            let checked =
                self.of(channel).map_or(Ok(()), |week| week.check().and_then(|()| week.check_nights()));
            checked.map_err(|bad| BadWeek { field: format!("{}.{}", channel.name(), bad.field), ..bad })?;
        }
        Ok(())
    }
}

/// When a message may go out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Allowed {
    /// Now.
    Now,
    /// Not before then.
    At(Micros),
    /// At no minute of the coming 400 days.
    Never,
}

/// Whether it is law or the tenant's choice that keeps a message waiting.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Law, of the country of the place.
    Law,
    /// The tenant's choice.
    Choice,
}

/// Why a message may not go out at once: what is kept with the decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    /// Whose rule it is.
    pub by: By,
    /// What it bars.
    pub bar: Bar,
    /// Where it holds.
    pub place: Place,
}

/// The answer of [`next_allowed`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// When.
    pub allowed: Allowed,
    /// What bars the present moment, law before choice; `None` if nothing does.
    pub held: Option<Held>,
}

#[cfg(test)]
mod tests;
