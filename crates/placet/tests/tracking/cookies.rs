//! The three cookies of a browser (R059–R069), as a browser would keep them and bring them back.

use std::collections::BTreeMap;

use placet_compose::Action;
use placet_core::Micros;
use placet_store::inventory::{self, SetBy};
use placet_store::on_both_engines;
use serde_json::json;

use crate::house::{Answer, Company, House};

/// A browser: it keeps what hosts set and brings it back to them alone.
#[derive(Default)]
struct Browser {
    jar: BTreeMap<String, BTreeMap<String, String>>,
}

impl Browser {
    async fn post(&mut self, house: &House, host: &str, path: &str, body: &str) -> Answer {
        let jar = self.jar.entry(host.to_owned()).or_default();
        let cookies: Vec<String> = jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let cookies = cookies.join("; ");
        let form = match body.starts_with('{') {
            true => "text/plain",
            false => "application/x-www-form-urlencoded",
        };
        let headers = [("host", host), ("cookie", cookies.as_str()), ("content-type", form)];
        let answer = house.send("POST", path, &headers, body.as_bytes()).await;
        for line in answer.headers.get_all("set-cookie") {
            let line = line.to_str().unwrap();
            let (pair, attributes) = line.split_once("; ").unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            assert!(name.starts_with("__Host-placet-"), "{line}");
            for wanted in ["Path=/", "Secure", "HttpOnly", "SameSite=Lax"] {
                assert!(attributes.contains(wanted), "{line}");
            }
            let seconds: i64 =
                attributes.split("Max-Age=").nth(1).unwrap().split(';').next().unwrap().parse().unwrap();
            assert!(seconds <= 395 * 86_400, "R062, C10: at most 13 months: {line}");
            match seconds {
                0 => jar.remove(name),
                _ => jar.insert(name.to_owned(), value.to_owned()),
            };
        }
        answer
    }

    async fn choose(&mut self, house: &House, shop: &Company, granted: bool) {
        let choice = json!({ "writeKey": shop.write_key, "granted": granted, "place": "https://shop.example/?q=1", "language": "en" });
        let answer = self.post(house, shop.host, "/v1/consent", &choice.to_string()).await;
        assert!(answer.is_success(), "{answer:?}");
    }

    async fn view(&mut self, house: &House, shop: &Company, message: &str) -> Answer {
        let event = json!({ "type": "track", "event": "Product Viewed", "messageId": message, "properties": { "product_id": "p1" } });
        let body = json!({ "writeKey": shop.write_key, "batch": [event] });
        self.post(house, shop.host, "/v1/b", &body.to_string()).await
    }

    fn kept(&self, shop: &Company) -> usize {
        self.jar.get(shop.host).map_or(0, BTreeMap::len)
    }
}

on_both_engines! {
    async fn r059_a_yes_sets_three_cookies_and_events_need_name_nobody(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        assert_eq!(browser.kept(&shop), 3);
        assert!(browser.view(&house, &shop, "m-1").await.is_success());
        assert_eq!(house.fold(&shop).await.events, 1);

        let mut another = Browser::default();
        another.choose(&house, &shop, true).await;
        another.view(&house, &shop, "m-2").await;
        house.fold(&shop).await;
        let events = house.events(&shop).await;
        assert_ne!(events[0].stream, events[1].stream, "two browsers are two devices");
    }

    async fn r069_what_cookies_hold_is_sealed_and_a_changed_one_is_nobody(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        browser.view(&house, &shop, "m-1").await;
        house.fold(&shop).await;
        let before = browser.jar.clone();
        let jar = browser.jar.get_mut(shop.host).unwrap();
        let id = jar.get_mut("__Host-placet-id").unwrap();
        let other = if id[20..].starts_with('A') { "B" } else { "A" };
        id.replace_range(20..21, other);
        browser.view(&house, &shop, "m-2").await;
        let swapped = before[shop.host]["__Host-placet-seen"].clone();
        browser.jar.clone_from(&before);
        browser.jar.get_mut(shop.host).unwrap().insert("__Host-placet-term".to_owned(), swapped);
        browser.view(&house, &shop, "m-3").await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.counted(&shop, "refused:names_nobody").await, 2);
    }

    async fn r001_no_cookie_of_one_company_counts_at_another(on) {
        let (house, shop) = House::with_company(on).await;
        let other = house.company("Other", "data.other.example").await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        let before = house.stored(&shop).await;
        let carried = browser.jar[shop.host].clone();
        browser.jar.insert(other.host.to_owned(), carried);
        browser.view(&house, &other, "m-1").await;
        // Nor does another company's key at this company's host.
        let event = json!({ "writeKey": other.write_key, "batch": [{ "type": "track", "event": "Product Viewed", "messageId": "m-2" }] });
        browser.post(&house, shop.host, "/v1/b", &event.to_string()).await;
        assert_eq!(house.fold(&other).await.events, 0);
        assert_eq!(house.counted(&other, "refused:names_nobody").await, 2);
        assert_eq!(house.stored(&shop).await, before);
    }

    async fn r063_c16_a_no_without_a_yes_before_it_sets_nothing_and_stores_nothing(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, false).await;
        let answer = browser.view(&house, &shop, "m-1").await;
        assert_eq!(answer.status, 200, "{answer:?}");
        house.fold(&shop).await;
        assert_eq!((browser.kept(&shop), house.stored(&shop).await), (0, before));
    }

    async fn r050_a_no_in_mid_session_ends_the_cookies_and_is_written_down(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        browser.view(&house, &shop, "m-1").await;
        house.fold(&shop).await;
        let carried = browser.jar.clone();
        browser.choose(&house, &shop, false).await;
        assert_eq!(browser.kept(&shop), 0);
        // Cookies that a tampered browser kept all the same are of a device that said no.
        browser.jar = carried;
        browser.view(&house, &shop, "m-2").await;
        assert_eq!(house.fold(&shop).await.events, 0);
        assert_eq!(house.counted(&shop, "refused:no_consent").await, 1);
    }

    async fn r068_who_deletes_the_cookies_is_somebody_new_after_the_next_yes(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        browser.view(&house, &shop, "m-1").await;
        browser.jar.clear();
        browser.view(&house, &shop, "m-2").await;
        browser.choose(&house, &shop, true).await;
        browser.view(&house, &shop, "m-3").await;
        house.fold(&shop).await;
        let streams: Vec<i64> = house.events(&shop).await.iter().map(|event| event.stream).collect();
        assert_eq!(streams.len(), 2);
        assert_ne!(streams[0], streams[1]);
    }

    async fn c10_the_term_is_set_with_the_yes_and_ends_by_itself(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        let first = browser.jar[shop.host].clone();
        house.fresh.clock.advance(200 * Micros::DAY);
        browser.view(&house, &shop, "m-1").await;
        house.fold(&shop).await;
        let later = browser.jar[shop.host].clone();
        assert_ne!(first["__Host-placet-seen"], later["__Host-placet-seen"], "the last access moves");
        assert_eq!(first["__Host-placet-term"], later["__Host-placet-term"], "the term does not");
        house.fresh.clock.advance(200 * Micros::DAY);
        browser.view(&house, &shop, "m-2").await;
        house.fold(&shop).await;
        assert_eq!(house.events(&shop).await.len(), 1, "a browser past its term is nobody");
    }

    async fn r056_the_form_joins_the_browser_that_typed(on) {
        let (house, shop) = House::with_company(on).await;
        let mut browser = Browser::default();
        browser.choose(&house, &shop, true).await;
        browser.view(&house, &shop, "m-1").await;
        house.fold(&shop).await;
        let stream = house.events(&shop).await[0].stream;
        let sent = browser.post(&house, shop.host, "/f/newsletter", "email=ana%40example.org").await;
        assert_eq!(sent.status, 200, "{sent:?}");
        house.work(&shop).await;
        let link = shop.link("c", Action::Confirm, house.messages(&shop).await[0]);
        assert_eq!(house.page(&shop, "POST", &link, "").await.status, 200);
        house.work(&shop).await;
        assert!(house.profile(&shop, stream).await.is_some(), "the device belongs to the person who confirmed");
    }

    async fn r063_a_page_of_another_site_speaks_for_no_browser(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        let choice = json!({ "writeKey": shop.write_key, "granted": true }).to_string();
        let headers = [("host", shop.host), ("sec-fetch-site", "cross-site"), ("origin", "https://hostile.example")];
        let answer = house.send("POST", "/v1/consent", &headers, choice.as_bytes()).await;
        assert_eq!(answer.status, 400, "{answer:?}");
        assert!(answer.text.contains("anonymousId") && answer.header("set-cookie").is_empty(), "{answer:?}");
        assert_eq!(house.stored(&shop).await, before);
    }

    async fn a_server_key_speaks_for_no_browser_and_a_key_may_stand_in_the_query(on) {
        let (house, shop) = House::with_company(on).await;
        let before = house.stored(&shop).await;
        let answer = house.post(&shop.server_key, "/v1/consent", r#"{"granted":true}"#).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (400, ""), "{answer:?}");
        assert_eq!(house.stored(&shop).await, before);
        let path = format!("/v1/consent?writeKey={}", shop.write_key);
        let answer = house.send("POST", &path, &[("host", shop.host)], br#"{"granted":true}"#).await;
        assert!(answer.is_success(), "{answer:?}");
    }

    async fn c16_a_form_keeps_nothing_of_a_device_that_said_no(on) {
        let (house, shop) = House::with_company(on).await;
        house.choose(&shop, "dev-no", false).await;
        let sent = house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org&device=dev-no").await;
        assert_eq!(sent.status, 200, "{sent:?}");
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), 1, "the request to confirm goes out all the same");
        assert!(!house.remembers(&shop, "dev-no").await);
    }

    async fn r066_the_public_table_names_every_cookie_with_supplier_purpose_and_term(on) {
        let (house, shop) = House::with_company(on).await;
        for language in ["en", "ro", "fr"] {
            let asked = [("host", shop.host), ("accept-language", language)];
            let page = house.send("GET", "/cookies", &asked, b"").await;
            assert_eq!(page.status, 200);
            for cookie in inventory::COOKIES {
                let (_, rest) = page.text.split_once(&format!("<code>{}</code>", cookie.name)).unwrap();
                let (card, _) = rest.split_once("</section>").unwrap();
                assert!(card.contains(&cookie.days.to_string()), "its term: {card}");
                assert_eq!(card.matches("<dt>").count(), 4, "purpose, supplier, term, third party: {card}");
                let by_us = cookie.set_by == SetBy::Tracker;
                assert_eq!(card.contains(&format!("({})", shop.host)), by_us, "whose it is: {card}");
            }
            assert_eq!(page.text.matches("<code>").count(), inventory::COOKIES.len());
        }
    }
}
