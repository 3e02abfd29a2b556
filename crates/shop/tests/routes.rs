//! `POST /v1/catalog`, through a socket, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::http::StatusCode;
use placet_core::TenantId;
use placet_edge::testing::{Served, body_of, tenant};
use placet_permission::vault::digest;
use placet_store::on_both_engines;
use placet_store::tenants::{Directory, NewKey};
use placet_store::testing::{Fresh, On};

struct Api {
    fresh: Fresh,
    served: Served,
    tenants: [TenantId; 2],
}

impl Api {
    /// Two tenants, with the server keys `sk1` and `sk2`; the first has the write key `wk1` too.
    async fn new(on: On) -> Api {
        let fresh = Fresh::new(on).await;
        let store = &fresh.store;
        let one = store.add_tenant(&tenant("One"), &["one.example"]).await.unwrap();
        let two = store.add_tenant(&tenant("Two"), &["two.example"]).await.unwrap();
        store.add_key(one, NewKey::Server { hash: &digest(b"sk1") }, "shop").await.unwrap();
        store.add_key(two, NewKey::Server { hash: &digest(b"sk2") }, "shop").await.unwrap();
        store.add_key(one, NewKey::Write { hash: &digest(b"wk1"), text: "wk1" }, "browser").await.unwrap();
        let served = Served::start(placet_shop::routes(Directory::new(store.clone()))).await;
        Api { fresh, served, tenants: [one, two] }
    }

    async fn load(&self, authorization: &str, body: &[u8]) -> (StatusCode, serde_json::Value) {
        let answer = self.served.send("POST", "/v1/catalog", &[("authorization", authorization)], body).await;
        let status = answer.status();
        (status, serde_json::from_str(&body_of(answer).await).unwrap())
    }

    async fn titles(&self, tenant: TenantId) -> Vec<String> {
        let mut tx = self.fresh.store.tenant(tenant).read("test.all").await.unwrap();
        placet_shop::all_items(&mut tx, 0, 100).await.unwrap().into_iter().map(|item| item.title).collect()
    }
}

const LIST: &str = r#"{"items":[
    {"sku":["canary"]},
    {"product_id":7,"name":"Shoe","category":"Shoes","price":19.9,"currency":"RON","url":"https://shop.example/7","image_url":null,"stock":3},
    {"id":"8","title":"Canary","price":"free","url":"https://shop.example/8"},
    {"id":"9","title":"Hat","price":"5","url":"https://shop.example/9","availability":"out of stock"}
]}"#;

on_both_engines! {
    async fn a_list_with_broken_items_is_answered_200_and_says_which(on) {
        let api = Api::new(on).await;
        let (status, answer) = api.load("Bearer sk1", LIST.as_bytes()).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(answer["stored"], 2);
        let places: Vec<_> = answer["refused"].as_array().unwrap().iter().map(|r| (r["index"].as_i64(), r["field"].as_str())).collect();
        assert_eq!(places, [(Some(0), Some("sku")), (Some(2), Some("price"))]);
        assert!(!answer.to_string().contains("anary"), "an answer repeats nothing that was sent");
        let mut tx = api.fresh.store.tenant(api.tenants[0]).read("test.items").await.unwrap();
        let found = placet_shop::items(&mut tx, &[placet_shop::item_id("7"), placet_shop::item_id("9")]).await.unwrap();
        assert_eq!((found[0].price.to_string().as_str(), found[0].stock), ("19.90 RON", Some(3)));
        assert_eq!((found[1].price.to_string().as_str(), found[1].in_stock()), ("5.00 EUR", false));
    }

    async fn r002_a_key_loads_its_own_tenants_catalogue_and_no_other(on) {
        let api = Api::new(on).await;
        // base64("sk2:")
        assert_eq!(api.load("Basic c2syOg==", LIST.as_bytes()).await.0, StatusCode::OK);
        assert!(api.titles(api.tenants[0]).await.is_empty());
        assert_eq!(api.titles(api.tenants[1]).await.len(), 2);
    }

    async fn without_a_server_key_nothing_is_stored(on) {
        let api = Api::new(on).await;
        for key in ["", "Bearer", "Bearer ", "Bearer sk3", "Basic %%%", "Basic Og==", "Digest sk1", "sk1"] {
            assert_eq!(api.load(key, LIST.as_bytes()).await.0, StatusCode::UNAUTHORIZED, "{key}");
        }
        let (status, answer) = api.load("Bearer wk1", LIST.as_bytes()).await;
        assert_eq!((status, answer["status"].as_i64()), (StatusCode::FORBIDDEN, Some(403)));
        assert!(api.titles(api.tenants[0]).await.is_empty());
    }

    async fn a_body_that_is_no_list_is_a_problem_that_names_the_field(on) {
        let api = Api::new(on).await;
        let many = format!("{{\"items\":[{}1]}}", "1,".repeat(placet_shop::MAX_ITEMS));
        let cases: [(&[u8], Option<&str>); 7] = [
            (b"", None), (b"canary", None), (b"{\"items\":[\"\xff\"]}", None), (b"[]", Some("items")),
            (b"{}", Some("items")), (b"{\"items\":{}}", Some("items")), (many.as_bytes(), Some("items")),
        ];
        for (body, field) in cases {
            let (status, answer) = api.load("Bearer sk1", body).await;
            assert_eq!((status, answer["field"].as_str()), (StatusCode::BAD_REQUEST, field), "{answer}");
            assert!(!answer.to_string().contains("canary"));
        }
        let (status, answer) = api.load("Bearer sk1", &vec![b' '; 5 * 1024 * 1024 + 1]).await;
        assert_eq!((status, answer["status"].as_i64()), (StatusCode::PAYLOAD_TOO_LARGE, Some(413)));
    }
}
