//! One message to each of many: decided, counted and queued together.

use std::collections::BTreeMap;

use placet_core::Id;
use placet_deliver::ledger::{Error, Issue, Issued, issue};
use placet_permission::contact::Class;
use placet_permission::vault::Channel;
use placet_permission::{Ask, Denial, Use, Whom};
use placet_store::{on_both_engines, transaction};

use crate::shop::Shop;

/// Goes through everybody, some people at a time.
async fn everybody(shop: &Shop, run: Id, ask: &Ask, limit: u32) -> Result<Issued, Error> {
    let (gate, now) = (shop.gate(), shop.fresh.clock.now());
    let what = Issue { origin: 5, run, channel: Channel::Email, ask, template: 2, version: 1, due_at: now };
    let (mut all, mut after) = (Issued::default(), Some(Id([0; 16])));
    while let Some(from) = after {
        let page = transaction!(shop.handle(), "test.issue", |tx| {
            let rules = gate.rules(tx).await?;
            issue(tx, &gate, &rules, Whom::Everybody { after: from, limit }, &what).await
        })?;
        all.queued += page.queued;
        all.deferred.extend(page.deferred);
        for (reason, n) in page.denied {
            *all.denied.entry(reason).or_default() += n;
        }
        after = page.next;
    }
    Ok(all)
}

on_both_engines! {
    async fn everybody_who_agreed_gets_one_message_and_the_others_are_counted_by_reason(on) {
        let shop = Shop::open(on).await;
        let mut people = vec![shop.profile];
        for n in 0..12 {
            people.push(shop.person(&format!("reader{n}"), Class::Verified).await);
            shop.person(&format!("typed{n}"), Class::Claimed).await;
        }
        let (ask, run) = (Ask::new(Use::Marketing), Id::new(&shop.fresh.clock));
        let issued = everybody(&shop, run, &ask, 7).await.unwrap();
        assert_eq!((issued.queued, issued.denied), (13, BTreeMap::from([(Denial::Unconfirmed, 12)])));
        for profile in &people {
            assert_eq!(shop.sent(*profile).await, (1, 1));
        }
        assert!(matches!(everybody(&shop, run, &ask, 100).await, Err(Error::IssuedBefore)));
        for profile in &people {
            assert_eq!(shop.sent(*profile).await, (1, 1), "the same run queues nothing twice, and counts nothing");
        }
    }

    async fn r093_campaigns_in_the_same_instant_on_two_nodes_cannot_break_a_cap(on) {
        let shop = std::sync::Arc::new(Shop::open(on).await);
        let mut people = vec![shop.profile];
        for n in 0..20 {
            people.push(shop.person(&format!("reader{n}"), Class::Verified).await);
        }
        let campaigns: Vec<_> = (0..4)
            .map(|n| {
                let shop = shop.clone();
                tokio::spawn(async move {
                    let run = Id::new(&shop.fresh.clock);
                    everybody(&shop, run, &Ask::new(Use::Marketing), 5 + n).await.unwrap().queued
                })
            })
            .collect();
        let mut queued = 0;
        for campaign in campaigns {
            queued += campaign.await.unwrap();
        }
        assert_eq!(queued, 2 * people.len(), "two a day for each, whoever was first");
        for profile in people {
            assert_eq!(shop.sent(profile).await, (2, 2));
        }
    }
}
