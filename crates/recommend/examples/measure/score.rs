//! Hit rate, mean reciprocal rank and time of many answers.

use std::time::{Duration, Instant};

/// How well a method does.
#[derive(Default)]
pub(crate) struct Score {
    asked: u32,
    hits: [u32; 3],
    reciprocal: f64,
    times: Vec<Duration>,
}

/// At which ranks hits are counted.
const RANKS: [usize; 3] = [5, 10, 20];

impl Score {
    /// Asks for 20 items and looks where the wanted one stands.
    pub(crate) fn ask(&mut self, wanted: i64, answer: impl FnOnce() -> Vec<i64>) {
        let start = Instant::now();
        let answer = answer();
        self.times.push(start.elapsed());
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
        self.times.sort_unstable();
        for (part, label) in [(50, "p50"), (99, "p99")] {
            let time = self.times.get(self.times.len() * part / 100).copied().unwrap_or_default();
            println!("{name}.{label}: {:.0} us", time.as_secs_f64() * 1e6);
        }
    }
}
