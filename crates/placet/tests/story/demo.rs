//! The real `placet demo` on free ports, with its data in a folder of its own.

use std::collections::BTreeMap;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use placet_core::{Clock, TenantId};
use placet_store::inventory::{CONSOLE, COOKIES, Cookie, Kept};
use placet_store::{FromValue, Options, Sql, Store, Value};
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::{LAST, common};

/// How long a chapter may take before it has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(300);
/// A cart's reminder is due after as many seconds.
const WAIT: &str = "2";
/// The tenant of the sports shop.
pub(crate) const SPORTS: TenantId = TenantId(1);
/// The tenant of the kitchen shop.
pub(crate) const KITCHEN: TenantId = TenantId(2);

/// A running demo; killed when dropped.
pub(crate) struct Demo {
    tracker: u16,
    world: u16,
    store: Store,
    folder: TempDir,
    child: Child,
    /// The last event of each tenant when it was ready: what others did there before.
    before: [i64; 2],
}

impl Demo {
    pub(crate) async fn start() -> Demo {
        let folder = tempfile::tempdir().unwrap();
        let [tracker, world] = free_ports();
        let child = command(&folder, tracker, world).spawn().unwrap();
        let mut demo = Demo { tracker, world, store: open(&folder).await, folder, child, before: [0; 2] };
        let is_ready = async || demo.answers().await;
        assert!(until(is_ready).await, "the demo does not become ready: {}", demo.said());
        for (tenant, before) in [SPORTS, KITCHEN].into_iter().zip([0, 1]) {
            demo.before[before] = demo.numbers(tenant, &LAST, &[]).await[0];
        }
        demo
    }

    /// Ends it as a power cut does.
    pub(crate) async fn kill(&mut self) {
        self.child.kill().await.unwrap();
    }

    pub(crate) async fn start_again(&mut self) {
        self.child = command(&self.folder, self.tracker, self.world).spawn().unwrap();
        let is_ready = async || self.answers().await;
        assert!(until(is_ready).await, "it does not start again: {}", self.said());
    }

    /// What another start says, on ports of which one or the other differs from this one's.
    pub(crate) async fn another(&self, same_tracker: bool, same_world: bool) -> (bool, String) {
        let [tracker, world] = free_ports();
        let tracker = if same_tracker { self.tracker } else { tracker };
        let world = if same_world { self.world } else { world };
        let done = command(&self.folder, tracker, world).stderr(Stdio::piped()).output().await.unwrap();
        (done.status.success(), String::from_utf8_lossy(&done.stderr).into_owned())
    }

    /// Has a browser go through a chapter of `web/e2e/story.mjs`; what it printed.
    pub(crate) async fn chapter(&self, name: &str) -> serde_json::Value {
        common::script("story.mjs", &[name], &self.told(), PATIENCE).await
    }

    fn told(&self) -> serde_json::Value {
        let (tracker, world) = (self.tracker, self.world);
        let data = data(&self.folder);
        let days = |cookie: &&'static Cookie| (cookie.name, cookie.days);
        let console =
            |kept: &Kept| json!({ "place": kept.place.name(), "name": kept.name, "hours": kept.hours });
        json!({
            "cookies": COOKIES.iter().map(days).collect::<BTreeMap<_, _>>(),
            "console": CONSOLE.iter().map(console).collect::<Vec<_>>(),
            "member": [
                env!("CARGO_BIN_EXE_placet"), "--data", data.join("demo"), "--key-file", data.join("demo.key"),
                "member", "add", "owner@atlas.example", "--tenant", "1", "--role", "owner",
            ],
            "shop": format!("http://shop.localhost:{world}"),
            "hearth": format!("http://hearth.localhost:{world}"),
            "tracker": format!("http://data.shop.localhost:{tracker}"),
            "hearthTracker": format!("http://data.hearth.localhost:{tracker}"),
            "mailbox": format!("http://localhost:{world}/"),
            "admin": format!("http://admin.localhost:{tracker}/"),
            "report": [
                env!("CARGO_BIN_EXE_placet"), "--data", data.join("demo"), "--key-file", data.join("demo.key"),
                "report", "--tenant", "1", "--json",
            ],
        })
    }

    /// Whether the program is ready, knows its hosts (it reads them once a second), and the mailbox is there.
    async fn answers(&self) -> bool {
        asked(self.tracker, "/readyz").await.contains(" 200 OK")
            && asked(self.tracker, "/cookies").await.contains(" 200 OK")
            && asked(self.world, "/").await.contains("Mailbox")
    }

    /// What stands at a path of the sports shop.
    pub(crate) async fn page(&self, path: &str) -> String {
        let asking = format!("GET {path} HTTP/1.0\r\nHost: shop.localhost\r\n\r\n");
        exchange(self.world, &asking).await
    }

    /// What stands at a path of the mailbox.
    pub(crate) async fn mailbox(&self, path: &str) -> String {
        let answer = asked(self.world, path).await;
        answer.split_once("\r\n\r\n").map(|(_, body)| body.to_owned()).unwrap_or_default()
    }

    /// An address of the sports shop's tracker for programs that know no names below `localhost`.
    pub(crate) fn near(&self, address: &str) -> String {
        let path = address.splitn(4, '/').nth(3).unwrap_or_default();
        format!("http://localhost:{}/{path}", self.tracker)
    }

    /// Tells the sports shop's tracker something, with the public key of its pages.
    pub(crate) async fn post(&self, path: &str, mut body: serde_json::Value) {
        let page = self.page("/").await;
        body["writeKey"] = json!(page.split("data-write-key=\"").nth(1).unwrap().split('"').next().unwrap());
        let (body, host) = (body.to_string(), format!("Host: localhost:{}", self.tracker));
        let head = format!(
            "POST {path} HTTP/1.0\r\n{host}\r\nContent-Type: application/json\r\nContent-Length: {}",
            body.len()
        );
        let answer = exchange(self.tracker, &format!("{head}\r\n\r\n{body}")).await;
        assert!(answer.contains(" 200 OK"), "{answer}");
    }

    fn said(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("said")).unwrap_or_default()
    }

    /// The first column of what a statement answers.
    async fn column<T: FromValue>(
        &self,
        tenant: TenantId,
        sql: &'static Sql,
        values: &[Value<'_>],
    ) -> Vec<T> {
        let mut tx = self.store.tenant(tenant).read("test.column").await.unwrap();
        let rows = tx.query(sql, values).await.unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    pub(crate) async fn numbers(
        &self,
        tenant: TenantId,
        sql: &'static Sql,
        values: &[Value<'_>],
    ) -> Vec<i64> {
        self.column(tenant, sql, values).await
    }

    pub(crate) async fn texts(
        &self,
        tenant: TenantId,
        sql: &'static Sql,
        values: &[Value<'_>],
    ) -> Vec<String> {
        self.column(tenant, sql, values).await
    }

    /// The last event before the story began.
    pub(crate) fn before(&self, tenant: TenantId) -> i64 {
        self.before[usize::from(tenant == KITCHEN)]
    }
}

fn data(folder: &TempDir) -> PathBuf {
    folder.path().join("data")
}

fn command(folder: &TempDir, tracker: u16, world: u16) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
    command.current_dir(folder.path()).arg("--data").arg(data(folder));
    command.args(["--listen", &format!("127.0.0.1:{tracker}"), "--disk-reserve-mb", "0", "demo"]);
    command.args(["--wait", WAIT, "--mailbox", &format!("127.0.0.1:{world}")]);
    let said = std::fs::File::create(folder.path().join("said")).unwrap();
    command.stdout(Stdio::null()).stderr(said).kill_on_drop(true);
    command
}

/// Its database, once it is laid out.
async fn open(folder: &TempDir) -> Store {
    let path = data(folder).join("demo/placet.db");
    assert!(until(async || path.exists()).await, "the demo makes no database");
    Store::open(Options::Sqlite { path, durable: true }, Clock::system()).await.unwrap()
}

/// Two ports at which nobody listens.
fn free_ports() -> [u16; 2] {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap().port())
}

async fn asked(port: u16, path: &str) -> String {
    exchange(port, &format!("GET {path} HTTP/1.0\r\nHost: localhost\r\n\r\n")).await
}

async fn exchange(port: u16, asking: &str) -> String {
    let mut answer = Vec::new();
    if let Ok(mut socket) = TcpStream::connect(("127.0.0.1", port)).await
        && socket.write_all(asking.as_bytes()).await.is_ok()
    {
        let _ = socket.read_to_end(&mut answer).await;
    }
    String::from_utf8_lossy(&answer).into_owned()
}

/// Asks again and again, for as long as a start may take.
pub(crate) async fn until(what: impl AsyncFn() -> bool) -> bool {
    common::until(PATIENCE / 4, what).await
}
