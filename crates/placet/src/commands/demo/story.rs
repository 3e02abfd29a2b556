//! The story, played by made-up shoppers against a node in a process of its own.

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context, bail};
use placet_deliver::sink::{Settings, Sink};
use placet_demo::play::{self, Stage};
use placet_journey::Span;
use placet_permission::vault::random;
use tokio::net::TcpListener;

use crate::config::{Config, Given};
use crate::node::{Node, Purpose};
use crate::out::say;
use placet_permission::vault::hex;

use super::{Args, SPORTS};

/// Connections to the mailbox; also how much one kill may leave in doubt.
const CONNECTIONS: u32 = 8;
/// The four hours after which a cart is reminded of.
const REMINDER: Span = Span { days: 0, hours: 4, minutes: 0, seconds: 0 };

/// Plays it, and compares every number at the end.
///
/// # Errors
/// If it cannot be played to its end, or numbers disagree.
pub(super) async fn play(given: &Given, args: &Args) -> anyhow::Result<ExitCode> {
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
    let record = SPORTS.record(&format!("http://{host}:{port}"), "https://shop.example")?;
    let new = SPORTS.found(&node, &record, std::slice::from_ref(&host), REMINDER).await?;
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
