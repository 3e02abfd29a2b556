//! A demo somebody watches: shops, mailbox and node in one process, until Ctrl-C.

use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

use anyhow::{Context, bail};
use placet_core::TenantId;
use placet_deliver::sink::{self, Settings, Sink};
use placet_demo::history;
use placet_demo::shop::{Facts, Shop, at_their_hosts};
use placet_journey::Span;
use placet_permission::{Purpose as Asked, default_wordings, wording_id};
use placet_profile::{fold, inbox};
use placet_shop::NewFeed;
use placet_store::transaction;
use tokio::net::TcpListener;

use crate::commands::serve;
use crate::commands::tenant::NewTenant;
use crate::config::{Config, Given};
use crate::lock::private_folder;
use crate::node::{Node, Purpose};
use crate::out::say;

use super::{Args, Company, KITCHEN, SPORTS, keys};

/// A shop of the demo: whose it is, and the name of its hosts and of its folder.
#[derive(Clone, Copy)]
struct Place {
    company: Company,
    name: &'static str,
    /// Hosts beside its own at which its tracker answers too.
    also: &'static [&'static str],
}

const PLACES: [Place; 2] = [
    Place { company: SPORTS, name: "shop", also: &["localhost", "127.0.0.1"] },
    Place { company: KITCHEN, name: "hearth", also: &[] },
];

/// At which ports everything is found.
#[derive(Clone, Copy)]
struct Ports {
    tracker: u16,
    world: u16,
}

impl Ports {
    fn shop(self, place: Place) -> String {
        format!("http://{}.localhost:{}", place.name, self.world)
    }

    fn tracker_host(place: Place) -> String {
        format!("data.{}.localhost", place.name)
    }

    fn tracker(self, place: Place) -> String {
        format!("http://{}:{}", Ports::tracker_host(place), self.tracker)
    }

    fn mailbox(self) -> String {
        format!("http://localhost:{}/", self.world)
    }
}

/// Serves until it is told to stop.
///
/// # Errors
/// If an address is taken, the data are of another demonstration, or something cannot be started.
pub(super) async fn watch(config: &Config, given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
    let folder = config.data.join("demo");
    let sink = Sink::listen((Ipv4Addr::LOCALHOST, 0), Settings::new(config.clock())).await?;
    let given = given
        .clone()
        .with("data", &folder.display().to_string())
        .with("key_file", &config.data.join("demo.key").display().to_string())
        .with("smtp.host", "127.0.0.1")
        .with("smtp.port", &sink.address().port().to_string())
        .with("smtp.tls", "none")
        // The shops, whose feeds are fetched, stand on this machine.
        .with("feeds.allow_private", "true");
    let config = Config::load(&given)?;
    // The story is told only if it can be gone through: both addresses are free before anything else is touched.
    let pages = bind("the shops and the mailbox", args.mailbox, "--mailbox").await?;
    drop(bind("Placet", config.listen, "--listen").await?);
    // With PostgreSQL nobody else makes it, and the key lies beside it.
    private_folder(&folder).with_context(|| format!("making {}", folder.display()))?;
    let node = Node::open(&config, Purpose::Serve).await?;
    let ports = Ports { tracker: config.listen.port(), world: args.mailbox.port() };
    let wait = Span { seconds: args.wait, ..Span::default() };
    let mut keys = Vec::new();
    for place in PLACES {
        keys.push(settle(&node, place, ports, wait).await?);
    }
    let shops = PLACES.iter().zip(&keys).map(|(place, keys)| Shop::new(&facts(*place, ports, keys)));
    let shops = shops.collect::<anyhow::Result<Vec<Shop>>>()?;
    let shown = at_their_hosts(shops, sink::pages(sink.clone()));
    tokio::spawn(async move { axum::serve(pages, shown).await });
    tell(&config, ports, &keys, args.wait, &console(&node).await?)?;
    node.serve(serve::shutdown()?).await?;
    Ok(ExitCode::SUCCESS)
}

async fn bind(what: &str, address: SocketAddr, flag: &str) -> anyhow::Result<TcpListener> {
    let taken = || {
        format!(
            "{what} cannot listen on {address}. If another demonstration is running, use that one or end it; \
             else choose another address with {flag}"
        )
    };
    TcpListener::bind(address).await.with_context(taken)
}

/// Makes the company, or finds it as an earlier start left it.
async fn settle(node: &Node, place: Place, ports: Ports, wait: Span) -> anyhow::Result<NewTenant> {
    let (tracker, shop) = (ports.tracker(place), ports.shop(place));
    let host = Ports::tracker_host(place);
    let record = place.company.record(&tracker, &shop)?;
    let anew = anew(&node.config);
    if let Some(known) = node.directory.by_host(&host).await? {
        if (&known.public_url, &known.shop_url) != (&record.public_url, &record.shop_url) {
            let (tracker, shop) = (&known.public_url, &known.shop_url);
            bail!(
                "the data of the last demonstration belong to {tracker} and {shop}, where its mails lead: start it with these ports. {anew}"
            );
        }
        place.company.stock(node, known.id, &known, wait).await?;
        return keys::of(node, known.id).await;
    }
    for other in place.also {
        if node.directory.by_host(other).await?.is_some() {
            bail!("the data are of an earlier demonstration, which had no shops. {anew}");
        }
    }
    let hosts: Vec<String> = place.also.iter().map(|host| (*host).to_owned()).chain([host]).collect();
    let new = place.company.found(node, &record, &hosts, wait).await?;
    keys::keep(node, &new)?;
    remember(node, new.id, place.company).await?;
    let feed = NewFeed { url: format!("{shop}/products.xml"), every_minutes: FEED_EVERY, complete: true };
    transaction!(node.store.tenant(new.id), "demo.feed", |tx| { placet_shop::add_feed(tx, &feed).await })?;
    Ok(new)
}

/// How often a shop's feed is fetched, in minutes.
const FEED_EVERY: u32 = 15;

/// Lets made-up shoppers have been there before.
async fn remember(node: &Node, id: TenantId, company: Company) -> anyhow::Result<()> {
    let tenant = node.store.tenant(id);
    let keys = node.keyring.keys(tenant).await?;
    let entries = history::entries((company.catalogue)(), &keys, node.config.clock().now());
    transaction!(tenant, "demo.history", |tx| { inbox::append(tx, &entries).await })?;
    while fold::fold(tenant, &node.keyring).await?.blocks > 0 {}
    Ok(())
}

/// How to get rid of what earlier starts left.
fn anew(config: &Config) -> String {
    match config.database {
        None => format!("To begin anew: rm -r {}", config.data.display()),
        Some(_) => "To begin anew: give it an empty database".to_owned(),
    }
}

/// What the pages of a shop are told.
fn facts(place: Place, ports: Ports, keys: &NewTenant) -> Facts {
    let wordings = default_wordings(place.company.name);
    let words = |purpose| {
        let id = wording_id(purpose, "en");
        wordings
            .iter()
            .find(|wording| wording.id == id)
            .map(|wording| wording.text.clone())
            .unwrap_or_default()
    };
    let other = PLACES.into_iter().find(|other| other.name != place.name).unwrap_or(place);
    Facts {
        folder: place.name,
        shop: ports.shop(place),
        tracker: ports.tracker(place),
        near: format!("http://127.0.0.1:{}", ports.tracker),
        write_key: keys.write_key.clone(),
        mailbox: ports.mailbox(),
        other: format!("{}/", ports.shop(other)),
        marketing: words(Asked::MARKETING),
        personalisation: words(Asked::PERSONALISATION),
    }
}

/// Where the console is opened: by the one-time link until somebody has come in.
async fn console(node: &Node) -> anyhow::Result<String> {
    let origin = &node.config.admin_origin;
    Ok(match placet_access::first_link(&node.store).await? {
        Some(link) => format!("{}  (once: you choose address and password)", link.at(origin)),
        None => format!("{origin}/"),
    })
}

fn tell(config: &Config, ports: Ports, keys: &[NewTenant], wait: u32, console: &str) -> anyhow::Result<()> {
    let [sports, kitchen] = PLACES;
    say!("Placet demo. Open in Chromium, Chrome or Edge:");
    say!("");
    say!("  the shop            {}", ports.shop(sports));
    say!("  your mailbox        {}", ports.mailbox());
    say!("  another company's   {}", ports.shop(kitchen));
    say!("  the console         {console}");
    say!("");
    say!("Be a shopper:");
    say!("  1. In the shop a banner asks. Say yes.");
    say!("  2. Type an address at the foot of the page, ana@mail.example perhaps, tick the box, subscribe.");
    say!("  3. In the mailbox, confirm it.");
    say!("  4. In the shop, put running shoes in the cart, and leave.");
    say!(
        "  5. Wait {wait} seconds: a reminder comes, with those shoes, similar ones, and what goes with them."
    );
    say!("  6. Click the shoes in it: you are back in the shop, in front of them.");
    say!("  7. Buy them.");
    say!(
        "  8. Unsubscribe, by the link at the foot of the reminder. In the console the consents of the address are"
    );
    say!(
        "     withdrawn and it is suppressed; subscribe with it again: only the mail comes that asks to confirm it."
    );
    say!("");
    say!(
        "Or say no, in a private window: one cookie without a number remembers it; nothing is sent or stored."
    );
    say!("");
    let database = if config.database.is_some() { " --database URL" } else { "" };
    let folder = config.data.display();
    let key_file = config.data.with_extension("key");
    say!(
        "  totals       {} --data {folder} --key-file {}{database} report --tenant 1",
        program(),
        key_file.display()
    );
    say!("  metrics      http://localhost:{}/metrics", ports.tracker);
    for (place, keys) in PLACES.iter().zip(keys) {
        say!(
            "  {} is tenant {} at {}: write key {}, server key {} (secret)",
            place.company.name,
            keys.id,
            ports.tracker(*place),
            keys.write_key,
            keys.server_key
        );
    }
    say!("");
    say!("Ctrl-C ends it; the next start goes on with the same data. {}", anew(config));
    Ok(())
}

/// How this program was called.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "placet".to_owned())
}
