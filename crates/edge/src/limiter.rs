//! How often somebody may ask: token buckets in this process, by a key that is kept only as a hash.

use std::collections::HashMap;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};

use placet_core::{Clock, Micros};

/// How many keys are remembered. When there are more, those nearest to a full bucket are forgotten.
const KEYS: usize = 1 << 16;

/// Token buckets. Clones share them; a restart or another node begins with full ones, so that a limit which must hold across
/// nodes (mails per address) is the store's matter, not this one's.
#[derive(Clone, Debug)]
pub struct Limiter {
    clock: Clock,
    hasher: RandomState,
    /// By hashed key, when the bucket will be full again.
    full_at: Arc<Mutex<HashMap<u64, Micros>>>,
}

/// How long to wait, a whole number of seconds and at least one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryAfter(u32);

/// What is left in a bucket after a token was taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Left {
    /// How many more may come at once.
    pub tokens: u32,
    /// In how many seconds it is full again.
    pub full_in: u32,
}

impl RetryAfter {
    /// So many seconds.
    pub fn seconds(self) -> u32 {
        self.0
    }

    fn span(micros: i64) -> RetryAfter {
        let seconds = micros.saturating_add(Micros::SECOND - 1) / Micros::SECOND;
        RetryAfter(u32::try_from(seconds).unwrap_or(u32::MAX).max(1))
    }
}

impl fmt::Display for RetryAfter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            1 => f.write_str("1 second"),
            seconds => write!(f, "{seconds} seconds"),
        }
    }
}

impl Limiter {
    /// Full buckets, filled by this clock.
    pub fn new(clock: Clock) -> Limiter {
        Limiter { clock, hasher: RandomState::new(), full_at: Arc::default() }
    }

    /// Takes one token from the bucket of `key` under the limit called `name`: it holds `burst` and gets a new one every `per`
    /// microseconds.
    ///
    /// # Errors
    /// How long to wait if the bucket is empty.
    pub fn allow(&self, name: &'static str, key: &[u8], per: i64, burst: u32) -> Result<(), RetryAfter> {
        self.ask(name, key, per, burst).map(|_| ())
    }

    /// As [`Limiter::allow`], and says what is left.
    ///
    /// # Errors
    /// How long to wait if the bucket is empty.
    pub fn ask(&self, name: &'static str, key: &[u8], per: i64, burst: u32) -> Result<Left, RetryAfter> {
        let now = self.clock.now();
        let key = self.hasher.hash_one((name, key));
        let mut full_at = self.full_at.lock().unwrap_or_else(PoisonError::into_inner);
        let before = full_at.get(&key).copied().unwrap_or(now).max(now);
        let wait = (before + per) - (now + per.saturating_mul(i64::from(burst)));
        if wait > 0 {
            metrics::counter!("placet_limited_total", "limit" => name).increment(1);
            return Err(RetryAfter::span(wait));
        }
        if full_at.len() >= KEYS {
            forget(&mut full_at, now);
        }
        full_at.insert(key, before + per);
        let missing = (before + per) - now;
        let tokens = i64::from(burst) - (missing + per - 1) / per.max(1);
        Ok(Left { tokens: u32::try_from(tokens).unwrap_or(0), full_in: RetryAfter::span(missing).seconds() })
    }
}

/// Drops what is full, and if that is less than half, the half that is full soonest.
fn forget(full_at: &mut HashMap<u64, Micros>, now: Micros) {
    full_at.retain(|_, at| *at > now);
    if full_at.len() > KEYS / 2 {
        let mut times: Vec<Micros> = full_at.values().copied().collect();
        let middle = times.len() / 2;
        let (_, median, _) = times.select_nth_unstable(middle);
        let median = *median;
        full_at.retain(|_, at| *at > median);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limiter() -> (Clock, Limiter) {
        let clock = Clock::manual(Micros(1_000 * Micros::DAY));
        (clock.clone(), Limiter::new(clock))
    }

    #[test]
    fn a_bucket_empties_and_fills_with_time() {
        let (clock, limiter) = limiter();
        let ask = || limiter.allow("form", b"net", 10 * Micros::SECOND, 3);
        assert_eq!([ask(), ask(), ask()], [Ok(()); 3]);
        assert_eq!(ask().map_err(RetryAfter::seconds), Err(10));
        clock.advance(4 * Micros::SECOND);
        assert_eq!(ask().map_err(RetryAfter::seconds), Err(6));
        clock.advance(6 * Micros::SECOND);
        assert_eq!(ask(), Ok(()));
        assert!(ask().is_err());
        clock.advance(Micros::DAY);
        assert_eq!([ask(), ask(), ask()], [Ok(()); 3]);
        assert!(ask().is_err());
    }

    #[test]
    fn what_is_left_is_told() {
        let (clock, limiter) = limiter();
        let ask = || limiter.ask("api", b"session", 2 * Micros::SECOND, 3);
        assert_eq!(ask(), Ok(Left { tokens: 2, full_in: 2 }));
        assert_eq!(ask(), Ok(Left { tokens: 1, full_in: 4 }));
        clock.advance(Micros::SECOND);
        assert_eq!(ask(), Ok(Left { tokens: 0, full_in: 5 }));
        assert_eq!(ask().map_err(RetryAfter::seconds), Err(1));
    }

    #[test]
    fn keys_and_limits_do_not_share_a_bucket() {
        let (_, limiter) = limiter();
        assert_eq!(limiter.allow("form", b"a", Micros::HOUR, 1), Ok(()));
        assert_eq!(limiter.allow("form", b"b", Micros::HOUR, 1), Ok(()));
        assert_eq!(limiter.allow("confirm", b"a", Micros::HOUR, 1), Ok(()));
        assert!(limiter.clone().allow("form", b"a", Micros::HOUR, 1).is_err());
    }

    #[test]
    fn memory_is_bounded_and_the_emptiest_buckets_are_kept() {
        let (_, limiter) = limiter();
        for _ in 0..5 {
            assert_eq!(limiter.allow("form", b"greedy", Micros::HOUR, 5), Ok(()));
        }
        for n in 0..(KEYS as u32 + 10) {
            assert_eq!(limiter.allow("form", &n.to_be_bytes(), Micros::MINUTE, 5), Ok(()));
        }
        assert!(limiter.full_at.lock().unwrap().len() <= KEYS);
        assert!(limiter.allow("form", b"greedy", Micros::HOUR, 5).is_err());
    }
}
