//! The examples of the guides, as they stand in `docs/guides`, against the real program.

use std::path::{Path, PathBuf};

use placet_core::Kind;
use serde_json::{Value, json};
use tokio::process::Command;

use crate::common::script;
use crate::program::{OWNERS, PATIENCE, Program};

/// Runs a story with the examples of a guide in a browser; what was seen, and the kinds of events that were stored.
async fn follow(story: &str) -> (Value, Vec<Kind>) {
    let program = Program::start_at(Some("data.shop.localhost")).await;
    let tracker = format!("http://data.shop.localhost:{}", program.address.port());
    let told = json!({ "tracker": tracker, "key": program.write_key, "story": story });
    let seen = script("guides.mjs", &[], &told, PATIENCE * 2).await;
    assert_eq!(seen["errors"], json!([]), "{seen}");
    program.folded().await;
    (seen, program.kinds().await)
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
