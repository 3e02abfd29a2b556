//! A person's pages on bad days: pressed twice, fetched ahead, years old, asked ten thousand times, and of a company with a hostile name.

use std::sync::Arc;

use placet_compose::Action;
use placet_core::{Id, Micros};
use placet_permission::Purpose;
use placet_rights::unsubscribed::clear_unsubscribed;
use placet_store::on_both_engines;
use placet_store::testing::On;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use crate::house::{Answer, Company, House};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const ONE_CLICK: &str = "List-Unsubscribe=One-Click";
/// What browsers send when they fetch ahead of a click.
const AHEAD: [(&str, &str); 4] = [
    ("sec-purpose", "prefetch"),
    ("sec-purpose", "prefetch;prerender"),
    ("purpose", "prefetch"),
    ("x-moz", "prefetch"),
];

/// Somebody types an address and confirms it; the message that asked.
async fn subscribed(house: &House, shop: &Company, address: &str) -> Id {
    let body = format!("email={}&choice.personalisation=yes", address.replace('@', "%40"));
    assert_eq!(house.page(shop, "POST", "/f/newsletter", &body).await.status, 200);
    house.work(shop).await;
    let message = *house.messages(shop).await.last().unwrap();
    assert_eq!(house.page(shop, "POST", &shop.link("c", Action::Confirm, message), "").await.status, 200);
    house.work(shop).await;
    house.fresh.clock.advance(Micros::SECOND);
    message
}

/// Every page that a link of this message opens.
fn opened(shop: &Company, message: Id) -> Vec<String> {
    let own = [
        ("c", Action::Confirm),
        ("u", Action::Unsubscribe),
        ("p", Action::Preferences),
        ("r", Action::Renew),
        ("w", Action::Web),
        ("why", Action::Why),
        ("l", Action::Click),
        ("o", Action::Open),
    ];
    own.into_iter().map(|(page, action)| shop.link(page, action, message)).collect()
}

/// Opens a page with further headers.
async fn get(house: &House, shop: &Company, path: &str, more: (&str, &str)) -> Answer {
    house.send("GET", path, &[("host", shop.host), ("accept-language", "en"), more], b"").await
}

on_both_engines! {
    async fn r114_what_is_pressed_twice_at_once_is_done_once_and_answered_twice(on) {
        let (house, shop) = House::with_company(on).await;
        house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
        house.work(&shop).await;
        let message = house.messages(&shop).await[0];
        let said = async || -> Vec<_> { house.said(&shop, Purpose::MARKETING).await.into_iter().map(|(act, _)| act).collect() };
        let (confirm, unsubscribe) = (shop.link("c", Action::Confirm, message), shop.link("u", Action::Unsubscribe, message));
        let press = async || house.page(&shop, "POST", &confirm, "").await;
        let (one, other) = tokio::join!(press(), press());
        assert_eq!((one.status, other.status, press().await.status), (200, 200, 200));
        house.work(&shop).await;
        assert_eq!(said().await, ["requested", "confirmed"]);
        // A mail program that posts twice at once, as from two machines; then two clicks on the button.
        for body in [ONE_CLICK, ""] {
            let press = async || house.page(&shop, "POST", &unsubscribe, body).await;
            let (one, other) = tokio::join!(press(), press());
            assert_eq!((one.status, other.status, press().await.status), (200, 200, 200));
            house.work(&shop).await;
            assert_eq!(said().await, ["requested", "confirmed", "withdrawn", "suppressed"]);
        }
        // The back button: each page says how things stand, and has nothing to press that would change them by mistake.
        let confirm = house.page(&shop, "GET", &confirm, "").await;
        assert!(!confirm.text.contains("Yes, I agree"), "{}", confirm.text);
        let unsubscribe = house.page(&shop, "GET", &unsubscribe, "").await;
        assert!(unsubscribe.status == 200 && unsubscribe.text.contains("You are unsubscribed"), "{}", unsubscribe.text);
    }

    async fn what_a_browser_or_scanner_fetches_ahead_changes_nothing_and_is_no_click(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscribed(&house, &shop, "ana@example.org").await;
        house.page(&shop, "POST", "/f/newsletter", "email=eva%40example.org").await;
        house.work(&shop).await;
        let asked = *house.messages(&shop).await.last().unwrap();
        let before = house.stored(&shop).await;
        for path in opened(&shop, message).into_iter().chain(opened(&shop, asked)) {
            for ahead in AHEAD {
                let status = get(&house, &shop, &path, ahead).await.status;
                assert!(matches!(status, 200 | 302 | 410), "{path}: {status}");
            }
            let head = house.send("HEAD", &path, &[("host", shop.host)], b"").await;
            assert!(head.text.is_empty() && head.status < 500, "{path}: {}", head.status);
        }
        house.work(&shop).await;
        assert_eq!(house.stored(&shop).await, before);
        // The same link followed by a person is a click.
        assert_eq!(house.page(&shop, "GET", &shop.link("l", Action::Click, message), "").await.status, 302);
        house.work(&shop).await;
        assert!(house.stored(&shop).await > before);
    }

    async fn r107_a_link_that_is_years_old_works_or_says_why_it_does_not(on) {
        let (house, shop) = House::with_company(on).await;
        let (ana, eva) = (subscribed(&house, &shop, "ana@example.org").await, subscribed(&house, &shop, "eva@example.org").await);
        let gone = shop.link("u", Action::Unsubscribe, eva);
        assert_eq!(house.page(&shop, "POST", &gone, "").await.status, 200);
        house.work(&shop).await;
        for (days, still) in [(365, true), (365, false)] {
            house.fresh.clock.advance(days * Micros::DAY);
            clear_unsubscribed(house.tenant(&shop), &house.keyring, 100).await.unwrap();
            placet_rights::retention::sweep(house.tenant(&shop)).await.unwrap();
            for path in opened(&shop, ana).into_iter().chain(opened(&shop, eva)) {
                let page = house.page(&shop, "GET", &path, "").await;
                assert!(matches!(page.status, 200 | 302 | 410), "{path}: {}", page.status);
                // What to do instead, and whom to ask.
                let explains = page.text.contains("<p>") && page.text.contains(&format!("news@{}", shop.host));
                assert!(page.status != 410 || explains, "{}", page.text);
            }
            let hers = house.page(&shop, "GET", &shop.link("p", Action::Preferences, ana), "").await;
            assert_eq!(hers.status == 200, still, "thirteen months, R166");
            assert!(still || hers.text.contains("the newest of them has a link that works"), "{}", hers.text);
        }
        for (link, message) in [("", ana), (ONE_CLICK, eva)] {
            let pressed = house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, message), link).await;
            assert_eq!(pressed.status, 410);
        }
        assert_eq!(house.page(&shop, "POST", &gone, ONE_CLICK).await.status, 410);
        assert!(house.suppressed(&shop, "eva@example.org").await, "who left stays away");
    }

    async fn a_flood_on_one_link_is_answered_and_keeps_nobody_from_their_own(on) {
        let (house, shop) = House::with_company(on).await;
        let (ana, bob) = (subscribed(&house, &shop, "ana@example.org").await, subscribed(&house, &shop, "bob@example.org").await);
        let hers = [shop.link("u", Action::Unsubscribe, ana), shop.link("p", Action::Preferences, ana)];
        let house = Arc::new(house);
        let host = shop.host;
        // As many connections at once as a listener of this machine takes without dropping any.
        let (mut flood, free) = (JoinSet::new(), Arc::new(Semaphore::new(512)));
        for n in 0..3_000_usize {
            // The same link spelled in another way is the same link: its last letter by its number.
            let path = match (n % 3, hers[n % 2].split_at(hers[n % 2].len() - 1)) {
                (0, (begin, last)) => format!("{begin}%{:02X}", last.as_bytes()[0]),
                _ => hers[n % 2].clone(),
            };
            let (house, free) = (Arc::clone(&house), Arc::clone(&free));
            let (method, body) = [("GET", ""), ("POST", "choice.marketing=yes")][n / 2 % 2];
            flood.spawn(async move {
                let _one = free.acquire().await;
                house.send(method, &path, &[("host", host), FORM], body.as_bytes()).await
            });
        }
        // In the middle of it.
        let mut answers = Vec::new();
        for _ in 0..300 {
            answers.push(flood.join_next().await.unwrap().unwrap());
        }
        let his = house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, bob), ONE_CLICK).await;
        assert!(his.status == 200 && house.suppressed(&shop, "bob@example.org").await);
        while let Some(answer) = flood.join_next().await {
            answers.push(answer.unwrap());
        }
        let (served, held): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 200);
        assert_eq!((served.len(), held.len()), (4 * 60, 3_000 - 4 * 60), "two links, opened and pressed");
        for answer in held {
            assert_eq!((answer.status, answer.header("retry-after")), (429, "1"), "{}", answer.text);
            assert!(answer.text.contains("Please wait a little"), "people are told in words: {}", answer.text);
        }
        // Opening is not kept from somebody by those who press, and time lets both go on.
        house.fresh.clock.advance(Micros::MINUTE);
        assert_eq!(house.page(&shop, "GET", &hers[0], "").await.status, 200);
        assert_eq!(house.page(&shop, "POST", &hers[0], ONE_CLICK).await.status, 200);
    }

    async fn a_companys_hostile_name_is_text_on_every_page_and_in_its_title(on) {
        let house = House::open(on).await;
        let name = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>";
        let shop = house.company(name, "news.hostile.example").await;
        let message = subscribed(&house, &shop, "ana@example.org").await;
        let mut paths = opened(&shop, message);
        paths.extend(["/", "/f/newsletter", "/cookies", "/notice"].map(str::to_owned));
        for path in paths {
            for language in ["en", "ro", "fr"] {
                let page = get(&house, &shop, &path, ("accept-language", language)).await;
                let lower = page.text.to_lowercase();
                assert!(!lower.contains("<script") && !lower.contains("<img src=x"), "{path}: {}", page.text);
                let title = lower.split("<title>").nth(1).map(|rest| rest.split("</title>").next().unwrap());
                assert!(title.is_none_or(|title| !title.contains('<')), "{path}: {title:?}");
            }
        }
        let ended = house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, message), "").await;
        assert!(ended.text.contains("&lt;script&gt;") && !ended.text.contains("<script"), "{}", ended.text);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_sent_too_often_says_when_to_try_again() {
    let (house, shop) = House::with_company(On::Sqlite).await;
    for _ in 0..20 {
        house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
    }
    let held = house.page(&shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
    assert_eq!((held.status, held.header("retry-after")), (429, "10"));
}
