//! The newsletter form: what it answers tells nothing, and nobody is bothered by it.

use placet_compose::Action;
use placet_core::Micros;
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{Answer, Company, House};

/// An address is typed into the form.
async fn types(house: &House, shop: &Company, address: &str) -> Answer {
    let body = format!("email={}&choice.personalisation=yes", address.replace('@', "%40"));
    let answer = house.page(shop, "POST", "/f/newsletter", &body).await;
    house.work(shop).await;
    answer
}

/// An address is typed and confirmed.
async fn confirms(house: &House, shop: &Company, address: &str) -> placet_core::Id {
    types(house, shop, address).await;
    let message = *house.messages(shop).await.last().unwrap();
    assert_eq!(house.page(shop, "POST", &shop.link("c", Action::Confirm, message), "").await.status, 200);
    house.work(shop).await;
    message
}

on_both_engines! {
    async fn the_form_answers_the_same_for_everybody(on) {
        let (house, shop) = House::with_company(on).await;
        confirms(&house, &shop, "known@example.org").await;
        house.fresh.clock.advance(Micros::SECOND);
        let gone = confirms(&house, &shop, "gone@example.org").await;
        let ended = house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, gone), "").await;
        assert_eq!(ended.status, 200);
        house.work(&shop).await;
        house.fresh.clock.advance(2 * Micros::DAY);
        let sent = house.messages(&shop).await.len();

        let new = types(&house, &shop, "new@example.org").await;
        assert_eq!(new.status, 200);
        assert_eq!(house.messages(&shop).await.len(), sent + 1);
        for address in ["known@example.org", "gone@example.org", "new@example.org", "KNOWN@example.org"] {
            let answer = types(&house, &shop, address).await;
            assert_eq!((answer.status, &answer.text), (new.status, &new.text), "{address}");
            assert_eq!(answer.headers.keys().collect::<Vec<_>>(), new.headers.keys().collect::<Vec<_>>());
        }
        let trap = house.page(&shop, "POST", "/f/newsletter", "email=trap%40example.org&website=x").await;
        assert_eq!((trap.status, &trap.text), (new.status, &new.text));
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), sent + 1, "one who is known, gone or trapped is not written to");
    }

    async fn at_most_one_request_to_confirm_in_a_day_and_two_in_all(on) {
        let (house, shop) = House::with_company(on).await;
        let requests = async || house.messages(&shop).await.len();
        for _ in 0..3 {
            types(&house, &shop, "ana@example.org").await;
        }
        assert_eq!(requests().await, 1);
        house.fresh.clock.advance(Micros::DAY - Micros::MINUTE);
        types(&house, &shop, "Ana@Example.org").await;
        assert_eq!(requests().await, 1);
        house.fresh.clock.advance(Micros::MINUTE);
        types(&house, &shop, "ana@example.org").await;
        assert_eq!(requests().await, 2);
        for _ in 0..5 {
            house.fresh.clock.advance(9 * Micros::DAY);
            types(&house, &shop, "ana@example.org").await;
        }
        assert_eq!(requests().await, 2);
    }

    async fn r109_an_address_that_unsubscribed_is_not_taken_back_by_any_way(on) {
        let (house, shop) = House::with_company(on).await;
        let message = confirms(&house, &shop, "gone@example.org").await;
        let unsubscribe = shop.link("u", Action::Unsubscribe, message);
        let one_click = house.page(&shop, "POST", &unsubscribe, "List-Unsubscribe=One-Click").await;
        assert_eq!(one_click.status, 200);
        let sent = house.messages(&shop).await.len();
        types(&house, &shop, "gone@example.org").await;
        let consent = json!({ "at": "2026-01-01T00:00:00Z", "wording": "yes", "place": "shop", "method": "paper" });
        let contacts = json!({ "contacts": [{ "email": "gone@example.org", "consent": consent }] }).to_string();
        let answer = house.post(&shop.server_key, "/v1/contacts/import", contacts).await;
        assert_eq!(answer.status, 200);
        let read: serde_json::Value = serde_json::from_str(&answer.text).unwrap();
        assert_eq!((&read["suppressed"], &read["added"]), (&json!([0]), &json!(0)));
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), sent);
    }

    async fn a_typed_address_stands_nowhere_in_the_clear(on) {
        let (house, shop) = House::with_company(on).await;
        confirms(&house, &shop, "canary@example.org").await;
        let bytes = placet_store::testing::everything(&house.fresh.store).await.unwrap();
        assert!(!bytes.holds("canary@") && !bytes.holds("canary%40"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_network_cannot_fill_the_form_without_end() {
    let (house, shop) = House::with_company(placet_store::testing::On::Sqlite).await;
    let json = [
        ("host", shop.host),
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    let submit = async |n: usize| {
        house.send("POST", "/f/newsletter", &json, format!("email=a{n}%40example.org").as_bytes()).await
    };
    for n in 0..20 {
        assert_eq!(submit(n).await.text, r#"{"sent":true}"#);
    }
    let refused = submit(20).await;
    assert_eq!((refused.status, refused.header("retry-after")), (429, "10"));
    assert_eq!(refused.header("content-type"), "application/problem+json");
    house.fresh.clock.advance(10 * Micros::SECOND);
    assert_eq!(submit(21).await.status, 200);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r057_a_form_of_the_shops_own_is_kept_with_the_page_and_the_language_in_which_it_was_read() {
    let (house, shop) = House::with_company(placet_store::testing::On::Sqlite).await;
    let hosted = format!("https://{}/f/newsletter", shop.host);
    let shops = "https://shop.example/products/run-01";
    let told = [
        (shops, "fr", shops, "fr"),
        ("", "", &hosted, "en"),
        // Not the shop's pages, or not without a query, or in no language of ours.
        ("https://shop.example.evil.example/", "xx", &hosted, "en"),
        ("https://shop.example/?email=a%2540example.org", "", &hosted, "en"),
        ("https://shop.example", "", &hosted, "en"),
    ];
    for (n, (place, language, ..)) in told.iter().enumerate() {
        let place = place.replace("://", "%3A%2F%2F").replace('?', "%3F");
        let body = format!("email=a{n}%40example.org&place={place}&language={language}");
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", &body).await.status, 200);
    }
    let kept = told.map(|(_, _, place, language)| (place.to_owned(), language.to_owned()));
    assert_eq!(house.asked(&shop).await, kept);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_no_address_is_said_and_not_repeated() {
    let (house, shop) = House::with_company(placet_store::testing::On::Sqlite).await;
    let before = house.stored(&shop).await;
    let json = [
        ("host", shop.host),
        ("accept", "application/json"),
        ("content-type", "application/x-www-form-urlencoded"),
    ];
    for body in [
        &b"email=canary"[..],
        b"email=",
        b"",
        b"email=%FF%FEcanary",
        b"email=canary%00%40example.org",
        b"%%%",
    ] {
        let answer = house.send("POST", "/f/newsletter", &json, body).await;
        assert_eq!(
            (answer.status, answer.header("content-type")),
            (400, "application/problem+json"),
            "{body:?}"
        );
        assert!(!answer.text.contains("canary"), "{}", answer.text);
        assert!(matches!(
            house.page(&shop, "POST", "/f/newsletter", "email=x").await.status,
            200 | 400 | 422
        ));
    }
    assert_eq!(house.stored(&shop).await, before);
}
