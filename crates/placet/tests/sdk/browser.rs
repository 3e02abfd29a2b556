//! Our own SDK in a real browser: a visit to a shop, a page of another site, deleted cookies, a no.

use std::path::Path;
use std::process::Stdio;

use placet_core::Kind;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::program::{PATIENCE, Program};

/// Has a browser visit the shop; what was seen there.
async fn visit(program: &Program, tracker: &str) -> Value {
    let chromium = std::env::var_os("PLACET_CHROMIUM")
        .expect("PLACET_CHROMIUM is not set: run `cargo xtask test`, which installs the browser");
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../web/e2e/shopper.mjs");
    let mut node = Command::new("node");
    node.arg(script).env("PLACET_CHROMIUM", chromium).kill_on_drop(true);
    let mut running =
        node.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let told = json!({ "tracker": tracker, "key": program.write_key }).to_string();
    running.stdin.take().unwrap().write_all(told.as_bytes()).await.unwrap();
    let done =
        tokio::time::timeout(PATIENCE * 2, running.wait_with_output()).await.expect("it ends").unwrap();
    serde_json::from_slice(&done.stdout)
        .unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(&done.stderr)))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r059_r062_r068_a_browser_is_known_by_its_yes_alone() {
    let program = Program::start_at(Some("data.shop.localhost")).await;
    let tracker = format!("http://data.shop.localhost:{}", program.address.port());
    let seen = visit(&program, &tracker).await;

    assert_eq!(
        seen["before"],
        json!({ "requests": [], "cookies": [] }),
        "nothing is stored or sent before a yes"
    );
    assert_eq!((&seen["yes"], &seen["acknowledged"]), (&json!(200), &json!(true)), "{seen}");
    let cookies = seen["cookies"].as_array().unwrap();
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for cookie in cookies {
        assert_eq!(cookie["domain"], "data.shop.localhost", "a cookie of the analytics host alone");
        assert_eq!((&cookie["httpOnly"], &cookie["secure"]), (&json!(true), &json!(true)), "{cookie}");
        assert_eq!((&cookie["sameSite"], &cookie["path"]), (&json!("Lax"), &json!("/")), "{cookie}");
    }
    assert_eq!(seen["script"], "00", "the shop's page sees no cookie and keeps nothing");
    assert_eq!(
        (&seen["hostile"], &seen["kept"]),
        (&json!(400), &json!(3)),
        "a page of another site speaks for nobody"
    );
    assert_eq!(seen["respawned"], 0, "deleted cookies do not come back by themselves");
    assert_eq!((&seen["again"], &seen["no"]), (&json!(200), &json!(200)));
    assert_eq!(
        seen["after"],
        json!({ "requests": [], "cookies": 0 }),
        "after a no nothing is sent and nothing kept"
    );

    program.folded().await;
    assert_eq!(
        program.kinds().await,
        [Kind::PRODUCT_VIEWED; 3],
        "what waited for the yes, what followed, and what came again"
    );
}
