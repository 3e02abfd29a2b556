//! The courier against a mail server with good and bad days, and what it shows, on both engines.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod held;
mod many;
mod shop;
mod shown;

use std::sync::Arc;

use placet_compose::{Builtin, Library};
use placet_core::Micros;
use placet_deliver::ledger::State;
use placet_deliver::sink::{Act, Stage};
use placet_permission::vault::Channel;
use placet_permission::{Purpose, State as Consent, contact, suppression};
use placet_store::testing::tenant;
use placet_store::{on_both_engines, transaction};

use shop::{SetUp, Shop, server};

on_both_engines! {
    async fn a_message_arrives_once_with_one_click_and_the_senders_identity(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let id = shop.message().await;
        let courier = shop.courier(sink.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Accepted, 1));
        courier.deliver(shop.handle()).await.unwrap();
        let held = sink.messages();
        assert_eq!(held.len(), 1);
        let mail = held[0].mail();
        assert!(mail.one_click && mail.one_click_address().unwrap().starts_with("https://news.shop.example/u/"));
        assert!(mail.html.unwrap().contains("1 Street"), "R092: who sends it and where they are");
        assert!(!mail.links.iter().any(|link| link.contains("ana")), "R099: no address of ours names the person");
    }

    async fn a_company_has_every_template_of_the_program_and_keeps_its_own(on) {
        let shop = Shop::open(on).await;
        transaction!(shop.handle(), "test.templates", |tx| {
            let own = Builtin::Renewal.source("en");
            Library::save(tx, Builtin::Renewal.template_id(), Builtin::Renewal.name(), &[("en", own)]).await?;
            Library::install(tx).await?;
            for builtin in Builtin::ALL {
                let version = Library::current(tx, builtin.template_id()).await?;
                assert_eq!(version, if builtin == Builtin::Renewal { 2 } else { 1 }, "{}", builtin.name());
            }
            Ok::<_, SetUp>(())
        })
        .unwrap();
    }

    async fn r077_a_message_holds_a_pixel_only_for_a_reader_who_agreed_to_it(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let courier = shop.courier(sink.address());
        let mut pixels = Vec::new();
        for act in [None, Some(Consent::Granted), Some(Consent::Withdrawn)] {
            if let Some(act) = act {
                shop.says(Purpose::OPEN_TRACKING, act).await;
            }
            shop.message().await;
            courier.deliver(shop.handle()).await.unwrap();
            let html = sink.messages().last().unwrap().mail().html.unwrap();
            assert!(html.trim_end().ends_with("</html>"));
            pixels.push(html.matches("<img src=\"https://news.shop.example/o/").count());
        }
        assert_eq!(pixels, [0, 1, 0]);
    }

    async fn while_the_server_is_down_messages_wait_and_go_later(on) {
        let shop = Shop::open(on).await;
        let nobody = { server(&shop, |_| Act::Proceed).await.address() };
        let id = shop.message().await;
        let done = shop.courier(nobody).deliver(shop.handle()).await.unwrap();
        assert_eq!((done.attempts, shop.state(id).await), (0, (State::Queued, 0)));
        assert!(done.next.unwrap() > shop.fresh.clock.now(), "it comes again by itself");
        let sink = server(&shop, |_| Act::Proceed).await;
        shop.courier(sink.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Accepted, 1));
    }

    async fn a_server_that_says_later_is_asked_later_and_one_that_says_no_is_not_asked_again(on) {
        let shop = Shop::open(on).await;
        let busy = server(&shop, |stage| match stage {
            Stage::Recipient(_) => Act::Say("450 4.2.0 later".into()),
            _ => Act::Proceed,
        })
        .await;
        let id = shop.message().await;
        shop.courier(busy.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 1));
        let refusing = server(&shop, |stage| match stage {
            Stage::Recipient(_) => Act::Say("550 5.1.1 unknown".into()),
            _ => Act::Proceed,
        })
        .await;
        let courier = shop.courier(refusing.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Queued, 1), "not before its time");
        shop.fresh.clock.advance(2 * Micros::MINUTE);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Rejected, 2));
        shop.fresh.clock.advance(Micros::DAY);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::Rejected, 2));
    }

    async fn marketing_in_doubt_is_never_repeated(on) {
        let shop = Shop::open(on).await;
        let silent = server(&shop, |stage| match stage {
            Stage::Message(_) => Act::KeepAndClose,
            _ => Act::Proceed,
        })
        .await;
        let id = shop.message().await;
        let courier = shop.courier(silent.address());
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await, (State::InDoubt, 1));
        shop.fresh.clock.advance(3 * Micros::DAY);
        courier.deliver(shop.handle()).await.unwrap();
        assert_eq!(silent.messages().len(), 1);
    }

    async fn a_tenant_made_a_moment_ago_is_looked_at_again(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let courier = shop.courier(sink.address());
        courier.deliver(shop.handle()).await.unwrap();
        let new = shop.fresh.store.add_tenant(&tenant("New"), &[]).await.unwrap();
        let done = courier.deliver(shop.fresh.store.tenant(new)).await.unwrap();
        let soon = shop.fresh.clock.now() + Micros::MINUTE;
        assert!(done.next.is_some_and(|next| next < soon), "its first mail does not wait for a second one");
    }

    async fn r140_a_no_between_planning_and_sending_stops_the_message(on) {
        let shop = Shop::open(on).await;
        let sink = server(&shop, |_| Act::Proceed).await;
        let id = shop.message().await;
        transaction!(shop.handle(), "test.suppress", |tx| {
            let contact = contact::get(tx, shop.contact).await?.unwrap();
            suppression::suppress(tx, Channel::Email, &contact.fp, suppression::Scope::Marketing, "unsubscribed", None).await?;
            Ok::<_, SetUp>(())
        })
        .unwrap();
        shop.courier(sink.address()).deliver(shop.handle()).await.unwrap();
        assert_eq!(shop.state(id).await.0, State::Withdrawn);
        assert!(sink.messages().is_empty());
    }

    async fn two_nodes_at_once_send_each_message_once(on) {
        let shop = Arc::new(Shop::open(on).await);
        let sink = server(&shop, |_| Act::Proceed).await;
        let mut ids = Vec::new();
        for _ in 0..12 {
            ids.push(shop.message().await);
        }
        let couriers = [shop.courier(sink.address()), shop.courier(sink.address())];
        let work = couriers.map(|courier| {
            let shop = Arc::clone(&shop);
            tokio::spawn(async move {
                for _ in 0..8 {
                    courier.deliver(shop.handle()).await.unwrap();
                }
            })
        });
        for one in work {
            one.await.unwrap();
        }
        for id in &ids {
            assert_eq!(shop.state(*id).await.0, State::Accepted);
        }
        assert_eq!(sink.messages().len(), ids.len());
    }
}
