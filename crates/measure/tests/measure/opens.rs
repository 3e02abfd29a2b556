//! Noticing that a message was opened: by a permission of its own, asked when it happens and when it is folded (C5).

use crate::links::{header, serve};
use crate::shop::{Reader, Shop};
use axum::http::header::{CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE};
use placet_compose::{Action, Token};
use placet_core::{Id, Micros};
use placet_edge::testing::Served;
use placet_permission::{Purpose, State};
use placet_store::on_both_engines;

/// Fetches the pixel as a mail program does. The answer is always the same picture.
async fn fetch(served: &Served, path: &str) {
    let answer = served.get(path).await;
    assert_eq!(answer.status(), 200);
    assert_eq!((header(&answer, CONTENT_TYPE), header(&answer, CACHE_CONTROL)), ("image/gif", "no-store"));
    assert_eq!(header(&answer, CONTENT_LENGTH), "43");
}

async fn pixel(shop: &Shop, mail: Id) -> String {
    let keys = shop.keyring.keys(shop.tenant()).await.unwrap();
    let token = Token { action: Action::Open, ..shop.token(mail, 0, 0) };
    format!("/o/{}", placet_compose::sign(&keys, &token))
}

async fn opens(shop: &Shop) -> (i64, i64) {
    shop.fold().await;
    shop.measure().await;
    (shop.n("opens").await, shop.n("opened").await)
}

async fn says(shop: &Shop, who: &Reader, act: State) {
    shop.says(who, Purpose::OPEN_TRACKING, act).await;
}

on_both_engines! {
    async fn r077_c5_an_open_is_recorded_only_while_its_reader_agrees_to_that(on) {
        let (shop, served, ana, mail) = serve(on).await;
        let path = pixel(&shop, mail).await;
        fetch(&served, &path).await;
        assert_eq!(shop.waiting().await, 0, "nobody was asked");

        says(&shop, &ana, State::Granted).await;
        fetch(&served, &path).await;
        assert_eq!(opens(&shop).await, (1, 1));
        shop.fresh.clock.advance(Micros::DAY);
        fetch(&served, &path).await;
        fetch(&served, &path).await;
        assert_eq!(opens(&shop).await, (2, 1), "once within the hour, and one message");

        says(&shop, &ana, State::Withdrawn).await;
        shop.fresh.clock.advance(Micros::DAY);
        fetch(&served, &path).await;
        assert_eq!(shop.waiting().await, 0, "the pixel of an older mail answers and records nothing");
        assert_eq!(opens(&shop).await, (2, 1));
    }

    async fn r077_a_no_between_the_opening_and_its_fold_leaves_nothing(on) {
        let (shop, served, ana, mail) = serve(on).await;
        says(&shop, &ana, State::Granted).await;
        fetch(&served, &pixel(&shop, mail).await).await;
        assert_eq!(shop.waiting().await, 1);
        says(&shop, &ana, State::Withdrawn).await;
        assert_eq!((opens(&shop).await, shop.waiting().await), ((0, 0), 0));
    }

    async fn what_is_no_pixel_of_this_message_is_answered_alike_and_records_nothing(on) {
        let (shop, served, ana, mail) = serve(on).await;
        says(&shop, &ana, State::Granted).await;
        let good = pixel(&shop, mail).await;
        let keys = shop.keyring.keys(shop.tenant()).await.unwrap();
        let click = format!("/o/{}", placet_compose::sign(&keys, &shop.token(mail, 0, 0)));
        for path in [&click, "/o/x", "/o/%C3%A9", &good[..good.len() - 1], &pixel(&shop, Id([1; 16])).await] {
            fetch(&served, path).await;
        }
        let as_a_link = good.replace("/o/", "/l/");
        assert_eq!(served.get(&as_a_link).await.status(), 404, "a pixel is no link");
        assert_eq!(served.send("HEAD", &good, &[], b"").await.status(), 200);
        shop.found("Borealis", "other.example").await;
        shop.fresh.clock.advance(2 * Micros::SECOND);
        assert_eq!(served.send("GET", &good, &[("host", "other.example")], b"").await.status(), 200);
        assert_eq!(shop.waiting().await, 0);
        shop.forget(&ana).await;
        fetch(&served, &good).await;
        assert_eq!(shop.waiting().await, 0, "nobody is left to have opened it");
    }
}
