//! Nothing is stored without a yes; a no leaves nothing; what is not declared is counted and left out.

use placet_core::{Kind, Micros};
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::{House, answered, viewed};

/// A consent manager reports that the choice was changed.
fn changed(device: &str, tracking: bool) -> Value {
    let event = "Segment Consent Preference Updated";
    answered(json!({ "type": "track", "event": event, "anonymousId": device }), tracking)
}

fn bought(device: &str, order: &str) -> Value {
    json!({
        "type": "track", "event": "Order Completed", "anonymousId": device, "userId": "account-1", "messageId": order,
        "properties": { "order_id": order, "total": 25.5, "currency": "EUR", "products": [{ "product_id": "SHOE-1", "quantity": 2 }] },
    })
}

on_both_engines! {
    async fn r043_a_device_that_said_no_leaves_no_trace_anywhere(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        house.choose(&shop, "device-no", false).await;
        house.track(&shop.write_key, viewed("device-no", "m-1")).await;
        house.track(&shop.write_key, answered(viewed("device-no", "m-2"), false)).await;
        house.track(&shop.write_key, changed("device-no", false)).await;
        house.track(&shop.server_key, answered(viewed("device-no", "m-3"), false)).await;
        for call in ["identify", "page", "screen", "group", "alias"] {
            let item = json!({ "anonymousId": "device-no", "userId": "account-no" }).to_string();
            assert!(house.post(&shop.write_key, &format!("/v1/{call}"), item).await.is_success(), "{call}");
        }
        assert_eq!(house.fold(&shop).await.blocks, 0);
        assert_eq!(house.stored(&shop).await, before);
        assert!(!house.remembers(&shop, "device-no").await);

        // The search would have found them: one who said yes is there.
        house.choose(&shop, "device-yes", true).await;
        house.track(&shop.write_key, viewed("device-yes", "m-4")).await;
        house.fold(&shop).await;
        assert!(house.remembers(&shop, "device-yes").await);
        assert!(!house.remembers(&shop, "device-no").await);
    }

    async fn a_browser_that_says_no_by_itself_is_not_remembered_whatever_was_agreed_to_before(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
        house.fold(&shop).await;
        let before = house.events(&shop).await.len();

        let tells = async |key: &str, signal: &str, item: &Value| {
            let headers = [("content-type", "application/json"), ("sec-gpc", signal)];
            let mut item = item.clone();
            item["writeKey"] = json!(key);
            let path = if item.get("granted").is_some() { "/v1/consent" } else { "/v1/track" };
            house.send("POST", path, &headers, item.to_string().as_bytes()).await
        };
        for item in [viewed("dev-1", "m-2"), answered(viewed("dev-2", "m-3"), true)] {
            assert!(tells(&shop.write_key, "1", &item).await.is_success());
        }
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), before);
        assert_eq!(house.counted(&shop, "refused:browser").await, 2);
        // Any other value is none, and a shop's server speaks for itself.
        assert!(tells(&shop.write_key, "0", &viewed("dev-1", "m-4")).await.is_success());
        assert!(tells(&shop.server_key, "1", &viewed("dev-1", "m-5")).await.is_success());
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), before + 2);

        // A no is taken: it comes from whoever has the signal, too.
        assert!(tells(&shop.write_key, "1", &changed("dev-1", false)).await.is_success());
        house.fold(&shop).await;
        house.track(&shop.write_key, viewed("dev-1", "m-7")).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), before + 2, "dev-1 took its yes back");

        // A page that says yes in its stead changes nothing: no cookie, and no yes.
        let yes = json!({ "granted": true, "place": "https://shop.example/", "language": "en" });
        let answer = tells(&shop.write_key, "1", &yes).await;
        assert!(answer.is_success() && !answer.headers.contains_key("set-cookie"), "{answer:?}");
        let mut named = yes.clone();
        named["anonymousId"] = json!("dev-3");
        assert!(tells(&shop.write_key, "1", &named).await.is_success());
        house.track(&shop.write_key, viewed("dev-3", "m-6")).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), before + 2);
        named["anonymousId"] = json!("dev-4");
        assert!(tells(&shop.server_key, "1", &named).await.is_success(), "what a server says is the server's word");
        house.track(&shop.write_key, viewed("dev-4", "m-8")).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), before + 3);

        let page = house.page(&shop, "GET", "/.well-known/gpc.json", "").await;
        assert_eq!((page.status, page.header("content-type")), (200, "application/json"));
        let told: Value = serde_json::from_str(&page.text).unwrap();
        assert_eq!(told["gpc"], json!(true));
        assert!(told["lastUpdate"].as_str().unwrap().parse::<jiff::civil::Date>().is_ok(), "{told}");
    }

    async fn r061_r031_what_is_not_declared_is_answered_not_stored_and_counted(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-1", true).await;
        let before = house.stored(&shop).await;
        for event in ["Wishlist Renamed", "Wishlist Renamed", "Message Accepted", "ana@example.org wrote"] {
            let item = json!({ "event": event, "anonymousId": "dev-1", "properties": { "a": 1 } });
            house.track(&shop.write_key, item).await;
        }
        assert_eq!(house.fold(&shop).await.blocks, 0);
        assert_eq!(house.stored(&shop).await, before);
        assert_eq!(house.counted(&shop, "undeclared:Wishlist Renamed").await, 2);
        assert_eq!(house.counted(&shop, "undeclared:Message Accepted").await, 1);
        assert_eq!(house.counted(&shop, "undeclared:…").await, 1, "a name that says something about somebody is not shown");

        let mut item = viewed("dev-1", "m-1");
        item["properties"]["shoe_size"] = json!(43);
        item["properties"]["category"] = json!("for canary@example.org");
        house.track(&shop.write_key, item).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await[0].props, r#"{"product_id":"SHOE-1","price":8990,"currency":"EUR"}"#);
        assert_eq!(house.counted(&shop, "dropped:undeclared:shoe_size").await, 1);
        assert_eq!(house.counted(&shop, "dropped:sensitive:category").await, 1);
    }

    async fn an_order_of_the_shops_server_stands_alone_without_consent(on) {
        let (house, shop) = House::with_company(on).await;
        house.track(&shop.server_key, bought("dev-1", "A-1")).await;
        house.track(&shop.server_key, answered(bought("dev-2", "A-2"), false)).await;
        // A public key vouches for nobody, for no contract either.
        house.track(&shop.write_key, bought("dev-3", "A-3")).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.orders(&shop).await, [("A-1".into(), None, 2550), ("A-2".into(), None, 2550)]);
        assert!(house.events(&shop).await.is_empty());
        for device in ["dev-1", "dev-2", "dev-3"] {
            assert!(!house.remembers(&shop, device).await, "{device}");
        }
        assert_eq!(house.profile(&shop, shop.user("account-1")).await, None);
        assert_eq!(house.counted(&shop, "refused:no_consent").await, 1);

        // With a yes it is an event of the person, once.
        house.choose(&shop, "dev-4", true).await;
        house.track(&shop.server_key, bought("dev-4", "A-4")).await;
        house.track(&shop.server_key, { let mut again = bought("dev-4", "A-4"); again["messageId"] = json!("other"); again }).await;
        house.fold(&shop).await;
        let orders: Vec<_> = house.events(&shop).await.into_iter().filter(|e| e.kind == Kind::ORDER_COMPLETED).collect();
        assert_eq!(orders.len(), 1);
        assert_eq!(house.orders(&shop).await[2], ("A-4".into(), Some(orders[0].stream), 2550));
    }

    async fn an_order_told_by_the_server_before_the_page_that_thanks_is_the_buyers_all_the_same(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
        let mut by_server = bought("dev-1", "A-1");
        by_server["anonymousId"] = json!("order-A-1");
        house.track(&shop.server_key, by_server).await;
        assert_eq!(house.fold(&shop).await.events, 1);
        assert_eq!(house.orders(&shop).await[0].1, None);

        let mut on_the_page = bought("dev-1", "A-1");
        on_the_page["messageId"] = json!("thanks");
        house.track(&shop.write_key, on_the_page).await;
        house.fold(&shop).await;
        let (viewed, bought) = (&house.events(&shop).await[0], &house.events(&shop).await[1]);
        assert_eq!((bought.kind, bought.stream), (Kind::ORDER_COMPLETED, viewed.stream));
        assert_eq!(house.orders(&shop).await, [("A-1".into(), Some(viewed.stream), 2550)]);
    }

    async fn r140_after_a_yes_is_taken_back_nothing_more_is_stored(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), 1);
        // Accepted while the yes stood, folded after it was taken back.
        house.track(&shop.write_key, viewed("dev-1", "m-2")).await;
        house.choose(&shop, "dev-1", false).await;
        house.track(&shop.write_key, viewed("dev-1", "m-3")).await;
        let done = house.fold(&shop).await;
        assert_eq!((done.events, done.refused), (0, 1));
        house.fresh.clock.advance(Micros::HOUR);
        house.track(&shop.write_key, viewed("dev-1", "m-4")).await;
        // A yes that lay in some queue since before the no does not bring it back.
        let mut late = answered(viewed("dev-1", "m-5"), true);
        late["timestamp"] = json!((house.now() - 2 * Micros::HOUR).to_string());
        house.track(&shop.write_key, late).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), 1);
        assert_eq!(house.counted(&shop, "refused:no_consent").await, 4);
    }

    async fn a_yes_counts_in_the_same_second(on) {
        let (house, shop) = House::with_company(on).await;
        house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, viewed("dev-1", "m-2")).await;
        assert_eq!(house.fold(&shop).await.events, 1);
    }

    async fn a_no_counts_whatever_the_clock_of_the_yes_said(on) {
        let (house, shop) = House::with_company(on).await;
        // The yes came from a client whose clock is hours ahead and who does not say when it sent.
        let mut yes = answered(viewed("dev-1", "m-1"), true);
        yes["timestamp"] = json!((house.now() + 5 * Micros::HOUR).to_string());
        house.track(&shop.write_key, yes).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), 1);
        house.fresh.clock.advance(Micros::MINUTE);
        house.track(&shop.write_key, changed("dev-1", false)).await;
        house.fold(&shop).await;
        house.fresh.clock.advance(Micros::MINUTE);
        house.track(&shop.write_key, viewed("dev-1", "m-2")).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), 1);
    }

    async fn a_choice_reported_by_a_consent_manager_counts(on) {
        let (house, shop) = House::with_company(on).await;
        house.track(&shop.write_key, changed("dev-1", true)).await;
        house.fold(&shop).await;
        house.fresh.clock.advance(2 * Micros::SECOND);
        house.track(&shop.write_key, viewed("dev-1", "m-1")).await;
        assert_eq!(house.fold(&shop).await.events, 1);
        house.fresh.clock.advance(2 * Micros::SECOND);
        house.track(&shop.write_key, changed("dev-1", false)).await;
        house.fold(&shop).await;
        house.fresh.clock.advance(2 * Micros::SECOND);
        house.track(&shop.write_key, viewed("dev-1", "m-2")).await;
        assert_eq!(house.fold(&shop).await.events, 0);
    }
}
