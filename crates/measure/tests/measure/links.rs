//! Following links over HTTP.

use std::sync::Arc;

use crate::shop::{Reader, Shop};
use axum::http::header::{CACHE_CONTROL, HeaderName, LOCATION, REFERRER_POLICY};
use axum::response::Response;
use placet_compose::{Action, Library, Token};
use placet_core::{Id, Micros};
use placet_edge::TrustedProxies;
use placet_edge::pages::Pages;
use placet_edge::testing::{Served, body_of};
use placet_measure::{Links, Observe, routes};
use placet_permission::{Purpose, State};
use placet_shop::item_id;
use placet_store::on_both_engines;
use placet_store::tenants::Directory;

/// A shop with its links served, somebody who reads, and a mail to them.
pub(crate) async fn serve(on: placet_store::testing::On) -> (Shop, Served, Reader, Id) {
    let shop = Shop::open(on).await;
    let links = Links {
        hosts: Directory::new(shop.fresh.store.clone()).into(),
        store: shop.fresh.store.clone().into(),
        observe: Observe::new(shop.fresh.store.clone(), shop.keyring.clone()),
        proxies: TrustedProxies::default(),
        keyring: shop.keyring.clone(),
        library: Library::default(),
        pages: Arc::new(Pages::new().unwrap()),
    };
    let served = Served::start(routes(links)).await;
    let ana = shop.reader("ana").await;
    let mail = shop.mail(&ana).await;
    (shop, served, ana, mail)
}

async fn path(shop: &Shop, token: &Token) -> String {
    let keys = shop.keyring.keys(shop.tenant()).await.unwrap();
    format!("/l/{}", placet_compose::sign(&keys, token))
}

pub(crate) fn header(answer: &Response, name: HeaderName) -> &str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// Where a link leads; asserts that the answer is a redirect nobody keeps.
async fn leads_to(shop: &Shop, served: &Served, token: &Token) -> String {
    let answer = served.get(&path(shop, token).await).await;
    assert_eq!(answer.status(), 302);
    assert_eq!(header(&answer, CACHE_CONTROL), "no-store");
    assert_eq!(header(&answer, REFERRER_POLICY), "no-referrer");
    header(&answer, LOCATION).to_owned()
}

on_both_engines! {
    async fn r099_a_link_leads_to_its_target_and_adds_nothing_to_it(on) {
        let (shop, served, _, mail) = serve(on).await;
        let to = async |link, item| leads_to(&shop, &served, &shop.token(mail, link, item)).await;
        assert_eq!(to(0, 0).await, "https://shop.example/sale?from=mail");
        assert_eq!(to(1, 0).await, "https://shop.example/cart");
        assert_eq!(to(2, item_id("red")).await, "https://shop.example/red");
        assert_eq!(to(2, item_id("blue")).await, "https://shop.example/blue");
        assert_eq!(to(3, 0).await, "https://shop.example");
        shop.fold().await;
        shop.measure().await;
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await, shop.n("clicked:link:2").await), (5, 1, 1));
    }

    async fn an_item_is_followed_to_where_it_is_listed_now(on) {
        let (shop, served, _, mail) = serve(on).await;
        let token = shop.token(mail, 2, item_id("red"));
        assert_eq!(leads_to(&shop, &served, &token).await, "https://shop.example/red");
        shop.list("red", "https://shop.example/moved").await;
        assert_eq!(leads_to(&shop, &served, &token).await, "https://shop.example/moved");
    }

    async fn a_link_whose_target_is_gone_leads_to_the_shop(on) {
        let (shop, served, _, mail) = serve(on).await;
        for token in [shop.token(mail, 2, 12_345), shop.token(mail, 99, 0), shop.token(Id([1; 16]), 0, 0)] {
            assert_eq!(leads_to(&shop, &served, &token).await, "https://shop.example");
        }
    }

    async fn a_link_not_signed_by_this_tenant_is_404_and_records_nothing(on) {
        let (shop, served, _, mail) = serve(on).await;
        let good = path(&shop, &shop.token(mail, 0, 0)).await;
        let mut forged = good.clone().into_bytes();
        forged[20] = if forged[20] == b'A' { b'B' } else { b'A' };
        let forged = String::from_utf8(forged).unwrap();
        let unsubscribe = Token { action: Action::Unsubscribe, ..shop.token(mail, 0, 0) };
        let unsubscribe = path(&shop, &unsubscribe).await;
        for path in [forged.as_str(), &unsubscribe, "/l/x", "/l/%FF%00", "/l/%C3%A9", &format!("/l/{}", "A".repeat(5_000))] {
            let answer = served.get(path).await;
            assert!(matches!(answer.status().as_u16(), 400 | 404), "{path} {}", answer.status());
            assert_eq!(header(&answer, LOCATION), "");
        }
        let page = served.send("GET", &forged, &[("accept-language", "en")], b"").await;
        assert!(body_of(page).await.contains("<html lang=\"en\""));
        // Another tenant's host does not know this tenant's links.
        shop.found("Borealis", "other.example").await;
        shop.fresh.clock.advance(2 * Micros::SECOND);
        assert_eq!(served.send("GET", &good, &[("host", "other.example")], b"").await.status(), 404);
        assert_eq!(served.send("GET", &good, &[("host", "unknown.example")], b"").await.status(), 404);
        assert_eq!(shop.waiting().await, 0);
    }

    async fn head_leads_on_and_records_nothing(on) {
        let (shop, served, _, mail) = serve(on).await;
        let path = path(&shop, &shop.token(mail, 0, 0)).await;
        let answer = served.send("HEAD", &path, &[], b"").await;
        assert_eq!((answer.status().as_u16(), header(&answer, LOCATION)), (302, "https://shop.example/sale?from=mail"));
        assert_eq!(served.post(&path, "text/plain", b"").await.status(), 405);
        assert_eq!(shop.waiting().await, 0);
        served.get(&path).await;
        assert_eq!(shop.waiting().await, 1);
    }

    async fn c15_a_click_after_the_unsubscription_leads_on_and_records_nothing(on) {
        let (shop, served, ana, mail) = serve(on).await;
        shop.says(&ana, Purpose::OPEN_TRACKING, State::Granted).await;
        shop.suppress(&ana).await;
        let open = Token { action: Action::Open, ..shop.token(mail, 0, 0) };
        assert_eq!(served.get(&path(&shop, &open).await.replace("/l/", "/o/")).await.status(), 200);
        assert_eq!(leads_to(&shop, &served, &shop.token(mail, 0, 0)).await, "https://shop.example/sale?from=mail");
        assert_eq!(shop.waiting().await, 0);
    }

    async fn an_old_link_of_a_forgotten_person_leads_on_and_records_nothing(on) {
        let (shop, served, ana, mail) = serve(on).await;
        shop.forget(&ana).await;
        assert_eq!(leads_to(&shop, &served, &shop.token(mail, 0, 0)).await, "https://shop.example/sale?from=mail");
        assert_eq!(shop.waiting().await, 0);
    }
}
