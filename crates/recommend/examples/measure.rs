//! How good are the recommendations? `measure TRAIN TEST [DAYS]`, two text files: a session a line (item numbers, oldest first), and
//! a question a line (what was seen, a tab, the item that came next). Training sessions are spread evenly over DAYS (138).
//!
//! Prints `name: value unit` lines: hit rate and mean reciprocal rank at 20 where the next item was not the one just seen
//! (a mail never shows what was just seen), and the time of one answer.
#![expect(clippy::print_stdout, reason = "its output is the measurement")]

use std::time::Instant;

use placet_core::Micros;
use placet_recommend::Model;

fn numbers(text: &str) -> Vec<i64> {
    text.split_whitespace().filter_map(|word| word.parse().ok()).collect()
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = std::env::args().skip(1);
    let usage = "measure TRAIN TEST [DAYS]";
    let (train, test) = (arguments.next().ok_or(usage)?, arguments.next().ok_or(usage)?);
    let days: i64 = arguments.next().map_or(Ok(138), |days| days.parse())?;

    let train = std::fs::read_to_string(train)?;
    let sessions: Vec<Vec<i64>> = train.lines().map(numbers).collect();
    let start = Instant::now();
    let mut model = Model::new(10_000_000);
    for (number, session) in sessions.iter().enumerate() {
        let at = Micros(number as i64 * days * Micros::DAY / sessions.len() as i64);
        for item in session {
            model.list(*item, "", true);
            model.see(number as i64, at, *item);
        }
    }
    println!("recommend.build: {:.2} s", start.elapsed().as_secs_f64());

    let (mut asked, mut hits, mut reciprocal, mut times) = (0u32, 0u32, 0.0, Vec::new());
    for line in std::fs::read_to_string(test)?.lines() {
        let Some((seen, next)) = line.split_once('\t') else { continue };
        let (seen, next): (Vec<i64>, i64) = (numbers(seen), next.trim().parse()?);
        asked += 1;
        let start = Instant::now();
        let last = seen.last().copied();
        let answer = model.similar(&seen, 20, last.as_slice());
        times.push(start.elapsed().as_nanos() as f64 / 1_000.0);
        if let Some(rank) = answer.iter().position(|item| *item == next) {
            hits += 1;
            reciprocal += 1.0 / (rank + 1) as f64;
        }
    }
    times.sort_by(f64::total_cmp);
    println!("recommend.asked: {asked} questions");
    println!("recommend.hr20: {:.4} of all", f64::from(hits) / f64::from(asked));
    println!("recommend.mrr20: {:.4} mean", reciprocal / f64::from(asked));
    println!("recommend.p50: {:.0} us", times[times.len() / 2]);
    println!("recommend.p99: {:.0} us", times[times.len() * 99 / 100]);
    Ok(())
}
