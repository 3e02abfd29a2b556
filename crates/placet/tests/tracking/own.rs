//! A tenant's own events: kept from their declaration on, with the declared properties alone, for as long as the declaration stands.

use placet_collect::Error;
use placet_collect::declaration::{self, Declaration, New};
use placet_core::{Kind, Micros};
use placet_rights::person::{Who, erase, export, maintain};
use placet_rights::retention::sweep;
use placet_store::testing::everything;
use placet_store::{on_both_engines, transaction};
use serde_json::{Value, json};

use crate::house::{Company, House, answered};

/// What the console sends.
fn wheel() -> Value {
    json!({
        "name": "Wheel Spun", "purpose": "tracking",
        "properties": [
            { "name": "wheel_id", "shape": "id" }, { "name": "segment", "shape": "text" }, { "name": "turns", "shape": "count" },
            { "name": "prize", "shape": "money" }, { "name": "currency", "shape": "currency" }, { "name": "page", "shape": "path" },
        ],
    })
}

/// Declares, and lets the second pass after which everybody knows.
async fn declare(house: &House, of: &Company, new: Value) -> Result<Declaration, Error> {
    let new: New = serde_json::from_value(new).unwrap();
    let now = house.now();
    let declared =
        transaction!(house.tenant(of), "test.declare", |tx| { declaration::declare(tx, &new, now).await });
    house.fresh.clock.advance(Micros::SECOND);
    declared
}

async fn end(house: &House, of: &Company, name: &str) -> bool {
    let ended: Result<bool, Error> =
        transaction!(house.tenant(of), "test.end", |tx| { declaration::end(tx, name).await });
    house.fresh.clock.advance(Micros::SECOND);
    ended.unwrap()
}

async fn declared(house: &House, of: &Company) -> Vec<String> {
    let mut tx = house.tenant(of).read("test.declared").await.unwrap();
    declaration::declarations(&mut tx).await.unwrap().into_iter().map(|known| known.name).collect()
}

/// The wheel was spun on this device.
fn spun(device: &str, message: &str) -> Value {
    json!({
        "type": "track", "event": "Wheel Spun", "anonymousId": device, "messageId": message,
        "properties": { "wheel_id": "autumn", "segment": "free shipping", "turns": 3, "prize": "4.90", "currency": "EUR",
            "page": "https://shop.example/wheel?who=ana", "colour": "red" },
    })
}

const KEPT: &str = r#"{"wheel_id":"autumn","segment":"free shipping","turns":3,"prize":490,"page":"/wheel","currency":"EUR"}"#;

on_both_engines! {
    async fn r061_r031_an_event_of_a_companys_own_is_kept_while_it_is_declared_and_with_its_declared_properties_alone(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, spun("dev-1", "m-1")).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.counted(&shop, "undeclared:Wheel Spun").await, 1);

        let wheel_spun = declare(&house, &shop, wheel()).await.unwrap();
        assert_eq!(wheel_spun.kind, Kind::OWN);
        house.track(&shop.write_key, spun("dev-1", "m-2")).await;
        assert_eq!(house.fold(&shop).await.events, 1);
        let events = house.events(&shop).await;
        assert_eq!((events[0].kind, events[0].stream, events[0].props.as_str()), (wheel_spun.kind, shop.device("dev-1"), KEPT));
        assert_eq!(house.counted(&shop, "dropped:undeclared:colour").await, 1);
        assert_eq!(house.counted(&shop, "undeclared:Wheel Spun").await, 1);

        assert!(end(&house, &shop, "wheel_spun").await, "a name is compared as everywhere");
        assert!(!end(&house, &shop, "Wheel Spun").await, "it has ended");
        assert!(declared(&house, &shop).await.is_empty());
        house.track(&shop.write_key, spun("dev-1", "m-3")).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.counted(&shop, "undeclared:Wheel Spun").await, 2);
        assert_eq!(house.events(&shop).await.len(), 1, "what was kept ends by its term");

        let other = declare(&house, &shop, json!({ "name": "Quiz Finished", "purpose": "tracking" })).await.unwrap();
        assert_eq!(other.kind, Kind(Kind::OWN.0 + 1), "a number is nobody else's");
        let again = declare(&house, &shop, json!({ "name": "wheel-spun", "purpose": "tracking" })).await.unwrap();
        assert_eq!(again.kind, wheel_spun.kind);
        assert_eq!(declared(&house, &shop).await, ["wheel-spun", "Quiz Finished"]);
        house.track(&shop.write_key, spun("dev-1", "m-4")).await;
        house.fold(&shop).await;
        let events = house.events(&shop).await;
        assert_eq!((events[1].kind, events[1].props.as_str()), (wheel_spun.kind, "{}"));
    }

    async fn an_amount_is_known_as_one_under_whatever_name_it_was_declared(on) {
        let (house, shop) = House::with_company(on).await;
        let wheel_spun = declare(&house, &shop, wheel()).await.unwrap().kind;
        let names = declaration::names(&mut house.tenant(&shop).read("test.names").await.unwrap()).await.unwrap();
        assert!(names.is_amount(wheel_spun, "prize") && !names.is_amount(wheel_spun, "turns"));
        assert!(!names.is_amount(wheel_spun, "price"), "not declared of this event");
        assert!(names.is_amount(Kind::ORDER_COMPLETED, "total") && !names.is_amount(Kind::ORDER_COMPLETED, "order_id"));
    }

    async fn r029_addresses_and_card_numbers_in_declared_properties_are_dropped(on) {
        let (house, shop) = House::with_company(on).await;
        declare(&house, &shop, wheel()).await.unwrap();
        let mut event = answered(spun("dev-1", "m-1"), true);
        event["properties"] = json!({
            "segment": "ana@example.org", "wheel_id": "4111111111111111", "turns": "many", "prize": 1, "currency": "lots", "page": "/u/ana%40example.org",
        });
        house.track(&shop.write_key, event).await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await[0].props, "{}");
        for reason in ["sensitive:segment", "sensitive:wheel_id", "sensitive:page", "wrong_type:turns", "wrong_type:prize"] {
            assert_eq!(house.counted(&shop, &format!("dropped:{reason}")).await, 1, "{reason}");
        }
        assert!(!everything(&house.fresh.store).await.unwrap().holds("ana@example.org"));
    }

    async fn r002_a_declaration_of_one_company_changes_nothing_at_another(on) {
        let house = House::open(on).await;
        let atlas = house.company("Atlas", "news.atlas.example").await;
        let borealis = house.company("Borealis", "news.borealis.example").await;
        declare(&house, &atlas, wheel()).await.unwrap();
        for shop in [&atlas, &borealis] {
            house.track(&shop.write_key, answered(spun("dev-1", "m-1"), true)).await;
            house.fold(shop).await;
        }
        assert_eq!((house.events(&atlas).await.len(), house.events(&borealis).await.len()), (1, 0));
        assert_eq!(house.counted(&borealis, "undeclared:Wheel Spun").await, 1);
        let theirs = declare(&house, &borealis, json!({ "name": "Quiz Finished", "purpose": "tracking" })).await.unwrap();
        assert_eq!(theirs.kind, Kind::OWN, "each company counts its own");
        assert_eq!(declared(&house, &atlas).await, ["Wheel Spun"]);
        assert!(!end(&house, &borealis, "Wheel Spun").await);
        assert_eq!(declared(&house, &atlas).await, ["Wheel Spun"]);
    }

    async fn r140_a_declared_event_is_not_kept_without_a_yes_nor_after_it_is_taken_back(on) {
        let (house, shop) = House::with_company(on).await;
        declare(&house, &shop, wheel()).await.unwrap();
        let before = house.stored(&shop).await;
        house.track(&shop.write_key, spun("dev-1", "m-1")).await;
        house.track(&shop.write_key, answered(spun("dev-2", "m-1"), false)).await;
        house.track(&shop.server_key, spun("dev-3", "m-1")).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.counted(&shop, "refused:no_consent").await, 3);
        assert_eq!(house.stored(&shop).await, before);
        // Accepted while the yes stood, folded after it was taken back.
        house.choose(&shop, "dev-1", true).await;
        house.track(&shop.write_key, spun("dev-1", "m-2")).await;
        house.choose(&shop, "dev-1", false).await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert!(house.events(&shop).await.is_empty());
    }

    async fn every_way_of_sending_knows_a_declaration_and_a_wrong_one_names_its_field(on) {
        let (house, shop) = House::with_company(on).await;
        declare(&house, &shop, wheel()).await.unwrap();
        let batch = json!({ "batch": [
            answered(spun("dev-1", "m-1"), true),
            answered(json!({ "type": "track", "event": "wheel-SPUN", "anonymousId": "dev-1", "messageId": "m-2" }), true),
            answered(json!({ "type": "track", "event": "Wheel  Spun", "anonymousId": "dev-1", "messageId": "m-3" }), true),
        ] });
        for path in ["/v1/batch", "/v1/import"] {
            assert!(house.post(&shop.server_key, path, batch.to_string()).await.is_success());
        }
        assert_eq!(house.fold(&shop).await.events, 2, "the second time they are duplicates");
        assert_eq!(house.counted(&shop, "undeclared:Wheel  Spun").await, 2);

        let refused = async |name: &str, purpose: &str, properties: Value| {
            let new = json!({ "name": name, "purpose": purpose, "properties": properties });
            declare(&house, &shop, new).await.unwrap_err().to_string()
        };
        assert_eq!(refused("Wheel_Spun", "tracking", json!([])).await, "name: is declared already");
        assert!(refused("add to cart", "tracking", json!([])).await.starts_with("name: "));
        assert!(refused("Quiz Finished", "", json!([])).await.starts_with("purpose: "));
        let personal = json!([{ "name": "score", "shape": "count" }, { "name": "email", "shape": "text" }]);
        assert!(refused("Quiz Finished", "tracking", personal).await.starts_with("properties[1].name: "));
        assert_eq!(declared(&house, &shop).await, ["Wheel Spun"]);
    }

    async fn two_declarations_at_once_get_kinds_of_their_own_and_one_name_but_one(on) {
        let (house, shop) = House::with_company(on).await;
        let new = |name: &str| json!({ "name": name, "purpose": "tracking" });
        let (first, second, third, fourth) = tokio::join!(
            declare(&house, &shop, new("Wheel Spun")),
            declare(&house, &shop, new("Quiz Finished")),
            declare(&house, &shop, new("wheel_spun")),
            declare(&house, &shop, new("Level Up")),
        );
        assert!(first.is_ok() != third.is_ok(), "one of the two came first");
        let one = first.or(third).unwrap().kind;
        let mut kinds = [one, second.unwrap().kind, fourth.unwrap().kind];
        kinds.sort_unstable();
        assert_eq!(kinds, [10_000, 10_001, 10_002].map(Kind));
    }

    async fn r147_r150_r166_what_is_kept_of_a_companys_own_event_is_exported_by_its_name_erased_and_swept(on) {
        let (house, shop) = House::with_company(on).await;
        declare(&house, &shop, wheel()).await.unwrap();
        let canary = |user: &str, mark: &str| {
            let mut event = answered(spun(&format!("dev-{user}"), mark), true);
            event["userId"] = json!(user);
            event["properties"]["segment"] = json!(mark);
            event
        };
        house.track(&shop.server_key, canary("ana", "c4n4ry-one")).await;
        house.track(&shop.server_key, canary("ben", "bystander")).await;
        house.fold(&shop).await;
        end(&house, &shop, "Wheel Spun").await;
        // One that has not been folded when its person goes.
        declare(&house, &shop, wheel()).await.unwrap();
        house.track(&shop.server_key, canary("ana", "c4n4ry-two")).await;
        let found = everything(&house.fresh.store).await.unwrap();
        assert!(found.holds("c4n4ry-one") && found.holds("c4n4ry-two"));

        let ana = Who::Profile(house.profile(&shop, shop.user("ana")).await.unwrap());
        let document = export(house.tenant(&shop), &house.keyring, &ana, "request 1").await.unwrap();
        let categories = document["categories"].as_array().unwrap();
        let activity = categories.iter().find(|part| part["category"] == "activity in the shop").unwrap();
        assert_eq!(activity["kept"], "13 months");
        let events: Vec<_> =
            activity["data"]["event"].as_array().unwrap().iter().map(|e| (&e["kind"], &e["props"]["segment"])).collect();
        let named = json!("Wheel Spun");
        assert_eq!(events, [(&named, &json!("c4n4ry-one")), (&named, &json!("c4n4ry-two"))]);

        house.track(&shop.server_key, canary("ana", "c4n4ry-three")).await;
        erase(house.tenant(&shop), &house.keyring, &ana, "request 2").await.unwrap();
        maintain(&house.fresh.store).await.unwrap();
        let left = everything(&house.fresh.store).await.unwrap();
        assert!(!left.holds("c4n4ry"), "of her nothing");
        assert!(left.holds("bystander"), "of others everything");

        house.fresh.clock.advance(396 * Micros::DAY);
        assert_eq!(sweep(house.tenant(&shop)).await.unwrap().0.rows.get("event"), Some(&1));
        maintain(&house.fresh.store).await.unwrap();
        assert!(!everything(&house.fresh.store).await.unwrap().holds("bystander"));
    }
}
