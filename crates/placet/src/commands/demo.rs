//! `placet demo`: a node with a made-up shop, a mailbox, and what to type; or the story played by made-up shoppers.

use std::io::Write;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use placet_core::{Currency, TenantId};
use placet_deliver::sink::{self, Settings, Sink};
use placet_demo::catalogue;
use placet_demo::play::{self, Stage};
use placet_journey::Span;
use placet_permission::vault::random;
use placet_store::tenants::TenantRecord;
use placet_store::transaction;
use tokio::net::TcpListener;

use crate::config::{Config, Given};
use crate::node::{Node, Purpose};
use crate::out::say;

use super::tenant::{self, NewTenant};
use super::{hex, serve};

/// How the demo runs.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// Play the story without anybody watching, and compare every number at the end
    #[arg(long)]
    play: bool,
    /// How many made-up shoppers play
    #[arg(long, value_name = "N", default_value_t = 240)]
    shoppers: usize,
    /// How often the node is killed while they play
    #[arg(long, value_name = "N", default_value_t = 0)]
    kills: u32,
    /// How many seconds a full cart waits for its reminder, when somebody watches
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    wait: u32,
    /// Where the mailbox is shown
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8025")]
    mailbox: SocketAddr,
}

/// Connections to the mailbox; also how much one kill may leave in doubt.
const CONNECTIONS: u32 = 8;
/// The four hours after which a cart is reminded of.
const REMINDER: Span = Span { days: 0, hours: 4, minutes: 0, seconds: 0 };

/// Does it.
///
/// # Errors
/// If something of it cannot be started, or the story cannot be played to its end.
pub async fn run(config: &Config, given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
    if args.play { story(given, args).await } else { watch(config, given, args).await }
}

/// A made-up company whose pages answer at `host`.
fn company(public_url: &str, shop_url: &str) -> anyhow::Result<TenantRecord> {
    Ok(TenantRecord {
        id: TenantId(0),
        name: "Fleetfoot Sports".to_owned(),
        time_zone: "Europe/Bucharest".to_owned(),
        currency: Currency::parse("EUR")?,
        language: "en".to_owned(),
        sender_name: "Fleetfoot Sports".to_owned(),
        sender_address: "Fleetfoot Sports SRL, 12 Strada Exemplului, Bucharest, Romania".to_owned(),
        from_address: "news@fleetfoot.example".to_owned(),
        public_url: public_url.to_owned(),
        shop_url: shop_url.to_owned(),
    })
}

/// Makes the company with its catalogue; its carts wait `wait`.
async fn open_shop(
    node: &Node,
    record: &TenantRecord,
    hosts: &[String],
    pictures: &str,
    wait: Span,
) -> anyhow::Result<NewTenant> {
    let new = tenant::create(node, record, hosts).await?;
    let store = &node.store;
    transaction!(store.tenant(new.id), "demo.journeys", |tx| { placet_journey::install(tx, wait).await })?;
    let listing = catalogue::listing(&record.shop_url, pictures);
    placet_shop::load_items(store.tenant(new.id), &listing, record.currency).await?;
    Ok(new)
}

/// A demo somebody watches: everything in one process, until Ctrl-C.
async fn watch(config: &Config, given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
    let folder = config.data.join("demo");
    let sink = Sink::listen((Ipv4Addr::LOCALHOST, 0), Settings::new(config.clock())).await?;
    let given = given
        .clone()
        .with("data", &folder.display().to_string())
        .with("key_file", &config.data.join("demo.key").display().to_string())
        .with("smtp.host", "127.0.0.1")
        .with("smtp.port", &sink.address().port().to_string())
        .with("smtp.tls", "none");
    let config = Config::load(&given)?;
    let node = Node::open(&config, Purpose::Serve).await?;
    let (base, mailbox) =
        (format!("http://localhost:{}", config.listen.port()), format!("http://{}", args.mailbox));
    let pages = TcpListener::bind(args.mailbox).await.with_context(|| {
        format!("the mailbox cannot listen on {}: choose another address with --mailbox", args.mailbox)
    })?;
    // The story is told only if it can be gone through.
    drop(TcpListener::bind(config.listen).await.with_context(|| {
        format!("the pages cannot listen on {}: choose another address with --listen", config.listen)
    })?);
    let keys = match node.directory.by_host("localhost").await? {
        Some(known) => tenant::new_keys(&node, known.id, "demo").await?,
        None => {
            let record = company(&base, "https://shop.example")?;
            let hosts = ["localhost".to_owned(), "127.0.0.1".to_owned()];
            let wait = Span { seconds: args.wait, ..Span::default() };
            open_shop(&node, &record, &hosts, &mailbox, wait).await?
        }
    };
    let shown = sink::pages(sink.clone()).merge(catalogue::pictures());
    tokio::spawn(async move { axum::serve(pages, shown).await });
    tell(&base, &mailbox, &keys, args.wait, &folder)?;
    node.serve(serve::shutdown()?).await?;
    Ok(ExitCode::SUCCESS)
}

fn tell(
    base: &str,
    mailbox: &str,
    keys: &NewTenant,
    wait: u32,
    folder: &std::path::Path,
) -> anyhow::Result<()> {
    say!("Placet demo: the made-up shop Fleetfoot Sports");
    say!("");
    say!("  newsletter form   {base}/f/newsletter?device=me");
    say!("  mailbox           {mailbox}/");
    say!("  metrics           {base}/metrics");
    say!("");
    say!("  write key   {}   (for browsers and apps)", keys.write_key);
    say!("  server key  {}   (secret)", keys.server_key);
    say!("");
    say!("Be the shopper, in another terminal:");
    let key = &keys.write_key;
    say!(
        "  1. say yes          curl -u {key}: {base}/v1/consent -d '{{\"anonymousId\":\"me\",\"granted\":true}}'"
    );
    say!(
        "  2. look at shoes    curl -u {key}: {base}/v1/track -d '{{\"anonymousId\":\"me\",\"event\":\"Product Viewed\",\"properties\":{{\"product_id\":\"run-02\"}}}}'"
    );
    say!(
        "  3. type an address  in the newsletter form, tick \"choose what these messages show\", and confirm in the mailbox"
    );
    say!(
        "  4. fill the cart    curl -u {key}: {base}/v1/track -d '{{\"anonymousId\":\"me\",\"event\":\"Product Added\",\"properties\":{{\"product_id\":\"run-01\",\"quantity\":1}}}}'"
    );
    say!(
        "  5. wait {wait} seconds, and open the reminder in the mailbox; click a product (no shop stands behind its address)"
    );
    say!(
        "  6. buy              curl -u {key}: {base}/v1/track -d '{{\"anonymousId\":\"me\",\"event\":\"Order Completed\",\"properties\":{{\"order_id\":\"1\",\"total\":\"119.90\",\"products\":[{{\"product_id\":\"run-01\",\"quantity\":1,\"price\":\"119.90\"}}]}}}}'"
    );
    say!("  7. unsubscribe      with the button above the mail, or the link in it");
    say!(
        "  8. see the totals   {} --data {} --key-file {} report --tenant 1",
        program(),
        folder.display(),
        folder.with_extension("key").display()
    );
    say!("");
    say!(
        "Be somebody who says no: send step 2 with another anonymousId. Nothing is stored, and the totals count it."
    );
    say!(
        "Ctrl-C ends it; the next start goes on with the same data. To begin anew: rm -r {}",
        folder.display()
    );
    Ok(())
}

/// How this program was called.
fn program() -> String {
    std::env::args().next().unwrap_or_else(|| "placet".to_owned())
}

/// The story, played against a node in a process of its own.
async fn story(given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
    let run = hex(&random::<3>());
    let folder = std::env::temp_dir().join(format!("placet-play-{run}"));
    std::fs::create_dir_all(&folder)?;
    let port = free_port().await?;
    let sink = {
        let clock = placet_core::Clock::system();
        Sink::listen(
            (Ipv4Addr::LOCALHOST, 0),
            Settings { folder: Some(folder.join("mail")), ..Settings::new(clock) },
        )
        .await?
    };
    let settings = [
        ("data", folder.join("data").display().to_string()),
        ("key_file", folder.join("play.key").display().to_string()),
        ("listen", format!("127.0.0.1:{port}")),
        ("node", "play".to_owned()),
        // Each shopper asks from a network of their own, told as a proxy tells it.
        ("trusted_proxies", "127.0.0.0/8".to_owned()),
        ("smtp.host", "127.0.0.1".to_owned()),
        ("smtp.port", sink.address().port().to_string()),
        ("smtp.tls", "none".to_owned()),
        ("smtp.connections", CONNECTIONS.to_string()),
        ("log", "debug".to_owned()),
    ];
    let given = settings.iter().fold(given.clone(), |given, (key, text)| given.with(key, text));
    let config = Config::load(&given)?;
    let node = Node::open(&config, Purpose::SetUp).await?;
    let host = format!("play-{run}.localhost");
    let record = company(&format!("http://{host}:{port}"), "https://shop.example")?;
    let new =
        open_shop(&node, &record, std::slice::from_ref(&host), "https://shop.example", REMINDER).await?;
    let stage = Stage {
        program: std::env::current_exe()?,
        arguments: given.arguments(),
        base: format!("http://127.0.0.1:{port}"),
        host,
        tenant: new.id,
        write_key: new.write_key,
        server_key: new.server_key,
        log: folder.join("node.log"),
        store: node.store.clone(),
        keyring: node.keyring.clone(),
        sink,
        connections: CONNECTIONS,
        shoppers: args.shoppers,
        kills: args.kills,
        run,
    };
    let played = play::play(stage).await;
    finish(played, &folder)
}

/// Prints the disagreements and the line at the end; the data is kept for a look if anything is wrong.
fn finish(
    played: anyhow::Result<(play::Outcome, Vec<String>)>,
    folder: &PathBuf,
) -> anyhow::Result<ExitCode> {
    let looked = || format!("the data stands in {}", folder.display());
    let (outcome, faults) = played.with_context(looked)?;
    for fault in &faults {
        writeln!(std::io::stderr(), "disagreement: {fault}")?;
    }
    say!("{}", serde_json::to_string(&outcome)?);
    if !faults.is_empty() {
        bail!("{} numbers disagree; {}", faults.len(), looked());
    }
    std::fs::remove_dir_all(folder)?;
    Ok(ExitCode::SUCCESS)
}

async fn free_port() -> anyhow::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    Ok(listener.local_addr()?.port())
}
