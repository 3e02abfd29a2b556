//! What is wrong is answered with the field's name and the reason, never with the value; nothing breaks and nothing is stored.

use placet_core::Micros;
use placet_permission::vault::digest;
use placet_store::on_both_engines;
use placet_store::tenants::KeyClass;
use placet_store::testing::On;
use serde_json::{Value, json};

use crate::house::{Answer, Company, House, answered, viewed};
use crate::wire::gzip;

/// A good event with a yes, and one thing in it changed.
fn but(field: &str, value: Value) -> Vec<u8> {
    let mut item = answered(viewed("dev-1", "m-1"), true);
    item[field] = value;
    item.to_string().into_bytes()
}

/// A body that is refused whole: the answer has this status, says this, and quotes nothing.
async fn refused(house: &House, shop: &Company, path: &str, body: &[u8], says: &str) {
    let answer = house.post(&shop.write_key, path, body).await;
    is_refusal(&answer, 400, says);
}

fn is_refusal(answer: &Answer, status: u16, says: &str) {
    assert_eq!(answer.status, status, "{says}: {answer:?}");
    let read: Value = serde_json::from_str(&answer.text).unwrap();
    assert_eq!(read["success"], false);
    let message = read["message"].as_str().unwrap();
    assert!(message.starts_with(says), "{message} should say {says}");
    assert!(!answer.text.contains("canary"), "{message}");
}

on_both_engines! {
    async fn an_event_that_is_wrong_names_its_field_and_is_not_stored(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        let ahead = (house.now() + 2 * Micros::DAY).to_string();
        let deep = format!("{}1{}", "[".repeat(20), "]".repeat(20));
        let deep: Value = json!({ "canary": serde_json::from_str::<Value>(&deep).unwrap() });
        let cases = [
            ("event", json!(null), "event: is missing"),
            ("event", json!(["canary"]), "event: is of the wrong type"),
            ("event", json!("canary".repeat(50)), "event: is too long"),
            ("anonymousId", json!(null), "anonymousId: is missing"),
            ("anonymousId", json!({ "canary": 1 }), "anonymousId: is of the wrong type"),
            ("anonymousId", json!("canary\u{0}"), "anonymousId: holds a control character"),
            ("anonymousId", json!("canary".repeat(50)), "anonymousId: is too long"),
            ("userId", json!([1]), "userId: is of the wrong type"),
            ("messageId", json!("canary".repeat(50)), "messageId: is too long"),
            ("messageId", json!(1.5), "messageId: is of the wrong type"),
            ("timestamp", json!("canary"), "timestamp: is not an RFC 3339 time"),
            ("timestamp", json!("2026-13-45T99:00:00Z"), "timestamp: is not an RFC 3339 time"),
            ("timestamp", json!(ahead), "timestamp: is more than 24 hours in the future"),
            ("timestamp", json!("9999-12-01T00:00:00Z"), "timestamp: is more than 24 hours in the future"),
            ("timestamp", json!("1999-12-31T23:59:59Z"), "timestamp: is too long ago"),
            ("timestamp", json!("0001-01-01T00:00:00Z"), "timestamp: is too long ago"),
            ("sentAt", json!("canary"), "sentAt: is not an RFC 3339 time"),
            ("properties", json!("canary"), "properties: is of the wrong type"),
            ("properties", deep, "properties: is nested too deeply"),
            ("traits", json!(["canary"]), "traits: is of the wrong type"),
            ("context", json!(["canary"]), "context: is of the wrong type"),
            ("context", json!({ "consent": "canary" }), "context.consent: is of the wrong type"),
            ("context", json!({ "consent": { "categoryPreferences": { "canary": "yes" } } }),
                "context.consent.categoryPreferences: is of the wrong type"),
            ("context", json!({ "page": { "url": ["canary"] } }), "context.page.url: is of the wrong type"),
        ];
        for (field, value, says) in cases {
            refused(&house, &shop, "/v1/track", &but(field, value), says).await;
        }
        house.fold(&shop).await;
        assert_eq!(house.stored(&shop).await, before);
    }

    async fn a_bad_event_of_a_batch_is_left_out_and_the_others_are_kept(on) {
        let (house, shop) = House::with_company(on).await;
        let good = answered(viewed("dev-1", "m-1"), true);
        let nobody = json!({ "type": "track", "event": "Product Viewed" });
        let large = answered(json!({ "type": "track", "event": "canary", "anonymousId": "a", "x": "x".repeat(40_000) }), true);
        let batch = json!({ "batch": [nobody, 7, null, {}, { "type": "canary" }, large, good] }).to_string();
        let answer = house.post(&shop.write_key, "/v1/batch", batch).await;
        assert!(answer.is_success(), "a client drops a batch on 4xx: {answer:?}");
        assert_eq!(house.fold(&shop).await.events, 1);
        for (reason, n) in [("missing", 2), ("wrong_type", 2), ("unknown", 1), ("too_large", 1)] {
            assert_eq!(house.counted(&shop, &format!("refused:{reason}")).await, n, "{reason}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_cannot_be_read_is_refused_whole() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let before = house.stored(&shop).await;
    let twice = br#"{"event":"Product Viewed","event":"canary","anonymousId":"dev-1"}"#;
    let surrogate = br#"{"event":"Product Viewed","anonymousId":"\ud800canary"}"#;
    let bomb = gzip(&vec![b' '; 50_000_000]);
    let half = gzip(&but("x", json!("canary")));
    let large = but("x", json!("x".repeat(40_000)));
    let cases: [(&[u8], &str); 16] = [
        (b"", "the body is empty"),
        (b" \r\n", "the body is empty"),
        (b"canary", "the body is not a JSON object"),
        (b"{\"anonymousId\":\"canary\"", "the body is not a JSON object"),
        (b"{\"anonymousId\":\"canary\"} canary", "the body is not a JSON object"),
        (b"[\"canary\"]", "the body is not a JSON object"),
        (b"null", "the body is not a JSON object"),
        (b"{'event':'canary'}", "the body is not a JSON object"),
        (b"{\"event\":\"\xff\xfe\"}", "the body is not UTF-8"),
        (b"\xef\xbb\xbf", "the body is empty"),
        (surrogate, "the body is not a JSON object"),
        (twice, "body: has a field that is given twice"),
        (&bomb, "the body is larger than"),
        (&half[..half.len() / 2], "the body is not readable gzip"),
        (b"\x1f\x8bcanary", "the body is not readable gzip"),
        (&large, "the body is larger than"),
    ];
    for (body, says) in cases {
        refused(&house, &shop, "/v1/track", body, says).await;
    }
    let many = json!({ "batch": vec![0; 5_001] }).to_string();
    let cases = [
        ("{}", "batch: is missing"),
        (r#"{"batch":"canary"}"#, "batch: is of the wrong type"),
        (r#"{"batch":[],"sentAt":"canary"}"#, "sentAt: is not an RFC 3339 time"),
        (r#"{"batch":[],"context":"canary"}"#, "context: is of the wrong type"),
        (&many, "batch: has too many entries"),
    ];
    for (body, says) in cases {
        refused(&house, &shop, "/v1/batch", body.as_bytes(), says).await;
    }
    house.fold(&shop).await;
    assert_eq!(house.stored(&shop).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_megabytes_are_refused_on_every_route() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let before = house.stored(&shop).await;
    let body = vec![b' '; 10_000_000];
    for path in ["/v1/track", "/v1/batch", "/v1/import", "/beacon/v1/batch"] {
        is_refusal(&house.post(&shop.write_key, path, &body).await, 400, "the body is larger than");
    }
    for path in ["/v1/consent", "/v1/catalog", "/v1/imports"] {
        let answer = house.post(&shop.server_key, path, &body).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (413, "application/problem+json"),
            "{path}: {answer:?}"
        );
    }
    for path in ["/f/newsletter", "/u/x", "/c/x", "/p/x"] {
        let answer = house.page(&shop, "POST", path, std::str::from_utf8(&body).unwrap()).await;
        assert!(matches!(answer.status, 400..=499), "{path}: {}", answer.status);
    }
    assert_eq!(house.stored(&shop).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn fields_that_the_api_does_not_know_are_passed_over() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let mut item = answered(viewed("dev-1", "m-1"), true);
    item["canary"] = json!({ "canary": [1, 2, { "canary": "canary" }] });
    item["context"]["ip"] = json!("203.0.113.77");
    item["context"]["userAgent"] = json!("canary browser");
    item["properties"]["canary"] = json!("canary");
    item["traits"] = json!({ "email": "canary@example.org", "phone": "+40700000000" });
    house.track(&shop.write_key, item).await;
    assert_eq!(house.fold(&shop).await.events, 1);
    assert_eq!(
        house.events(&shop).await[0].props,
        r#"{"product_id":"SHOE-1","price":8990,"currency":"EUR"}"#
    );
    let bytes = placet_store::testing::everything(&house.fresh.store).await.unwrap();
    for value in ["canary browser", "canary@example.org", "203.0.113.77", "+40700000000"] {
        assert!(!bytes.holds(value), "{value}");
    }
}

on_both_engines! {
    async fn a_key_that_opens_nothing_is_refused_and_never_quoted(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        let body = but("event", json!("Product Viewed"));
        let none = house.send("POST", "/v1/track", &[], &body).await;
        is_refusal(&none, 401, "writeKey: is missing");
        for key in ["wk_canary", "canary!", &"canary".repeat(30)] {
            is_refusal(&house.post(key, "/v1/track", &body).await, 401, "writeKey: is not");
        }
        for (class, key) in [(KeyClass::Write, &shop.write_key), (KeyClass::Server, &shop.server_key)] {
            assert!(house.fresh.store.revoke_key(shop.id, class, &digest(key.as_bytes())).await.unwrap());
        }
        // Other nodes know it after a second.
        house.fresh.clock.advance(Micros::SECOND);
        for key in [&shop.write_key, &shop.server_key] {
            is_refusal(&house.post(key, "/v1/track", &body).await, 401, "writeKey: is not known");
            let choice = json!({ "anonymousId": "dev-1", "granted": true }).to_string();
            assert_eq!(house.post(key, "/v1/consent", choice).await.status, 401);
            assert_eq!(house.post(key, "/v1/catalog", r#"{"items":[]}"#).await.status, 401);
            assert_eq!(house.post(key, "/v1/imports", r#"{"label":"x"}"#).await.status, 401);
        }
        assert_eq!(house.stored(&shop).await, before);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_choice_of_a_banner_names_its_field() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    let before = house.stored(&shop).await;
    let cases = [
        (json!({ "anonymousId": "", "granted": true }), "anonymousId"),
        (json!({ "anonymousId": ["canary"], "granted": true }), "anonymousId"),
        (json!({ "anonymousId": "dev-1" }), "granted"),
        (json!({ "anonymousId": "dev-1", "granted": "canary" }), "granted"),
        (json!({ "anonymousId": "dev-1", "granted": true, "wk": 1 }), "wk"),
        (json!({ "anonymousId": " ", "granted": true }), "anonymousId"),
        (json!({ "anonymousId": "undefined", "granted": true }), "anonymousId"),
        (json!({ "anonymousId": "canary@example.org", "granted": true }), "anonymousId"),
        (json!({ "anonymousId": "canary".repeat(50), "granted": true }), "anonymousId"),
    ];
    for (body, field) in cases {
        let answer = house.post(&shop.write_key, "/v1/consent", body.to_string()).await;
        assert_eq!(answer.status, 400, "{body}");
        assert!(answer.text.contains(field) && !answer.text.contains("canary"), "{body}: {}", answer.text);
    }
    for body in [&b"canary"[..], b"", b"{\"anonymousId\":\"\xff\"}"] {
        assert_eq!(house.post(&shop.write_key, "/v1/consent", body).await.status, 400);
    }
    assert_eq!(house.stored(&shop).await, before);
}
