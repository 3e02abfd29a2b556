//! Serving: one process per folder, a graceful stop, a full disk, a newer schema, another key.

use std::io::Write;

use placet_store::{Options, Store, transaction};

use crate::support::{Installation, answer, post};

mod sql {
    placet_store::statements! {
        "test";
        tenant STORED = "SELECT (SELECT COUNT(*) FROM event WHERE tenant_id = $1)
            + (SELECT COALESCE(CAST(SUM(entries) AS BIGINT), 0) FROM inbox WHERE tenant_id = $1)";
        global FUTURE = "UPDATE installation SET value = '999' WHERE name = 'schema'";
    }
}

fn event(key: &str, message: &str) -> String {
    format!(
        r#"{{"writeKey":"{key}","anonymousId":"d-1","messageId":"{message}","event":"Product Viewed",
        "properties":{{"product_id":"p1"}},"context":{{"consent":{{"categoryPreferences":{{"analytics":true}}}}}}}}"#
    )
}

#[test]
fn a_second_serve_on_the_same_folder_is_refused() {
    let here = Installation::new();
    let mut first = here.serve(&[]);
    let said = here.fails(&["serve", "--listen", "127.0.0.1:0"]);
    assert!(said.contains("another placet serves the data folder") && said.contains("--data"), "{said}");
    assert!(here.fails(&["migrate"]).contains("another placet serves"));
    first.signal("TERM");
    assert_eq!(first.ended(), 0);
    let mut second = here.serve(&[]);
    second.signal("INT");
    assert_eq!(second.ended(), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_in_flight_is_answered_before_the_node_stops() {
    let here = Installation::new();
    let (key, _) = here.tenant("shop.example");
    let mut serving = here.serve(&[]);
    assert!(serving.post("/v1/track", &event(&key, "m-1")).starts_with("HTTP/1.1 200"));

    let whole = post("/v1/track", &event(&key, "m-2"));
    let (first, rest) = whole.split_at(whole.len() - 10);
    let mut stream = serving.connect();
    stream.write_all(first.as_bytes()).unwrap();
    assert!(serving.get("/healthz").starts_with("HTTP/1.1 200"), "by now the other request is being read");
    serving.signal("TERM");
    serving.until("stopping");
    stream.write_all(rest.as_bytes()).unwrap();
    assert!(answer(&mut stream).starts_with("HTTP/1.1 200"));
    assert_eq!(serving.ended(), 0);
    assert!(serving.log.contains("stopped"), "{}", serving.log);

    // What was answered 200 is there, folded or waiting for the next life.
    assert_eq!(stored(&here).await, 2);
}

async fn stored(here: &Installation) -> i64 {
    let store = open(here).await;
    let mut tx = store.tenant(placet_core::TenantId(1)).read("test.stored").await.unwrap();
    tx.query(&sql::STORED, &[]).await.unwrap()[0].get(0).unwrap()
}

async fn open(here: &Installation) -> Store {
    let options = Options::Sqlite { path: here.path(".data/placet.db"), durable: true };
    Store::open(options, placet_core::Clock::system()).await.unwrap()
}

#[test]
fn a_second_signal_ends_the_node_at_once() {
    let here = Installation::new();
    here.tenant("shop.example");
    let mut serving = here.serve(&[]);
    let mut stream = serving.connect();
    stream
        .write_all(b"POST /v1/track HTTP/1.1\r\nhost: shop.example\r\ncontent-length: 100\r\n\r\n{")
        .unwrap();
    assert!(serving.get("/readyz").starts_with("HTTP/1.1 200"));
    serving.signal("TERM");
    serving.until("stopping");
    serving.signal("TERM");
    assert_eq!(serving.ended(), 130);
}

#[test]
fn a_nearly_full_disk_is_answered_503_before_the_database_fails() {
    let here = Installation::new();
    let (key, _) = here.tenant("shop.example");
    let mut serving = here.serve(&["--disk-reserve-mb", "1000000000"]);
    serving.until("nearly full");
    assert!(serving.post("/v1/track", &event(&key, "m-1")).starts_with("HTTP/1.1 503"));
    while !serving.get("/readyz").starts_with("HTTP/1.1 503") {}
    assert!(serving.get("/metrics").contains("placet_disk_free_bytes"));
}

#[test]
fn nothing_that_was_sent_stands_in_the_log() {
    let here = Installation::new();
    let (key, _) = here.tenant("shop.example");
    let mut serving = here.serve(&["--log", "debug", "--log-format", "text"]);
    let body = event(&key, "m-1").replace("d-1", "canary-device").replace("p1", "canary-item");
    assert!(serving.post("/v1/track?canary=canary", &body).starts_with("HTTP/1.1 200"));
    assert!(serving.post("/v1/track", "{\"canary\": canary").starts_with("HTTP/1.1 4"));
    assert!(serving.get("/canary").starts_with("HTTP/1.1 404"));
    serving.signal("TERM");
    assert_eq!(serving.ended(), 0);
    assert!(serving.log.contains("answered") && !serving.log.contains("canary"), "{}", serving.log);
    assert!(!serving.log.contains(&key), "{}", serving.log);
}

#[test]
fn a_database_of_another_key_is_refused() {
    let here = Installation::new();
    here.tenant("shop.example");
    let other = Installation::new();
    other.tenant("shop.example");
    let wrong = other.path(".data.key").display().to_string();
    let said = here.fails(&["serve", "--key-file", &wrong]);
    assert!(said.contains("another master key") && said.contains("--key-file"), "{said}");
    std::fs::remove_file(here.path(".data.key")).unwrap();
    let said = here.fails(&["serve"]);
    assert!(said.contains("put the file back"), "{said}");
    assert!(!here.path(".data.key").exists(), "no new key is made for a database that has one");
}

#[tokio::test]
async fn an_older_program_refuses_a_newer_schema() {
    let here = Installation::new();
    here.ok(&["migrate"]);
    let store = open(&here).await;
    let done: Result<u64, placet_store::Error> =
        transaction!(store.global(), "test.future", |tx| { tx.execute(&sql::FUTURE, &[]).await });
    done.unwrap();
    for command in [&["serve"][..], &["migrate"], &["tenant", "list"]] {
        let said = here.fails(command);
        assert!(said.contains("schema 999") && said.contains("newer program"), "{said}");
    }
}
