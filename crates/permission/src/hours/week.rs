//! A week of allowed hours, as a tenant chooses it and as law says it.

use std::collections::BTreeMap;
use std::fmt;

use placet_core::Micros;
use serde::de::{Error, Unexpected};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
#[schema(as = Weekday)]
#[expect(missing_docs, reason = "their names say it")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    /// All seven.
    pub const ALL: [Day; 7] = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];

    /// Where its own hours stand in a week.
    fn field(self) -> String {
        format!("on.{}", format!("{self:?}").to_lowercase())
    }

    /// The weekday of a day counted from 1970-01-01, a Thursday.
    pub(crate) fn of(day: i64) -> Day {
        Day::ALL[usize::try_from((day + 3).rem_euclid(7)).unwrap_or(0)]
    }
}

/// A time of day to the minute, `00:00` to `24:00`.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(into = "String")]
pub struct Time(u16);

impl Time {
    /// The end of the day.
    pub const MIDNIGHT: Time = Time(24 * 60);

    /// Reads `HH:MM`.
    pub fn parse(text: &str) -> Option<Time> {
        let (hour, minute) = text.split_once(':')?;
        let two = |part: &str| {
            (part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit())).then(|| part.parse().ok()).flatten()
        };
        let (hour, minute): (u16, u16) = (two(hour)?, two(minute)?);
        let time = Time(hour * 60 + minute);
        (minute < 60 && time <= Time::MIDNIGHT).then_some(time)
    }

    /// Since midnight, as a span.
    pub(crate) fn span(self) -> i64 {
        i64::from(self.0) * Micros::MINUTE
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.0 / 60, self.0 % 60)
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl From<Time> for String {
    fn from(time: Time) -> String {
        time.to_string()
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Time, D::Error> {
        let text = String::deserialize(from)?;
        let wrong =
            || D::Error::invalid_value(Unexpected::Other("text"), &"a time of day such as 08:00 or 20:30");
        Time::parse(&text).ok_or_else(wrong)
    }
}

/// Hours of a day. Where `to` is earlier than `from` they end on the next day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DayHours)]
pub struct Window {
    /// From this minute on.
    #[schema(value_type = String)]
    pub from: Time,
    /// Before this minute.
    #[schema(value_type = String)]
    pub to: Time,
}

/// Allowed hours: the same on each allowed day, unless a day has its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Week {
    /// From this minute on, as `08:00`.
    #[schema(value_type = String)]
    pub from: Time,
    /// Before this minute; earlier than `from` if the hours end on the next day.
    #[schema(value_type = String)]
    pub to: Time,
    /// The allowed days. Hours that end on the next day belong to the day on which they begin.
    #[serde(default = "every_day")]
    pub days: Vec<Day>,
    /// Days with hours of their own.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub on: BTreeMap<Day, Window>,
    /// Whether public holidays are allowed.
    #[serde(default = "allowed")]
    pub holidays: bool,
}

fn every_day() -> Vec<Day> {
    Day::ALL.to_vec()
}

fn allowed() -> bool {
    true
}

/// What is wrong with a week, and in which of its fields.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {reason}")]
pub struct BadWeek {
    /// The field, such as `to` or `on.sat`.
    pub field: String,
    /// What is wrong with it.
    pub reason: &'static str,
}

/// What keeps a moment out of the allowed hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bar {
    /// The hour.
    Hour,
    /// The day of the week.
    Weekday,
    /// A public holiday.
    Holiday,
}

impl Week {
    /// Looks for what no week may be: one without any day or minute.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<(), BadWeek> {
        let bad = |field: &str, reason| Err(BadWeek { field: field.to_owned(), reason });
        if self.days.is_empty() {
            return bad("days", "has no day, so that nothing could ever be sent");
        }
        if let Err(reason) = (Window { from: self.from, to: self.to }).check() {
            return bad("to", reason);
        }
        for (day, window) in &self.on {
            let field = day.field();
            if !self.days.contains(day) {
                return bad(&field, "is not one of the allowed days");
            }
            if let Err(reason) = window.check() {
                return bad(&field, reason);
            }
        }
        Ok(())
    }

    /// Looks for hours that end on the next day.
    pub(super) fn check_nights(&self) -> Result<(), BadWeek> {
        let own = self.on.iter().map(|(day, window)| (day.field(), *window));
        let mut all = std::iter::once(("to".to_owned(), Window { from: self.from, to: self.to })).chain(own);
        match all.find(|(_, window)| window.is_over_midnight()) {
            Some((field, _)) => Err(BadWeek { field, reason: "must end after they begin, on the same day" }),
            None => Ok(()),
        }
    }

    /// Whether every minute is allowed.
    pub(crate) fn is_always(&self) -> bool {
        let whole =
            |day: &Day| self.window(*day).is_some_and(|w| w.from.span() == 0 && w.to == Time::MIDNIGHT);
        self.holidays && Day::ALL.iter().all(whole)
    }

    /// The hours that begin on a day.
    fn window(&self, day: Day) -> Option<Window> {
        let own = self.on.get(&day).copied().unwrap_or(Window { from: self.from, to: self.to });
        self.days.contains(&day).then_some(own)
    }

    /// The hours that begin on a day, unless it is a holiday that is not allowed.
    fn begins(&self, day: i64, is_holiday: &mut impl FnMut(i64) -> bool) -> Option<Window> {
        self.window(Day::of(day)).filter(|_| self.holidays || !is_holiday(day))
    }

    /// What bars the moment `time` (a span since midnight) of `day` (counted from 1970-01-01), both by the clocks of the place, and the next
    /// time of that day at which the answer may be another: 24 hours if there is none.
    pub(crate) fn look(
        &self,
        day: i64,
        time: i64,
        is_holiday: &mut impl FnMut(i64) -> bool,
    ) -> (Option<Bar>, i64) {
        if !self.holidays && is_holiday(day) {
            return (Some(Bar::Holiday), Micros::DAY);
        }
        let today = self.begins(day, is_holiday);
        let evening =
            today.map(|w| (w.from.span(), if w.is_over_midnight() { Micros::DAY } else { w.to.span() }));
        let before = self.begins(day - 1, is_holiday).filter(Window::is_over_midnight);
        let morning = before.map(|w| (0, w.to.span()));
        let spans = [morning, evening];
        let edges = spans.iter().flatten().flat_map(|(from, to)| [*from, *to]);
        let edge = edges.filter(|edge| *edge > time).min().unwrap_or(Micros::DAY);
        let bar = match spans.iter().flatten().any(|(from, to)| (*from..*to).contains(&time)) {
            true => None,
            false if today.is_none() => Some(Bar::Weekday),
            false => Some(Bar::Hour),
        };
        (bar, edge)
    }
}

impl Window {
    pub(super) fn is_over_midnight(&self) -> bool {
        self.to < self.from
    }

    fn check(&self) -> Result<(), &'static str> {
        match () {
            () if self.from == self.to => Err("is the same as from: a whole day is 00:00 to 24:00"),
            () if self.from == Time::MIDNIGHT => Err("begins at 24:00, when the day is over: say 00:00"),
            () => Ok(()),
        }
    }
}

impl fmt::Display for Week {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, day) in Day::ALL.iter().enumerate() {
            let comma = if at == 0 { "" } else { ", " };
            match self.window(*day) {
                Some(window) => write!(f, "{comma}{day:?} {}–{}", window.from, window.to)?,
                None => write!(f, "{comma}{day:?} –")?,
            }
        }
        f.write_str(if self.holidays { "" } else { ", no public holidays" })
    }
}
