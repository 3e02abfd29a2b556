//! The guard: other sites' pages, too many requests, and requests that come twice.

use placet_access::Role;
use placet_core::Micros;
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::{Answer, Browser, House};

async fn invite(house: &House, by: &Browser, key: &str, email: &str) -> Answer {
    let body = json!({ "email": email, "role": "analyst" });
    house.ask(&mut by.clone(), "POST", "/api/tenants/1/members", &[("idempotency-key", key)], &body).await
}

async fn members(house: &House, by: &Browser) -> usize {
    house.get(by, "/api/tenants/1/members").await.body["items"].as_array().unwrap().len()
}

on_both_engines! {
    async fn a_change_that_another_sites_page_asks_for_is_refused(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        for origin in ["https://evil.example", "null", "http://admin.localhost:81", "http://admin.localhost.evil.example", ""] {
            let body = json!({ "email": "ion@atlas.example", "role": "owner" });
            let answer = house.ask(&mut ana.clone(), "POST", "/api/tenants/1/members", &[("origin", origin)], &body).await;
            assert_eq!((answer.status, answer.kind()), (403, "/problems/other-origin"), "{origin}");
        }
        assert_eq!(members(&house, &ana).await, 1);
    }

    async fn every_answer_says_how_often_still_may_be_asked_and_too_often_is_429(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let first = house.get(&ana, "/api/me").await;
        assert_eq!(first.header("ratelimit-policy"), Some("\"api\";q=600;w=60"));
        assert_eq!(first.header("ratelimit"), Some("\"api\";r=599;t=1"));
        assert_eq!(first.header("cache-control"), Some("no-store"));
        let mut last = first;
        for _ in 0..600 {
            last = house.get(&ana, "/api/me").await;
        }
        assert_eq!((last.status, last.header("retry-after")), (429, Some("1")));
        assert!(last.header("ratelimit").unwrap().contains("r=0"));
        house.clock().advance(Micros::SECOND);
        assert_eq!(house.get(&ana, "/api/me").await.status, 200);
    }

    async fn a_request_that_comes_twice_is_done_once(on) {
        let house = House::new(on).await;
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        let first = invite(&house, &ana, "key-1", "canary-ion@atlas.example").await;
        let again = invite(&house, &ana, "key-1", "canary-ion@atlas.example").await;
        assert_eq!((first.status, again.status), (201, 201));
        assert_eq!(first.body, again.body, "the same link, not another one");
        let other = invite(&house, &ana, "key-1", "eva@atlas.example").await;
        assert_eq!((other.status, other.kind()), (422, "/problems/reused-key"));
        assert_eq!(members(&house, &ana).await, 2);
        assert!(!house.bytes().await.holds(first.body["link"].as_str().unwrap().rsplit('#').next().unwrap()));

        let wrong = invite(&house, &ana, "key-2", "no address").await;
        assert_eq!(wrong.status, 400);
        assert_eq!(invite(&house, &ana, "key-2", "eva@atlas.example").await.status, 201, "nothing was done, so the key is free");
        assert_eq!(invite(&house, &ana, &"k".repeat(256), "eva@atlas.example").await.status, 400);

        let eva = house.member("ion@borealis.example", house.borealis, Role::Owner).await;
        let theirs = invite(&house, &eva, "key-1", "canary-ion@atlas.example").await;
        assert_eq!((theirs.status, &theirs.body["link"]), (404, &Value::Null), "a key is the member's own");
        house.clock().advance(25 * Micros::HOUR);
        let ana = house.member("ana@atlas.example", house.atlas, Role::Owner).await;
        assert_eq!(invite(&house, &ana, "key-1", "nina@atlas.example").await.status, 201, "forgotten after a day");
    }
}
