//! The no to every company in one click.

use placet_compose::Action;
use placet_core::Micros;
use placet_permission::Denial;
use placet_permission::opt_out::OptOut;
use placet_permission::vault::Address;
use placet_rights::everywhere;
use placet_rights::unsubscribed::clear_unsubscribed;
use placet_store::on_both_engines;

use crate::house::{Company, House};

const ANA: &str = "ana@example.org";

/// Two companies, both with a yes of the same person: the messages that asked for it.
async fn two(on: placet_store::testing::On) -> (House, [Company; 2], [placet_core::Id; 2]) {
    let (house, atlas) = House::with_company(on).await;
    let rivet = house.company("Rivet", "news.rivet.example").await;
    let mut asked = Vec::new();
    for shop in [&atlas, &rivet] {
        house.page(shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
        house.work(shop).await;
        let message = *house.messages(shop).await.last().unwrap();
        assert_eq!(house.page(shop, "POST", &shop.link("c", Action::Confirm, message), "").await.status, 200);
        house.work(shop).await;
        asked.push(message);
    }
    (house, [atlas, rivet], [asked[0], asked[1]])
}

async fn clears(house: &House, shop: &Company) {
    clear_unsubscribed(house.tenant(shop), &house.keyring, 100).await.unwrap();
}

/// Clicks on the button after unsubscribing.
async fn opts_out(house: &House, shop: &Company, message: placet_core::Id) -> String {
    let link = shop.link("u", Action::Unsubscribe, message);
    let offered = house.page(shop, "POST", &link, "").await.text;
    let button = format!("{link}/everywhere");
    assert!(offered.contains(&button), "{offered}");
    let said = house.page(shop, "POST", &button, "").await;
    assert_eq!(said.status, 200);
    assert!(said.text.contains("No company that uses this software"), "{}", said.text);
    format!("{button}/undo")
}

on_both_engines! {
    async fn r110_one_click_ends_the_messages_of_every_company_at_once_and_then_their_memory(on) {
        let (house, [atlas, rivet], [asked, there]) = two(on).await;
        opts_out(&house, &atlas, asked).await;
        assert!(house.suppressed(&atlas, ANA).await);
        let denied = house.may_be_written_to(&rivet).await;
        assert_eq!(denied, Some(Denial::OptedOut), "at once, though the other company was not told yet");

        // A day later the other is told, and a day after that it has forgotten. Being told twice, after a crash, changes nothing.
        house.fresh.clock.advance(Micros::DAY);
        clears(&house, &atlas).await;
        assert!(house.suppressed(&rivet, ANA).await && house.contacts(&atlas).await.is_empty());
        clears(&house, &atlas).await;
        let why = house.page(&rivet, "GET", &rivet.link("u", Action::Unsubscribe, there), "").await.text;
        assert!(why.contains("No company that uses this software"), "{why}");
        house.fresh.clock.advance(Micros::DAY);
        clears(&house, &rivet).await;
        assert!(house.contacts(&rivet).await.is_empty());

        // Neither those companies nor one that never knew the address can take it, and a form does not ask its owner again.
        let third = house.company("Third", "news.third.example").await;
        for shop in [&atlas, &rivet, &third] {
            let before = house.messages(shop).await;
            house.page(shop, "POST", "/f/newsletter", "email=ana%40example.org").await;
            house.work(shop).await;
            assert_eq!(house.messages(shop).await, before);
            assert!(house.contacts(shop).await.is_empty() && house.suppressed(shop, ANA).await);
        }
    }

    async fn r110_r171_for_a_day_it_can_be_taken_back_and_the_others_yes_stands_as_before(on) {
        let (house, [atlas, rivet], [asked, _]) = two(on).await;
        let third = house.company("Third", "news.third.example").await;
        let undo = opts_out(&house, &atlas, asked).await;
        house.page(&third, "POST", "/f/newsletter", "email=ana%40example.org").await;
        assert!(house.suppressed(&third, ANA).await);
        for _ in 0..2 {
            let page = house.page(&atlas, "POST", &undo, "").await;
            assert_eq!(page.status, 200);
            assert!(page.text.contains("Subscribe me again"), "this company stays unsubscribed: {}", page.text);
        }
        assert!(house.suppressed(&atlas, ANA).await && !house.suppressed(&third, ANA).await);
        assert_eq!(house.may_be_written_to(&rivet).await, None);
        house.fresh.clock.advance(Micros::DAY);
        clears(&house, &atlas).await;
        assert_eq!(house.may_be_written_to(&rivet).await, None);
        assert_eq!(house.page(&atlas, "POST", &undo, "").await.status, 410);
    }

    async fn r110_c4_the_operator_lists_an_address_and_takes_it_from_the_list_for_its_owner(on) {
        let (house, [atlas, rivet], [asked, _]) = two(on).await;
        let ana = OptOut::by_name(&house.keyring, Address::email(ANA).unwrap());
        for _ in 0..2 {
            everywhere::add(&house.fresh.store, &house.keyring, &ana).await.unwrap();
        }
        assert!(house.suppressed(&atlas, ANA).await && house.suppressed(&rivet, ANA).await);
        assert_eq!(house.may_be_written_to(&rivet).await, Some(Denial::Suppressed));
        house.fresh.clock.advance(Micros::DAY);
        clears(&house, &atlas).await;
        assert_eq!(house.page(&atlas, "GET", &atlas.link("u", Action::Unsubscribe, asked), "").await.status, 410);

        for _ in 0..2 {
            everywhere::take_back(&house.fresh.store, &house.keyring, &ana).await.unwrap();
        }
        assert!(house.suppressed(&atlas, ANA).await, "her no to this company stands");
        house.page(&atlas, "POST", "/f/newsletter", "email=ana%40example.org").await;
        house.work(&atlas).await;
        let message = *house.messages(&atlas).await.last().unwrap();
        house.page(&atlas, "POST", &atlas.link("c", Action::Confirm, message), "").await;
        assert_eq!(house.may_be_written_to(&atlas).await, None, "until she subscribes anew");
    }

    async fn r110_after_a_day_it_stands(on) {
        let (house, [atlas, rivet], [asked, _]) = two(on).await;
        let undo = opts_out(&house, &atlas, asked).await;
        house.fresh.clock.advance(Micros::DAY);
        assert_eq!(house.page(&atlas, "POST", &undo, "").await.status, 410);
        clears(&house, &atlas).await;
        assert!(house.suppressed(&rivet, ANA).await);
    }
}
