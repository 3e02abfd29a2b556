//! What comes next in a session.

use std::time::Instant;

use placet_core::Micros;
use placet_recommend::{Bounds, Listing, Model};

use crate::Result;
use crate::baselines::{Counts, Weigh};
use crate::files;
use crate::score::Score;

/// What was just seen is never an answer, as a mail never shows it.
pub(crate) fn measure(train: &str, test: &str, days: i64) -> Result<()> {
    let sessions = files::sessions(train)?;
    let start = Instant::now();
    let mut model = Model::new(Bounds { views: 10_000_000, lines: 0 });
    let mut counts = Counts::default();
    for (number, session) in sessions.iter().enumerate() {
        let spread = number as i64 * days * Micros::DAY / sessions.len() as i64;
        let at = Micros(session.at.map_or(spread, |seconds| seconds * Micros::SECOND));
        for item in &session.items {
            model.list(&Listing { id: *item, in_stock: true, ..Listing::default() });
            model.see(number as i64, at, *item);
        }
    }
    println!("sessions.build: {:.2} s", start.elapsed().as_secs_f64());
    for session in &sessions {
        let mut once = session.items.clone();
        once.sort_unstable();
        once.dedup();
        counts.add(&once);
    }
    let questions = files::questions(test)?;
    let mut ours = Score::default();
    for (seen, next) in &questions {
        let last = seen.last().copied();
        ours.ask(*next, || model.similar(seen, 20, last.as_slice()));
    }
    ours.print("sessions.ours");
    for (name, weigh) in Weigh::ALL {
        let mut score = Score::default();
        for (seen, next) in &questions {
            let last = seen.last().copied().unwrap_or_default();
            score.ask(*next, || counts.answer(weigh, &[last], |_| true));
        }
        score.print(&format!("sessions.{name}"));
    }
    Ok(())
}
