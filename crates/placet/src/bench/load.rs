//! The load: connections that each wait for their answer before they ask again, by the least HTTP/1.1 that does it.
//!
//! It runs on one thread of its own, since it shares the cores with what it measures.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::request::Request;

/// What is asked, of whom, by how many, for how long.
pub(super) struct Plan {
    pub(super) address: SocketAddr,
    pub(super) request: Request,
    pub(super) devices: Vec<String>,
    pub(super) connections: usize,
    /// Asked but not counted, at first.
    pub(super) warm_up: Duration,
    pub(super) time: Duration,
}

/// What came of it.
pub(super) struct Measured {
    /// Events acknowledged per second.
    pub(super) events: f64,
    /// The time within which 99 of 100 answers came, in milliseconds.
    pub(super) p99: f64,
    /// All events acknowledged, those of the warm-up among them.
    pub(super) acknowledged: u64,
}

/// Puts the load on; every answer must be 200.
pub(super) async fn run(plan: Plan) -> anyhow::Result<Measured> {
    apart(move || all(Arc::new(plan))).await
}

/// Runs a load on a thread of its own.
pub(super) async fn apart<T, Work>(load: impl FnOnce() -> Work + Send + 'static) -> anyhow::Result<T>
where
    T: Send + 'static,
    Work: Future<Output = anyhow::Result<T>>,
{
    tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(load())
    })
    .await
    .context("the load ended early")?
}

async fn all(plan: Arc<Plan>) -> anyhow::Result<Measured> {
    let begin = Instant::now() + plan.warm_up;
    let end = begin + plan.time;
    let tasks: Vec<_> = (0..plan.connections)
        .map(|number| tokio::spawn(connection(Arc::clone(&plan), number as u64, begin, end)))
        .collect();
    let mut sum = Tally::default();
    for task in tasks {
        sum.add(&task.await.context("a connection ended early")??);
    }
    let events = plan.request.events() as u64;
    Ok(Measured {
        events: (sum.counted * events) as f64 / plan.time.as_secs_f64(),
        p99: sum.p99(),
        acknowledged: sum.answers * events,
    })
}

async fn connection(plan: Arc<Plan>, number: u64, begin: Instant, end: Instant) -> anyhow::Result<Tally> {
    let mut stream = TcpStream::connect(plan.address).await.context("connecting")?;
    stream.set_nodelay(true)?;
    let mut request = plan.request.clone();
    let mut buffer = vec![0; 4096];
    let mut tally = Tally::default();
    let mut message = number << 48;
    loop {
        request.renew(message, &plan.devices);
        message += request.events() as u64;
        let asked = Instant::now();
        if asked >= end {
            return Ok(tally);
        }
        stream.write_all(&request.bytes).await.context("asking")?;
        answer(&mut stream, &mut buffer).await?;
        tally.answers += 1;
        let answered = Instant::now();
        if asked >= begin && answered < end {
            tally.count(answered - asked);
        }
    }
}

/// Reads one answer whole, and wants it to be 200. The buffer grows with it.
pub(super) async fn answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> anyhow::Result<()> {
    let mut filled = 0;
    loop {
        if filled == buffer.len() {
            buffer.resize(2 * filled, 0);
        }
        match stream.read(&mut buffer[filled..]).await.context("waiting for an answer")? {
            0 => bail!("the connection was closed before the answer was whole"),
            read => filled += read,
        }
        if let Some(length) = length(&buffer[..filled])?
            && filled >= length
        {
            break;
        }
    }
    match buffer.starts_with(b"HTTP/1.1 200 ") {
        true => Ok(()),
        false => bail!("an answer was not 200: {}", String::from_utf8_lossy(&buffer[..filled.min(300)])),
    }
}

/// How long the answer is that begins here; `None` while its head is not whole.
fn length(bytes: &[u8]) -> anyhow::Result<Option<usize>> {
    let Some(head) = bytes.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let text = std::str::from_utf8(&bytes[..head]).context("the head of an answer")?;
    let body = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse::<usize>().ok())?
    });
    Ok(Some(head + 4 + body.context("an answer without a length")?))
}

/// Steps of the histogram.
const STEP: Duration = Duration::from_micros(20);
/// The last step holds all that took longer: two seconds.
const STEPS: usize = 100_000;

/// Answers, and how long they took.
pub(super) struct Tally {
    answers: u64,
    pub(super) counted: u64,
    steps: Vec<u32>,
}

impl Default for Tally {
    fn default() -> Tally {
        Tally { answers: 0, counted: 0, steps: vec![0; STEPS] }
    }
}

impl Tally {
    pub(super) fn count(&mut self, took: Duration) {
        self.counted += 1;
        let step = (took.as_nanos() / STEP.as_nanos()) as usize;
        self.steps[step.min(STEPS - 1)] += 1;
    }

    pub(super) fn add(&mut self, other: &Tally) {
        self.answers += other.answers;
        self.counted += other.counted;
        self.steps.iter_mut().zip(&other.steps).for_each(|(mine, theirs)| *mine += theirs);
    }

    /// The time within which 99 of 100 answers came, in milliseconds.
    pub(super) fn p99(&self) -> f64 {
        self.within(99)
    }

    /// The time within which so many of 100 answers came, in milliseconds.
    pub(super) fn within(&self, percent: u64) -> f64 {
        let mut left = self.counted * percent / 100;
        let step = self.steps.iter().position(|n| {
            let here = u64::from(*n);
            let reached = left < here;
            left = left.saturating_sub(here);
            reached
        });
        (STEP * (step.unwrap_or(0) as u32 + 1)).as_secs_f64() * 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_99th_of_100_answers_is_the_p99() {
        let mut tally = Tally::default();
        for millis in 1..=100 {
            tally.count(Duration::from_millis(millis));
        }
        assert!((tally.p99() - 100.02).abs() < 0.001, "{}", tally.p99());
        for _ in 0..9_900 {
            tally.count(Duration::from_millis(1));
        }
        assert!((tally.p99() - 1.02).abs() < 0.001 || tally.p99() < 3.0, "{}", tally.p99());
    }

    #[test]
    fn an_answer_is_whole_when_its_body_is() {
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(length(&answer[..20]).unwrap(), None);
        assert_eq!(length(answer).unwrap(), Some(answer.len()));
        assert!(length(b"HTTP/1.1 200 OK\r\n\r\n").is_err());
    }
}
