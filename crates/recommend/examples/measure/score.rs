//! Hit rate, mean reciprocal rank and time of many answers.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

/// How well a method does.
#[derive(Default)]
pub(crate) struct Score {
    asked: u32,
    hits: [u32; 3],
    reciprocal: f64,
    times: Vec<Duration>,
}

/// How long a core has worked for this thread: what else runs on the machine does not count.
fn worked() -> Duration {
    let time = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).unwrap_or(0))
}

/// At which ranks hits are counted.
const RANKS: [usize; 3] = [5, 10, 20];

impl Score {
    /// Asks for 20 items and looks where the wanted one stands.
    pub(crate) fn ask(&mut self, wanted: i64, answer: impl FnOnce() -> Vec<i64>) {
        let start = worked();
        let answer = answer();
        self.times.push(worked().saturating_sub(start));
        self.asked += 1;
        if let Some(place) = answer.iter().take(20).position(|id| *id == wanted) {
            self.reciprocal += 1.0 / (place + 1) as f64;
            for (hits, rank) in self.hits.iter_mut().zip(RANKS) {
                *hits += u32::from(place < rank);
            }
        }
    }

    /// How many questions were asked.
    pub(crate) fn asked(&self) -> u32 {
        self.asked
    }

    /// Prints it under a name.
    pub(crate) fn print(mut self, name: &str) {
        let asked = f64::from(self.asked.max(1));
        println!("{name}.asked: {} questions", self.asked);
        for (hits, rank) in self.hits.iter().zip(RANKS) {
            println!("{name}.hr{rank}: {:.4} of all", f64::from(*hits) / asked);
        }
        println!("{name}.mrr20: {:.4} mean", self.reciprocal / asked);
        self.print_times(name);
    }

    /// Prints how long the answers took.
    pub(crate) fn print_times(&mut self, name: &str) {
        self.times.sort_unstable();
        for (part, label) in [(50, "p50"), (99, "p99")] {
            let time = self.times.get(self.times.len() * part / 100).copied().unwrap_or_default();
            println!("{name}.{label}: {:.0} us of a core", time.as_secs_f64() * 1e6);
        }
    }
}
