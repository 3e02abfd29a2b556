//! The banner of a company: what it asks, what is kept of a yes to it, when everybody is asked anew, and what is counted.

use placet_access::Role;
use placet_core::Micros;
use placet_permission::Purpose;
use placet_store::on_both_engines;
use serde_json::{Value, json};

use crate::house::{Answer, Company, House};
use crate::rules::{Desk, field};

/// What the script tells of the company.
async fn notice(house: &House, shop: &Company) -> Value {
    let answer = house.page(shop, "GET", "/sdk/v1/banner.js", "").await;
    assert_eq!(answer.status, 200);
    let (first, _) = answer.text.split_once(";\n").unwrap();
    serde_json::from_str(first.strip_prefix("var placetNotice=").unwrap()).unwrap()
}

/// Changes the banner, and asks anew if `anew`.
async fn change(desk: &Desk<'_>, asks: &Value, anew: bool) -> Answer {
    let (_, tag) = desk.look("banner").await;
    let body = json!({ "asks": asks, "ask_anew": anew, "reason": "counsel looked at the words" });
    desk.write("PUT", "banner", &tag, &body).await
}

/// Changes it as it should be; the question that is put then.
async fn changed(desk: &Desk<'_>, asks: &Value, anew: bool) -> u64 {
    let answer = change(desk, asks, anew).await;
    assert_eq!(answer.status, 200, "{answer:?}");
    serde_json::from_str::<Value>(&answer.text).unwrap()["question"].as_u64().unwrap()
}

/// A device answers the banner.
async fn answers(house: &House, shop: &Company, device: &str, rest: &Value) -> Answer {
    let mut body = json!({ "anonymousId": device, "place": "https://shop.example/", "language": "en" });
    body.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    house.post(&shop.write_key, "/v1/consent", body.to_string()).await
}

/// Tells refusals with a key.
async fn refusals(house: &House, key: &str, body: &Value) -> Answer {
    let (key, body) = (format!("Bearer {key}"), body.to_string());
    let headers = [("authorization", key.as_str()), ("content-type", "application/json")];
    house.send("POST", "/v1/consent/refusals", &headers, body.as_bytes()).await
}

const WORDS: &str = "Atlas may remember on this device what you look at, so that its mails fit you.";

fn asks() -> Value {
    json!({
        "cookie_policy": "https://shop.example/cookies", "performance": true, "consent_mode": true,
        "words": [{ "language": "en", "title": "May we?", "text": "</script><b>Yes</b>, and:", "performance": "We count visits ourselves." }],
        "tracking": [{ "language": "en", "title": "Your visits", "text": WORDS }],
    })
}

on_both_engines! {
    async fn r057_r065_a_company_asks_in_its_own_words_and_a_yes_keeps_those_that_were_shown(on) {
        let (house, shop) = House::with_company(on).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let ours = notice(&house, &shop).await;
        assert_eq!(ours["question"], 1);
        assert_eq!(ours["asks"], json!(["advertising"]), "nothing of ours needs a yes to performance");
        assert_eq!(ours["consentMode"], false);
        assert!(ours["policy"].as_str().unwrap().ends_with("/cookies"));
        assert_eq!(ours["words"]["en"].as_object().unwrap().keys().collect::<Vec<_>>(), ["number"], "the rest is the banner's own");
        let first = ours["words"]["en"]["number"].as_i64().unwrap();

        assert_eq!(changed(&desk, &json!({ "performance": true }), false).await, 2);
        assert_eq!(changed(&desk, &asks(), false).await, 2, "other words alone ask nobody anew");
        let told = notice(&house, &shop).await;
        let english = &told["words"]["en"];
        assert_eq!(english["advertising"], json!({ "name": "Your visits", "text": WORDS }));
        assert_eq!((&english["title"], &english["performance"]), (&json!("May we?"), &json!("We count visits ourselves.")));
        assert_eq!(english["text"], "</script><b>Yes</b>, and:");
        assert_eq!((&told["policy"], &told["consentMode"]), (&json!("https://shop.example/cookies"), &json!(true)));
        let script = house.page(&shop, "GET", "/sdk/v1/banner.js", "").await;
        assert!(!script.text.split_once(";\n").unwrap().0.contains('<'), "written into a page it ends no element");
        let second = english["number"].as_i64().unwrap();
        assert_ne!(first, second);
        assert!(told["words"]["fr"].get("advertising").is_none(), "in a language it wrote nothing of, ours stand");

        // A copy of before still shows what it showed, and says so.
        for (device, words) in [("old-copy", first), ("new-copy", second)] {
            let yes = json!({ "granted": true, "words": words, "notice": "1" });
            assert!(answers(&house, &shop, device, &yes).await.is_success());
        }
        let said: Vec<String> = house.said(&shop, Purpose::TRACKING).await.into_iter().map(|(_, words)| words).collect();
        assert!(said[0].contains("may recognise this device"), "{said:?}");
        assert_eq!(said[1], WORDS);

        let unknown = answers(&house, &shop, "dev-3", &json!({ "granted": true, "words": 77 })).await;
        assert_eq!(unknown.status, 400, "{unknown:?}");
        assert!(unknown.text.contains("words"), "{unknown:?}");
        assert!(!house.remembers(&shop, "dev-3").await);
        assert!(answers(&house, &shop, "new-copy", &json!({ "granted": false, "words": 77 })).await.is_success(), "a no is taken whatever it names");
        assert_eq!(house.said(&shop, Purpose::TRACKING).await.last().unwrap().0, "withdrawn");
    }

    async fn r063_everybody_is_asked_anew_when_more_is_asked_for_and_only_then(on) {
        let (house, shop) = House::with_company(on).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let without = |field: &str, value: Value| { let mut asks = asks(); asks[field] = value; asks };
        assert_eq!(changed(&desk, &without("performance", json!(false)), false).await, 1, "asking for less");
        assert_eq!(notice(&house, &shop).await["asks"], json!(["advertising"]));
        assert_eq!(changed(&desk, &asks(), false).await, 2, "a category more, though nobody said so");
        assert_eq!(changed(&desk, &without("cookie_policy", json!("")), false).await, 2);
        assert_eq!(changed(&desk, &asks(), true).await, 3, "words that ask for more: a member says so");

        // What tracking is used for is edited with the purposes.
        for (name, value, question) in [
            ("recipients", json!(["Metrics Ltd"]), 4), ("recipients", json!([]), 4), ("term_days", json!(100), 4),
            ("term_days", json!(200), 5), ("categories", json!(["behaviour"]), 5), ("categories", json!(["behaviour", "orders"]), 6),
            ("active", json!(false), 6), ("active", json!(true), 7),
        ] {
            let (mut terms, tag) = desk.terms("tracking").await;
            terms[name] = value;
            let answer = desk.write("PUT", "purposes/tracking", &tag, &json!({ "terms": terms, "reason": "a test of what is wider" })).await;
            assert_eq!(answer.status, 200, "{answer:?}");
            let told = notice(&house, &shop).await;
            assert_eq!(told["question"], question, "{name}");
            assert_eq!(told["asks"].as_array().unwrap().len(), if terms["active"] == json!(false) { 1 } else { 2 });
        }
    }

    async fn r066_r076_the_shops_own_cookies_stand_in_the_public_table_and_a_new_one_asks_anew(on) {
        let (house, shop) = House::with_company(on).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let table = async || house.page(&shop, "GET", "/cookies", "").await.text;
        assert!(table().await.contains("None."), "nothing of ours counts visits");
        let cookie = |name: &str, category: &str, days: Value| json!({
            "name": name, "supplier": "Metrics <b>Ltd</b>", "purpose": "Counts visits", "category": category,
            "days": days, "policy": "https://metrics.example/privacy",
        });
        let with = |cookies: Value| { let mut asks = asks(); asks["cookies"] = cookies; asks };
        changed(&desk, &json!({ "performance": true }), false).await;
        assert_eq!(changed(&desk, &with(json!([cookie("basket", "necessary", json!(null))])), false).await, 2, "what needs no yes asks nobody");
        let metrics = |days| with(json!([cookie("_metrics", "performance", json!(days)), cookie("basket", "necessary", json!(null))]));
        assert_eq!(changed(&desk, &metrics(30), false).await, 3);
        assert_eq!(changed(&desk, &metrics(20), false).await, 3, "for a shorter time");
        assert_eq!(changed(&desk, &metrics(90), false).await, 4, "for a longer one");
        let others = notice(&house, &shop).await["others"].clone();
        assert_eq!(others, json!({ "performance": ["Metrics <b>Ltd</b>"], "advertising": [] }), "the banner names who else gets data");
        let told = house.page(&shop, "GET", "/notice", "").await.text;
        assert!(told.contains("Metrics &lt;b&gt;Ltd"), "and so does the notice");
        let page = table().await;
        for text in ["_metrics", "Metrics &lt;b&gt;Ltd", "Counts visits", "90 days", "https://metrics.example/privacy", "Until the browser is closed", "cookie-choices"] {
            assert!(page.contains(text), "{text}: {page}");
        }
        assert!(!page.contains("None.") && page.contains("and no others"));

        for (wrong, field_of) in [
            (cookie("", "performance", json!(1)), "asks.cookies[0].name"), (cookie("x", "performance", json!(397)), "asks.cookies[0].days"),
            (json!({ "name": "x", "supplier": "y", "purpose": "z", "category": "necessary", "policy": "javascript:1" }), "asks.cookies[0].policy"),
        ] {
            assert_eq!(field(&change(&desk, &with(json!([wrong])), false).await), field_of);
        }
    }

    async fn r065_what_a_banner_may_not_be_is_refused_by_the_name_of_its_field(on) {
        let (house, shop) = House::with_company(on).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        let words = |words: Value| json!([words]);
        let long = "x".repeat(301);
        for (name, value, wrong) in [
            ("cookie_policy", json!("javascript:alert(1)"), "asks.cookie_policy"),
            ("cookie_policy", json!("//evil.example"), "asks.cookie_policy"),
            ("words", words(json!({ "language": "de", "title": "Dürfen wir?", "text": "Ja heißt:" })), "asks.words"),
            ("words", words(json!({ "language": "en", "title": "", "text": "Yes, and:" })), "asks.words"),
            ("words", words(json!({ "language": "en", "title": "May we?", "text": long })), "asks.words"),
            ("words", words(json!({ "language": "en", "title": "May we?", "text": "Yes:", "performance": "short" })), "asks.words"),
            ("tracking", words(json!({ "language": "en", "title": "Visits", "text": "short" })), "asks.tracking"),
        ] {
            let mut asks = asks();
            asks[name] = value;
            assert_eq!(field(&change(&desk, &asks, false).await), wrong);
        }
        let (_, tag) = desk.look("banner").await;
        let silent = desk.write("PUT", "banner", &tag, &json!({ "asks": asks(), "reason": " " })).await;
        assert_eq!(field(&silent), "reason");
        let stale = desk.write("PUT", "banner", "\"77\"", &json!({ "asks": asks(), "reason": "counsel looked at the words" })).await;
        assert_eq!(stale.status, 412);
        assert_eq!(notice(&house, &shop).await["question"], 1);
        let analyst = Desk::of(&house, &shop, Role::Marketer).await;
        assert_eq!(change(&analyst, &asks(), false).await.status, 403);
    }

    async fn c16_answers_are_counted_by_day_and_question_and_a_refusal_is_nothing_but_a_number(on) {
        let (house, shop) = House::with_company(on).await;
        let desk = Desk::of(&house, &shop, Role::PrivacyOfficer).await;
        changed(&desk, &asks(), true).await;
        for (device, granted, question) in [("a", true, "2"), ("b", true, "1"), ("c", true, "99"), ("a", false, "2"), ("d", false, "2")] {
            assert!(answers(&house, &shop, device, &json!({ "granted": granted, "notice": question })).await.is_success());
        }
        let before = house.stored(&shop).await;
        assert_eq!(refusals(&house, &shop.server_key, &json!({ "notice": "2" })).await.status, 204);
        assert_eq!(refusals(&house, &shop.server_key, &json!({ "notice": "2", "count": 40 })).await.status, 204);
        assert_eq!(house.stored(&shop).await, before, "nothing of anybody");
        house.fresh.clock.advance(Micros::DAY);
        assert_eq!(refusals(&house, &shop.server_key, &json!({ "notice": "my own", "count": 5 })).await.status, 204);

        for (body, wrong) in [(json!({ "notice": "2", "count": 0 }), "count"), (json!({ "notice": "2", "count": 1_000_001 }), "count"), (json!({ "count": 1 }), "notice")] {
            assert_eq!(field(&refusals(&house, &shop.server_key, &body).await), wrong);
        }
        assert_eq!(refusals(&house, &shop.write_key, &json!({ "notice": "2" })).await.status, 401, "a key that stands in a page counts nothing");
        assert_eq!(refusals(&house, "sk_none", &json!({ "notice": "2" })).await.status, 401);

        house.counted(&shop, "").await;
        let told = Desk::of(&house, &shop, Role::Owner).await.read("banner").await;
        let rows: Vec<_> = told["answers"].as_array().unwrap().iter().map(|row| {
            (row["answer"].as_str().unwrap().to_owned(), row["question"].as_u64().unwrap(), row["n"].as_i64().unwrap())
        }).collect();
        let row = |answer: &str, question, n| (answer.to_owned(), question, n);
        // The totals in memory are added when they are flushed, which is on the second day.
        let mut expected = vec![row("no", 2, 41), row("no", 0, 5), row("taken_back", 2, 1), row("yes", 0, 1), row("yes", 1, 1), row("yes", 2, 1)];
        let mut found = rows.clone();
        expected.sort();
        found.sort();
        assert_eq!(found, expected);
        assert_eq!(told["answers"][0]["n"], 41, "the oldest day first");
    }
}
