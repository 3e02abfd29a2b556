//! The demo's story in a real browser: what a newcomer goes through by hand, and what must hold whatever they do.
//!
//! What the browser saw and sent is judged by the chapter itself (`web/e2e/story/`); what is stored, here.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test fails by panicking")]

#[path = "../common/mod.rs"]
mod common;
mod demo;
mod text;

use placet_core::Kind;
use placet_store::params;

use crate::demo::{Demo, KITCHEN, SPORTS, until};

placet_store::statements! {
    "story_test";
    tenant KINDS = "SELECT kind FROM event WHERE tenant_id = $1 AND seq > $2 ORDER BY seq";
    tenant PROPS = "SELECT props FROM event WHERE tenant_id = $1 AND seq > $2 ORDER BY seq";
    tenant ADDED = "SELECT props FROM event WHERE tenant_id = $1 AND seq > $2 AND kind = $3 ORDER BY seq";
    tenant STREAMS = "SELECT DISTINCT stream_id FROM event WHERE tenant_id = $1 AND seq > $2";
    tenant LAST = "SELECT COALESCE(MAX(seq), 0) FROM event WHERE tenant_id = $1";
    tenant WAITING = "SELECT COUNT(*) FROM inbox WHERE tenant_id = $1";
    tenant FEED = "SELECT stored FROM feed WHERE tenant_id = $1 AND loaded_at IS NOT NULL AND refused = 0";
    tenant SUPPRESSED = "SELECT COUNT(*) FROM suppression WHERE tenant_id = $1";
    tenant PLACES = "SELECT place FROM consent_entry WHERE tenant_id = $1 AND method = 'form' ORDER BY seq";
    tenant ANSWERS = "SELECT method FROM consent_entry WHERE tenant_id = $1 AND method NOT IN ('form', 'banner') ORDER BY seq";
    tenant STORED = "SELECT (SELECT COUNT(*) FROM event e WHERE e.tenant_id = $1) + (SELECT COUNT(*) FROM stream s WHERE s.tenant_id = $1)
        + (SELECT COUNT(*) FROM orders o WHERE o.tenant_id = $1) + (SELECT COUNT(*) FROM consent_entry c WHERE c.tenant_id = $1)
        + (SELECT COUNT(*) FROM inbox i WHERE i.tenant_id = $1) + (SELECT COUNT(*) FROM contact t WHERE t.tenant_id = $1)
        + (SELECT COUNT(*) FROM profile p WHERE p.tenant_id = $1) + (SELECT COUNT(*) FROM tally y WHERE y.tenant_id = $1)";
}

/// Until everything accepted has been folded.
async fn folded(demo: &Demo) {
    for tenant in [SPORTS, KITCHEN] {
        let is_empty = async || demo.numbers(tenant, &WAITING, &[]).await == [0];
        assert!(until(is_empty).await, "the inbox is not worked off");
    }
}

async fn kinds(demo: &Demo) -> Vec<Kind> {
    let numbers = demo.numbers(SPORTS, &KINDS, params![demo.before(SPORTS)]).await;
    numbers.into_iter().map(|kind| Kind(i32::try_from(kind).unwrap())).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_says_yes_is_reminded_buys_and_is_left_in_peace_when_they_say_so() {
    let demo = Demo::start().await;
    demo.chapter("yes").await;
    folded(&demo).await;
    let kinds = kinds(&demo).await;
    for kind in [Kind::PRODUCTS_SEARCHED, Kind::CART_VIEWED, Kind::CHECKOUT_STARTED, Kind::ORDER_COMPLETED] {
        assert!(kinds.contains(&kind), "{kind:?}");
    }
    assert_eq!(demo.numbers(SPORTS, &SUPPRESSED, &[]).await, [1]);
    for (tenant, items) in [(SPORTS, 60), (KITCHEN, 12)] {
        let fetched = async || demo.numbers(tenant, &FEED, &[]).await == [items];
        assert!(until(fetched).await, "the shop's feed is fetched");
    }
    let places = demo.texts(SPORTS, &PLACES, &[]).await;
    assert!(places.iter().all(|place| place.starts_with("http://shop.localhost:")), "{places:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r062_r063_r064_who_says_no_keeps_one_cookie_without_a_number_and_leaves_no_row() {
    let demo = Demo::start().await;
    let before = demo.numbers(SPORTS, &STORED, &[]).await;
    demo.chapter("no").await;
    folded(&demo).await;
    assert_eq!(demo.numbers(SPORTS, &STORED, &[]).await, before);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r067_no_page_of_a_shop_or_of_the_console_leaves_anything_that_is_not_in_a_table() {
    let demo = Demo::start().await;
    let seen = demo.chapter("crawl").await;
    assert!(seen["pages"].as_u64().unwrap() > 70, "{seen}");
    assert_eq!(seen["console"], 2, "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r114_a_persons_pages_work_without_a_script_weigh_little_and_are_read_by_anybody() {
    let demo = Demo::start().await;
    let seen = demo.chapter("pages").await;
    assert!(seen["heaviest"].as_u64().unwrap() < 30 * 1024, "{seen}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scanner_that_opens_every_link_of_a_mail_confirms_and_unsubscribes_nobody() {
    let demo = Demo::start().await;
    let before = demo.texts(SPORTS, &ANSWERS, &[]).await.len();
    let seen = demo.chapter("scanner").await;
    assert!(seen["opened"].as_u64().unwrap() > 20, "{seen}");
    folded(&demo).await;
    assert_eq!(demo.numbers(SPORTS, &SUPPRESSED, &[]).await, [0]);
    // What was asked, by its owner's button: marketing and personalisation.
    let answers = demo.texts(SPORTS, &ANSWERS, &[]).await;
    assert_eq!(answers[before..], ["confirmed by mail", "confirmed by mail"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r001_two_companies_share_a_program_and_nothing_of_a_browser() {
    let demo = Demo::start().await;
    demo.chapter("walls").await;
    folded(&demo).await;
    let (sports, kitchen) = (
        demo.texts(SPORTS, &PROPS, params![demo.before(SPORTS)]).await.concat(),
        demo.texts(KITCHEN, &PROPS, params![demo.before(KITCHEN)]).await.concat(),
    );
    assert!(sports.contains("run-02") && sports.contains("run-03") && !sports.contains("pan-02"), "{sports}");
    assert!(kitchen.contains("pan-02") && !kitchen.contains("run-"), "{kitchen}");
    let streams = [
        demo.numbers(SPORTS, &STREAMS, params![demo.before(SPORTS)]).await,
        demo.numbers(KITCHEN, &STREAMS, params![demo.before(KITCHEN)]).await,
    ];
    assert!(streams[0].len() == 1 && streams[1].len() == 1 && streams[0] != streams[1], "{streams:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r068_who_deletes_their_cookies_is_somebody_new_after_the_next_yes() {
    let demo = Demo::start().await;
    demo.chapter("forgotten").await;
    folded(&demo).await;
    assert_eq!(demo.numbers(SPORTS, &STREAMS, params![demo.before(SPORTS)]).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_shop_works_on_days_when_something_is_in_the_way() {
    let demo = Demo::start().await;
    demo.chapter("troubles").await;
    folded(&demo).await;
    let added = async || {
        demo.texts(SPORTS, &ADDED, params![demo.before(SPORTS), Kind::PRODUCT_ADDED.0]).await.concat()
    };
    assert!(until(async || added().await.contains("hike-01")).await, "a slow network loses nothing");
    let props = demo.texts(SPORTS, &PROPS, params![demo.before(SPORTS)]).await.concat();
    assert!(props.contains("hike-02"), "a wrong clock loses nothing");
    let flood = props.matches("flood").count();
    assert!((900..=1_000).contains(&flood), "a page gone wild is bounded: {flood}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_start_says_what_is_going_on_and_a_killed_demo_goes_on() {
    let mut demo = Demo::start().await;
    for (same_tracker, same_world, flag) in
        [(true, true, "--mailbox"), (true, false, "--listen"), (false, true, "--mailbox")]
    {
        let (success, said) = demo.another(same_tracker, same_world).await;
        assert!(!success && said.contains("another demonstration") && said.contains(flag), "{said}");
    }
    let (success, said) = demo.another(false, false).await;
    assert!(!success && said.contains("another placet serves the data"), "{said}");
    let key = async |demo: &Demo| {
        let page = demo.page("/").await;
        page.split("data-write-key=\"").nth(1).unwrap().split('"').next().unwrap().to_owned()
    };
    let before = key(&demo).await;
    demo.kill().await;
    let (success, said) = demo.another(false, false).await;
    assert!(!success && said.contains("rm -r"), "its mails lead to other ports: {said}");
    demo.start_again().await;
    let page = demo.page("/products/run-01").await;
    assert!(page.contains("Aria Road 3") && before.starts_with("wk_"), "{page}");
    assert_eq!(key(&demo).await, before, "a page that was given a key goes on working");
    assert!(demo.page("/nothing").await.starts_with("HTTP/1.0 404"));
}
