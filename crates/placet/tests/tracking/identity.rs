//! Who is joined with whom: by a secret key, by confirming an address where it was typed, and by nothing else (C18).

use placet_compose::Action;
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{House, viewed};

on_both_engines! {
    async fn r056_c18_a_public_key_joins_nobody_and_a_secret_one_does(on) {
        let (house, shop) = House::with_company(on).await;
        for device in ["phone", "laptop", "stranger"] {
            house.choose(&shop, device, true).await;
        }
        let named = |device: &str| {
            json!({ "anonymousId": device, "userId": "account-1", "traits": { "email": "ana@example.org" } }).to_string()
        };
        for device in ["phone", "laptop", "stranger"] {
            assert!(house.post(&shop.write_key, "/v1/identify", named(device)).await.is_success());
        }
        house.fold(&shop).await;
        let streams = ["phone", "laptop", "stranger"].map(|device| shop.device(device));
        for stream in streams {
            assert_eq!(house.profile(&shop, stream).await, None, "a claim joins nothing");
        }
        for device in ["phone", "laptop"] {
            assert!(house.post(&shop.server_key, "/v1/identify", named(device)).await.is_success());
        }
        house.fold(&shop).await;
        let owner = house.profile(&shop, streams[0]).await.expect("a profile");
        assert_eq!(house.profile(&shop, streams[1]).await, Some(owner));
        assert_eq!(house.profile(&shop, shop.user("account-1")).await, Some(owner));
        assert_eq!(house.profile(&shop, streams[2]).await, None);
        assert!(house.contacts(&shop).await.is_empty(), "an address in traits is a claim and may not be written to");
    }

    async fn where_somebody_is_was_said_in_the_form_or_told_under_their_consent(on) {
        let (house, shop) = House::with_company(on).await;
        for (device, yes) in [("typed-on", true), ("silent", false)] {
            house.choose(&shop, device, yes).await;
        }
        let body = "email=ana%40example.org&device=typed-on&country=ro&time_zone=Mars%2FOlympus";
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", body).await.status, 200);
        house.work(&shop).await;
        let message = *house.messages(&shop).await.last().unwrap();
        house.page(&shop, "POST", &shop.link("c", Action::Confirm, message), "").await;
        house.work(&shop).await;
        assert_eq!(house.places(&shop).await, ["RO|-|"], "a zone that nobody knows is not said");

        let identifies = async |device: &str, context: serde_json::Value| {
            let item = json!({ "anonymousId": device, "userId": "1", "context": context }).to_string();
            assert!(house.post(&shop.write_key, "/v1/identify", item).await.is_success());
            house.fold(&shop).await;
        };
        identifies("silent", json!({ "timezone": "Asia/Tokyo" })).await;
        identifies("typed-on", json!({})).await;
        assert_eq!(house.places(&shop).await, ["RO|-|"]);
        identifies("typed-on", json!({ "timezone": "Europe/Paris", "locale": "ro-RO" })).await;
        assert_eq!(house.places(&shop).await, ["RO|- Europe/Paris|"]);
        identifies("typed-on", json!({ "locale": "fr-BE" })).await;
        assert_eq!(house.places(&shop).await, ["RO|BE|"]);
        let wrong = house.posts_form(&shop, "email=eva%40example.org&country=Romania").await;
        assert_eq!(wrong.status, 400);
        assert!(wrong.text.contains(r#""field":"country""#), "{}", wrong.text);
    }

    async fn an_alias_joins_nobody(on) {
        let (house, shop) = House::with_company(on).await;
        for device in ["phone", "laptop"] {
            house.choose(&shop, device, true).await;
            house.track(&shop.server_key, viewed(device, device)).await;
        }
        let alias = json!({ "previousId": "phone", "userId": "laptop", "anonymousId": "phone" }).to_string();
        assert!(house.post(&shop.server_key, "/v1/alias", alias).await.is_success());
        house.fold(&shop).await;
        for device in ["phone", "laptop"] {
            assert_eq!(house.profile(&shop, shop.device(device)).await, None);
        }
    }

    async fn r056_confirming_joins_the_device_on_which_the_address_was_typed(on) {
        let (house, shop) = House::with_company(on).await;
        for device in ["typed-on", "elsewhere"] {
            house.choose(&shop, device, true).await;
            house.track(&shop.write_key, viewed(device, device)).await;
        }
        let answer = house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org&device=typed-on").await;
        assert_eq!(answer.status, 200);
        house.work(&shop).await;
        assert_eq!(house.profile(&shop, shop.device("typed-on")).await, None, "typing an address proves nothing yet");
        let confirm = shop.link("c", Action::Confirm, house.messages(&shop).await[0]);
        // Mail scanners open links: that confirms nothing.
        assert_eq!(house.page(&shop, "GET", &confirm, "").await.status, 200);
        house.work(&shop).await;
        assert_eq!(house.profile(&shop, shop.device("typed-on")).await, None);
        assert_eq!(house.page(&shop, "POST", &confirm, "").await.status, 200);
        house.work(&shop).await;
        assert!(house.profile(&shop, shop.device("typed-on")).await.is_some());
        assert_eq!(house.profile(&shop, shop.device("elsewhere")).await, None);
    }

    async fn ids_that_name_nobody_or_are_addresses_are_refused(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        for id in ["null", "undefined", "00000000-0000-0000-0000-000000000000"] {
            let item = crate::house::answered(viewed(id, id), true);
            house.track(&shop.write_key, item).await;
        }
        house.track(&shop.write_key, crate::house::answered(viewed("ana@example.org", "m-1"), true)).await;
        house.fold(&shop).await;
        assert_eq!(house.stored(&shop).await, before);
        assert_eq!(house.counted(&shop, "refused:names_nobody").await, 3);
        assert_eq!(house.counted(&shop, "refused:address_as_id").await, 1);
    }
}
