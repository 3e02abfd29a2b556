//! The real tracking SDKs against the real program: what they report to their caller, and what is stored.
//!
//! `cargo xtask test` installs the SDKs; the scripts that drive them stand in `tests/sdk`. Each takes its messages on standard input
//! and prints `{"delivered": n, "failed": n}`: what the SDK itself says.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

mod browser;
#[path = "../common/mod.rs"]
mod common;
mod console;
mod guides;
mod program;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use placet_core::Kind;
use placet_store::params;
use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::process::Command;

use crate::program::{COUNTED, OWNERS, PATIENCE, Program, STORED, until};

/// A script and its argument.
#[derive(Clone, Copy)]
struct Sdk(&'static str, &'static str);

const SEGMENT_NODE: Sdk = Sdk("segment_node.mjs", "");
const SEGMENT_PYTHON: Sdk = Sdk("segment_python.py", "");
const SEGMENT_PYTHON_GZIP: Sdk = Sdk("segment_python.py", "gzip");
const RUDDER_NODE: Sdk = Sdk("rudder_node.mjs", "");

impl Sdk {
    /// Has the SDK send these messages; how many it says were delivered, and how many failed.
    async fn sends(self, to: SocketAddr, key: &str, messages: &[Value]) -> (i64, i64) {
        let home = std::env::var_os("PLACET_TEST_SDK").map(PathBuf::from);
        let home = home.expect("PLACET_TEST_SDK is not set: run `cargo xtask test`, which installs the SDKs");
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/sdk");
        let program = if self.0.ends_with(".py") { home.join("python/bin/python") } else { "node".into() };
        let mut command = Command::new(program);
        command.arg(scripts.join(self.0)).args(Some(self.1).filter(|arg| !arg.is_empty()));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut running = command.spawn().expect("the SDK's interpreter starts");
        let told = json!({ "host": format!("http://{to}"), "key": key, "messages": messages }).to_string();
        let mut stdin = running.stdin.take().expect("its standard input");
        stdin.write_all(told.as_bytes()).await.expect("it reads what to send");
        drop(stdin);
        let done =
            tokio::time::timeout(PATIENCE, running.wait_with_output()).await.expect("it ends").unwrap();
        let said = String::from_utf8_lossy(&done.stdout);
        let counts: Value = match said.lines().last().map(serde_json::from_str) {
            Some(Ok(counts)) => counts,
            _ => panic!("{} said {said:?} and {}", self.0, String::from_utf8_lossy(&done.stderr)),
        };
        (counts["delivered"].as_i64().unwrap(), counts["failed"].as_i64().unwrap())
    }
}

/// What a visit is made of: who they are, a product, a page and an order, each with its message id.
fn visit(who: &str, context: &Value) -> Vec<Value> {
    let product = json!({ "product_id": "SHOE-1", "price": 89.9, "currency": "EUR" });
    let order =
        json!({ "order_id": format!("{who}-1001"), "total": 89.9, "currency": "EUR", "products": [product] });
    let said = [
        json!({ "type": "identify", "traits": { "email": "canary@example.org" } }),
        json!({ "type": "track", "event": "Product Viewed", "properties": product }),
        json!({ "type": "page", "name": "Shoes", "properties": { "path": "/shoes" } }),
        json!({ "type": "track", "event": "Order Completed", "properties": order }),
    ];
    let whole = |(number, mut message): (usize, Value)| {
        message["anonymousId"] = json!(format!("{who}-device"));
        message["userId"] = json!(format!("{who}-account"));
        message["messageId"] = json!(format!("{who}-{number}"));
        message["context"] = context.clone();
        message
    };
    said.into_iter().enumerate().map(whole).collect()
}

fn agreed() -> Value {
    json!({ "consent": { "categoryPreferences": { "tracking": true } } })
}

/// What is said with a yes is stored once, however often it is sent, and belongs to one person.
async fn is_understood(sdk: Sdk) {
    let program = Program::start().await;
    let messages = visit("ana", &agreed());
    for _ in 0..2 {
        assert_eq!(sdk.sends(program.address, &program.server_key, &messages).await, (4, 0));
        program.folded().await;
        let all = [Kind::PAGE, Kind::PRODUCT_VIEWED, Kind::ORDER_COMPLETED, Kind::IDENTIFIED];
        assert_eq!(program.kinds().await, all);
        assert_eq!(program.orders().await, [("ana-1001".to_owned(), true)]);
        assert_eq!(program.number(&OWNERS, &[]).await, 1);
    }
    let bytes = placet_store::testing::everything(&program.store).await.unwrap();
    assert!(bytes.holds("SHOE-1") && !bytes.holds("canary@example.org") && !bytes.holds("ana-device"));
}

/// What is said without a yes is a success to the SDK, which would otherwise send it again, and is not stored.
async fn stores_nothing_without_a_yes(sdk: Sdk) {
    let program = Program::start().await;
    let before = program.number(&STORED, &[]).await;
    for (who, context) in
        [("bob", json!({})), ("eve", json!({ "consent": { "categoryPreferences": { "tracking": false } } }))]
    {
        let messages = &visit(who, &context)[..3];
        assert_eq!(sdk.sends(program.address, &program.server_key, messages).await, (3, 0));
    }
    program.folded().await;
    assert_eq!(program.number(&STORED, &[]).await, before);
    let refused = async || program.number(&COUNTED, params!["refused:no_consent"]).await;
    assert!(until(async || refused().await == 6).await, "{} refusals are counted", refused().await);
}

/// A key that opens nothing is a failure to the SDK.
async fn hears_of_a_wrong_key(sdk: Sdk) {
    let program = Program::start().await;
    let before = program.number(&STORED, &[]).await;
    assert_eq!(sdk.sends(program.address, "sk_0123456789", &visit("ana", &agreed())).await, (0, 4));
    assert_eq!(program.number(&STORED, &[]).await, before);
}

macro_rules! each_sdk {
    ($($name:ident = $sdk:ident;)*) => {$(
        mod $name {
            use super::*;

            #[tokio::test]
            async fn what_it_sends_is_stored_once() {
                is_understood($sdk).await;
            }

            #[tokio::test]
            async fn r043_without_a_yes_it_reports_success_and_nothing_is_stored() {
                stores_nothing_without_a_yes($sdk).await;
            }

            #[tokio::test]
            async fn a_key_that_is_not_known_is_reported_as_a_failure() {
                hears_of_a_wrong_key($sdk).await;
            }
        }
    )*};
}

each_sdk! {
    segment_node = SEGMENT_NODE;
    segment_python = SEGMENT_PYTHON;
    segment_python_gzip = SEGMENT_PYTHON_GZIP;
    rudder_node = RUDDER_NODE;
}
