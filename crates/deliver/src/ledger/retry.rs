//! When to try again, and when to stop.

use placet_core::Micros;
use placet_permission::Use;

/// How long a message that was not taken waits, and for how long it is worth sending.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// The wait after the first attempt, the second, …; the last repeats. Microseconds.
    pub waits: &'static [i64],
    /// After this span from its making nothing is tried any more. Microseconds.
    pub term: i64,
}

const WAITS: &[i64] = &[
    Micros::MINUTE,
    5 * Micros::MINUTE,
    20 * Micros::MINUTE,
    Micros::HOUR,
    3 * Micros::HOUR,
    6 * Micros::HOUR,
];

/// Marketing: what is a day late is of no use to anybody (R083).
pub const MARKETING: Schedule = Schedule { waits: WAITS, term: Micros::DAY };

/// Service messages: somebody waits for them, for up to three days.
pub const SERVICE: Schedule = Schedule { waits: WAITS, term: 3 * Micros::DAY };

impl Schedule {
    /// The schedule of a use.
    pub fn of(use_: Use) -> Schedule {
        if use_.is_marketing() { MARKETING } else { SERVICE }
    }

    /// The time of the next attempt after `attempts` of them; `None` if the message has had its time.
    pub fn next(&self, made: Micros, attempts: i64, now: Micros) -> Option<Micros> {
        let place = usize::try_from(attempts.saturating_sub(1)).unwrap_or(0);
        let wait = self.waits.get(place).or(self.waits.last()).copied().unwrap_or(Micros::HOUR);
        let at = now + wait;
        (at - made <= self.term).then_some(at)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marketing_is_tried_for_a_day_and_service_for_three() {
        let tries = |schedule: Schedule| {
            let (mut now, mut attempts) = (Micros(0), 1);
            while let Some(next) = schedule.next(Micros(0), attempts, now) {
                assert!(next > now);
                (now, attempts) = (next, attempts + 1);
            }
            (attempts, now.0 / Micros::HOUR)
        };
        assert_eq!(tries(MARKETING), (9, 22));
        assert_eq!(tries(SERVICE), (17, 70));
    }
}
