//! Frequency caps: how much a person gets (R093). Rules per channel and over all of them, in rolling spans and in days of the calendar
//! where the person is.

use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan, civil};
use placet_core::Micros;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::reach::Stamp;
use crate::vault::Channel;

/// A tenant's caps.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Caps {
    /// All of them hold.
    pub rules: Vec<Cap>,
    /// What becomes of a message for somebody who has enough.
    pub when_capped: WhenCapped,
}

/// At most so many messages in some span.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// By this channel; over all of them if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "named")]
    #[schema(value_type = Option<String>)]
    pub channel: Option<Channel>,
    /// How many, 1 to 30.
    pub most: u8,
    /// In which span.
    pub per: Per,
}

/// A span in which messages are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = CapSpan)]
pub enum Per {
    /// The last so many hours, 1 to 744.
    Hours(u16),
    /// So many days of the calendar, today among them, 1 to 31.
    Days(u8),
}

/// What becomes of a message for somebody who has enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum WhenCapped {
    /// It is not sent.
    Skip,
    /// It waits until there is room, at most so many hours, 1 to 168.
    Hold(u16),
    /// One that weighs less and still waits makes room for it; else it is not sent.
    GiveWay,
}

impl Default for Caps {
    /// Two messages in 24 hours and five in a week by each channel, three of all kinds on one day.
    fn default() -> Caps {
        let each = Channel::ALL.map(Some).into_iter();
        let mut rules: Vec<Cap> = each
            .flat_map(|channel| {
                [
                    Cap { channel, most: 2, per: Per::Hours(24) },
                    Cap { channel, most: 5, per: Per::Hours(7 * 24) },
                ]
            })
            .collect();
        rules.push(Cap { channel: None, most: 3, per: Per::Days(1) });
        Caps { rules, when_capped: WhenCapped::Skip }
    }
}

/// What is wrong with caps: the field and why.
pub type Wrong = (String, &'static str);

impl Caps {
    /// # Errors
    /// The first field that breaks a rule.
    pub fn check(&self) -> Result<(), Wrong> {
        if self.rules.is_empty() || self.rules.len() > 12 {
            return Err(("caps.rules".to_owned(), "must be 1 to 12 rules: without one nothing is capped"));
        }
        for (at, rule) in self.rules.iter().enumerate() {
            let wrong = |field, why| Err((format!("caps.rules[{at}].{field}"), why));
            if !(1..=30).contains(&rule.most) {
                return wrong("most", "must be 1 to 30");
            }
            match rule.per {
                Per::Hours(hours) if !(1..=744).contains(&hours) => {
                    return wrong("per.hours", "must be 1 to 744");
                }
                Per::Days(days) if !(1..=31).contains(&days) => return wrong("per.days", "must be 1 to 31"),
                _ => {}
            }
        }
        match self.when_capped {
            WhenCapped::Hold(hours) if !(1..=168).contains(&hours) => {
                Err(("caps.when_capped.hold".to_owned(), "must be 1 to 168 hours"))
            }
            _ => Ok(()),
        }
    }

    /// When there is room for one more message by this channel; `None` if there is room now.
    pub(crate) fn full_until(
        &self,
        sent: &[Stamp],
        channel: Channel,
        now: Micros,
        days: &impl Fn(i64) -> Micros,
    ) -> Option<Micros> {
        let rules = self.rules.iter().filter(|rule| rule.is_about(channel));
        rules.filter_map(|rule| rule.full_until(sent, now, days)).max()
    }
}

impl Cap {
    /// Whether it counts messages by this channel.
    pub(crate) fn is_about(&self, channel: Channel) -> bool {
        self.channel.is_none_or(|only| only == channel)
    }

    /// Those of what was sent that count now, oldest first.
    pub(crate) fn counted<'s, D: Fn(i64) -> Micros>(
        &self,
        sent: &'s [Stamp],
        now: Micros,
        days: &D,
    ) -> impl Iterator<Item = &'s Stamp> + use<'s, D> {
        let since = match self.per {
            Per::Hours(hours) => Micros(now.0 - i64::from(hours) * Micros::HOUR + 1),
            Per::Days(of) => days(1 - i64::from(of)),
        };
        let rule = *self;
        sent.iter().filter(move |stamp| stamp.at >= since && rule.is_about(stamp.channel))
    }

    pub(crate) fn full_until(
        &self,
        sent: &[Stamp],
        now: Micros,
        days: &impl Fn(i64) -> Micros,
    ) -> Option<Micros> {
        let most = usize::from(self.most);
        if sent.len() < most {
            return None;
        }
        let count = self.counted(sent, now, days).count();
        // There is room when this one, and those before it, count no more.
        let leaves = self.counted(sent, now, days).nth(count.checked_sub(most)?)?.at;
        Some(match self.per {
            Per::Hours(hours) => leaves + i64::from(hours) * Micros::HOUR,
            Per::Days(of) => {
                let ago = (0..i64::from(of)).find(|ago| days(-ago) <= leaves).unwrap_or(0);
                days(i64::from(of) - ago)
            }
        })
    }
}

/// When the day begins that is so many days after today, in this zone.
pub(crate) fn day_in(zone: &TimeZone, now: Micros, after: i64) -> Micros {
    let today =
        Timestamp::from_microsecond(now.0).map_or(civil::Date::MIN, |at| at.to_zoned(zone.clone()).date());
    let day = today.saturating_add(after.days());
    zone.to_zoned(day.at(0, 0, 0, 0)).map_or(now, |start| Micros(start.timestamp().as_microsecond()))
}

mod named {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::vault::Channel;

    #[expect(clippy::ref_option, reason = "the shape that serde asks for")]
    pub(super) fn serialize<S: Serializer>(channel: &Option<Channel>, to: S) -> Result<S::Ok, S::Error> {
        match channel {
            Some(channel) => to.serialize_str(channel.name()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Channel>, D::Error> {
        let Some(name) = Option::<String>::deserialize(from)? else { return Ok(None) };
        let known = Channel::ALL.into_iter().find(|channel| channel.name() == name);
        known.map(Some).ok_or_else(|| serde::de::Error::custom("is no channel"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reach::Priority;

    const NOON: Micros = Micros(1_780_308_000_000_000);

    fn sent(hours_ago: &[(i64, Channel)]) -> Vec<Stamp> {
        let stamp = |(ago, channel): &(i64, Channel)| Stamp {
            at: NOON - ago * Micros::HOUR,
            channel: *channel,
            priority: Priority::Normal,
        };
        let mut sent: Vec<Stamp> = hours_ago.iter().map(stamp).collect();
        sent.sort_by_key(|stamp| stamp.at);
        sent
    }

    fn until(rules: &[Cap], sent: &[Stamp], channel: Channel) -> Option<i64> {
        let caps = Caps { rules: rules.to_vec(), when_capped: WhenCapped::Skip };
        let days = |after| day_in(&TimeZone::UTC, NOON, after);
        caps.full_until(sent, channel, NOON, &days).map(|at| (at - NOON) / Micros::HOUR)
    }

    #[test]
    fn r093_there_is_room_again_when_the_oldest_that_fills_it_leaves_the_span() {
        let two_a_day = [Cap { channel: Some(Channel::Email), most: 2, per: Per::Hours(24) }];
        let email = Channel::Email;
        assert_eq!(until(&two_a_day, &sent(&[(3, email)]), email), None);
        assert_eq!(until(&two_a_day, &sent(&[(3, email), (20, email)]), email), Some(4));
        assert_eq!(until(&two_a_day, &sent(&[(3, email), (10, email), (20, email)]), email), Some(14));
        assert_eq!(until(&two_a_day, &sent(&[(3, email), (24, email)]), email), None, "the span is over");
        assert_eq!(
            until(&two_a_day, &sent(&[(3, email), (4, email)]), Channel::Sms),
            None,
            "another channel"
        );
        assert_eq!(until(&two_a_day, &sent(&[(3, email), (4, Channel::Sms)]), email), None);
    }

    #[test]
    fn r093_a_rule_over_all_channels_counts_each_of_them() {
        let three = [Cap { channel: None, most: 3, per: Per::Hours(24) }];
        let all = sent(&[(1, Channel::Email), (2, Channel::Sms), (5, Channel::Email)]);
        assert_eq!(until(&three, &all, Channel::Sms), Some(19));
    }

    #[test]
    fn r093_days_of_the_calendar_begin_at_midnight() {
        // NOON is ten o'clock in the morning, UTC.
        let one_a_day = [Cap { channel: None, most: 1, per: Per::Days(1) }];
        assert_eq!(
            until(&one_a_day, &sent(&[(9, Channel::Email)]), Channel::Email),
            Some(14),
            "the next midnight"
        );
        assert_eq!(
            until(&one_a_day, &sent(&[(11, Channel::Email)]), Channel::Email),
            None,
            "that was yesterday"
        );
        let one_in_three = [Cap { channel: None, most: 1, per: Per::Days(3) }];
        let yesterday = sent(&[(11, Channel::Email)]);
        assert_eq!(until(&one_in_three, &yesterday, Channel::Email), Some(14 + 24));
    }

    #[test]
    fn the_strictest_rule_counts() {
        let email = Channel::Email;
        let two = sent(&[(1, email), (2, email)]);
        let rules = [
            Cap { channel: None, most: 2, per: Per::Hours(24) },
            Cap { channel: Some(email), most: 2, per: Per::Hours(72) },
        ];
        assert_eq!(until(&rules, &two, email), Some(70));
    }

    #[test]
    fn a_wrong_cap_is_named() {
        let rule =
            |most, per| Caps { rules: vec![Cap { channel: None, most, per }], when_capped: WhenCapped::Skip };
        assert_eq!(Caps::default().check(), Ok(()));
        assert_eq!(rule(0, Per::Hours(1)).check().unwrap_err().0, "caps.rules[0].most");
        assert_eq!(rule(1, Per::Hours(0)).check().unwrap_err().0, "caps.rules[0].per.hours");
        assert_eq!(rule(1, Per::Days(32)).check().unwrap_err().0, "caps.rules[0].per.days");
        let hold = Caps { when_capped: WhenCapped::Hold(0), ..Caps::default() };
        assert_eq!(hold.check().unwrap_err().0, "caps.when_capped.hold");
        let none = Caps { rules: Vec::new(), ..Caps::default() };
        assert_eq!(none.check().unwrap_err().0, "caps.rules");
    }
}
