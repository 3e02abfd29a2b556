//! What tests of the real program share: patience, and scripts that drive a real browser.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

/// Asks again and again, for no longer than `limit`; whether it came true.
pub(crate) async fn until(limit: Duration, what: impl AsyncFn() -> bool) -> bool {
    let mut every = tokio::time::interval(Duration::from_millis(20));
    let asking = async {
        while !what().await {
            every.tick().await;
        }
    };
    tokio::time::timeout(limit, asking).await.is_ok()
}

/// Has a script of `web/e2e` drive a browser, told this on its standard input; what it printed.
pub(crate) async fn script(name: &str, args: &[&str], told: &Value, limit: Duration) -> Value {
    let given = |name: &str| {
        std::env::var_os(name).unwrap_or_else(|| panic!("{name} is not set: run `cargo xtask test`"))
    };
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/e2e").join(name);
    let mut node = Command::new("node");
    node.arg(file).args(args).kill_on_drop(true);
    for name in ["PLACET_CHROMIUM", "PLACET_TEST_SDK"] {
        node.env(name, given(name));
    }
    let mut running =
        node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    running.stdin.take().unwrap().write_all(told.to_string().as_bytes()).await.unwrap();
    let done = tokio::time::timeout(limit, running.wait_with_output()).await.expect("it ends").unwrap();
    serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}
