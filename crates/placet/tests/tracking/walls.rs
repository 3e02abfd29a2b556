//! The wall between tenants, looked at from outside: ids, keys, links and hosts of one are nothing to the other.

use placet_compose::Action;
use placet_core::Id;
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{Company, House, answered, viewed};
use crate::imports::instruction;

/// Every page of a person, as method, path and body; each with a link that this company signed for this message.
fn pages(of: &Company, message: Id) -> Vec<(&'static str, String, &'static str)> {
    let link = |page: &str, action| of.link(page, action, message);
    let (unsubscribe, preferences) = (link("u", Action::Unsubscribe), link("p", Action::Preferences));
    vec![
        ("GET", link("c", Action::Confirm), ""),
        ("POST", link("c", Action::Confirm), ""),
        ("GET", preferences.clone(), ""),
        ("POST", preferences.clone(), "choice.marketing=yes"),
        ("GET", link("why", Action::Why), ""),
        ("GET", format!("{}/receipts", link("why", Action::Why)), ""),
        ("GET", link("l", Action::Click), ""),
        ("GET", unsubscribe.clone(), ""),
        ("POST", unsubscribe.clone(), "List-Unsubscribe=One-Click"),
        ("POST", format!("{unsubscribe}/undo"), ""),
        ("POST", format!("{preferences}/everything"), ""),
    ]
}

/// A request to confirm, made for somebody at this company.
async fn asked(house: &House, shop: &Company) -> Id {
    assert_eq!(house.page(shop, "POST", "/f/newsletter", "email=ana%40example.org").await.status, 200);
    house.work(shop).await;
    house.messages(shop).await[0]
}

#[tokio::test(flavor = "multi_thread")]
async fn a_host_that_is_nobodys_takes_no_event() {
    let (house, shop) = House::with_company(placet_store::testing::On::Sqlite).await;
    let event = answered(viewed("device", "m-1"), true).to_string();
    for path in ["/v1/track", "/v1/batch", "/v1/consent", "/v1/catalog", "/v1/imports", "/f/newsletter"] {
        let key = format!("Bearer {}", shop.server_key);
        let headers = [
            ("host", "nobody.example"),
            ("authorization", key.as_str()),
            ("content-type", "application/json"),
        ];
        let answer = house.send("POST", path, &headers, event.as_bytes()).await;
        assert_eq!(answer.status, 404, "{path}");
    }
    house.fold(&shop).await;
    assert!(house.events(&shop).await.is_empty());
}

on_both_engines! {
    async fn r002_two_companies_with_the_same_device_share_nothing(on) {
        let house = House::open(on).await;
        let atlas = house.company("Atlas", "news.atlas.example").await;
        let borealis = house.company("Borealis", "news.borealis.example").await;
        house.choose(&atlas, "same-device", true).await;
        house.track(&atlas.write_key, viewed("same-device", "m-1")).await;
        house.track(&borealis.write_key, viewed("same-device", "m-1")).await;
        house.fold(&atlas).await;
        house.fold(&borealis).await;
        assert_eq!(house.events(&atlas).await.len(), 1);
        assert!(house.events(&borealis).await.is_empty(), "a yes to one company is none to another");
        assert_eq!(house.counted(&borealis, "refused:no_consent").await, 1);

        house.choose(&borealis, "same-device", true).await;
        house.track(&borealis.write_key, viewed("same-device", "m-1")).await;
        house.fold(&borealis).await;
        let (ours, theirs) = (house.events(&atlas).await, house.events(&borealis).await);
        assert_eq!((ours.len(), theirs.len()), (1, 1), "the same message id is no duplicate elsewhere");
        assert_ne!(ours[0].stream, theirs[0].stream, "no number joins them");
        house.choose(&atlas, "same-device", false).await;
        house.track(&borealis.write_key, viewed("same-device", "m-2")).await;
        house.fold(&borealis).await;
        assert_eq!(house.events(&borealis).await.len(), 2);
    }

    async fn every_link_of_one_company_is_nothing_at_another(on) {
        let house = House::open(on).await;
        let atlas = house.company("Atlas", "news.atlas.example").await;
        let borealis = house.company("Borealis", "news.borealis.example").await;
        let message = asked(&house, &atlas).await;
        asked(&house, &borealis).await;
        let before = (house.stored(&atlas).await, house.stored(&borealis).await);
        for (method, path, body) in pages(&atlas, message) {
            assert_eq!(house.page(&borealis, method, &path, body).await.status, 404, "{method} {path}");
            let nowhere = [("host", "unknown.example"), ("content-type", "application/x-www-form-urlencoded")];
            assert_eq!(house.send(method, &path, &nowhere, body.as_bytes()).await.status, 404, "{method} {path}");
        }
        // Signed by the asked company itself, for a message that is the other's.
        for (method, path, body) in pages(&borealis, message).into_iter().filter(|(_, path, _)| !path.starts_with("/l/")) {
            let answer = house.page(&borealis, method, &path, body).await;
            assert!(matches!(answer.status, 404 | 410), "{method} {path}: {}", answer.status);
        }
        for path in ["/api/me", "/api/openapi.json", "/welcome", "/index.html"] {
            assert_eq!(house.page(&atlas, "GET", path, "").await.status, 404, "{path}: the console has a host of its own");
        }
        house.work(&atlas).await;
        house.work(&borealis).await;
        assert_eq!((house.stored(&atlas).await, house.stored(&borealis).await), before);

        // At their own company they all lead somewhere.
        for (method, path, body) in pages(&atlas, message) {
            let status = house.page(&atlas, method, &path, body).await.status;
            assert!(matches!(status, 200 | 302 | 303), "{method} {path}: {status}");
        }
    }

    async fn a_key_opens_its_own_company_alone_and_a_public_one_no_more_than_events(on) {
        let house = House::open(on).await;
        let atlas = house.company("Atlas", "news.atlas.example").await;
        let borealis = house.company("Borealis", "news.borealis.example").await;
        let before = (house.stored(&atlas).await, house.stored(&borealis).await);
        let item = json!({ "sku": "SHOE-1", "title": "Shoe", "price": "10", "url": "https://shop.example/1" });
        let catalog = json!({ "items": [item] }).to_string();
        let import = instruction(json!({})).to_string();
        for (path, body) in [("/v1/catalog", &catalog), ("/v1/imports", &import)] {
            let refused = house.post(&atlas.write_key, path, body).await;
            assert!(matches!(refused.status, 401 | 403), "{path}: {refused:?}");
            assert_eq!(refused.header("content-type"), "application/problem+json");
            assert_eq!(house.send("POST", path, &[], body.as_bytes()).await.status, 401);
        }
        assert_eq!(house.stored(&atlas).await, before.0);
        for (path, body, status) in [("/v1/catalog", &catalog, 200), ("/v1/imports", &import, 201)] {
            assert_eq!(house.post(&atlas.server_key, path, body).await.status, status, "{path}");
        }
        house.track(&atlas.write_key, answered(viewed("dev-1", "m-1"), true)).await;
        house.fold(&atlas).await;
        house.fold(&borealis).await;
        assert!(house.stored(&atlas).await > before.0);
        assert_eq!(house.stored(&borealis).await, before.1);
    }

    async fn r062_no_route_sets_a_cookie_on_a_visitor(on) {
        let (house, shop) = House::with_company(on).await;
        let message = asked(&house, &shop).await;
        for (method, path, body) in pages(&shop, message) {
            let answer = house.page(&shop, method, &path, body).await;
            assert_eq!(answer.header("set-cookie"), "", "{method} {path}");
        }
        for path in ["/", "/f/newsletter", "/healthz", "/readyz", "/nowhere"] {
            assert_eq!(house.page(&shop, "GET", path, "").await.header("set-cookie"), "", "{path}");
        }
        let event = answered(viewed("dev-1", "m-1"), true).to_string();
        assert_eq!(house.post(&shop.write_key, "/v1/t", event).await.header("set-cookie"), "");
    }

    async fn a_forged_or_mangled_link_is_404_and_changes_nothing(on) {
        let (house, shop) = House::with_company(on).await;
        let message = asked(&house, &shop).await;
        let before = house.stored(&shop).await;
        for (method, path, body) in pages(&shop, message) {
            let mut forged = path.into_bytes();
            let at = forged.iter().rposition(|b| b.is_ascii_alphanumeric()).unwrap().min(30);
            forged[at] = if forged[at] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).unwrap();
            assert_eq!(house.page(&shop, method, &forged, body).await.status, 404, "{method} {forged}");
        }
        for page in ["c", "u", "p", "why", "l", "api"] {
            for token in ["x", "%00", "%FF", "..", &"A".repeat(5_000)] {
                for method in ["GET", "POST"] {
                    let status = house.page(&shop, method, &format!("/{page}/{token}"), "").await.status;
                    assert!((400..500).contains(&status), "{method} /{page}/{token}: {status}");
                }
            }
        }
        // A link signed for one page does not open another.
        let wrong = shop.link("u", Action::Preferences, message);
        assert_eq!(house.page(&shop, "POST", &wrong, "").await.status, 404);
        house.work(&shop).await;
        assert_eq!(house.stored(&shop).await, before);
    }
}
