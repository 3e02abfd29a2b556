//! The process under load: this same program once more.

use std::net::{SocketAddr, TcpListener};
use std::process::{ExitCode, Stdio};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use anyhow::{Context, bail};
use placet_collect::{Collector, Options};
use placet_compose::Library;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use super::Bench;
use crate::config::Config;
use crate::node::{Node, Purpose};
use crate::stop::Stopper;
use crate::web;

/// How long a server may take to start.
const START: Duration = Duration::from_secs(30);

/// A running server; killed when dropped.
pub(super) struct Server {
    pub(super) address: SocketAddr,
    child: Child,
}

impl Server {
    /// Starts this program with these words of command and waits until it answers.
    pub(super) async fn start(bench: &Bench, command: &[&str]) -> anyhow::Result<Server> {
        let address = TcpListener::bind(("127.0.0.1", 0))?.local_addr()?;
        let config = &bench.config;
        let mut program = Command::new(std::env::current_exe()?);
        program
            .args(command)
            .args(["--log", "warn", "--node", "bench"])
            .arg("--listen")
            .arg(address.to_string());
        program.arg("--data").arg(&config.data).arg("--key-file").arg(&config.key_file);
        for (flag, url) in [("--database", &config.database), ("--owner-database", &config.owner_database)] {
            if let Some(url) = url {
                program.args([flag, url.expose()]);
            }
        }
        let child = program.stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true).spawn()?;
        let mut server = Server { address, child };
        tokio::time::timeout(START, server.ready()).await.context("the server did not start in time")??;
        Ok(server)
    }

    /// The number of its process.
    pub(super) fn id(&self) -> anyhow::Result<u32> {
        self.child.id().context("the server has ended")
    }

    async fn ready(&mut self) -> anyhow::Result<()> {
        loop {
            if let Some(status) = self.child.try_wait()? {
                bail!("the server ended: {status}");
            }
            if ask(self.address, READY).await.is_ok_and(|answer| answer.starts_with("HTTP/1.1 200")) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// `kill -9`: what it acknowledged must be there all the same.
    pub(super) async fn kill(mut self) -> anyhow::Result<()> {
        self.child.kill().await.context("ending the server")
    }
}

/// Asks whether a server is ready.
const READY: &str = "GET /readyz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

/// Asks once, by a request that closes its connection; the whole answer.
pub(super) async fn ask(address: SocketAddr, request: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(request.as_bytes()).await?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await?;
    Ok(answer)
}

/// Answers HTTP as `serve` does, and nothing else, until killed: the inbox fills, and nobody folds it.
pub(super) async fn answer(config: &Config) -> anyhow::Result<ExitCode> {
    let node = Node::open(config, Purpose::Serve).await?;
    let collector = Collector::start(node.directory.clone(), node.keyring.clone(), Options::default());
    let ready = Arc::new(AtomicBool::new(true));
    let router = web::router(&node, collector, Library::default(), web::recorder()?, ready)?;
    let (_stopper, stop) = Stopper::new();
    web::serve(tokio::net::TcpListener::bind(config.listen).await?, router, stop).await;
    Ok(ExitCode::SUCCESS)
}
