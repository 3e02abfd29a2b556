//! The examples of the guides, as they stand in `docs/guides`, against the real program.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use placet_core::Kind;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::common::script;
use crate::program::{OWNERS, PATIENCE, Program};

/// Runs a story with the examples of a guide in a browser; what was seen, and the kinds of events that were stored.
async fn follow(story: &str) -> (Value, Vec<Kind>) {
    let (program, seen) = visit(story).await;
    (seen, program.kinds().await)
}

/// The same; the program with what it keeps, and what was seen.
async fn visit(story: &str) -> (Program, Value) {
    let program = Program::start_at(Some("data.shop.localhost")).await;
    program.may_send().await;
    let tracker = format!("http://data.shop.localhost:{}", program.address.port());
    let (key, server_key) = (&program.write_key, &program.server_key);
    let php = std::env::var_os("PLACET_TEST_PHP").unwrap_or_default();
    let near = format!("http://{}", program.address);
    let told = json!({
        "tracker": tracker, "near": near, "key": key, "serverKey": server_key, "story": story,
        "php": php.to_string_lossy(),
    });
    let seen = script("guides.mjs", &[], &told, PATIENCE * 2).await;
    assert_eq!(seen["errors"], json!([]), "{seen}");
    program.folded().await;
    (program, seen)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_a_plain_page_works_as_written() {
    let (seen, kinds) = follow("plain-page").await;
    assert_eq!(
        seen["before"],
        json!([]),
        "C16: before a yes nothing is asked of the tracker, not even a script"
    );
    assert_eq!(kinds, [Kind::PAGE, Kind::PRODUCT_VIEWED, Kind::PRODUCT_ADDED, Kind::ORDER_COMPLETED]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c16_a_no_on_a_plain_page_leaves_the_choice_alone() {
    let (seen, _) = follow("plain-page-refused").await;
    assert_eq!(seen["cookies"], json!(["cookie-choices"]));
}

const APP: [Kind; 5] =
    [Kind::PAGE, Kind::PAGE, Kind::PRODUCT_VIEWED, Kind::PRODUCT_VIEWED, Kind::PRODUCT_ADDED];

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_react_works_as_written() {
    let (seen, kinds) = follow("react").await;
    assert_eq!((&seen["before"], kinds.as_slice()), (&json!([]), APP.as_slice()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_vue_works_as_written() {
    let (seen, kinds) = follow("vue").await;
    assert_eq!((&seen["before"], kinds.as_slice()), (&json!([]), APP.as_slice()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_sdk_as_a_module_works_as_written() {
    let (seen, kinds) = follow("module").await;
    assert_eq!((&seen["before"], kinds), (&json!([]), vec![Kind::PAGE, Kind::PRODUCT_VIEWED]));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_guide_for_the_tag_manager_works_as_written() {
    let (seen, kinds) = follow("tag-manager").await;
    assert_eq!(seen["before"], json!(["/sdk/v1/placet.js"]), "the script alone");
    assert_eq!(kinds, [Kind::PRODUCT_VIEWED, Kind::PRODUCT_ADDED, Kind::ORDER_COMPLETED]);
}

/// How often each kind of event was stored.
fn counted(kinds: &[Kind]) -> BTreeMap<&'static str, usize> {
    let mut all = BTreeMap::new();
    kinds.iter().for_each(|kind| *all.entry(kind.name()).or_default() += 1);
    all
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r043_the_guide_for_woocommerce_works_as_written_and_tells_nothing_before_a_yes() {
    let (program, seen) = visit("woocommerce").await;
    assert_eq!(seen["before"], json!([]), "C16: before a yes nothing is asked of the tracker");
    let all = [
        ("Page Viewed", 7),
        ("Product Viewed", 2),
        ("Product Added", 2),
        ("Product Removed", 1),
        ("Cart Viewed", 2),
        ("Checkout Started", 1),
        ("Order Completed", 1),
        ("Order Refunded", 1),
        ("Subscription Requested", 1),
    ];
    assert_eq!(counted(&program.kinds().await), BTreeMap::from(all));
    assert_eq!(
        program.orders().await,
        [("1001".to_owned(), true)],
        "the buyer's, though the server told it first"
    );
    let bytes = placet_store::testing::everything(&program.store).await.unwrap();
    assert!(bytes.holds("hat-7") && !bytes.holds("ana@shopper.example"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c16_a_no_in_woocommerce_leaves_the_choice_and_the_order_alone() {
    let (program, seen) = visit("woocommerce-refused").await;
    assert_eq!(seen["before"], json!([]), "nothing is asked of the tracker at all");
    assert_eq!(
        seen["cookies"],
        json!(["cookie-choices", "stage_session"]),
        "the choice, and the shop's own session"
    );
    assert!(program.kinds().await.is_empty());
    assert_eq!(program.orders().await, [("1002".to_owned(), false)], "on the contract of sale");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r043_the_guide_for_shopify_works_as_written_and_tells_nothing_before_a_yes() {
    let (program, seen) = visit("shopify").await;
    assert_eq!((&seen["before"], &seen["cookies"]), (&json!([]), &json!([])), "a device without cookies");
    assert_eq!(seen["webhook"], json!([401, 200, 200, 200, 200]), "what Shopify did not sign is refused");
    let all = [
        ("Page Viewed", 2),
        ("Product Viewed", 1),
        ("Product Added", 1),
        ("Product Removed", 1),
        ("Cart Viewed", 2),
        ("Products Searched", 1),
        ("Checkout Started", 1),
        ("Order Completed", 1),
        ("Order Cancelled", 1),
    ];
    assert_eq!(counted(&program.kinds().await), BTreeMap::from(all));
    let orders = [("6278078300337".to_owned(), true), ("6278078300338".to_owned(), false)];
    assert_eq!(program.orders().await, orders, "one that a browser told too, and one of the webhook alone");
    let bytes = placet_store::testing::everything(&program.store).await.unwrap();
    assert!(bytes.holds("run-01") && !bytes.holds("shopper.example") && !bytes.holds("7d1ea8a2-9f4d"));
}

/// The named code blocks of a guide.
fn examples(guide: &str) -> Vec<(String, String)> {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../../docs/guides/{guide}.md"));
    let text = std::fs::read_to_string(page).unwrap();
    let blocks = text.split("\n```").collect::<Vec<_>>();
    let named = |block: &&str| {
        let (head, code) = block.split_once('\n')?;
        let (_, name) = head.split_once(' ')?;
        Some((name.to_owned(), code.to_owned()))
    };
    blocks.iter().skip(1).filter_map(named).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn c17_the_guide_for_servers_works_as_written_and_an_order_without_a_yes_feeds_nothing() {
    let program = Program::start().await;
    let tracker = format!("http://127.0.0.1:{}", program.address.port());
    let folder = tempfile::tempdir().unwrap();
    let mut ran = 0;
    for (name, code) in examples("server") {
        let code = code.replace("https://data.shop.example", &tracker).replace("sk_…", &program.server_key);
        let file: PathBuf = folder.path().join(&name);
        std::fs::write(&file, code).unwrap();
        let interpreter = match name.rsplit('.').next().unwrap() {
            "sh" => "sh",
            "mjs" => "node",
            "py" => "python3",
            other => panic!("nothing runs {other}"),
        };
        let done = Command::new(interpreter).arg(&file).output().await.unwrap();
        assert!(done.status.success(), "{name}: {}", String::from_utf8_lossy(&done.stderr));
        ran += 1;
    }
    assert_eq!(ran, 3);
    program.folded().await;
    let orders = program.orders().await;
    let numbers: Vec<&str> = orders.iter().map(|(number, _)| number.as_str()).collect();
    assert_eq!(numbers, ["1001", "1002", "1003"]);
    assert!(orders.iter().all(|(_, of_somebody)| !of_somebody), "on the contract of sale alone");
    assert_eq!((program.kinds().await, program.number(&OWNERS, &[]).await), (Vec::new(), 0));
}
