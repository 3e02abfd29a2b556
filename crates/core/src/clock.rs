//! Time comes from one place, so that three years can pass in a second.

use std::fmt;
use std::ops::{Add, Sub};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// A moment: microseconds since 1970-01-01T00:00:00Z. This is also how times are stored.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Micros(pub i64);

impl Micros {
    /// Farther than anything: the due time of work that nobody waits for.
    pub const NEVER: Micros = Micros(i64::MAX);
    /// One second, as a span.
    pub const SECOND: i64 = 1_000_000;
    /// One minute, as a span.
    pub const MINUTE: i64 = 60 * Self::SECOND;
    /// One hour, as a span.
    pub const HOUR: i64 = 60 * Self::MINUTE;
    /// One day of 24 hours, as a span.
    pub const DAY: i64 = 24 * Self::HOUR;

    /// Days since the epoch, in UTC: the unit of tallies and of the duplicate filter.
    pub fn day(self) -> i64 {
        self.0.div_euclid(Self::DAY)
    }

    /// The moment `months` calendar months earlier, the day kept or cut to the month's last (UTC).
    pub fn months_earlier(self, months: i32) -> Micros {
        use jiff::ToSpan;
        let Ok(at) = jiff::Timestamp::from_microsecond(self.0) else { return Micros(i64::MIN) };
        match at.to_zoned(jiff::tz::TimeZone::UTC).checked_sub(months.months()) {
            Ok(then) => Micros(then.timestamp().as_microsecond()),
            Err(_) => Micros(i64::MIN),
        }
    }

    /// Reads an RFC 3339 time; `None` if it is none.
    pub fn parse(text: &str) -> Option<Micros> {
        text.parse::<jiff::Timestamp>().ok().map(|at| Micros(at.as_microsecond()))
    }

    /// Year and month in UTC, as months since year 0: what `seq` carries in its high bits.
    pub fn month(self) -> i64 {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(at) => {
                let date = at.to_zoned(jiff::tz::TimeZone::UTC).date();
                i64::from(date.year()) * 12 + i64::from(date.month()) - 1
            }
            Err(_) => 0,
        }
    }
}

impl fmt::Display for Micros {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(at) => at.fmt(f),
            Err(_) => f.write_str("never"),
        }
    }
}

impl Add<i64> for Micros {
    type Output = Micros;
    fn add(self, span: i64) -> Micros {
        Micros(self.0.saturating_add(span))
    }
}

impl Sub<i64> for Micros {
    type Output = Micros;
    fn sub(self, span: i64) -> Micros {
        Micros(self.0.saturating_sub(span))
    }
}

impl Sub for Micros {
    type Output = i64;
    fn sub(self, other: Micros) -> i64 {
        self.0.saturating_sub(other.0)
    }
}

/// Where the program asks for the time. Clones share it.
///
/// The system's clock, ahead by an offset that demos and tests may move, or a clock that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct Clock(Arc<Source>);

#[derive(Debug)]
enum Source {
    System { ahead: AtomicI64 },
    Manual(AtomicI64),
}

impl Clock {
    /// The system's time.
    pub fn system() -> Clock {
        Clock::ahead(0)
    }

    /// The system's time plus `span` microseconds.
    pub fn ahead(span: i64) -> Clock {
        Clock(Arc::new(Source::System { ahead: AtomicI64::new(span) }))
    }

    /// A clock that stands still at `at`.
    pub fn manual(at: Micros) -> Clock {
        Clock(Arc::new(Source::Manual(AtomicI64::new(at.0))))
    }

    /// Now.
    #[expect(clippy::disallowed_methods, reason = "this is the Clock")]
    pub fn now(&self) -> Micros {
        match &*self.0 {
            Source::Manual(at) => Micros(at.load(Ordering::SeqCst)),
            Source::System { ahead } => {
                let since = std::time::SystemTime::now()
                    .duration_since(std::time::UNIX_EPOCH)
                    .unwrap_or(Duration::ZERO);
                let micros = i64::try_from(since.as_micros()).unwrap_or(i64::MAX);
                Micros(micros.saturating_add(ahead.load(Ordering::SeqCst)))
            }
        }
    }

    /// Moves the clock forward by `span` microseconds.
    pub fn advance(&self, span: i64) {
        match &*self.0 {
            Source::Manual(at) => at.fetch_add(span, Ordering::SeqCst),
            Source::System { ahead } => ahead.fetch_add(span, Ordering::SeqCst),
        };
    }

    /// How far a system clock stands ahead of the system; 0 for a manual one.
    pub fn offset(&self) -> i64 {
        match &*self.0 {
            Source::System { ahead } => ahead.load(Ordering::SeqCst),
            Source::Manual(_) => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_manual_clock_moves_only_when_told() {
        let clock = Clock::manual(Micros(5));
        let same = clock.clone();
        clock.advance(Micros::SECOND);
        assert_eq!(same.now(), Micros(1_000_005));
    }

    #[test]
    fn months_go_back_by_the_calendar() {
        let at = Micros::parse("2026-03-31T12:00:00Z").unwrap();
        assert_eq!(at.months_earlier(1).to_string(), "2026-02-28T12:00:00Z");
        assert_eq!(at.months_earlier(13).to_string(), "2025-02-28T12:00:00Z");
        assert_eq!(at.month(), 2026 * 12 + 2);
    }
}
