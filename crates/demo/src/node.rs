//! A node under test: a child process that is started, told to stop, killed, and started with a later clock.

use std::path::PathBuf;
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use tokio::process::{Child, Command};
use tokio::sync::Mutex;

use crate::Client;

/// How long a node may take to be ready.
const START: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(20);

/// A node that can be killed.
#[derive(Clone, Debug)]
pub struct Node {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    program: PathBuf,
    arguments: Vec<String>,
    log: PathBuf,
    client: Client,
    ahead: AtomicI64,
    kills: AtomicU32,
    child: Mutex<Option<Child>>,
}

impl Node {
    /// A node that is `program` with these arguments, logging to `log`; `client` asks it whether it is ready.
    pub fn new(program: PathBuf, arguments: Vec<String>, log: PathBuf, client: Client) -> Node {
        let (ahead, kills, child) = (AtomicI64::new(0), AtomicU32::new(0), Mutex::default());
        Node { inner: Arc::new(Inner { program, arguments, log, client, ahead, kills, child }) }
    }

    /// Starts it and waits until it is ready.
    ///
    /// # Errors
    /// If it cannot be started or is not ready in time.
    pub async fn start(&self) -> anyhow::Result<()> {
        let mut child = self.inner.child.lock().await;
        *child = Some(self.spawn()?);
        drop(child);
        self.ready().await
    }

    async fn ready(&self) -> anyhow::Result<()> {
        let ready = async {
            while !self.inner.client.get("/readyz").await.is_ok_and(|answer| answer.status.is_success()) {
                tokio::time::sleep(LOOK_EVERY).await;
            }
        };
        tokio::time::timeout(START, ready).await.context("the node is not ready in time")
    }

    fn spawn(&self) -> anyhow::Result<Child> {
        let ahead = self.inner.ahead.load(Ordering::SeqCst).to_string();
        let log = std::fs::OpenOptions::new().create(true).append(true).open(&self.inner.log)?;
        Command::new(&self.inner.program)
            .args(&self.inner.arguments)
            .args(["--demo", "--clock-ahead", &ahead, "serve"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .context("the node cannot be started")
    }

    /// Kills it without warning and starts it again.
    ///
    /// # Errors
    /// If it does not come back.
    pub async fn kill(&self) -> anyhow::Result<()> {
        let mut child = self.inner.child.lock().await;
        if let Some(mut running) = child.take() {
            running.kill().await.context("the node cannot be killed")?;
            self.inner.kills.fetch_add(1, Ordering::SeqCst);
        }
        *child = Some(self.spawn()?);
        Ok(())
    }

    /// How often it was killed.
    pub fn kills(&self) -> u32 {
        self.inner.kills.load(Ordering::SeqCst)
    }

    /// How far its clock stands ahead, in seconds.
    pub fn ahead(&self) -> i64 {
        self.inner.ahead.load(Ordering::SeqCst)
    }

    /// Stops it as an operator does, and starts it with a clock that is later by `seconds`.
    ///
    /// # Errors
    /// If it does not stop or does not come back.
    pub async fn later(&self, seconds: i64) -> anyhow::Result<()> {
        self.stop().await?;
        self.inner.ahead.fetch_add(seconds, Ordering::SeqCst);
        self.start().await
    }

    /// Stops it as an operator does.
    ///
    /// # Errors
    /// If it does not stop in time, or with an error.
    pub async fn stop(&self) -> anyhow::Result<()> {
        // Nobody kills it from here on; one that was killed a moment ago is waited for, since it would not hear yet that it shall stop.
        let mut held = self.inner.child.lock().await;
        if held.is_some() {
            self.ready().await?;
        }
        let Some(mut child) = held.take() else { return Ok(()) };
        let id = child.id().context("the node has ended by itself")?;
        let told = Command::new("kill").args(["-TERM", &id.to_string()]).status().await?;
        if !told.success() {
            bail!("the node cannot be told to stop");
        }
        let ended = tokio::time::timeout(START, child.wait()).await.context("the node does not stop")??;
        if !ended.success() {
            bail!("the node ended with {ended}");
        }
        Ok(())
    }
}
