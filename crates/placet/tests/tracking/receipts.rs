//! What a person ever agreed to and refused, as a file; and the notice as it stood on the day.

use placet_compose::Action;
use placet_core::{Id, Micros};
use placet_permission::Purpose;
use placet_permission::policy::{Policy, Words};
use placet_store::on_both_engines;
use serde_json::Value;

use crate::house::{Company, House};

/// Somebody who confirmed an address with a personal selection, and the message whose links are theirs.
async fn subscriber(house: &House, shop: &Company) -> Id {
    let body = "email=ana%40example.org&choice.personalisation=yes";
    assert_eq!(house.page(shop, "POST", "/f/newsletter", body).await.status, 200);
    house.work(shop).await;
    house.fresh.clock.advance(Micros::HOUR);
    let message = *house.messages(shop).await.last().unwrap();
    assert_eq!(house.page(shop, "POST", &shop.link("c", Action::Confirm, message), "").await.status, 200);
    house.work(shop).await;
    message
}

fn file_of(shop: &Company, message: Id) -> String {
    format!("{}/receipts", shop.link("why", Action::Why, message))
}

async fn receipts(house: &House, shop: &Company, address: &str) -> Vec<Value> {
    let answer = house.page(shop, "GET", address, "").await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let mut file: Value = serde_json::from_str(&answer.text).unwrap();
    assert!(file["@context"]["dpv"].is_string(), "{file}");
    let Value::Array(all) = file["@graph"].take() else { panic!("{file}") };
    all
}

/// Purpose and state of each receipt, and until when it says that this holds.
fn told(receipts: &[Value]) -> Vec<(String, String, Option<String>)> {
    let told = |receipt: &Value| {
        let record = &receipt["dpv:hasRecordOfActivity"];
        let event = &record["dpv:hasConsentStatus"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        (
            text(&record["dpv:hasProcess"]["dpv:hasPurpose"]["dct:identifier"]).unwrap(),
            text(&event["@type"][0]).unwrap(),
            text(&event["dct:valid"]),
        )
    };
    receipts.iter().map(told).collect()
}

on_both_engines! {
    async fn r057_a_person_takes_each_yes_and_each_no_along_as_a_receipt(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscriber(&house, &shop).await;
        let (file, preferences) = (file_of(&shop, message), shop.link("p", Action::Preferences, message));
        for page in [&shop.link("why", Action::Why, message), &preferences] {
            let page = house.page(&shop, "GET", page, "").await.text;
            assert!(page.contains(&format!("<a href=\"{file}\" download>Your agreements as a file</a>")), "{page}");
        }
        let first = receipts(&house, &shop, &file).await;
        let requested = "dpv:ConsentRequested".to_owned();
        assert_eq!(told(&first)[0], ("marketing".into(), requested.clone(), Some("2026-06-01T11:00:02Z".into())));
        assert_eq!(told(&first)[2], ("marketing".into(), "dpv:ConsentGiven".into(), Some("2029-06-01T11:00:02Z".into())));

        let given = &first[2]["dpv:hasRecordOfActivity"];
        assert_eq!(given["dpv:hasDataController"]["dpv:hasContact"], "mailto:news@news.atlas.example");
        assert_eq!(given["dpv:hasJurisdiction"], "loc:RO");
        assert_eq!(given["dpv:hasAuthority"]["dpv:hasName"], "ANSPDCP");
        assert_eq!(given["dpv:hasLegalBasis"], "eu-gdpr:A6-1-a");
        let words = &given["dpv:hasNotice"][0];
        assert_eq!(words["dct:description"]["@language"], "en");
        assert!(words["dct:description"]["@value"].as_str().unwrap().contains("may send me marketing messages"), "{words}");
        assert_eq!(given["dpv:hasNotice"][1]["@id"], "https://news.atlas.example/notice/1?language=en");
        let process = &given["dpv:hasProcess"];
        assert_eq!(process["dpv:hasPersonalData"][0]["@type"], "pd:EmailAddress");
        assert_eq!(process["dpv:hasStorageCondition"][1]["dpv:hasDuration"]["@value"], "P1096D");
        assert_eq!(process["dpv:hasRecipient"].as_array().unwrap().len(), 1, "nobody but the company: {process}");
        assert_eq!(given["dpv:hasConsentStatus"]["dpv:hasIndicationMethod"], "confirmed by mail");
        let change = given["dpv:hasConsentControl"]["dpv:isExercisedAt"].as_str().unwrap();
        assert_eq!(change, format!("https://news.atlas.example{preferences}"));

        // A change, and the end of it all.
        house.fresh.clock.advance(Micros::DAY);
        house.page(&shop, "POST", &preferences, "choice.marketing=yes&choice.open_tracking=yes").await;
        house.fresh.clock.advance(Micros::DAY);
        let gone = house.page(&shop, "POST", &shop.link("u", Action::Unsubscribe, message), "").await.text;
        assert!(gone.contains(&format!("href=\"{file}\"")), "the proof of the no, while the address is still known: {gone}");
        let all = receipts(&house, &shop, &file).await;
        let states: Vec<_> = told(&all).into_iter().map(|(purpose, state, _)| format!("{purpose} {}", &state[4..])).collect();
        for said in ["personalisation ConsentGiven", "personalisation ConsentWithdrawn", "open_tracking ConsentGiven", "open_tracking ConsentWithdrawn", "marketing ConsentWithdrawn"] {
            assert!(states.iter().any(|known| known == said), "{said}: {states:?}");
        }
        let ended = told(&all);
        assert_eq!(ended[2].2.as_deref(), Some("2026-06-03T11:00:02Z"), "the yes held until it was taken back");
        assert_eq!(ended.last().unwrap().2, None, "a no has no end");

        // The same entry has the same receipt each time; of one purpose all belong to one record, of one person all to one name.
        let ids = |all: &[Value]| all.iter().map(|one| one["@id"].clone()).collect::<Vec<_>>();
        assert_eq!(ids(&first), ids(&all)[..first.len()]);
        let different: std::collections::BTreeSet<String> = ids(&all).iter().map(Value::to_string).collect();
        assert_eq!(different.len(), all.len());
        let of = |at: usize, what: &str| all[at]["dpv:hasRecordOfActivity"][what].clone();
        assert_eq!(of(0, "@id"), of(2, "@id"));
        assert_ne!(of(0, "@id"), of(1, "@id"));
        assert_eq!(of(0, "dpv:hasDataSubject"), of(1, "dpv:hasDataSubject"));
    }

    async fn r057_the_file_names_nobody_and_only_its_own_link_opens_it(on) {
        let (house, shop) = House::with_company(on).await;
        let other = house.company("Boreal", "news.boreal.example").await;
        let message = subscriber(&house, &shop).await;
        let file = file_of(&shop, message);
        let answer = house.page(&shop, "GET", &format!("{file}?language=ro"), "").await;
        assert_eq!(answer.header("content-type"), "application/ld+json");
        assert_eq!(answer.header("content-disposition"), "attachment; filename=\"consent-receipts.jsonld\"");
        assert_eq!((answer.header("cache-control"), answer.header("referrer-policy")), ("no-store", "no-referrer"));
        assert!(answer.text.contains("Mesaje de marketing") && answer.text.contains("nu știe în ce țară"), "{}", answer.text);
        assert!(!answer.text.contains("ana@") && !answer.text.contains("ana%40"), "{}", answer.text);
        let contact = house.contacts(&shop).await[0];
        assert!(!answer.text.contains(&contact.text("con")), "{}", answer.text);

        let before = placet_store::testing::rows(&house.fresh.store).await.unwrap();
        let forged = file.replacen("/why/A", "/why/B", 1);
        let of_other_kind = format!("{}/receipts", shop.link("why", Action::Preferences, message));
        for (at, address) in [(&shop, &forged), (&shop, &of_other_kind), (&other, &file)] {
            let answer = house.page(at, "GET", address, "").await;
            assert_eq!(answer.status, 404, "{address}");
            assert!(answer.text.contains("There is nothing here"), "{}", answer.text);
        }
        let head = house.page(&shop, "HEAD", &file, "").await;
        assert_eq!((head.status, head.text.len()), (200, 0));
        assert_eq!(house.page(&shop, "POST", &file, "").await.status, 405);
        assert_eq!(before, placet_store::testing::rows(&house.fresh.store).await.unwrap());
    }

    async fn r210_the_notice_can_be_read_as_it_stood_on_the_day_of_each_yes(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscriber(&house, &shop).await;
        let why = shop.link("why", Action::Why, message);
        let page = house.page(&shop, "GET", &why, "").await.text;
        assert!(!page.contains("/notice/1"), "today's notice is that of the day: {page}");
        let today = house.page(&shop, "GET", "/notice", "").await.text;
        assert!(!today.contains("Earlier versions"), "{today}");

        house.fresh.clock.advance(Micros::DAY);
        let mut rules = Policy::default();
        let marketing = rules.purposes.iter_mut().find(|terms| terms.purpose == Purpose::MARKETING).unwrap();
        (marketing.term_days, marketing.recipients) = (31, vec!["Parcel Express SRL".to_owned()]);
        let words = |language: &str, title: &str, text: &str| Words {
            language: language.to_owned(),
            title: title.to_owned(),
            text: text.to_owned(),
        };
        marketing.words = vec![
            words("en", "Post", "Atlas may send me its post."),
            words("fr", "Courrier", "Atlas peut m’envoyer son courrier."),
        ];
        house.rules(&shop, &rules).await;

        let today = house.page(&shop, "GET", "/notice", "").await.text;
        assert!(today.contains("<h3>Post</h3>") && today.contains("its post") && today.contains("Parcel Express SRL"), "{today}");
        assert!(today.contains("Earlier versions") && today.contains("<a href=\"/notice/1\">Version 1, from "), "{today}");
        for (language, of_then, asked, lang) in [
            ("en", "This is how the notice stood", "may send me marketing messages", "en"),
            ("fr", "Voici cette politique", "peut m’envoyer", "fr"),
            ("ro", "Așa era nota", "Mesaje de marketing", "ro"),
        ] {
            let then = house.page(&shop, "GET", &format!("/notice/1?language={language}"), "").await.text;
            assert!(then.contains(of_then) && then.contains(asked), "{then}");
            assert!(then.contains(&format!("<html lang=\"{lang}\">")), "{then}");
            assert!(!then.contains("Parcel") && !then.contains("its post") && !then.contains("son courrier"), "{then}");
            assert!(then.contains(&format!("href=\"/notice?language={language}\"")), "the way to today's: {then}");
        }
        let page = house.page(&shop, "GET", &why, "").await.text;
        assert!(page.contains("<a href=\"/notice/1\">Privacy notice of that day</a>"), "{page}");
        let given = &receipts(&house, &shop, &file_of(&shop, message)).await[2]["dpv:hasRecordOfActivity"];
        assert_eq!(given["dpv:hasProcess"]["dpv:hasStorageCondition"][1]["dpv:hasDuration"]["@value"], "P1096D", "the rules of then");

        for nowhere in ["/notice/0", "/notice/3", "/notice/01", "/notice/-1", "/notice/1x", "/notice/99999999999", "/notice/%22%3E%3Cb%3E"] {
            let answer = house.page(&shop, "GET", nowhere, "").await;
            assert_eq!(answer.status, 404, "{nowhere}");
            assert!(answer.text.contains("There is nothing here") && !answer.text.contains("<b>"), "{}", answer.text);
        }
    }
}
