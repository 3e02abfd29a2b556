//! Counting and attribution, on both engines: from what happens to what is reported.

use crate::shop::{JOURNEY, Reader, Shop, sql};
use placet_core::{Id, Kind, Micros};
use placet_deliver::ledger::{self, Outcome};
use placet_measure::{consume, report};
use placet_profile::{Basis, Entry, What};
use placet_store::{Error as StoreError, Sql, Value, on_both_engines, params, transaction};

/// A shop, somebody who reads, and a mail to them.
async fn shop_and_mail(on: placet_store::testing::On) -> (Shop, Reader, Id) {
    let shop = Shop::open(on).await;
    let ana = shop.reader("ana").await;
    let mail = shop.mail(&ana).await;
    (shop, ana, mail)
}

/// The rows of a statement, as they are.
async fn rows(shop: &Shop, sql: &'static Sql) -> Vec<Vec<Value<'static>>> {
    let mut tx = shop.tenant().read("test.rows").await.unwrap();
    let rows = tx.query(sql, &[]).await.unwrap();
    rows.iter().map(|row| row.values().to_vec()).collect()
}

on_both_engines! {
    async fn a_second_click_on_the_link_counts_once(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        let other = shop.mail(&ana).await;
        for (message, link) in [(mail, 2), (mail, 2), (mail, 0), (other, 2)] {
            shop.clicks(message, link).await;
            shop.fresh.clock.advance(Micros::MINUTE);
        }
        shop.measure().await;
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await), (4, 2));
        assert_eq!((shop.n("clicked:link:2").await, shop.n("clicked:link:0").await), (2, 1));
        // In a run of its own, and a month of receipt later.
        shop.fresh.clock.advance(40 * Micros::DAY);
        shop.clicks(mail, 2).await;
        shop.measure().await;
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await, shop.n("clicked:link:2").await), (5, 2, 2));
    }

    async fn a_double_click_within_a_second_is_one(on) {
        let (shop, _, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 1).await;
        shop.clicks(mail, 1).await;
        shop.clicks(mail, 3).await;
        shop.measure().await;
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await), (2, 1));
    }

    async fn r121_an_order_is_credited_to_the_last_click_within_five_days(on) {
        let (shop, ana, first) = shop_and_mail(on).await;
        let second = shop.mail(&ana).await;
        shop.clicks(first, 0).await;
        shop.fresh.clock.advance(Micros::DAY);
        shop.clicks(second, 0).await;
        shop.fresh.clock.advance(5 * Micros::DAY);
        shop.buys(&ana, "A-1", 8_990).await;
        shop.fresh.clock.advance(1);
        shop.buys(&ana, "A-2", 100).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (1, 8_990));
        assert_eq!(credited(&shop, "A-1").await, Some((JOURNEY, second)));
        assert_eq!(credited(&shop, "A-2").await, None);
    }

    async fn an_order_without_a_click_before_it_is_credited_to_nobody(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        let bob = shop.reader("bob").await;
        shop.buys(&ana, "before", 100).await;
        shop.fresh.clock.advance(Micros::HOUR);
        shop.clicks(mail, 0).await;
        shop.buys(&bob, "another's", 100).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (0, 0));
    }

    async fn an_order_that_comes_late_is_credited_by_its_own_time(on) {
        let (shop, ana, first) = shop_and_mail(on).await;
        let second = shop.mail(&ana).await;
        let start = shop.now();
        shop.clicks(first, 0).await;
        shop.fresh.clock.advance(2 * Micros::DAY);
        shop.clicks(second, 0).await;
        shop.measure().await;
        let at = start + Micros::HOUR;
        shop.order(ana.device, Kind::ORDER_COMPLETED, at, "late", 500, Basis::Standing).await;
        let earlier = start - Micros::HOUR;
        shop.order(ana.device, Kind::ORDER_COMPLETED, earlier, "too early", 500, Basis::Standing).await;
        shop.measure().await;
        assert_eq!(credited(&shop, "late").await, Some((JOURNEY, first)));
        assert_eq!(credited(&shop, "too early").await, None);
        let lines = shop.lines().await;
        let line = lines.iter().find(|line| line.kind == "orders").unwrap();
        assert_eq!((line.day, line.n, line.amount), (at.day(), 1, 500));
    }

    async fn a_click_folded_after_its_order_still_counts_for_it(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        let clicked_at = shop.now();
        shop.fresh.clock.advance(Micros::MINUTE);
        shop.buys(&ana, "A-1", 700).await;
        let props = format!(r#"{{"origin":{JOURNEY},"message":"{}","link":0}}"#, mail.text("msg"));
        let what = What::Event { kind: Kind::LINK_CLICKED, item: None, props };
        shop.happens(&[Entry::house(clicked_at, ana.address, what)]).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (1, 700));
    }

    async fn an_order_is_credited_once_however_often_it_is_told(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        for _ in 0..3 {
            shop.buys(&ana, "A-1", 100).await;
            shop.measure().await;
        }
        assert_eq!(shop.total("orders").await, (1, 100));
    }

    async fn reading_the_log_again_credits_no_order_again(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.buys(&ana, "A-1", 100).await;
        shop.measure().await;
        let rewound: Result<u64, StoreError> =
            transaction!(shop.tenant(), "test.rewind", |tx| { tx.execute(&sql::REWIND, &[]).await });
        assert_eq!(rewound.unwrap(), 1);
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (1, 100));
    }

    async fn a_refund_or_a_cancellation_takes_the_order_back_once(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.buys(&ana, "A-1", 100).await;
        shop.buys(&ana, "A-2", 200).await;
        shop.fresh.clock.advance(6 * Micros::DAY);
        shop.buys(&ana, "A-3", 400).await;
        for kind in [Kind::ORDER_REFUNDED, Kind::ORDER_CANCELLED] {
            for order_no in ["A-1", "A-3", "unknown"] {
                shop.order(ana.device, kind, shop.now(), order_no, 0, Basis::Standing).await;
            }
        }
        shop.order(ana.device, Kind::ORDER_CANCELLED, shop.now(), "A-2", 0, Basis::Standing).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (2, 300));
        assert_eq!(shop.total("orders_reversed").await, (2, 300));
    }

    async fn an_order_in_another_currency_is_counted_and_its_money_kept_apart(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.buys(&ana, "A-1", 100).await;
        shop.buys(&ana, "RON-1", 4_990).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (2, 100));
        assert_eq!(shop.total("orders:RON").await, (1, 4_990));
        let mut tx = shop.tenant().read("test.campaign").await.unwrap();
        let today = shop.now().day();
        let sum = report::campaign(&mut tx, JOURNEY, today, today).await.unwrap();
        assert_eq!((sum.orders, sum.clicked, sum.clicks), (2, 1, 1));
        assert_eq!((sum.revenue["EUR"], sum.revenue["RON"]), (100, 4_990));
    }

    async fn an_order_under_the_contract_alone_is_credited_to_nobody(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.order(ana.device, Kind::ORDER_COMPLETED, shop.now(), "C-1", 100, Basis::Contract).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (0, 0));
        assert_eq!(credited(&shop, "C-1").await, None);
    }

    async fn an_order_that_the_shops_server_told_first_is_credited_once_the_buyers_device_tells_it_too(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.order(ana.device, Kind::ORDER_COMPLETED, shop.now(), "C-1", 100, Basis::Contract).await;
        shop.buys(&ana, "C-1", 100).await;
        shop.buys(&ana, "C-1", 100).await;
        shop.order(ana.device, Kind::ORDER_COMPLETED, shop.now(), "C-1", 100, Basis::Contract).await;
        shop.measure().await;
        assert_eq!(shop.total("orders").await, (1, 100));
        assert_eq!(credited(&shop, "C-1").await, Some((JOURNEY, mail)));
    }

    async fn r119_deliveries_clicks_and_unsubscriptions_are_totals_each_counted_once(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        let keys = shop.keyring.keys(shop.tenant()).await.unwrap();
        let handed: Result<bool, ledger::Error> = transaction!(shop.tenant(), "test.hand", |tx| {
            let claimed = ledger::claim(tx, "test/1", 1).await?;
            ledger::record(tx, &keys, claimed[0].0.ticket, Outcome::Accepted, "250 ok").await
        });
        assert!(handed.unwrap());
        shop.fold().await;
        shop.clicks(mail, 0).await;
        let by_mail = format!(r#"{{"origin":{JOURNEY},"message":"{}"}}"#, mail.text("msg"));
        for props in [by_mail.clone(), by_mail, "{}".into()] {
            let what = What::Event { kind: Kind::UNSUBSCRIBED, item: None, props };
            shop.happens(&[Entry::house(shop.now(), ana.address, what)]).await;
        }
        shop.measure().await;
        assert_eq!((shop.n("accepted").await, shop.n("clicked").await, shop.n("unsubscribed").await), (1, 1, 1));
        let lines = shop.lines().await;
        assert!(lines.iter().any(|line| (line.origin, line.kind.as_str(), line.n) == (0, "unsubscribed", 1)));
    }

    async fn r106_a_click_feeds_totals_and_attribution_and_nothing_else(on) {
        let (shop, _, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        let kept = [&sql::CONSENTS, &sql::SUPPRESSIONS, &sql::MESSAGES, &sql::REACHES, &sql::LINKS, &sql::STREAMS];
        let mut before = Vec::new();
        for sql in kept {
            before.push(rows(&shop, sql).await);
        }
        shop.measure().await;
        for (sql, before) in kept.into_iter().zip(before) {
            assert_eq!(rows(&shop, sql).await, before, "{}", sql.name);
        }
        assert_eq!((shop.n("clicked").await, shop.waiting().await), (1, 0));
    }

    async fn r118_a_report_holds_numbers_and_kinds_and_no_person(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.buys(&ana, "A-1", 100).await;
        shop.measure().await;
        let mut tx = shop.tenant().read("test.campaign").await.unwrap();
        let today = shop.now().day();
        let sum = report::campaign(&mut tx, JOURNEY, today, today).await.unwrap();
        let shown = serde_json::to_string(&(shop.lines().await, sum)).unwrap();
        let ids = [mail.text("msg"), ana.contact.text("con"), ana.profile.text("prof"), ana.device.id.to_string()];
        for secret in ids.iter().map(String::as_str).chain(["ana", "example.org", "A-1"]) {
            assert!(!shown.contains(secret), "{secret}: {shown}");
        }
    }

    async fn r120_a_tenant_sees_its_own_totals_alone(on) {
        let (shop, _, mail) = shop_and_mail(on).await;
        shop.clicks(mail, 0).await;
        shop.measure().await;
        let other = shop.found("Borealis", "other.example").await;
        assert_eq!(shop.lines_of(other).await, []);
        while consume(shop.fresh.store.tenant(other)).await.unwrap().events > 0 {}
        assert_eq!(shop.lines_of(other).await, []);
        assert_eq!(shop.n("clicked").await, 1);
        let mut tx = shop.fresh.store.tenant(other).read("test.campaign").await.unwrap();
        let sum = report::campaign(&mut tx, JOURNEY, 0, i64::from(i32::MAX)).await.unwrap();
        assert_eq!(sum, report::Campaign { origin: JOURNEY, ..report::Campaign::default() });
    }

    async fn two_nodes_that_measure_at_once_count_everything_once(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        for n in 0..20 {
            shop.clicks(mail, n % 4).await;
            shop.buys(&ana, &format!("A-{n}"), 10).await;
            shop.fresh.clock.advance(Micros::MINUTE);
        }
        let store = &shop.fresh.store;
        let node = || async { while consume(store.tenant(shop.id)).await.unwrap().events > 0 {} };
        tokio::join!(node(), node(), node());
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await), (20, 1));
        assert_eq!(shop.total("orders").await, (20, 200));
    }

    async fn an_event_that_cannot_be_read_stops_nobody(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        let broken = [
            (Kind::LINK_CLICKED, "no json"),
            (Kind::LINK_CLICKED, r#"{"origin":7,"message":"prof_1"}"#),
            (Kind::UNSUBSCRIBED, "[]"),
            (Kind::ORDER_COMPLETED, "{}"),
            (Kind::ORDER_REFUNDED, r#"{"order_id":"\u0007"}"#),
        ];
        let put: Result<(), StoreError> = transaction!(shop.tenant(), "test.broken", |tx| {
            for (n, (kind, props)) in broken.iter().enumerate() {
                let seq = ((shop.now().month()) << 40) - 1 - n as i64;
                tx.execute(&sql::EVENT, params![seq, ana.address.id, *kind, shop.now(), *props]).await?;
            }
            Ok(())
        });
        put.unwrap();
        shop.clicks(mail, 0).await;
        shop.measure().await;
        assert_eq!((shop.n("clicks").await, shop.n("clicked").await, shop.n("orders").await), (1, 1, 0));
    }

    async fn clicks_of_a_forgotten_person_are_not_recorded(on) {
        let (shop, ana, mail) = shop_and_mail(on).await;
        shop.forget(&ana).await;
        let observe = placet_measure::Observe::new(shop.fresh.store.clone(), shop.keyring.clone());
        let token = shop.token(mail, 0, 0);
        assert!(!observe.click(shop.id, &token).await.unwrap());
        let unknown = shop.token(Id([1; 16]), 0, 0);
        assert!(!observe.click(shop.id, &unknown).await.unwrap());
        assert_eq!(shop.waiting().await, 0);
    }

    async fn clicks_on_mails_older_than_thirteen_months_are_not_recorded(on) {
        let (shop, _, mail) = shop_and_mail(on).await;
        let observe = placet_measure::Observe::new(shop.fresh.store.clone(), shop.keyring.clone());
        shop.fresh.clock.advance(396 * Micros::DAY);
        assert!(!observe.click(shop.id, &shop.token(mail, 0, 0)).await.unwrap());
        assert_eq!(shop.waiting().await, 0);
    }
}

/// To which origin and message an order is credited.
async fn credited(shop: &Shop, order_no: &str) -> Option<(i32, Id)> {
    let mut tx = shop.tenant().read("test.order").await.unwrap();
    let record = placet_shop::order(&mut tx, order_no).await.unwrap().unwrap();
    record.origin.zip(record.message_id)
}
