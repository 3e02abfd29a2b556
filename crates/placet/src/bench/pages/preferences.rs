//! One person's preference page, asked for again and again by one link: what anybody can do to us who has it. Beside it the same HTTP
//! with nothing behind it.

use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::AsyncWriteExt;

use super::super::load::{Tally, answer, apart};
use super::super::server::ask;
use super::{Demo, PAGE_BYTES, TRACKER, connected, post};

/// Who asks, each waiting for the answer.
const READERS: usize = 32;
/// How long a mail may take to arrive.
const MAIL: Duration = Duration::from_secs(30);
const EVERY: Duration = Duration::from_millis(50);

/// Subscribes somebody as a visitor does, and answers the path of their preferences.
pub(super) async fn of_a_subscriber(demo: &Demo) -> anyhow::Result<String> {
    let form = "email=bench%40mail.example";
    ask(demo.tracker, &submit("/f/newsletter", form)).await?;
    let began = Instant::now();
    let confirm = loop {
        let mails =
            ask(demo.shop, "GET /messages.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                .await?;
        if let Some(path) = path(&mails, "/c/") {
            break path;
        }
        if began.elapsed() > MAIL {
            bail!("no mail came that asks to confirm");
        }
        tokio::time::sleep(EVERY).await;
    };
    let confirmed = ask(demo.tracker, &submit(&confirm, "")).await?;
    path(&confirmed, "/p/").context("the page after confirming names no preferences")
}

fn submit(path: &str, form: &str) -> String {
    let typed = "Connection: close\r\n";
    post(path, typed, form).replace("text/plain", "application/x-www-form-urlencoded")
}

/// The first signed path of a page that begins like this.
fn path(text: &str, begins: &str) -> Option<String> {
    let from = text.find(begins)?;
    let signed = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
    let end = text[from + begins.len()..].find(signed)? + begins.len();
    Some(text[from..from + end].to_owned())
}

/// Asks for a path: how many answers a second, and the time of the slowest hundredth in milliseconds.
pub(super) async fn measured(demo: &Demo, path: &str, time: Duration) -> anyhow::Result<(f64, f64)> {
    let request = format!("GET {path} HTTP/1.1\r\nHost: {TRACKER}\r\nAccept-Language: en\r\n\r\n");
    let (address, end) = (demo.tracker, Instant::now() + time);
    let seen = apart(move || async move {
        let reader = || {
            let request = request.clone();
            async move {
                let mut tracker = connected(address).await?;
                let (mut buffer, mut tally) = (vec![0; PAGE_BYTES], Tally::default());
                while Instant::now() < end {
                    let began = Instant::now();
                    tracker.write_all(request.as_bytes()).await?;
                    answer(&mut tracker, &mut buffer).await?;
                    tally.count(began.elapsed());
                }
                anyhow::Ok(tally)
            }
        };
        let readers: Vec<_> = (0..READERS).map(|_| tokio::spawn(reader())).collect();
        let mut sum = Tally::default();
        for reader in readers {
            sum.add(&reader.await.context("a reader left early")??);
        }
        Ok(sum)
    })
    .await?;
    Ok((seen.counted as f64 / time.as_secs_f64(), seen.p99()))
}
