//! The newsletter form: what it answers tells nothing, and nobody is bothered by it.

use placet_compose::Action;
use placet_core::Micros;
use placet_store::on_both_engines;
use serde_json::json;

use placet_permission::policy::{Policy, Terms, Words};
use placet_permission::{Purpose, duty};
use placet_rights::unconfirmed::forget_unconfirmed;
use placet_rights::unsubscribed::clear_unsubscribed;

use crate::house::{Answer, Company, House};
use crate::imports::imported;

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

/// Forgets what nobody confirmed; how many those were.
async fn forgets(house: &House, shop: &Company) -> usize {
    forget_unconfirmed(house.tenant(shop), &house.keyring, 10).await.unwrap()
}

on_both_engines! {
    async fn r107_a_form_that_somebody_fills_in_meanwhile_takes_nothing_from_the_undo(on) {
        let (house, shop) = House::with_company(on).await;
        let asked = confirms(&house, &shop, "ana@example.org").await;
        let unsubscribe = shop.link("u", Action::Unsubscribe, asked);
        assert_eq!(house.page(&shop, "POST", &unsubscribe, "").await.status, 200);
        house.work(&shop).await;
        house.fresh.clock.advance(Micros::HOUR);
        types(&house, &shop, "ana@example.org").await;
        assert!(house.may_be_written_to(&shop).await.is_some());
        assert_eq!(house.page(&shop, "POST", &format!("{unsubscribe}/undo"), "").await.status, 200);
        assert_eq!(house.may_be_written_to(&shop).await, None);
    }

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
        assert_eq!(house.messages(&shop).await.len(), sent + 2, "who is known or trapped is not written to, who is gone is asked");
    }

    async fn r140_who_unsubscribes_once_more_refuses_what_was_asked_since(on) {
        let (house, shop) = House::with_company(on).await;
        let first = confirms(&house, &shop, "ana@example.org").await;
        let unsubscribe = shop.link("u", Action::Unsubscribe, first);
        assert_eq!(house.page(&shop, "POST", &unsubscribe, "").await.status, 200);
        house.work(&shop).await;
        house.fresh.clock.advance(Micros::HOUR);
        // Somebody types the address, and its owner presses the link of an old mail.
        types(&house, &shop, "ana@example.org").await;
        assert_eq!(house.said(&shop, Purpose::MARKETING).await.last().unwrap().0, "requested");
        let asked = *house.messages(&shop).await.last().unwrap();
        assert_ne!(asked, first);
        assert_eq!(house.page(&shop, "POST", &unsubscribe, "List-Unsubscribe=One-Click").await.status, 200);
        assert_eq!(house.said(&shop, Purpose::MARKETING).await.last().unwrap().0, "refused");
        house.page(&shop, "POST", &shop.link("c", Action::Confirm, asked), "").await;
        assert_eq!(house.said(&shop, Purpose::MARKETING).await.last().unwrap().0, "refused", "the question is over");
        assert!(house.suppressed(&shop, "ana@example.org").await);
    }

    async fn at_most_one_request_to_confirm_in_a_day_and_two_in_thirty_days(on) {
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
        for _ in 0..4 {
            house.fresh.clock.advance(7 * Micros::DAY);
            forgets(&house, &shop).await;
            types(&house, &shop, "ana@example.org").await;
        }
        assert_eq!(requests().await, 2, "though the address was forgotten in between");
        assert!(house.contacts(&shop).await.is_empty(), "who is not asked is not kept");
        house.fresh.clock.advance(Micros::DAY);
        types(&house, &shop, "ana@example.org").await;
        assert_eq!(requests().await, 3, "thirty days after the first of the two");
    }

    async fn r109_an_address_that_unsubscribed_is_taken_back_by_its_owner_alone(on) {
        let (house, shop) = House::with_company(on).await;
        let message = confirms(&house, &shop, "gone@example.org").await;
        let unsubscribe = shop.link("u", Action::Unsubscribe, message);
        let one_click = house.page(&shop, "POST", &unsubscribe, "List-Unsubscribe=One-Click").await;
        assert_eq!(one_click.status, 200);
        let contacts = house.contacts(&shop).await.len();
        let (_, closed) = imported(&house, &shop, json!({}), "email\ngone@example.org\n").await;
        assert_eq!((&closed["rows"], &closed["added"], &closed["without_evidence"]), (&json!(1), &json!(0), &json!(0)));
        assert_eq!(house.contacts(&shop).await.len(), contacts);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await, [message]);

        // After all was cleared away somebody types it: one request to confirm goes out, whoever that was, and nothing else comes of it.
        house.fresh.clock.advance(2 * Micros::DAY);
        clear_unsubscribed(house.tenant(&shop), &house.keyring, 100).await.unwrap();
        assert!(house.contacts(&shop).await.is_empty());
        for _ in 0..3 {
            types(&house, &shop, "gone@example.org").await;
        }
        let asked = *house.messages(&shop).await.last().unwrap();
        assert_eq!(house.messages(&shop).await, [message, asked]);
        assert!(house.suppressed(&shop, "gone@example.org").await);

        let confirm = shop.link("c", Action::Confirm, asked);
        let page = house.page(&shop, "GET", &confirm, "").await.text;
        assert!(page.contains("may send me marketing messages"), "{page}");
        assert_eq!(house.page(&shop, "POST", &confirm, "").await.status, 200);
        house.work(&shop).await;
        assert!(!house.suppressed(&shop, "gone@example.org").await, "the owner of the address has confirmed it");
        let preferences = house.page(&shop, "GET", &shop.link("p", Action::Preferences, asked), "").await.text;
        assert!(preferences.contains(r#"name="choice.marketing" value="yes" checked"#), "{preferences}");
    }

    async fn r109_who_does_not_confirm_stays_unsubscribed_and_is_asked_twice_in_a_month_at_most(on) {
        let (house, shop) = House::with_company(on).await;
        let message = confirms(&house, &shop, "gone@example.org").await;
        house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, message), "").await;
        for _ in 0..29 {
            house.fresh.clock.advance(Micros::DAY);
            clear_unsubscribed(house.tenant(&shop), &house.keyring, 100).await.unwrap();
            types(&house, &shop, "gone@example.org").await;
        }
        let messages = house.messages(&shop).await;
        assert_eq!(messages.len(), 3);
        assert!(house.suppressed(&shop, "gone@example.org").await);
        // The last request can be confirmed for a week, and no longer.
        let late = house.page(&shop, "POST", &shop.link("c", Action::Confirm, messages[2]), "").await;
        assert_eq!(late.status, 410);
        assert!(house.suppressed(&shop, "gone@example.org").await);
    }

    async fn r053_r057_a_purpose_of_the_companys_own_is_asked_in_its_words_and_proven_by_them(on) {
        let (house, shop) = House::with_company(on).await;
        let birthday = Purpose::own(0).unwrap();
        let words = |text: &str| {
            let asked = Words { language: "en".into(), title: "Birthday letters".into(), text: text.into() };
            let mut policy = Policy::default();
            let markets = policy.terms(Purpose::MARKETING).unwrap().clone();
            let notice = "birthdays 1".to_owned();
            policy.purposes.push(Terms { purpose: birthday, title: "Birthdays".into(), notice, words: vec![asked], ..markets });
            policy
        };
        house.rules(&shop, &words("Atlas may write to me on my birthday.")).await;
        let form = house.page(&shop, "GET", "/f/newsletter", "").await.text;
        assert!(form.contains("Atlas may write to me on my birthday."), "{form}");
        let numbers = form.split(r#"name="words" value=""#).nth(1).unwrap().split('"').next().unwrap();

        // While the page is open the company changes its words: what was read counts.
        house.rules(&shop, &words("Atlas may write to me on my birthday and my name day.")).await;
        let typed = format!("email=ana%40example.org&choice.{}=yes&words={}", birthday.name(), numbers.replace(' ', "+"));
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", &typed).await.status, 200);
        house.work(&shop).await;
        let message = *house.messages(&shop).await.last().unwrap();
        house.page(&shop, "POST", &shop.link("c", Action::Confirm, message), "").await;
        let given = house.said(&shop, birthday).await;
        assert_eq!(given, [("requested", "Atlas may write to me on my birthday.".into()), ("confirmed", "Atlas may write to me on my birthday.".into())]);

        let preferences = shop.link("p", Action::Preferences, message);
        let page = house.page(&shop, "GET", &preferences, "").await.text;
        assert!(page.contains("Birthday letters") && page.contains("on my birthday.") && !page.contains("name day"), "what was agreed to: {page}");
        house.page(&shop, "POST", &preferences, "choice.marketing=yes").await;
        let page = house.page(&shop, "GET", &preferences, "").await.text;
        assert!(page.contains("and my name day"), "what would be agreed to now: {page}");
        assert_eq!(house.said(&shop, birthday).await.last().unwrap().0, "withdrawn");

        let never_shown = house.posts_form(&shop, "email=eva%40example.org&words=9999").await;
        assert!(never_shown.status == 400 && never_shown.text.contains(r#""field":"words""#), "{}", never_shown.text);

        // One purpose is given up and another kept: that is no goodbye.
        let kept = house.page(&shop, "POST", &preferences, "choice.own-100=yes").await;
        assert!(kept.status == 200 && !kept.text.contains("unsubscribed"), "{}", kept.text);
        assert!(!house.suppressed(&shop, "ana@example.org").await);
        assert_eq!(house.said(&shop, Purpose::MARKETING).await.last().unwrap().0, "withdrawn");
        assert_eq!(house.said(&shop, birthday).await.last().unwrap().0, "granted");
        // What no message is sent for keeps nobody.
        house.page(&shop, "POST", &preferences, "choice.personalisation=yes").await;
        assert!(house.suppressed(&shop, "ana@example.org").await);

        for unknown in ["own-31", "nonsense", "location"] {
            let body = format!("email=ana%40example.org&choice.{unknown}=yes");
            let answer = house.posts_form(&shop, &body).await;
            assert_eq!(answer.status, 400, "{unknown}");
            assert!(answer.text.contains(r#""field":"choice""#), "{}", answer.text);
        }
    }

    async fn r098_while_the_company_may_not_send_nobody_is_told_of_a_mail_and_nothing_is_kept(on) {
        let (house, shop) = House::with_company(on).await;
        house.duty(&shop, duty::Act::Stopped, "too many complained").await;
        let answer = house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
        assert!(answer.status == 503 && answer.text.contains("nothing that you typed was kept"), "{}", answer.text);
        assert_eq!(house.page(&shop, "GET", "/f/newsletter", "").await.status, 503, "nobody is asked to type");
        house.duty(&shop, duty::Act::Resumed, "it was looked into").await;
        house.work(&shop).await;
        assert!(house.messages(&shop).await.is_empty(), "nothing was kept");
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await.status, 200);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), 1);
    }

    async fn r138_a_request_is_reminded_of_once_and_the_address_vanishes_after_a_week(on) {
        let (house, shop) = House::with_company(on).await;
        confirms(&house, &shop, "ana@example.org").await;
        house.fresh.clock.advance(Micros::SECOND);
        types(&house, &shop, "typo@example.org").await;
        let (first, count) = (*house.messages(&shop).await.last().unwrap(), house.messages(&shop).await.len());
        house.fresh.clock.advance(3 * Micros::DAY - Micros::MINUTE);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), count);
        house.fresh.clock.advance(Micros::MINUTE);
        house.work(&shop).await;
        let sent = house.messages(&shop).await;
        assert_eq!(sent.len(), count + 1, "who has confirmed is not reminded");
        let links = [first, sent[count]].map(|message| shop.link("c", Action::Confirm, message));
        for link in &links {
            assert!(house.page(&shop, "GET", link, "").await.text.contains("may send me marketing messages"));
        }
        house.fresh.clock.advance(4 * Micros::DAY - 1);
        house.work(&shop).await;
        assert_eq!((house.messages(&shop).await.len(), forgets(&house, &shop).await), (count + 1, 0), "one reminder, and the last moment");
        house.fresh.clock.advance(1);
        assert_eq!((forgets(&house, &shop).await, forgets(&house, &shop).await), (1, 0));
        assert_eq!(house.contacts(&shop).await.len(), 1, "a yes is kept");
        let last = house.said(&shop, Purpose::PERSONALISATION).await.pop().unwrap();
        assert_eq!(last.0, "expired", "the ledger keeps that nobody answered");
        for link in &links {
            for method in ["GET", "POST"] {
                assert_eq!(house.page(&shop, method, link, "").await.status, 410);
            }
        }
        types(&house, &shop, "typo@example.org").await;
        assert_eq!((house.contacts(&shop).await.len(), house.messages(&shop).await.len()), (2, count + 2), "and may be typed anew");
    }

    async fn r138_who_asks_anew_has_another_week_and_one_reminder_after_it(on) {
        let (house, shop) = House::with_company(on).await;
        types(&house, &shop, "ana@example.org").await;
        house.fresh.clock.advance(2 * Micros::DAY);
        types(&house, &shop, "ana@example.org").await;
        assert_eq!(house.messages(&shop).await.len(), 2);
        house.fresh.clock.advance(3 * Micros::DAY - 1);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), 2, "not after the first");
        house.fresh.clock.advance(1);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), 3);
        house.fresh.clock.advance(2 * Micros::DAY);
        assert_eq!(forgets(&house, &shop).await, 0, "a week after the first");
        house.work(&shop).await;
        house.fresh.clock.advance(2 * Micros::DAY);
        assert_eq!((forgets(&house, &shop).await, house.messages(&shop).await.len()), (1, 3));
    }

    async fn r109_nobody_is_reminded_who_unsubscribed_once(on) {
        let (house, shop) = House::with_company(on).await;
        let message = confirms(&house, &shop, "gone@example.org").await;
        house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, message), "").await;
        house.work(&shop).await;
        house.fresh.clock.advance(2 * Micros::DAY);
        clear_unsubscribed(house.tenant(&shop), &house.keyring, 100).await.unwrap();
        types(&house, &shop, "gone@example.org").await;
        assert_eq!(house.messages(&shop).await.len(), 2, "whoever typed it, its owner is asked once");
        house.fresh.clock.advance(3 * Micros::DAY);
        house.work(&shop).await;
        assert_eq!(house.messages(&shop).await.len(), 2);
        house.fresh.clock.advance(4 * Micros::DAY);
        assert_eq!(forgets(&house, &shop).await, 1);
        assert!(house.suppressed(&shop, "gone@example.org").await);
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
    let submit = async |n: usize| house.posts_form(&shop, &format!("email=a{n}%40example.org")).await;
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_sends_what_cannot_be_taken_says_so_to_people_as_a_page_and_to_its_maker_by_the_field() {
    let (house, shop) = House::with_company(placet_store::testing::On::Sqlite).await;
    for (field, wrong) in [("country", "country=Atlantis"), ("choice", "choice.everything=yes")] {
        let body = format!("email=ana%40example.org&{wrong}");
        let person = house.page(&shop, "POST", "/f/newsletter", &body).await;
        assert_eq!(person.status, 400);
        assert!(
            person.text.contains("This form does not work")
                && person.header("content-type").starts_with("text/html")
        );
        let maker = house.posts_form(&shop, &body).await;
        assert!(
            maker.status == 400 && maker.text.contains(&format!("\"field\":\"{field}\"")),
            "{}",
            maker.text
        );
    }
    house.work(&shop).await;
    assert_eq!(house.messages(&shop).await.len(), 0);
}
