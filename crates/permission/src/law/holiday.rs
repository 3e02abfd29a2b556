//! Public holidays by rule, so that a country's are one line of data: fixed days, weekdays of a month, and days counted from Easter.

use std::fmt;
use std::ops::Range;

use jiff::SignedDuration;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};

/// A day that comes every year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Feast {
    /// `12-25`, or with `~`: also the Friday before if it is a Saturday, the Monday after if it is a Sunday.
    Fixed {
        /// 1 to 12.
        month: i8,
        /// 1 to 31.
        day: i8,
        /// Whether it is kept on a working day too.
        moved: bool,
    },
    /// `easter+1`: days from Easter Sunday of the western churches.
    Easter(i16),
    /// `orthodox-2`: days from Easter Sunday of the eastern churches.
    Orthodox(i16),
    /// `thu4/11`, the fourth Thursday of November; `mon-1/05`, the last Monday of May.
    Nth {
        /// Which weekday.
        weekday: Weekday,
        /// Which of the month; -1 is the last.
        nth: i8,
        /// 1 to 12.
        month: i8,
    },
}

/// The public holidays of a country.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Calendar(pub Vec<Feast>);

impl Calendar {
    /// The holidays of a year, each once, in order.
    pub fn days(&self, year: i16) -> Vec<Date> {
        let mut days: Vec<Date> = self.0.iter().flat_map(|feast| feast.days(year)).flatten().collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The holidays within days counted from 1970-01-01.
    pub(crate) fn within(&self, days: &Range<i64>) -> impl Iterator<Item = i64> {
        // One that is kept on the Friday before may lie in the year before.
        let years = date(days.start).year()..=date(days.end).year().saturating_add(1);
        let found: Vec<i64> = years.flat_map(|year| self.days(year)).map(number).collect();
        let days = days.clone();
        found.into_iter().filter(move |day| days.contains(day))
    }
}

impl Feast {
    /// The day, and the working day on which it is kept as well.
    fn days(self, year: i16) -> [Option<Date>; 2] {
        match self {
            Feast::Fixed { month, day, moved } => {
                let Ok(day) = Date::new(year, month, day) else { return [None, None] };
                let kept = match day.weekday() {
                    Weekday::Saturday if moved => day.yesterday().ok(),
                    Weekday::Sunday if moved => day.tomorrow().ok(),
                    _ => None,
                };
                [Some(day), kept]
            }
            Feast::Easter(days) => [western(year).map(|easter| later(easter, days)), None],
            Feast::Orthodox(days) => [eastern(year).map(|easter| later(easter, days)), None],
            Feast::Nth { weekday, nth, month } => {
                let first = Date::new(year, month, 1);
                [first.and_then(|first| first.nth_weekday_of_month(nth, weekday)).ok(), None]
            }
        }
    }

    fn parse(text: &str) -> Option<Feast> {
        if let Some(days) = text.strip_prefix("easter") {
            return signed(days).map(Feast::Easter);
        }
        if let Some(days) = text.strip_prefix("orthodox") {
            return signed(days).map(Feast::Orthodox);
        }
        if let Some((which, month)) = text.split_once('/') {
            let (weekday, nth) = which.split_at_checked(3)?;
            let weekday = WEEKDAYS.iter().find(|(name, _)| *name == weekday)?.1;
            let (nth, month) = (nth.parse().ok()?, month.parse().ok()?);
            return (matches!(nth, -1 | 1..=4) && matches!(month, 1..=12)).then_some(Feast::Nth {
                weekday,
                nth,
                month,
            });
        }
        let moved = text.ends_with('~');
        let (month, day) = text.trim_end_matches('~').split_once('-')?;
        let (month, day) = (month.parse().ok()?, day.parse().ok()?);
        // In a leap year, so that the last of February may be one.
        Date::new(2024, month, day).ok().map(|_| Feast::Fixed { month, day, moved })
    }
}

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("mon", Weekday::Monday),
    ("tue", Weekday::Tuesday),
    ("wed", Weekday::Wednesday),
    ("thu", Weekday::Thursday),
    ("fri", Weekday::Friday),
    ("sat", Weekday::Saturday),
    ("sun", Weekday::Sunday),
];

fn signed(text: &str) -> Option<i16> {
    let days = if text.is_empty() { 0 } else { text.parse().ok()? };
    (-100..=100).contains(&days).then_some(days)
}

/// Easter Sunday of the western churches (the anonymous Gregorian computus).
fn western(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 19, y / 100, y % 100);
    let (d, e) = (b / 4, b % 4);
    let g = (8 * b + 13) / 25;
    let h = (19 * a + b - d - g + 15) % 30;
    let (i, k) = (c / 4, c % 4);
    let l = (32 + 2 * e + 2 * i - h - k) % 7;
    let m = (a + 11 * h + 19 * l) / 433;
    let month = (h + l - 7 * m + 90) / 25;
    let day = (h + l - 7 * m + 33 * month + 19) % 32;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Easter Sunday of the eastern churches: by the Julian calendar (Meeus), then moved into ours.
fn eastern(year: i16) -> Option<Date> {
    let y = i32::from(year);
    let (a, b, c) = (y % 4, y % 7, y % 19);
    let d = (19 * c + 15) % 30;
    let e = (2 * a + 4 * b - d + 34) % 7;
    let (month, day) = ((d + e + 114) / 31, (d + e + 114) % 31 + 1);
    let julian = Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()?;
    Some(later(julian, i16::try_from(y / 100 - y / 400 - 2).ok()?))
}

fn later(day: Date, days: i16) -> Date {
    date(number(day) + i64::from(days))
}

const FIRST: Date = Date::constant(1970, 1, 1);

/// The day's number, counted from 1970-01-01.
pub(crate) fn number(day: Date) -> i64 {
    day.duration_since(FIRST).as_hours() / 24
}

/// The day of a number.
pub(crate) fn date(number: i64) -> Date {
    FIRST.saturating_add(SignedDuration::from_hours(number.saturating_mul(24)))
}

impl fmt::Display for Feast {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Feast::Fixed { month, day, moved } => {
                write!(f, "{month:02}-{day:02}{}", if *moved { "~" } else { "" })
            }
            Feast::Easter(0) => f.write_str("easter"),
            Feast::Easter(days) => write!(f, "easter{days:+}"),
            Feast::Orthodox(0) => f.write_str("orthodox"),
            Feast::Orthodox(days) => write!(f, "orthodox{days:+}"),
            Feast::Nth { weekday, nth, month } => {
                let name = WEEKDAYS.iter().find(|(_, day)| day == weekday).map_or("", |(name, _)| name);
                write!(f, "{name}{nth}/{month:02}")
            }
        }
    }
}

impl fmt::Display for Calendar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let days: Vec<String> = self.0.iter().map(Feast::to_string).collect();
        f.write_str(&days.join(" "))
    }
}

impl From<Feast> for String {
    fn from(feast: Feast) -> String {
        feast.to_string()
    }
}

impl TryFrom<String> for Feast {
    type Error = String;
    fn try_from(text: String) -> Result<Feast, String> {
        let known = "a day is 12-25, 07-04~, easter+1, orthodox-2, thu4/11 or mon-1/05";
        Feast::parse(&text).ok_or_else(|| format!("{text:?}: {known}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn easter_falls_where_the_churches_say() {
        let west = ["2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16", "2038-04-25"];
        let east = ["2024-05-05", "2025-04-20", "2026-04-12", "2027-05-02", "2028-04-16", "2100-05-02"];
        for day in west.map(|day| day.parse::<Date>().unwrap()) {
            assert_eq!(western(day.year()), Some(day));
        }
        for day in east.map(|day| day.parse::<Date>().unwrap()) {
            assert_eq!(eastern(day.year()), Some(day));
        }
    }

    #[test]
    fn days_are_counted_from_1970_and_back() {
        for text in ["1969-12-31", "1970-01-01", "2026-11-22", "2100-03-01"] {
            let day: Date = text.parse().unwrap();
            assert_eq!(date(number(day)), day);
        }
        assert_eq!(number(FIRST), 0);
    }

    #[test]
    fn a_moved_day_is_kept_on_a_working_day_even_of_the_year_before() {
        let new_year = Calendar(vec![Feast::parse("01-01~").unwrap()]);
        let days = number("2021-12-01".parse().unwrap())..number("2022-02-01".parse().unwrap());
        let found: Vec<String> = new_year.within(&days).map(|day| date(day).to_string()).collect();
        assert_eq!(found, ["2021-12-31", "2022-01-01"]);
    }
}
