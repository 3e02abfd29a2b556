//! A withdrawal while messages are planned and taken in hand: whoever comes first is seen by the other (R050, DESIGN §5).

use std::collections::BTreeSet;
use std::sync::Arc;

use placet_core::Id;
use placet_deliver::ledger::{self, Items, New, Outcome};
use placet_permission::cap::{Cap, Per};
use placet_permission::contact::{Added, Class, Contact};
use placet_permission::vault::{Channel, TenantKeys};
use placet_permission::{Ask, Denial, Error as PermissionError, Gate, Purpose, State, Subject, Use, policy};
use placet_rights::unsubscribe::{By, Unsubscribed, unsubscribe};
use placet_store::{on_both_engines, params, transaction};
use tokio::task::JoinHandle;

use crate::support::{Shop, sql};

const BY: By<'_> = By {
    message: None,
    method: "one-click",
    place: "https://shoes.example/u",
    language: None,
    evidence: "{}",
};
/// Messages that each planner wants, and rounds of each courier.
const ROUNDS: usize = 12;

/// A shop whose caps are not in the way, its gate and its keys.
struct House {
    shop: Shop,
    gate: Gate,
    keys: Arc<TenantKeys>,
}

impl House {
    /// A message is wanted for the contact, as a journey wants it.
    async fn plans(&self, contact: &Contact) {
        let (ask, visit, items) =
            (Ask::new(Use::Marketing), Id::new(&self.shop.fresh.clock), Items::default());
        let done: Result<(), ledger::Error> = transaction!(self.shop.tenant(), "test.plan", |tx| {
            let rules = self.gate.rules(tx).await?;
            let decision = self.gate.decide(tx, &self.keys, &rules, contact.id, &ask).await?;
            if !decision.is_granted() {
                return Ok(());
            }
            let new = New {
                origin: 7,
                visit,
                contact: contact.id,
                profile: contact.profile,
                channel: Channel::Email,
                ask: &ask,
                template: 1,
                version: 1,
                language: "en",
                due_at: tx.clock().now(),
                decision: &decision,
                items: &items,
            };
            ledger::queue(tx, &new).await.map(drop)
        });
        done.unwrap();
    }

    /// Takes what is due in hand, as a courier does before any byte goes; what is refused ends there.
    async fn takes_in_hand(&self, owner: &str) {
        let done: Result<(), ledger::Error> = transaction!(self.shop.tenant(), "test.take", |tx| {
            let rules = self.gate.rules(tx).await?;
            for (message, contact) in ledger::claim(tx, owner, 3).await? {
                let (_, permit) =
                    self.gate.permit(tx, &self.keys, &rules, contact.as_ref(), &message.ask).await?;
                if permit.is_none() {
                    let refused = Outcome::Denied(Denial::NoConsent);
                    ledger::record(tx, &self.keys, message.ticket, refused, "").await?;
                }
            }
            Ok(())
        });
        done.unwrap();
    }

    /// The contact's messages that are in hand.
    async fn in_hand(&self, contact: &Contact) -> BTreeSet<Id> {
        let mut tx = self.shop.tenant().read("test.in_hand").await.unwrap();
        let rows = tx.query(&sql::IN_HAND, params![contact.id]).await.unwrap();
        rows.iter().map(|row| row.get(0).unwrap()).collect()
    }

    async fn reader(&self, n: usize) -> Contact {
        let mail = format!("race{n}@example.org");
        let Added::New(contact) = self.shop.contact(&mail, Class::Verified, "form", None).await else {
            panic!("a new address is new")
        };
        let address = Subject::Address(contact.channel, contact.fp);
        self.shop.say(address, Purpose::MARKETING, State::Granted, "form").await;
        contact
    }
}

async fn house(shop: Shop) -> Arc<House> {
    let (gate, keys) = (Gate::new(shop.keyring.clone()), shop.keys().await);
    let changed: Result<i32, PermissionError> = transaction!(shop.tenant(), "test.rules", |tx| {
        let mut wanted = policy::current(tx).await?.policy;
        wanted.caps.rules = vec![Cap { channel: None, most: 30, per: Per::Hours(1) }];
        policy::change(tx, 1, &wanted, "caps are not looked at here", None).await
    });
    changed.unwrap();
    Arc::new(House { shop, gate, keys })
}

/// Lets others go on, a while that differs from round to round.
async fn others_go_on(lot: usize) {
    for _ in 0..lot.wrapping_mul(2_654_435_761) % 23 {
        tokio::task::yield_now().await;
    }
}

on_both_engines! {
    async fn r050_r140_no_message_is_taken_in_hand_after_a_withdrawal_is_committed(on) {
        let house = house(Shop::open(on).await).await;
        let mut raced = 0;
        for round in 0..8 {
            let reader = house.reader(round).await;
            let mut others = Vec::new();
            for planner in 0..2 {
                let (house, reader) = (house.clone(), reader.clone());
                others.push(tokio::spawn(async move {
                    for n in 0..ROUNDS {
                        house.plans(&reader).await;
                        others_go_on(n + planner).await;
                    }
                }));
            }
            for courier in 0..2 {
                let house = house.clone();
                others.push(tokio::spawn(async move {
                    for n in 0..ROUNDS {
                        house.takes_in_hand(&format!("test/{courier}")).await;
                        others_go_on(n * 7 + courier).await;
                    }
                }));
            }
            // In every fourth round before anything is in hand, in the others after the first, second or third message is.
            while house.in_hand(&reader).await.len() < round % 4 && !others.iter().all(JoinHandle::is_finished) {
                others_go_on(round * 11 + 3).await;
            }
            // Two at once, as a mail program's one click and the person's own.
            let withdrawals = [(), ()].map(|()| {
                let (house, id) = (house.clone(), reader.id);
                tokio::spawn(async move {
                    let shop = &house.shop;
                    unsubscribe(shop.tenant(), &shop.keyring, id, &BY).await.unwrap().unwrap()
                })
            });
            let mut said = Vec::new();
            for withdrawal in withdrawals {
                said.push(withdrawal.await.unwrap());
            }
            let at_the_answer = house.in_hand(&reader).await;
            assert_eq!(said.iter().filter(|Unsubscribed { new, .. }| *new).count(), 1, "it is written down once");
            assert_eq!(said[0].undo_until, said[1].undo_until);
            for other in others {
                other.await.unwrap();
            }
            house.takes_in_hand("test/2").await;
            let at_the_end = house.in_hand(&reader).await;
            assert_eq!(at_the_end, at_the_answer, "on its way at the answer, or never");
            raced += usize::from(!at_the_answer.is_empty());
        }
        assert!(raced > 0, "some were on their way: the race was run");
    }
}
