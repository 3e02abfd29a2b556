//! Messages that wait: for the hours of the place, and for more room.

use placet_core::Micros;
use placet_deliver::ledger::{self, State, make_room};
use placet_deliver::sink::Act;
use placet_permission::hours::{Day, QuietHours, Time, Week};
use placet_permission::reach::Priority;
use placet_store::{on_both_engines, transaction};

use crate::shop::{SetUp, Shop, server};

on_both_engines! {
    async fn a_message_waits_for_the_hours_of_its_reader_and_no_attempt_is_counted(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let courier = shop.courier(sink.address());
        let id = shop.message().await;
        // It is one in the afternoon in Bucharest; mails go out from eight to ten in the evening.
        let (from, to) = (Time::parse("20:00").unwrap(), Time::parse("22:00").unwrap());
        let evenings = Week { from, to, days: Day::ALL.to_vec(), on: Default::default(), holidays: true };
        shop.rules(|policy| policy.quiet = QuietHours { email: Some(evenings.clone()), sms: None }).await;
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 0), "nothing was tried");
        assert!(sink.messages().is_empty());
        let evening = Micros::parse("2026-06-01T17:00:00Z").unwrap();
        shop.fresh.clock.advance(evening - shop.fresh.clock.now() - 1);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 0));
        shop.fresh.clock.advance(1);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!((shop.state(id).await, sink.messages().len()), ((State::Accepted, 1), 1));
        let mut tx = shop.handle().read("test.totals").await.unwrap();
        let totals = ledger::totals(&mut tx, 2).await.unwrap();
        assert_eq!(totals.get("held:quiet_hours"), Some(&1), "{totals:?}");
    }

    async fn what_weighs_less_gives_way_and_nothing_else_does(on) {
        let shop = Shop::open(on).await;
        let usual = shop.message().await;
        let (_, counted) = shop.sent(shop.profile).await;
        let room = async |for_| {
            transaction!(shop.handle(), "test.room", |tx| {
                Ok::<_, SetUp>(make_room(tx, shop.profile, for_).await?)
            })
            .unwrap()
        };
        assert!(!room(Priority::Normal).await, "what weighs the same stays");
        assert!(room(Priority::High).await);
        assert_eq!(shop.state(usual).await, (State::Withdrawn, 0));
        assert_eq!(shop.sent(shop.profile).await, (0, counted - 1), "what never left does not count");
        assert!(!room(Priority::High).await, "nothing is left that waits");
    }
}
