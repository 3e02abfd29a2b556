//! Tracking SDKs in a real browser. Ours: a visit to a shop, a page of another site, deleted cookies, a no. Others: a visit.

use placet_core::Kind;
use serde_json::{Value, json};

use crate::common::script;
use crate::program::{OWNERS, PATIENCE, Program, STORED};

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r059_r062_r068_a_browser_is_known_by_its_yes_alone() {
    let program = Program::start_at(Some("data.shop.localhost")).await;
    let tracker = format!("http://data.shop.localhost:{}", program.address.port());
    let seen =
        script("shopper.mjs", &[], &json!({ "tracker": tracker, "key": program.write_key }), PATIENCE * 2)
            .await;

    assert_eq!(
        seen["before"],
        json!({ "requests": [], "cookies": [] }),
        "nothing is stored or sent before a yes"
    );
    assert_eq!((&seen["yes"], &seen["acknowledged"]), (&json!(200), &json!(true)), "{seen}");
    let cookies = seen["cookies"].as_array().unwrap();
    let names: Vec<&str> = cookies.iter().map(|cookie| cookie["name"].as_str().unwrap()).collect();
    assert_eq!(names.len(), 3, "{names:?}");
    for cookie in cookies {
        assert_eq!(cookie["domain"], "data.shop.localhost", "a cookie of the analytics host alone");
        assert_eq!((&cookie["httpOnly"], &cookie["secure"]), (&json!(true), &json!(true)), "{cookie}");
        assert_eq!((&cookie["sameSite"], &cookie["path"]), (&json!("Lax"), &json!("/")), "{cookie}");
    }
    assert_eq!(seen["script"], "00", "the shop's page sees no cookie and keeps nothing");
    assert_eq!(
        (&seen["hostile"], &seen["kept"]),
        (&json!(400), &json!(3)),
        "a page of another site speaks for nobody"
    );
    assert_eq!(seen["respawned"], 0, "deleted cookies do not come back by themselves");
    assert_eq!((&seen["again"], &seen["no"]), (&json!(200), &json!(200)));
    assert_eq!(
        seen["after"],
        json!({ "requests": [], "cookies": 0 }),
        "after a no nothing is sent and nothing kept"
    );

    program.folded().await;
    assert_eq!(
        program.kinds().await,
        [Kind::PRODUCT_VIEWED; 3],
        "what waited for the yes, what followed, and what came again"
    );
}

/// Has a browser visit a shop that uses somebody else's SDK; `tracking` is what its consent manager says. What was sent.
async fn visit_with(sdk: &str, program: &Program, key: &str, tracking: Option<bool>) -> Value {
    let tracker = format!("http://data.shop.localhost:{}", program.address.port());
    let told = json!({ "tracker": tracker, "key": key, "sdk": sdk, "tracking": tracking });
    let seen = script("others.mjs", &[], &told, PATIENCE * 2).await;
    assert_eq!((&seen["elsewhere"], &seen["errors"]), (&json!([]), &json!([])), "{seen}");
    seen["sent"].clone()
}

/// What is said with a yes is stored, what is said without one is answered as a success and is not.
async fn a_strangers_sdk_is_understood(sdk: &str) {
    let program = Program::start_at(Some("data.shop.localhost")).await;
    let answered = |sent: &Value| sent.as_array().unwrap().iter().filter(|one| one[1] == 200).count();
    let before = program.number(&STORED, &[]).await;
    for tracking in [None, Some(false)] {
        let sent = visit_with(sdk, &program, &program.write_key, tracking).await;
        assert_eq!(answered(&sent), 4, "{sent}");
    }
    program.folded().await;
    assert_eq!(program.number(&STORED, &[]).await, before, "R043: nothing is stored without a yes");

    let sent = visit_with(sdk, &program, &program.write_key, Some(true)).await;
    assert_eq!(answered(&sent), 4, "{sent}");
    program.folded().await;
    let all = [Kind::PAGE, Kind::PRODUCT_VIEWED, Kind::ORDER_COMPLETED, Kind::IDENTIFIED];
    assert_eq!(program.kinds().await, all);
    assert_eq!(program.orders().await, [("1001".to_owned(), true)]);
    assert_eq!(program.number(&OWNERS, &[]).await, 0, "C18: a public key names nobody");
    let bytes = placet_store::testing::everything(&program.store).await.unwrap();
    assert!(bytes.holds("SHOE-1") && !bytes.holds("canary@example.org") && !bytes.holds("account-1"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r043_segments_browser_sdk_is_understood_with_a_yes_and_stores_nothing_without_one() {
    a_strangers_sdk_is_understood("segment").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn r043_rudderstacks_browser_sdk_is_understood_with_a_yes_and_stores_nothing_without_one() {
    a_strangers_sdk_is_understood("rudder").await;
}
