//! Opening an address changes nothing: previews, prefetching and scanners of mails open every link there is.

use std::collections::BTreeSet;

use placet_compose::Action;
use placet_core::{Id, Kind, Micros};
use placet_store::on_both_engines;
use placet_store::testing::rows;

use crate::house::{Company, House};

/// Every address that stands in a mail, and every one that a page of them posts to.
fn of_message(shop: &Company, message: Id) -> Vec<String> {
    let link = |page: &str, action| shop.link(page, action, message);
    let (unsubscribe, preferences) = (link("u", Action::Unsubscribe), link("p", Action::Preferences));
    let acts = ["/undo", "/everywhere", "/everywhere/undo"].map(|act| format!("{unsubscribe}{act}"));
    let mut all = vec![
        link("c", Action::Confirm),
        link("r", Action::Renew),
        format!("{}/no", link("r", Action::Renew)),
        link("w", Action::Web),
        link("why", Action::Why),
        format!("{}/receipts", link("why", Action::Why)),
        link("l", Action::Click),
        link("o", Action::Open),
        format!("{preferences}/everything"),
        preferences,
        unsubscribe,
    ];
    all.extend(acts);
    all
}

/// Everything else that can be opened at a tenant's host.
const ANYBODYS: [&str; 19] = [
    "/",
    "/cookies",
    "/notice",
    "/notice/1",
    "/notice/2",
    "/.well-known/gpc.json",
    "/brand/logo-0000000000000000.png",
    "/assets/page-0000000000000000-ffee00.css",
    "/f/newsletter",
    "/f/newsletter?device=d-1&email=eva%40example.org&choice.marketing=yes",
    "/sdk/v1/placet.js",
    "/sdk/v1/banner.js",
    "/v1/track",
    "/v1/consent",
    "/v1/imports",
    "/v1/imports/attestation",
    "/v1/nothing",
    "/healthz",
    "/readyz",
];

/// One who was asked and has not answered, one who agreed, and one who had enough.
async fn three(house: &House, shop: &Company) -> Vec<Id> {
    for address in ["asked", "agreed", "gone"] {
        let body = format!("email={address}%40example.org&choice.personalisation=yes");
        assert_eq!(house.page(shop, "POST", "/f/newsletter", &body).await.status, 200);
        house.work(shop).await;
        house.fresh.clock.advance(Micros::SECOND);
    }
    let messages = house.messages(shop).await;
    for confirmed in &messages[1..] {
        assert_eq!(
            house.page(shop, "POST", &shop.link("c", Action::Confirm, *confirmed), "").await.status,
            200
        );
    }
    assert_eq!(
        house.page(shop, "POST", &shop.link("u", Action::Unsubscribe, messages[2]), "").await.status,
        200
    );
    house.work(shop).await;
    messages
}

on_both_engines! {
    async fn who_opens_every_address_there_is_changes_nothing(on) {
        let (house, shop) = House::with_company(on).await;
        let messages = three(&house, &shop).await;
        let before = rows(&house.fresh.store).await.unwrap();
        let events = house.events(&shop).await.len();

        let mut addresses: Vec<String> = ANYBODYS.map(str::to_owned).to_vec();
        addresses.extend(messages.iter().flat_map(|message| of_message(&shop, *message)));
        for address in &addresses {
            for method in ["HEAD", "GET", "OPTIONS", "GET"] {
                let told = format!("{address}{}language=fr", if address.contains('?') { "&" } else { "?" });
                for address in [address, &told] {
                    let answer = house.page(&shop, method, address, "").await;
                    assert!(answer.status < 500, "{method} {address}: {}", answer.status);
                }
            }
        }

        let after = rows(&house.fresh.store).await.unwrap();
        let changed: BTreeSet<&str> =
            after.iter().filter(|(table, rows)| before[*table] != **rows).map(|(table, _)| table.as_str()).collect();
        let observed = BTreeSet::from(["counter", "inbox", "work"]);
        assert!(changed.is_subset(&observed) && changed.contains("inbox"), "{changed:?}");

        // What was observed is that links were followed, and no more comes of it.
        house.work(&shop).await;
        let all = house.events(&shop).await;
        assert!(all.len() > events && all[events..].iter().all(|event| event.kind == Kind::LINK_CLICKED), "{all:?}");
        let after = rows(&house.fresh.store).await.unwrap();
        for table in ["consent", "consent_entry", "contact", "instance", "message", "suppression"] {
            assert_eq!(after[table], before[table], "{table}");
        }
        let confirm = house.page(&shop, "GET", &shop.link("c", Action::Confirm, messages[0]), "").await;
        assert!(confirm.text.contains("Yes, I agree"), "the question stands as before: {}", confirm.text);
    }

    async fn a_page_is_read_in_the_language_of_its_person_and_in_any_other_that_they_choose(on) {
        let (house, shop) = House::with_company(on).await;
        let messages = three(&house, &shop).await;
        let preferences = shop.link("p", Action::Preferences, messages[1]);
        // The form was English, and whatever this browser prefers, so is what comes of it.
        let headers = [("host", shop.host), ("accept-language", "ro")];
        let page = house.send("GET", &preferences, &headers, b"").await.text;
        assert!(page.contains("<html lang=\"en\">"), "{page}");
        let french = format!("{preferences}?language=fr");
        assert!(page.contains(&format!("<a href=\"{french}\" lang=\"fr\" hreflang=\"fr\">Français</a>")), "{page}");

        let page = house.page(&shop, "GET", &french, "").await.text;
        assert!(page.contains("<html lang=\"fr\">") && page.contains(&format!("action=\"{french}\"")), "{page}");
        assert!(page.contains("peut savoir quand j’ouvre"), "what one would agree to, in French: {page}");
        let words = page.split("name=\"words\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap();
        let body = format!("words={}&choice.marketing=yes&choice.open_tracking=yes", words.replace(' ', "+"));
        let saved = house.page(&shop, "POST", &french, &body).await.text;
        assert!(saved.contains("<html lang=\"fr\">"), "{saved}");
        let asked = house.asked(&shop).await;
        assert!(asked.iter().all(|(_, language)| language == "en"), "{asked:?}");
        let said = house.said(&shop, placet_permission::Purpose::OPEN_TRACKING).await;
        assert!(said.last().unwrap().1.contains("peut savoir quand j’ouvre"), "the proof is in French: {said:?}");

        let form = house.page(&shop, "GET", "/f/newsletter?device=d-1&language=ro", "").await.text;
        assert!(form.contains("<html lang=\"ro\">") && form.contains("action=\"/f/newsletter?language=ro\""), "{form}");
        assert!(form.contains("href=\"/f/newsletter?device=d-1&amp;language=fr\""), "the device goes along: {form}");
        let odd = house.page(&shop, "GET", "/f/newsletter?device=%22%3E%3Cb%3E&language=%22x", "").await;
        assert!(odd.status == 200 && !odd.text.contains("<b>"), "{}", odd.text);
    }
}
