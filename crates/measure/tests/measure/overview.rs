//! A tenant at a glance, and what one order is credited to.

use placet_core::Micros;
use placet_journey::{CONFIRM, Span, Status, cart_reminder, confirm, save};
use placet_measure::overview::{JourneyOf, overview};
use placet_measure::{Credit, credit};
use placet_profile::{Entry, What};
use placet_store::{on_both_engines, params, transaction};

use crate::shop::{JOURNEY, Shop, sql};

on_both_engines! {
    async fn r119_an_overview_adds_up_days_and_journeys(on) {
        let shop = Shop::open(on).await;
        let another = shop.found("Another", "another.example").await;
        transaction!(shop.tenant(), "test.save", |tx| { save(tx, JOURNEY, &cart_reminder(Span::hours(4))).await }).unwrap();
        let ana = shop.reader("ana").await;
        let mail = shop.mail(&ana).await;
        shop.clicks(mail, 0).await;
        shop.buys(&ana, "A-1", 8_990).await;
        shop.buys(&ana, "RON-2", 500).await;
        shop.measure().await;
        shop.fresh.clock.advance(2 * Micros::DAY);
        let props = r#"{"origin":0,"message":""}"#.to_owned();
        let what = What::Event { kind: placet_core::Kind::UNSUBSCRIBED, item: None, props };
        shop.happens(&[Entry::house(shop.now(), ana.address, what)]).await;
        shop.buys(&ana, "A-3", 10).await;
        shop.measure().await;

        let mut tx = shop.tenant().read("test.overview").await.unwrap();
        let whole = overview(&mut tx, 3).await.unwrap();
        let days: Vec<_> =
            whole.days.iter().map(|day| (day.events, day.clicked, day.orders, day.revenue_minor, day.unsubscribed)).collect();
        assert_eq!(days, [(2, 1, 2, 8_990, 0), (0, 0, 0, 0, 0), (1, 0, 1, 10, 1)]);
        assert_eq!((whole.to_day, whole.to_day - whole.from_day), (shop.now().day(), 2));
        let totals = &whole.totals;
        assert_eq!((totals.events, totals.clicked, totals.orders, totals.subscribed, totals.unsubscribed), (3, 1, 3, 1, 1));
        assert_eq!((totals.revenue["EUR"], totals.revenue["RON"]), (9_000, 500));
        let journey = JourneyOf {
            id: JOURNEY, name: "cart_reminder".into(), status: Status::Live, clickable: true, accepted: 0, clicked: 1, orders: 3,
        };
        assert_eq!((whole.journeys.as_slice(), whole.waiting), (&[journey][..], 0));
        assert_eq!(overview(&mut tx, 1).await.unwrap().totals.orders, 1, "of today alone");
        let mut tx = shop.fresh.store.tenant(another).read("test.overview").await.unwrap();
        assert_eq!(overview(&mut tx, 3).await.unwrap().totals, Default::default(), "nothing of another tenant's");
    }

    async fn requests_to_confirm_are_no_base_of_a_click_rate(on) {
        let shop = Shop::open(on).await;
        transaction!(shop.tenant(), "test.save", |tx| {
            save(tx, CONFIRM, &confirm()).await?;
            save(tx, JOURNEY, &cart_reminder(Span::hours(4))).await
        }).unwrap();
        transaction!(shop.tenant(), "test.accepted", |tx| {
            for origin in [CONFIRM, JOURNEY] {
                tx.execute(&sql::ACCEPTED, params![origin, shop.now().day()]).await?;
            }
            Ok::<_, placet_store::Error>(())
        }).unwrap();
        let mut tx = shop.tenant().read("test.overview").await.unwrap();
        let whole = overview(&mut tx, 1).await.unwrap();
        assert_eq!((whole.totals.accepted, whole.totals.clickable), (2, 1));
        let told: Vec<_> = whole.journeys.iter().map(|one| (one.id, one.clickable, one.accepted)).collect();
        assert_eq!(told, [(JOURNEY, true, 1), (CONFIRM, false, 1)]);
    }

    async fn an_order_tells_the_click_it_is_credited_to(on) {
        let shop = Shop::open(on).await;
        let ana = shop.reader("ana").await;
        shop.buys(&ana, "A-0", 10).await;
        shop.fresh.clock.advance(Micros::MINUTE);
        let mail = shop.mail(&ana).await;
        shop.clicks(mail, 0).await;
        let clicked_at = Some(shop.now());
        shop.fresh.clock.advance(Micros::DAY);
        shop.buys(&ana, "A-1", 10).await;
        shop.measure().await;
        let mut tx = shop.tenant().read("test.credit").await.unwrap();
        let before = placet_shop::order(&mut tx, "A-0").await.unwrap().unwrap();
        assert_eq!(credit(&mut tx, &before).await.unwrap(), None);
        let after = placet_shop::order(&mut tx, "A-1").await.unwrap().unwrap();
        let wanted = Credit { origin: JOURNEY, message: Some(mail), clicked_at };
        assert_eq!(credit(&mut tx, &after).await.unwrap(), Some(wanted));
    }
}
