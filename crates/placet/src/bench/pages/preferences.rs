//! The preference pages of people, opened by the links of their mails. One link may be asked only so often, so there are many people.
//! Beside it the same HTTP with nothing behind it.

use std::collections::BTreeSet;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpSocket;

use super::super::load::{Tally, answer, apart};
use super::super::server::ask;
use super::{Demo, PAGE_BYTES, TRACKER, connected, post};

/// Who asks, each waiting for the answer.
const READERS: usize = 32;
/// Whose pages are asked for.
const PEOPLE: usize = 1_500;
/// How many subscribe before it is looked whether their mails are there.
const AT_ONCE: usize = 150;
/// How many of them stand in one network, from which a form is taken only so often.
const OF_A_NETWORK: usize = 15;
/// How long the mails of these may take to arrive.
const MAIL: Duration = Duration::from_secs(60);
const EVERY: Duration = Duration::from_millis(50);

/// Subscribes people as visitors do, and answers the paths of their preferences.
pub(super) async fn of_subscribers(demo: &Demo) -> anyhow::Result<Vec<String>> {
    let (mut confirmed, mut preferences) = (BTreeSet::new(), Vec::new());
    for first in (0..PEOPLE).step_by(AT_ONCE) {
        for person in first..first + AT_ONCE {
            let network = u16::try_from(person / OF_A_NETWORK)?.to_be_bytes();
            let from = Ipv4Addr::new(127, network[0] + 1, network[1], 1);
            let form = submit("/f/newsletter", &format!("email=bench{person}%40mail.example"));
            ask_from(from, demo.tracker, &form).await?;
        }
        let began = Instant::now();
        let asked = loop {
            let mails =
                ask(demo.shop, "GET /messages.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
                    .await?;
            let asked: BTreeSet<String> =
                paths(&mails, "/c/").filter(|path| !confirmed.contains(path)).collect();
            if asked.len() >= AT_ONCE {
                break asked;
            }
            if began.elapsed() > MAIL {
                bail!("{} of {AT_ONCE} mails came that ask to confirm", asked.len());
            }
            tokio::time::sleep(EVERY).await;
        };
        for confirm in asked {
            let page = ask(demo.tracker, &submit(&confirm, "")).await?;
            preferences
                .push(paths(&page, "/p/").next().context("the page after confirming names no preferences")?);
            confirmed.insert(confirm);
        }
    }
    Ok(preferences)
}

/// Asks from an address of this machine's own network.
async fn ask_from(from: Ipv4Addr, address: SocketAddr, request: &str) -> std::io::Result<String> {
    let socket = TcpSocket::new_v4()?;
    socket.bind((from, 0).into())?;
    let mut stream = socket.connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

fn submit(path: &str, form: &str) -> String {
    let typed = "Connection: close\r\n";
    post(path, typed, form).replace("text/plain", "application/x-www-form-urlencoded")
}

/// The signed paths of a page that begin like this.
fn paths<'t>(text: &'t str, begins: &'t str) -> impl Iterator<Item = String> + 't {
    text.match_indices(begins).map(move |(from, _)| {
        let rest = text.get(from + begins.len()..).unwrap_or_default();
        let signed = |c: char| !(c.is_ascii_alphanumeric() || "-_".contains(c));
        format!("{begins}{}", rest.get(..rest.find(signed).unwrap_or(rest.len())).unwrap_or_default())
    })
}

/// Asks for paths in turn: how many answers a second, and the time of the slowest hundredth in milliseconds.
pub(super) async fn measured(demo: &Demo, paths: &[String], time: Duration) -> anyhow::Result<(f64, f64)> {
    let request = |path| format!("GET {path} HTTP/1.1\r\nHost: {TRACKER}\r\nAccept-Language: en\r\n\r\n");
    let requests: Arc<[String]> = paths.iter().map(request).collect();
    let (address, end) = (demo.tracker, Instant::now() + time);
    let seen = apart(move || async move {
        let reader = |first: usize| {
            let requests = Arc::clone(&requests);
            async move {
                let mut tracker = connected(address).await?;
                let (mut buffer, mut tally) = (vec![0; PAGE_BYTES], Tally::default());
                for request in requests.iter().cycle().skip(first) {
                    let began = Instant::now();
                    if began >= end {
                        break;
                    }
                    tracker.write_all(request.as_bytes()).await?;
                    answer(&mut tracker, &mut buffer).await?;
                    tally.count(began.elapsed());
                }
                anyhow::Ok(tally)
            }
        };
        let each = requests.len().div_ceil(READERS);
        let readers: Vec<_> = (0..READERS).map(|number| tokio::spawn(reader(number * each))).collect();
        let mut sum = Tally::default();
        for reader in readers {
            sum.add(&reader.await.context("a reader left early")??);
        }
        Ok(sum)
    })
    .await?;
    Ok((seen.counted as f64 / time.as_secs_f64(), seen.p99()))
}
