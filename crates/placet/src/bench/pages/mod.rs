//! Page views of the demo's shop, end to end: the shop's page is asked for, what its SDK then says is acknowledged as durable, and the
//! clock stops when all of it has been folded into events. Beside it the same pages with nothing said. And the pages of people's links.

mod preferences;

use std::net::{SocketAddr, TcpListener};
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use placet_core::Clock;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use super::Bench;
use super::load::{Tally, answer, apart};
use super::server::{Server, ask};
use crate::out::say;

/// Shoppers who look at one page after the other.
const SHOPPERS: usize = 32;
/// What a page view says: the page, and the product on it.
const EVENTS: u64 = 2;
/// A page of the shop has less.
const PAGE_BYTES: usize = 256 * 1024;
/// How long the events of the last views may take to be folded.
const FOLD: Duration = Duration::from_secs(60);
const SHOP: &str = "shop.localhost";
const TRACKER: &str = "data.shop.localhost";
const PRODUCTS: [&str; 6] = ["run-01", "run-02", "run-03", "hike-01", "top-01", "acc-01"];

/// Measures on the demo itself, started as `cargo xtask demo` starts it.
pub(super) async fn run(bench: &Bench, time: Duration) -> anyhow::Result<()> {
    bench.refuse_data().await?;
    let world = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
    let server = Server::start(bench, &["demo", "--mailbox", &world.to_string()]).await?;
    let demo = Demo { shop: world, tracker: server.address, clock: bench.config.clock() };
    let (alone, _) = looked_at(&demo, None, time / 3).await?;
    let key = demo.write_key().await?;
    let (views, took) = looked_at(&demo, Some(key), time).await?;
    let links = preferences::of_subscribers(&demo).await?;
    let (bare, _) = preferences::measured(&demo, &["/healthz".to_owned()], time / 3).await?;
    let (opened, slowest) = preferences::measured(&demo, &links, time / 3).await?;
    server.kill().await?;

    let name = |what: &str| match bench.engine {
        "sqlite" => format!("pages.{what}"),
        engine => format!("pages.{what}.{engine}"),
    };
    say!("{}: {:.0} /s", name("demo"), views.counted as f64 / took.as_secs_f64());
    say!("{}: {:.2} ms", name("demo.p99"), views.p99());
    say!("{}: {:.0} /s", name("shop_alone"), alone.counted as f64 / (time / 3).as_secs_f64());
    say!("{}: {opened:.0} /s", name("preference"));
    say!("{}: {slowest:.2} ms", name("preference.p99"));
    say!("{}: {bare:.0} /s", name("http_alone"));
    Ok(())
}

/// Where the demo answers.
#[derive(Clone)]
struct Demo {
    shop: SocketAddr,
    tracker: SocketAddr,
    clock: Clock,
}

impl Demo {
    /// The shop's public key, as its pages have it.
    async fn write_key(&self) -> anyhow::Result<String> {
        let page = ask(self.shop, &get("/", "Connection: close\r\n")).await?;
        let key = page.split_once("data-write-key=\"").and_then(|(_, rest)| rest.split_once('"'));
        Ok(key.context("the shop's page has no write key")?.0.to_owned())
    }

    /// Says yes as a browser does; its cookies.
    async fn agree(&self, key: &str) -> anyhow::Result<String> {
        let body = format!(r#"{{"writeKey":"{key}","granted":true,"language":"en"}}"#);
        let answer = ask(self.tracker, &post("/v1/consent", "Connection: close\r\n", &body)).await?;
        let set = answer.lines().filter_map(|line| line.strip_prefix("set-cookie: "));
        let cookies: Vec<&str> = set.filter_map(|line| line.split(';').next()).collect();
        ensure!(cookies.len() == 3, "a yes was not answered with cookies: {answer}");
        Ok(cookies.join("; "))
    }

    /// How many events have been folded since the demo began.
    async fn folded(&self) -> anyhow::Result<u64> {
        let request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
        let text = ask(self.tracker, request).await?;
        let line = text.lines().find_map(|line| line.strip_prefix("placet_events_folded_total "));
        Ok(line.map(str::parse).transpose()?.unwrap_or(0))
    }
}

/// Has shoppers look at pages. What was seen, and how long it took until all of it was folded.
async fn looked_at(demo: &Demo, key: Option<String>, time: Duration) -> anyhow::Result<(Tally, Duration)> {
    let mut shoppers = Vec::new();
    for number in 0..SHOPPERS {
        let said = match &key {
            Some(key) => Some((key.clone(), demo.agree(key).await?)),
            None => None,
        };
        shoppers.push(Shopper { demo: demo.clone(), number, said });
    }
    let (before, began) = (demo.folded().await?, Instant::now());
    let seen = apart(move || all(shoppers, began + time)).await?;
    if key.is_some() {
        let wanted = before + seen.counted * EVENTS;
        while demo.folded().await? < wanted {
            ensure!(began.elapsed() < time + FOLD, "the events of the last views are not folded in time");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }
    Ok((seen, began.elapsed()))
}

async fn all(shoppers: Vec<Shopper>, end: Instant) -> anyhow::Result<Tally> {
    let tasks: Vec<_> = shoppers.into_iter().map(|shopper| tokio::spawn(shopper.look(end))).collect();
    let mut sum = Tally::default();
    for task in tasks {
        sum.add(&task.await.context("a shopper left early")??);
    }
    Ok(sum)
}

struct Shopper {
    demo: Demo,
    number: usize,
    /// The key of the shop and the cookies of this browser; without them nothing is said.
    said: Option<(String, String)>,
}

impl Shopper {
    async fn look(self, end: Instant) -> anyhow::Result<Tally> {
        let mut shop = connected(self.demo.shop).await?;
        let mut tracker = connected(self.demo.tracker).await?;
        let mut buffer = vec![0; PAGE_BYTES];
        let mut tally = Tally::default();
        for view in 0usize.. {
            let (began, sku) = (Instant::now(), PRODUCTS[(self.number + view) % PRODUCTS.len()]);
            if began >= end {
                break;
            }
            shop.write_all(get(&format!("/products/{sku}"), "").as_bytes()).await?;
            answer(&mut shop, &mut buffer).await?;
            if let Some((key, cookies)) = &self.said {
                let head = format!("Cookie: {cookies}\r\n");
                let batch = self.batch(key, sku, view);
                tracker.write_all(post("/v1/b", &head, &batch).as_bytes()).await?;
                answer(&mut tracker, &mut buffer).await?;
            }
            tally.count(began.elapsed());
        }
        Ok(tally)
    }

    /// What the SDK sends when a product's page is opened.
    fn batch(&self, key: &str, sku: &str, view: usize) -> String {
        let now = self.demo.clock.now();
        let (path, number) = (format!("/products/{sku}"), self.number);
        let page = format!(r#""page":{{"path":"{path}","url":"http://{SHOP}{path}","title":"{sku}"}}"#);
        let event = |kind: &str, which: char| {
            format!(
                r#"{{{kind},"messageId":"{which}{number:08x}{view:016x}","timestamp":"{now}","context":{{{page}}}}}"#
            )
        };
        let seen = event(r#""type":"page""#, 'p');
        let product = format!(
            r#""type":"track","event":"Product Viewed","properties":{{"product_id":"{sku}","price":"119.90","currency":"EUR"}}"#
        );
        let product = event(&product, 't');
        format!(
            r#"{{"batch":[{seen},{product}],"context":{{"locale":"en-US","timezone":"Europe/Bucharest"}},"sentAt":"{now}","writeKey":"{key}"}}"#
        )
    }
}

async fn connected(address: SocketAddr) -> anyhow::Result<TcpStream> {
    let stream = TcpStream::connect(address).await.context("connecting")?;
    stream.set_nodelay(true)?;
    Ok(stream)
}

fn get(path: &str, head: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: {SHOP}\r\n{head}\r\n")
}

fn post(path: &str, head: &str, body: &str) -> String {
    format!(
        "POST {path} HTTP/1.1\r\nHost: {TRACKER}\r\nContent-Type: text/plain\r\n{head}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}
