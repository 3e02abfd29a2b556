//! Product feeds pushed to `POST /v1/catalog`, through a socket, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use axum::http::StatusCode;
use placet_core::TenantId;
use placet_edge::testing::{Served, body_of, tenant};
use placet_permission::vault::digest;
use placet_shop::{Item, all_items, item_id};
use placet_store::on_both_engines;
use placet_store::tenants::{Directory, NewKey};
use placet_store::testing::{Fresh, On};
use serde_json::Value;

const HALF_BROKEN: &[u8] = include_bytes!("feeds/half-broken.xml");

struct Api {
    fresh: Fresh,
    served: Served,
    tenant: TenantId,
}

impl Api {
    async fn new(on: On) -> Api {
        let fresh = Fresh::new(on).await;
        let id = fresh.store.add_tenant(&tenant("One"), &["one.example"]).await.unwrap();
        fresh.store.add_key(id, NewKey::Server { hash: &digest(b"sk1") }, "shop").await.unwrap();
        let served = Served::start(placet_shop::routes(Directory::new(fresh.store.clone()))).await;
        Api { fresh, served, tenant: id }
    }

    async fn push(&self, query: &str, kind: &str, body: &[u8]) -> (StatusCode, Value) {
        let headers = [("authorization", "Bearer sk1"), ("content-type", kind)];
        let answer = self.served.send("POST", &format!("/v1/catalog{query}"), &headers, body).await;
        let status = answer.status();
        (status, serde_json::from_str(&body_of(answer).await).unwrap())
    }

    /// A whole list in CSV, pushed; what the answer says of `gone`, `held_back` and `broke_off`.
    async fn complete(&self, query: &str, skus: &[String]) -> (u64, u64, bool) {
        let (status, answer) = self.push(query, "text/csv", table(skus).as_bytes()).await;
        assert_eq!(status, StatusCode::OK, "{answer}");
        (
            answer["gone"].as_u64().unwrap(),
            answer["held_back"].as_u64().unwrap(),
            answer["broke_off"].is_object(),
        )
    }

    async fn items(&self) -> Vec<Item> {
        let mut tx = self.fresh.store.tenant(self.tenant).read("test.all").await.unwrap();
        all_items(&mut tx, 0, 10_000).await.unwrap()
    }

    async fn in_stock(&self) -> Vec<String> {
        let mut skus: Vec<String> =
            self.items().await.into_iter().filter(Item::in_stock).map(|item| item.sku).collect();
        skus.sort();
        skus
    }
}

fn skus(range: std::ops::Range<usize>) -> Vec<String> {
    range.map(|n| format!("s{n:04}")).collect()
}

fn table(skus: &[String]) -> String {
    let rows: String =
        skus.iter().map(|sku| format!("{sku},Shoe {sku},https://shop.example/{sku},5\n")).collect();
    format!("id,title,link,price\n{rows}")
}

on_both_engines! {
    async fn a_half_broken_feed_loads_what_is_good_and_says_which_line_is_not(on) {
        let api = Api::new(on).await;
        let (status, answer) = api.push("", "application/rss+xml; charset=utf-8", HALF_BROKEN).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!((answer["stored"].as_u64(), answer["refused_count"].as_u64()), (Some(3), Some(5)));
        let refused: Vec<String> = answer["refused"].as_array().unwrap().iter()
            .map(|r| format!("{} {} {}", r["index"], r["line"], r["field"].as_str().unwrap()))
            .collect();
        assert_eq!(refused, ["1 27 price", "2 28 sku", "3 29 sku", "5 32 url", "7 34 availability"]);
        assert!(answer["broke_off"].is_null());
        let mut tx = api.fresh.store.tenant(api.tenant).read("test.items").await.unwrap();
        let found = placet_shop::items(&mut tx, &["run-01", "run-03", "run-04"].map(item_id)).await.unwrap();
        assert_eq!(found[0].description, "Light & fast, für über 40 &shop; &file;");
        assert_eq!((found[0].price.to_string().as_str(), found[0].stock), ("999.00 EUR", Some(7)));
        assert_eq!(found[1].title, "Once more", "of an item listed twice the last counts");
        assert!(!found[2].in_stock());
    }

    async fn a_sku_listed_again_in_a_later_part_of_a_long_feed_counts_once(on) {
        let api = Api::new(on).await;
        let mut list = skus(0..2_500);
        list.push("s0003".into());
        let (_, answer) = api.push("", "text/csv", table(&list).as_bytes()).await;
        assert_eq!((answer["stored"].as_u64(), answer["refused"][0]["line"].as_u64()), (Some(2_500), Some(5)));
        assert_eq!(answer["refused"][0]["reason"], "is listed again further down, which counts");
        assert_eq!(api.items().await.len(), 2_500);
    }

    async fn what_a_complete_list_no_longer_names_is_out_of_stock_and_back_when_it_is_named_again(on) {
        let api = Api::new(on).await;
        assert_eq!(api.complete("?complete=true", &skus(0..5)).await, (0, 0, false));
        assert_eq!(api.complete("", &skus(0..1)).await, (0, 0, false), "a list that is not called complete takes nothing out");
        assert_eq!(api.complete("?complete=true", &skus(1..4)).await, (2, 0, false));
        assert_eq!(api.in_stock().await, skus(1..4));
        assert_eq!(api.items().await.len(), 5, "mails and orders point at what is gone: it stays");
        assert_eq!(api.complete("?complete=true", &skus(1..4)).await, (0, 0, false));
        assert_eq!(api.complete("?complete=true", &skus(0..5)).await, (0, 0, false));
        assert_eq!(api.in_stock().await, skus(0..5));
    }

    async fn an_item_that_is_named_and_refused_is_not_gone(on) {
        let api = Api::new(on).await;
        api.complete("?complete=true", &skus(0..3)).await;
        let broken = table(&skus(0..2)) + "s0002,Shoe,https://shop.example/2,free\n";
        let (_, answer) = api.push("?complete=true", "text/csv", broken.as_bytes()).await;
        assert_eq!((answer["stored"].as_u64(), answer["refused_count"].as_u64(), answer["gone"].as_u64()), (Some(2), Some(1), Some(0)));
        let json = br#"{"items":[{"sku":"s0000","title":"S","price":"5","url":"https://shop.example/0"},{"sku":"s0001","price":[5]}]}"#;
        let (_, answer) = api.push("?complete=true", "application/json", json).await;
        assert_eq!((answer["stored"].as_u64(), answer["refused_count"].as_u64(), answer["gone"].as_u64()), (Some(1), Some(1), Some(1)));
        assert_eq!(api.in_stock().await, skus(0..2));
    }

    async fn a_feed_that_breaks_off_or_names_nothing_takes_nothing_out(on) {
        let api = Api::new(on).await;
        api.complete("?complete=true", &skus(0..3)).await;
        let cut = &HALF_BROKEN[..HALF_BROKEN.len() * 3 / 4];
        let (_, answer) = api.push("?complete=true", "text/xml", cut).await;
        assert_eq!((answer["stored"].as_u64(), answer["gone"].as_u64()), (Some(2), Some(0)));
        assert!(answer["broke_off"]["reason"].as_str().unwrap().starts_with("ends in the middle"));
        for empty in ["<rss><channel></channel></rss>", "id,price\n", "{\"items\":[]}"] {
            let (_, answer) = api.push("?complete=true", "text/xml", empty.as_bytes()).await;
            assert_eq!((answer["gone"].as_u64(), answer["broke_off"]["reason"].as_str()), (Some(0), Some("names no item")));
        }
        assert_eq!(api.in_stock().await, ["run-01", "run-03", "s0000", "s0001", "s0002"]);
    }

    async fn a_list_that_leaves_out_more_than_half_is_held_back_until_that_is_confirmed(on) {
        let api = Api::new(on).await;
        api.complete("?complete=true", &skus(0..20)).await;
        assert_eq!(api.complete("?complete=true", &skus(0..9)).await, (0, 11, false));
        assert_eq!(api.in_stock().await.len(), 20);
        assert_eq!(api.complete("?complete=true&shrink=true", &skus(0..9)).await, (11, 0, false));
        assert_eq!(api.in_stock().await, skus(0..9));
        assert_eq!(api.complete("?complete=true", &skus(0..1)).await, (8, 0, false), "a small catalogue may change as it likes");
    }

    async fn a_push_that_cannot_be_taken_says_why(on) {
        let api = Api::new(on).await;
        let (status, answer) = api.push("?complete=perhaps", "text/csv", b"id,price\n").await;
        assert_eq!((status, answer["status"].as_u64()), (StatusCode::BAD_REQUEST, Some(400)), "{answer}");
        let large = vec![b'\n'; 50 * 1024 * 1024 + 1];
        assert_eq!(api.push("", "text/csv", &large).await.0, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(api.push("", "text/xml", HALF_BROKEN).await.0, StatusCode::OK);
    }
}
