//! The tracking API as its clients speak it: paths, keys, content types, clocks, duplicates, and what browsers ask before.

use std::io::Write;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use placet_core::{Kind, Micros};
use placet_store::on_both_engines;
use placet_store::testing::On;
use serde_json::{Value, json};

use crate::house::{House, answered, viewed};

/// An event with a yes, under a message id of its own.
fn said(message: &str) -> Value {
    answered(viewed("dev-1", message), true)
}

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn long_paths_and_paths_of_one_letter_are_the_same() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    for call in ["track", "t", "identify", "i", "page", "p", "screen", "s", "group", "g", "alias", "a"] {
        let answer = house.post(&shop.write_key, &format!("/v1/{call}"), said(call).to_string()).await;
        assert!(answer.is_success(), "{call}: {answer:?}");
    }
    for path in ["/v1/batch", "/v1/b", "/v1/import", "/beacon/v1/batch", "/beacon/v1/b"] {
        let answer = house.post(&shop.write_key, path, json!({ "batch": [said(path)] }).to_string()).await;
        assert!(answer.is_success(), "{path}: {answer:?}");
    }
    for path in ["/beacon/v1/track", "/beacon/v1/page"] {
        let answer = house.post(&shop.write_key, path, said(path).to_string()).await;
        assert!(answer.is_success(), "{path}: {answer:?}");
    }
    assert_eq!(house.fold(&shop).await.events, 4 * 2 + 5 + 2);
    let events = house.events(&shop).await;
    let of = |kind: Kind| events.iter().filter(|event| event.kind == kind).count();
    assert_eq!(
        (of(Kind::PRODUCT_VIEWED), of(Kind::IDENTIFIED), of(Kind::PAGE), of(Kind::SCREEN)),
        (8, 2, 3, 2)
    );
    // Groups and aliases are no declared events.
    assert_eq!(house.counted(&shop, "undeclared:…").await, 4);
    assert_eq!(house.send("GET", "/v1/track", &[], b"").await.status, 405);
    assert_eq!(house.post(&shop.write_key, "/v1/nothing", "{}").await.status, 404);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_key_is_taken_from_the_header_the_body_or_the_query() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let key = shop.write_key.as_str();
    let basic = |user: &str| format!("Basic {}", STANDARD.encode(user));
    let (colon, bare) = (basic(&format!("{key}:")), basic(key));
    let mut inside = said("body");
    inside["writeKey"] = json!(key);
    let cases = [
        (Some(colon.as_str()), "/v1/track".to_owned(), said("colon")),
        (Some(bare.as_str()), "/v1/track".to_owned(), said("bare")),
        (None, "/v1/track".to_owned(), inside.clone()),
        (Some("Bearer token"), "/v1/track".to_owned(), {
            inside["messageId"] = json!("bearer");
            inside
        }),
        (None, format!("/beacon/v1/batch?writeKey={key}"), json!({ "batch": [said("query")] })),
    ];
    for (authorization, path, body) in &cases {
        let headers: Vec<(&str, &str)> =
            authorization.map(|value| ("authorization", value)).into_iter().collect();
        let answer = house.send("POST", path, &headers, body.to_string().as_bytes()).await;
        assert!(answer.is_success(), "{path} {authorization:?}: {answer:?}");
    }
    assert_eq!(house.fold(&shop).await.events, cases.len());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn bytes_are_read_whatever_they_are_declared_to_be() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let basic = format!("Basic {}", STANDARD.encode(format!("{}:", shop.write_key)));
    let plain = |message: &str| json!({ "batch": [said(message)] }).to_string().into_bytes();
    let (form, json) =
        (("content-type", "application/x-www-form-urlencoded"), ("content-type", "application/json"));
    let packed = ("content-encoding", "gzip");
    let cases = [
        (vec![("content-type", "application/json; charset=utf-8")], plain("json")),
        (vec![("content-type", "text/plain;charset=UTF-8")], plain("text")),
        (vec![], plain("nothing")),
        // As RudderStack's Node client sends it.
        (vec![form, packed], gzip(&plain("form"))),
        (vec![json, packed], gzip(&plain("gzip"))),
        (vec![("content-type", "text/plain")], gzip(&plain("undeclared"))),
    ];
    let count = cases.len();
    for (mut headers, body) in cases {
        headers.push(("authorization", &basic));
        let answer = house.send("POST", "/v1/batch", &headers, &body).await;
        assert!(answer.is_success(), "{headers:?}: {answer:?}");
    }
    assert_eq!(house.fold(&shop).await.events, count);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_older_python_clients_send_is_understood() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    // segment-analytics-python 2.3.4: the key in the body alone, null for what is not known, and only status 200 is a success.
    let consent = json!({ "consent": { "categoryPreferences": { "tracking": true } } });
    let event = json!({
        "type": "track", "event": "Product Viewed", "userId": "42", "anonymousId": null, "messageId": "old-1", "integrations": {},
        "timestamp": "2026-06-01T10:00:00.123456+00:00", "context": consent, "properties": { "product_id": "SHOE-1" },
    });
    let body = json!({ "batch": [event], "sentAt": "2026-06-01T10:00:00.200000+00:00", "writeKey": shop.server_key });
    for body in [body.to_string().into_bytes(), gzip(body.to_string().as_bytes())] {
        let answer = house.send("POST", "/v1/batch", &[("content-type", "application/json")], &body).await;
        assert!(answer.is_success(), "{answer:?}");
    }
    assert_eq!(house.fold(&shop).await.events, 1);
    assert_eq!(house.events(&shop).await[0].stream, shop.user("42"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_clock_is_corrected_by_when_it_says_it_sent() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let now = house.now();
    let mut event = said("slow");
    // A clock three hours behind; the event lay in the queue for a minute.
    event["timestamp"] = json!((now - 3 * Micros::HOUR - Micros::MINUTE).to_string());
    let body = json!({ "batch": [event], "sentAt": (now - 3 * Micros::HOUR).to_string() });
    assert!(house.post(&shop.write_key, "/v1/batch", body.to_string()).await.is_success());
    house.fold(&shop).await;
    assert_eq!(house.events(&shop).await[0].at, now - Micros::MINUTE);
}

on_both_engines! {
    async fn a_message_that_is_sent_again_is_one_event(on) {
        let (house, shop) = House::with_company(on).await;
        let batch = json!({ "batch": [said("m-1"), said("m-2"), said("m-1")] }).to_string();
        for _ in 0..2 {
            assert!(house.post(&shop.write_key, "/v1/batch", &batch).await.is_success());
        }
        let done = house.fold(&shop).await;
        assert_eq!((done.events, done.duplicates), (2, 4));
        // Days later a client that was offline tries once more.
        house.fresh.clock.advance(2 * Micros::DAY);
        let mut late = said("m-1");
        late["timestamp"] = json!((house.now() - 2 * Micros::DAY).to_string());
        house.track(&shop.write_key, late).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.events(&shop).await.len(), 2);
    }

    async fn a_full_disk_refuses_before_anything_is_taken(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        house.fill_the_disk();
        let event = house.post(&shop.write_key, "/v1/track", said("m-1").to_string()).await;
        let yes = json!({ "anonymousId": "dev-1", "granted": true }).to_string();
        let choice = house.post(&shop.write_key, "/v1/consent", yes).await;
        for answer in [event, choice] {
            assert_eq!((answer.status, answer.header("retry-after")), (503, "60"), "{answer:?}");
            assert_eq!(answer.text, r#"{"message":"try again later","success":false}"#);
        }
        for path in ["/v1/imports", "/v1/catalog"] {
            let answer = house.post(&shop.server_key, path, r#"{"contacts":[],"items":[]}"#).await;
            assert_eq!((answer.status, answer.header("retry-after")), (503, "60"), "{path}: {answer:?}");
        }
        let form = house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
        assert_eq!(form.status, 503, "{form:?}");
        assert_eq!(house.stored(&shop).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_no_is_taken_with_a_full_disk_too() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    house.choose(&shop, "dev-1", true).await;
    house.fill_the_disk();
    house.choose(&shop, "dev-1", false).await;
    house.disk_full.store(false, std::sync::atomic::Ordering::SeqCst);
    house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
    assert_eq!(house.fold(&shop).await.events, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browsers_are_answered_as_they_ask_from_any_page() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let origin = ("origin", "https://shop.example");
    let asked = ("access-control-request-headers", "authorization,content-type,x-made-up");
    for path in [
        "/v1/t",
        "/v1/batch",
        "/v1/consent",
        "/beacon/v1/batch",
        "/v1/projects/wk/settings",
        "/sourceConfig/",
    ] {
        let answer = house.send("OPTIONS", path, &[origin, asked], b"").await;
        assert_eq!((answer.status, answer.text.as_str()), (204, ""), "{path}");
        assert_eq!(answer.header("access-control-allow-origin"), "https://shop.example");
        assert_eq!(answer.header("access-control-expose-headers"), "retry-after");
        assert_eq!(answer.header("access-control-allow-headers"), asked.1);
        assert!(answer.header("access-control-allow-methods").contains("POST"));
    }
    // An answer that a page cannot read would be sent again: errors are for it to read as well.
    let body = said("m-1").to_string();
    for (key, status) in [(shop.write_key.as_str(), 200), ("wk_unknown", 401)] {
        let basic = format!("Basic {}", STANDARD.encode(format!("{key}:")));
        let answer = house.send("POST", "/v1/t", &[origin, ("authorization", &basic)], body.as_bytes()).await;
        assert_eq!(answer.status, status);
        assert_eq!(answer.header("access-control-allow-origin"), "https://shop.example");
        assert_eq!(answer.header("access-control-allow-credentials"), "true");
        assert_eq!(answer.header("vary").to_lowercase(), "origin");
    }
    assert_eq!(house.post(&shop.write_key, "/v1/t", body).await.header("access-control-allow-origin"), "");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn browser_clients_find_their_settings() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let get = async |path: String| house.send("GET", &path, &[], b"").await;
    let segment = get(format!("/v1/projects/{}/settings", shop.write_key)).await;
    let read: Value = serde_json::from_str(&segment.text).unwrap();
    assert_eq!(read["integrations"]["Segment.io"]["apiKey"], shop.write_key);
    for path in ["/sourceConfig", "/sourceConfig/"] {
        let rudder = get(format!("{path}?p=npm&v=3&writeKey={}", shop.write_key)).await;
        let read: Value = serde_json::from_str(&rudder.text).unwrap();
        assert_eq!(
            (&read["source"]["writeKey"], &read["source"]["enabled"]),
            (&json!(shop.write_key), &json!(true))
        );
    }
    for path in ["/v1/projects/wk_canary/settings", "/sourceConfig?writeKey=wk_canary", "/sourceConfig"] {
        let answer = get(path.to_owned()).await;
        assert_eq!(answer.status, 401);
        assert!(answer.text.contains("writeKey: is") && !answer.text.contains("canary"), "{}", answer.text);
    }
}
