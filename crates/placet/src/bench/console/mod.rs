//! The console's pages at a company of some years: what each of them asks of the API, and how long that takes.

mod browser;
mod stock;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use placet_access::Role;
use placet_core::Id;
use placet_permission::vault::Address;

use self::browser::Browser;
use self::stock::{Company, order_no, sku};
use super::Bench;
use super::load::Tally;
use super::server::Server;
use super::stock::mixed;
use crate::node::Node;
use crate::out::say;

/// How large the company is, and for how long its pages are opened.
#[derive(Debug, clap::Args)]
pub struct Size {
    /// Profiles
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(100..=10_000_000))]
    pub(super) profiles: u32,
    /// Events of theirs
    #[arg(long, value_name = "N", default_value_t = 5_000_000, value_parser = clap::value_parser!(u32).range(100..=100_000_000))]
    pub(super) events: u32,
    /// Seconds that pages are opened
    #[arg(long, value_name = "N", default_value_t = 20, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

/// Members who open pages at once, each the next as soon as the last stands.
const MEMBERS: u64 = 4;

/// Makes the company, serves it, and opens its pages.
pub(super) async fn run(bench: &Bench, size: &Size) -> anyhow::Result<()> {
    bench.refuse_data().await?;
    let since = Instant::now();
    let (company, token) = {
        let node = bench.node().await?;
        let company = stock::make(&node, size).await?;
        node.store.analyze().await?;
        let token = invite(&node, &company).await?;
        (company, token)
    };
    let engine = bench.engine;
    say!("console.stock.{engine}: {:.0} s", since.elapsed().as_secs_f64());
    let server = Server::start(bench, &["serve", "--api-per-minute", "1000000"]).await?;
    let cookie = browser::sign_in(server.address, &token).await?;
    let (address, time) = (server.address, Duration::from_secs(size.seconds));
    let company = Arc::new(company);
    let tallies = super::load::apart(move || async move {
        let open = |member| tokio::spawn(opened(address, cookie.clone(), company.clone(), member, time));
        let mut all = Vec::new();
        for task in (0..MEMBERS).map(open).collect::<Vec<_>>() {
            all.push(task.await??);
        }
        Ok(all)
    })
    .await?;
    server.kill().await?;
    tell(engine, &tallies)
}

/// A member of the company, by the link with which they choose a password.
async fn invite(node: &Node, company: &Company) -> anyhow::Result<String> {
    let address = Address::email("member@bench.example")?;
    let link = placet_access::add(&node.store, &node.keyring, &address, company.shop.id, Role::Owner).await?;
    let link = link.at("");
    Ok(link.split_once('#').map_or_else(String::new, |(_, token)| token.to_owned()))
}

fn tell(engine: &str, tallies: &[Vec<(&'static str, Tally)>]) -> anyhow::Result<()> {
    let mut sum = Tally::default();
    for (at, (page, _)) in tallies[0].iter().enumerate() {
        let mut of_page = Tally::default();
        tallies.iter().for_each(|member| of_page.add(&member[at].1));
        sum.add(&of_page);
        say!("console.{page}.{engine}.median: {:.1} ms", of_page.within(50));
        say!("console.{page}.{engine}.p99: {:.1} ms", of_page.p99());
    }
    say!("console.pages.{engine}: {} opened", sum.counted);
    say!("console.median.{engine}: {:.1} ms", sum.within(50));
    say!("console.p99.{engine}: {:.1} ms", sum.p99());
    Ok(())
}

/// Opens page after page for so long; a first round warms up and is not counted.
async fn opened(
    address: SocketAddr,
    cookie: String,
    company: Arc<Company>,
    member: u64,
    time: Duration,
) -> anyhow::Result<Vec<(&'static str, Tally)>> {
    let mut browser = Browser::open(address, cookie).await?;
    let mut tallies: Vec<_> =
        pages(&company, 0).into_iter().map(|(page, _)| (page, Tally::default())).collect();
    let mut end = None;
    for round in 0.. {
        for ((_, calls), (_, tally)) in pages(&company, member << 32 | round).into_iter().zip(&mut tallies) {
            let since = Instant::now();
            if end.is_some_and(|end| since >= end) {
                return Ok(tallies);
            }
            for call in &calls {
                browser.get(call).await?;
            }
            if end.is_some() {
                tally.count(since.elapsed());
            }
        }
        end.get_or_insert_with(|| Instant::now() + time);
    }
    Ok(tallies)
}

/// The pages, each with what it asks (`web/admin/src/pages`). Whom and what they show is drawn by lot.
fn pages(company: &Company, lot: u64) -> Vec<(&'static str, Vec<String>)> {
    let at = |call: &str| format!("/api/tenants/{}/{call}", company.shop.id.0);
    let drawn = |of: &[Id], salt: u64| of[mixed(lot ^ salt << 16) as usize % of.len()];
    let person = drawn(&company.people, 1).text("prof");
    let message = drawn(&company.messages, 2).text("msg");
    let order = order_no(mixed(lot ^ 3 << 16) as usize % company.orders);
    let one = |call: String| vec![at(&call)];
    vec![
        ("overview", vec![at("overview?days=30"), at("overview?days=60")]),
        ("profiles", one("profiles?limit=50".into())),
        ("profiles_known", one("profiles?limit=50&known=true".into())),
        ("profiles_unknown", one("profiles?limit=50&known=false".into())),
        (
            "profile",
            vec![at(&format!("profiles/{person}")), at(&format!("profiles/{person}/timeline?limit=50"))],
        ),
        ("journeys", one("journeys?limit=50".into())),
        ("journey", one("journeys/1".into())),
        ("messages", one("messages?limit=50".into())),
        ("messages_refused", one("messages?limit=50&state=rejected".into())),
        ("messages_of", one(format!("messages?limit=50&profile={person}"))),
        ("message", one(format!("messages/{message}"))),
        ("orders", one("orders?limit=50".into())),
        ("orders_attributed", one("orders?limit=50&attributed=true".into())),
        ("order", one(format!("orders/{order}"))),
        ("items", one("items?limit=50".into())),
        ("items_found", one(format!("items?limit=50&search={}", sku(lot)))),
        ("items_not_found", one("items?limit=50&search=umbrella".into())),
        ("item", one(format!("items/{}", sku(lot)))),
        ("ingest", vec![at("ingest?days=30"), at("undeclared"), at("declarations")]),
        ("members", one("members".into())),
        ("keys", one("keys".into())),
        ("settings", one("settings".into())),
        ("audit", one("audit?limit=50".into())),
        ("account", vec!["/api/me".into(), "/api/me/sessions".into()]),
    ]
}
