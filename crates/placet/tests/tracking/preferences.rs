//! The preference centre: what people choose there of how often and when.

use placet_compose::Action;
use placet_core::{Id, Micros};
use placet_permission::policy::Policy;
use placet_permission::{Denial, Purpose};
use placet_store::on_both_engines;

use crate::house::{Company, House};

/// Somebody who confirmed an address, and the message whose links are theirs.
async fn subscriber(house: &House, shop: &Company) -> Id {
    assert_eq!(house.page(shop, "POST", "/f/newsletter", "email=ana%40example.org").await.status, 200);
    house.work(shop).await;
    let message = *house.messages(shop).await.last().unwrap();
    assert_eq!(house.page(shop, "POST", &shop.link("c", Action::Confirm, message), "").await.status, 200);
    house.work(shop).await;
    message
}

on_both_engines! {
    async fn r093_people_choose_how_often_and_ask_for_a_pause_without_giving_anything_up(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscriber(&house, &shop).await;
        let preferences = shop.link("p", Action::Preferences, message);
        let said = house.said(&shop, Purpose::MARKETING).await.len();
        let page = house.page(&shop, "GET", &preferences, "").await.text;
        assert!(page.contains(r#"name="pace" value="" checked"#) && page.contains(r#"name="pause" value="" checked"#), "{page}");
        assert_eq!(house.may_be_written_to(&shop).await, None);

        let saved = house.page(&shop, "POST", &preferences, "choice.marketing=yes&pace=week&pause=14").await.text;
        assert!(saved.contains("How often, at most: Once a week") && saved.contains("Nothing comes until 15 June 2026"), "{saved}");
        assert_eq!(house.may_be_written_to(&shop).await, Some(Denial::Paused));
        assert_eq!(house.said(&shop, Purpose::MARKETING).await.len(), said, "it is no answer to any question");
        let page = house.page(&shop, "GET", &preferences, "").await.text;
        assert!(page.contains(r#"name="pause" value="keep" checked"#) && page.contains(r#"name="pace" value="week" checked"#), "{page}");

        // Saved again as it stands, by the back button or by a page of before: nothing moves.
        house.fresh.clock.advance(Micros::DAY);
        for body in ["choice.marketing=yes&pace=week&pause=keep", "choice.marketing=yes", "choice.marketing=yes&pace=often&pause=9999999999999999999"] {
            let saved = house.page(&shop, "POST", &preferences, body).await.text;
            assert!(saved.contains("Once a week") && saved.contains("15 June 2026"), "{body}: {saved}");
        }
        let saved = house.page(&shop, "POST", &preferences, "choice.marketing=yes&pace=&pause=").await.text;
        assert!(!saved.contains("Nothing comes") && !saved.contains("Once a"), "{saved}");
        assert_eq!(house.may_be_written_to(&shop).await, None);

        house.page(&shop, "POST", &preferences, "choice.marketing=yes&pause=30").await;
        house.fresh.clock.advance(30 * Micros::DAY);
        assert_eq!(house.may_be_written_to(&shop).await, None, "a pause ends by itself");
        let page = house.page(&shop, "GET", &preferences, "").await.text;
        assert!(!page.contains(r#"value="keep""#), "{page}");
    }

    async fn who_wants_a_pause_and_nothing_at_all_wants_nothing(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscriber(&house, &shop).await;
        let preferences = shop.link("p", Action::Preferences, message);
        let ended = house.page(&shop, "POST", &preferences, "pause=14&pace=month").await.text;
        assert!(ended.contains("You are unsubscribed"), "{ended}");
        assert!(house.suppressed(&shop, "ana@example.org").await);
    }

    async fn r036_r210_a_message_tells_where_the_address_comes_from_what_is_used_and_who_receives_it(on) {
        let (house, shop) = House::with_company(on).await;
        let message = subscriber(&house, &shop).await;
        let why = shop.link("why", Action::Why, message);
        let page = house.page(&shop, "GET", &why, "").await.text;
        for told in [
            "It was entered into a form of the shop and confirmed from this address.",
            "<li>This address</li>",
            "Nobody but Atlas and those who run this software",
            "may send me marketing messages at this address",
            r#"<a href="https://www.dataprotection.ro">ANSPDCP</a>"#,
            "You can have wrong data corrected.",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert!(!page.contains("ana@example.org"), "a forwarded mail gives nobody away: {page}");

        let mut rules = Policy::default();
        let marketing = rules.purposes.iter_mut().find(|terms| terms.purpose == Purpose::MARKETING).unwrap();
        marketing.recipients = vec!["Parcel & Sons <SRL>".to_owned()];
        house.rules(&shop, &rules).await;
        let page = house.page(&shop, "GET", &why, "").await.text;
        assert!(page.contains("<li>Parcel &amp; Sons &lt;SRL&gt;</li>") && !page.contains("Nobody but"), "{page}");

        assert!(!page.contains("<dt>Ended</dt>"));
        let unsubscribe = shop.link("u", Action::Unsubscribe, message);
        let before = house.page(&shop, "GET", &unsubscribe, "").await.text;
        let after = house.page(&shop, "POST", &unsubscribe, "").await.text;
        assert!(before.contains("hreflang=\"ro\"") && after.contains("hreflang=\"ro\""), "it can be read in other languages");
        let page = house.page(&shop, "GET", &why, "").await.text;
        assert!(page.contains("<dt>Ended</dt>"), "what was agreed to once is said to have ended: {page}");
    }

    async fn complaints_go_where_the_person_is_if_that_is_known(on) {
        let (house, shop) = House::with_company(on).await;
        let form = "email=ana%40example.org&country=FR";
        assert_eq!(house.page(&shop, "POST", "/f/newsletter", form).await.status, 200);
        house.work(&shop).await;
        let message = *house.messages(&shop).await.last().unwrap();
        let page = house.page(&shop, "GET", &shop.link("why", Action::Why, message), "").await.text;
        assert!(page.contains(r#"<a href="https://www.cnil.fr">CNIL</a>"#), "{page}");
        let page = house.page(&shop, "GET", "/cookies", "").await.text;
        assert!(page.contains("https://www.dataprotection.ro"), "of nobody in particular, where the company is: {page}");
    }

    async fn r084_r210_the_companys_notice_is_made_from_its_rules(on) {
        let (house, shop) = House::with_company(on).await;
        let notice = house.page(&shop, "GET", "/notice", "").await.text;
        for told in [
            "<h3>Marketing messages</h3>",
            "may send me marketing messages at this address",
            "You are told what you ordered, asked for or have to know.",
            "A contract with you, or steps you asked for before one",
            "396 days at most",
            "nothing with legal effect",
            "https://www.dataprotection.ro",
        ] {
            assert!(notice.contains(told), "{told}: {notice}");
        }
        assert!(!notice.contains("<h3>Surveys</h3>"), "what is switched off is not told: {notice}");
        let mut rules = Policy::default();
        let marketing = rules.purposes.iter_mut().find(|terms| terms.purpose == Purpose::MARKETING).unwrap();
        (marketing.term_days, marketing.notice) = (31, "javascript:alert(1)".to_owned());
        house.rules(&shop, &rules).await;
        let notice = house.page(&shop, "GET", "/notice?language=ro", "").await.text;
        assert!(notice.contains("cel mult 31 de zile") && notice.contains("Versiunea 2"), "{notice}");
        assert!(!notice.contains("javascript:"), "{notice}");
        for page in ["/f/newsletter", "/notice"] {
            let page = house.page(&shop, "GET", &format!("{page}?language=fr"), "").await.text;
            assert!(page.contains("?language=") && page.contains("<html lang=\"fr\">"), "{page}");
        }
        let form = house.page(&shop, "GET", "/f/newsletter", "").await.text;
        assert!(form.contains("<a href=\"/notice\">Privacy notice</a>"), "{form}");
    }
}
