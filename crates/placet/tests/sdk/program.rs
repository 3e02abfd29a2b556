//! The real program, with one tenant, on SQLite in a folder of its own.

use std::net::SocketAddr;
use std::process::Stdio;
use std::time::Duration;

use placet_core::{Clock, Kind, TenantId};
use placet_store::{Options, Store};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::common;

placet_store::statements! {
    "sdk_test";
    tenant EVENTS = "SELECT kind, stream_id, props FROM event WHERE tenant_id = $1 ORDER BY kind";
    tenant ORDERS = "SELECT order_no, stream_id FROM orders WHERE tenant_id = $1";
    tenant OWNERS = "SELECT COUNT(DISTINCT profile_id) FROM stream WHERE tenant_id = $1 AND profile_id IS NOT NULL";
    tenant STORED = "SELECT (SELECT COUNT(*) FROM event e WHERE e.tenant_id = $1) + (SELECT COUNT(*) FROM stream s WHERE s.tenant_id = $1)
        + (SELECT COUNT(*) FROM orders o WHERE o.tenant_id = $1) + (SELECT COUNT(*) FROM consent_entry c WHERE c.tenant_id = $1)
        + (SELECT COUNT(*) FROM inbox i WHERE i.tenant_id = $1)";
    tenant COUNTED = "SELECT COALESCE(CAST(SUM(n) AS BIGINT), 0) FROM tally WHERE tenant_id = $1 AND kind = $2";
    tenant WAITING = "SELECT COUNT(*) FROM inbox WHERE tenant_id = $1";
}

/// The only tenant of a fresh installation.
pub(crate) const TENANT: TenantId = TenantId(1);
/// How long anything may take before the test has failed.
pub(crate) const PATIENCE: Duration = Duration::from_secs(120);

/// A running `placet serve` with one tenant, on SQLite in a folder of its own; killed when dropped.
pub(crate) struct Program {
    pub(crate) address: SocketAddr,
    pub(crate) write_key: String,
    pub(crate) server_key: String,
    pub(crate) store: Store,
    _child: Child,
    folder: TempDir,
}

impl Program {
    /// Answering at its own address.
    pub(crate) async fn start() -> Program {
        Program::start_at(None).await
    }

    /// Answering at a host of this name, which leads to this machine, and at its own address.
    pub(crate) async fn start_at(host: Option<&str>) -> Program {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        let address = free_address();
        let placet = |args: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
            command.current_dir(folder.path()).arg("--data").arg(&data).args(args).kill_on_drop(true);
            command
        };
        let own = address.ip().to_string();
        let hosts = host.into_iter().chain([own.as_str()]).flat_map(|host| ["--host", host]);
        let add = ["tenant", "add", "--name", "Atlas", "--sender-address", "1 Street"];
        let added = placet(&add)
            .args(hosts)
            .args(["--from", "news@atlas.example", "--shop-url", "https://shop.example"])
            .output()
            .await
            .unwrap();
        assert!(added.status.success(), "{}", String::from_utf8_lossy(&added.stderr));
        let said = String::from_utf8(added.stdout).unwrap();
        let key = |begin| {
            said.split_whitespace().find(|word: &&str| word.starts_with(begin)).expect("a key").to_owned()
        };
        let (write_key, server_key) = (key("wk_"), key("sk_"));

        let mut serve = placet(&["serve", "--listen", &address.to_string(), "--disk-reserve-mb", "0"]);
        serve.args(["--api-per-minute", "1000000"]);
        let child = serve.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let options = Options::Sqlite { path: data.join("placet.db"), durable: true };
        let store = Store::open(options, Clock::system()).await.unwrap();
        let program = Program { address, write_key, server_key, store, _child: child, folder };
        let ready = until(async || program.is_ready().await).await;
        assert!(ready, "the program does not become ready");
        program
    }

    /// Adds a member; the link with which they sign in.
    pub(crate) async fn member(&self, email: &str, as_what: &[&str]) -> String {
        let said = self.command(&[&["member", "add", email], as_what].concat()).await;
        said.lines().last().unwrap().to_owned()
    }

    /// Writes down what a company must have done before anything is sent.
    pub(crate) async fn may_send(&self) {
        for (act, detail) in
            [("agreed", "version 1"), ("identity_verified", "test"), ("domain_verified", "atlas.example")]
        {
            self.command(&["tenant", "duty", "--tenant", "1", act, detail]).await;
        }
    }

    /// A command beside the running program; what it printed.
    async fn command(&self, args: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_placet"));
        command.current_dir(self.folder.path()).arg("--data").arg(self.folder.path().join("data"));
        let done = command.args(args).output().await.unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    }

    async fn is_ready(&self) -> bool {
        let Ok(mut socket) = TcpStream::connect(self.address).await else { return false };
        let mut answer = String::new();
        let asked = socket.write_all(b"GET /readyz HTTP/1.0\r\n\r\n").await;
        asked.is_ok() && socket.read_to_string(&mut answer).await.is_ok() && answer.contains(" 200 OK")
    }

    /// Until everything accepted has been folded.
    pub(crate) async fn folded(&self) {
        assert!(until(async || self.number(&WAITING, &[]).await == 0).await, "the inbox is not worked off");
    }

    pub(crate) async fn number(
        &self,
        sql: &'static placet_store::Sql,
        values: &[placet_store::Value<'_>],
    ) -> i64 {
        let mut tx = self.store.tenant(TENANT).read("test.number").await.unwrap();
        tx.query_opt(sql, values).await.unwrap().unwrap().get(0).unwrap()
    }

    /// The kinds of all events, in the order of their numbers.
    pub(crate) async fn kinds(&self) -> Vec<Kind> {
        let mut tx = self.store.tenant(TENANT).read("test.kinds").await.unwrap();
        let rows = tx.query(&EVENTS, &[]).await.unwrap();
        rows.iter().map(|row| Kind(row.get(0).unwrap())).collect()
    }

    /// Order numbers, and whether each has a stream.
    pub(crate) async fn orders(&self) -> Vec<(String, bool)> {
        let mut tx = self.store.tenant(TENANT).read("test.orders").await.unwrap();
        let rows = tx.query(&ORDERS, &[]).await.unwrap();
        rows.iter().map(|row| (row.get(0).unwrap(), row.get::<Option<i64>>(1).unwrap().is_some())).collect()
    }
}

fn free_address() -> SocketAddr {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap()
}

/// Asks again and again, for as long as a test may take.
pub(crate) async fn until(what: impl AsyncFn() -> bool) -> bool {
    common::until(PATIENCE, what).await
}
