//! A company of some years: profiles, their events, contacts, consents, messages, orders. Written into the tables directly; what the
//! fold and the gate would have made of as many visits takes hours.

use placet_core::{Currency, Id, Micros};
use placet_permission::{Purpose, wording_id};
use placet_profile::reader::CONSUMERS;
use placet_shop::{ItemInput, item_id};
use placet_store::{Tenant, Value, params, transaction};

use super::super::stock::{self as shops, Shop, mixed};
use super::super::store::{
    ADD_AUDIT, ADD_CONTACT, ADD_ENTRY, ADD_EVENTS, ADD_MESSAGE, ADD_ORDER, ADD_PROFILE, ADD_STANDING,
    ADD_STREAM, ADD_TALLY, COUNTED, READ_UP_TO,
};
use super::Size;
use crate::node::Node;

/// Rows of one transaction.
const AT_ONCE: usize = 20_000;
/// Events of one statement.
const EVENTS_AT_ONCE: i64 = 250_000;
/// The number of a profile's stream is its own times this: spread over the tree as fingerprints are.
const SPREAD: i64 = 8_388_617;
/// How far back the past reaches.
const PAST: i64 = 700 * Micros::DAY;
/// Items of the catalogue.
const ITEMS: usize = 50_000;
/// Entries of the audit log.
const AUDITED: usize = 100_000;

/// The company, and whom its pages are opened for.
pub(super) struct Company {
    pub(super) shop: Shop,
    /// Known people, the newest last.
    pub(super) people: Vec<Id>,
    pub(super) messages: Vec<Id>,
    pub(super) orders: usize,
}

/// The number of an order.
pub(super) fn order_no(n: usize) -> String {
    format!("{}", 1_000_000 + n)
}

/// The sku of an item drawn by lot.
pub(super) fn sku(n: u64) -> String {
    format!("SHOE-{}", mixed(n) as usize % ITEMS)
}

/// An item drawn by lot.
fn item(n: u64) -> i64 {
    item_id(&sku(n))
}

/// Makes it.
pub(super) async fn make(node: &Node, size: &Size) -> anyhow::Result<Company> {
    let shop = shops::open(node, "console", 0).await?;
    let tenant = node.store.tenant(shop.id);
    let now = tenant.clock().now();
    let (profiles, events) = (size.profiles as usize, i64::from(size.events));
    let mut ids: Vec<Id> = (0..profiles).map(|n| Id::at(past(now, n, profiles))).collect();
    ids.sort_unstable();

    people(tenant, &ids, now).await?;
    // Three of ten are known by an address.
    let known: Vec<Id> = (0..profiles).filter(|n| n % 10 < 3).map(|n| ids[n]).collect();
    contacts(tenant, &known, now).await?;
    seen(tenant, events, profiles as i64, now).await?;
    let messages: Vec<Id> = (0..profiles / 5).map(|n| Id::at(past(now, n, profiles / 5))).collect();
    sent(tenant, &messages, &known, now).await?;
    bought(tenant, &messages, profiles, now).await?;
    catalogue(tenant).await?;
    totals(tenant, now).await?;
    let orders = profiles / 5;
    Ok(Company { shop, people: known, messages, orders })
}

fn past(now: Micros, n: usize, of: usize) -> Micros {
    now - PAST + (PAST / of.max(1) as i64) * n as i64
}

async fn people(tenant: Tenant<'_>, ids: &[Id], now: Micros) -> anyhow::Result<()> {
    for (part, ids) in ids.chunks(AT_ONCE).enumerate() {
        let numbered = || ids.iter().enumerate().map(|(n, id)| ((part * AT_ONCE + n) as i64 * SPREAD, *id));
        let profiles: Vec<Value<'_>> = numbered()
            .flat_map(|(stream, id)| {
                let streams = Value::from(format!("[{stream}]"));
                [Value::from(id), streams, Value::from(now), Value::from(Micros::NEVER)]
            })
            .collect();
        let streams: Vec<Value<'_>> = numbered()
            .flat_map(|(stream, id)| {
                let item = item(stream.unsigned_abs());
                let state = format!(r#"{{"views":[{{"i":{item},"a":{}}}]}}"#, now.0);
                [Value::Int(stream), Value::from(id), Value::from(state), Value::from(now)]
            })
            .collect();
        let yes: Vec<Value<'_>> = numbered()
            .flat_map(|(stream, _)| {
                standing(Purpose::TRACKING, 0, 1, stream.to_be_bytes().to_vec(), stream / SPREAD + 1, now)
            })
            .collect();
        transaction!(tenant, "bench.people", |tx| {
            tx.insert_many(&ADD_PROFILE, &profiles, 4).await?;
            tx.insert_many(&ADD_STREAM, &streams, 4).await?;
            tx.insert_many(&ADD_STANDING, &yes, 6).await
        })?;
    }
    Ok(())
}

fn standing(
    purpose: Purpose,
    channel: i64,
    kind: i64,
    subject: Vec<u8>,
    entry: i64,
    at: Micros,
) -> [Value<'static>; 6] {
    let numbers = [purpose.code(), channel, kind].map(Value::Int);
    let [purpose, channel, kind] = numbers;
    [purpose, channel, kind, Value::from(subject), Value::Int(entry), Value::from(at)]
}

/// An address for each of them, with a confirmed yes to marketing and its entry.
async fn contacts(tenant: Tenant<'_>, known: &[Id], now: Micros) -> anyhow::Result<()> {
    let words = wording_id(Purpose::MARKETING, "en");
    for (part, ids) in known.chunks(AT_ONCE / 2).enumerate() {
        let numbered = || ids.iter().enumerate().map(|(n, id)| ((part * AT_ONCE / 2 + n + 1) as i64, *id));
        let contacts: Vec<Value<'_>> = numbered()
            .flat_map(|(_, id)| [Value::from(id), Value::from(fingerprint(&id)), Value::from(now)])
            .collect();
        let entries: Vec<Value<'_>> = numbered()
            .flat_map(|(n, id)| {
                let about = [Value::Int(Purpose::MARKETING.code()), Value::Int(1), Value::Int(2)];
                let [purpose, channel, kind] = about;
                let (subject, salt) = (Value::from(fingerprint(&id)), Value::from(vec![7_u8; 16]));
                [Value::Int(n), Value::from(now), purpose, channel, kind, subject, Value::Int(words), salt]
            })
            .collect();
        let yes: Vec<Value<'_>> = numbered()
            .flat_map(|(n, id)| standing(Purpose::MARKETING, 1, 2, fingerprint(&id), n, now))
            .collect();
        transaction!(tenant, "bench.contacts", |tx| {
            tx.insert_many(&ADD_CONTACT, &contacts, 3).await?;
            tx.insert_many(&ADD_ENTRY, &entries, 8).await?;
            tx.insert_many(&ADD_STANDING, &yes, 6).await
        })?;
    }
    transaction!(tenant, "bench.counted", |tx| {
        tx.execute(&COUNTED, params!["consent_entry", known.len() as i64]).await
    })?;
    Ok(())
}

/// 32 bytes that stand where a fingerprint does, as unordered as one.
fn fingerprint(id: &Id) -> Vec<u8> {
    let (a, b) = id.0.split_at(8);
    let number = |half: &[u8]| half.iter().fold(0_u64, |n, byte| n << 8 | u64::from(*byte));
    let (a, b) = (number(a), number(b));
    [a ^ b, b, a, a.wrapping_add(b)].into_iter().flat_map(|n| mixed(n).to_be_bytes()).collect()
}

async fn seen(tenant: Tenant<'_>, events: i64, profiles: i64, now: Micros) -> anyhow::Result<()> {
    let month = now.month() << 40;
    let (start, step) = (now - PAST, PAST / events.max(1));
    for first in (1..=events).step_by(EVENTS_AT_ONCE as usize) {
        let last = (first + EVENTS_AT_ONCE - 1).min(events);
        transaction!(tenant, "bench.events", |tx| {
            tx.execute(&ADD_EVENTS, params![month, first, last, profiles, SPREAD, start, step]).await
        })?;
    }
    transaction!(tenant, "bench.readers", |tx| {
        tx.execute(&COUNTED, params!["event", events]).await?;
        for consumer in CONSUMERS {
            tx.execute(&READ_UP_TO, params![consumer, month | events]).await?;
        }
        Ok::<_, placet_store::Error>(())
    })?;
    Ok(())
}

/// Messages to known people; one of twenty was refused.
async fn sent(tenant: Tenant<'_>, messages: &[Id], known: &[Id], now: Micros) -> anyhow::Result<()> {
    let decision = |entry: usize| {
        let purpose = Purpose::MARKETING.name();
        format!(
            r#"{{"at":{0},"use_":"marketing","denied":null,"evidence":[{{"purpose":"{purpose}","entry":{entry},"at":{0}}}]}}"#,
            now.0
        )
    };
    for (part, ids) in messages.chunks(AT_ONCE).enumerate() {
        let rows: Vec<Value<'_>> = ids
            .iter()
            .enumerate()
            .flat_map(|(n, id)| {
                let n = part * AT_ONCE + n;
                let to = mixed(n as u64) as usize % known.len();
                let state = if n.is_multiple_of(20) { 5 } else { 3 };
                let origin = Value::Int((n % 2) as i64 + 1);
                let items = format!(r#"{{"cart":[{}]}}"#, item(n as u64));
                let (to, facts) = (Value::from(known[to]), Value::from(decision(to + 1)));
                [Value::from(*id), origin, to, Value::Int(state), Value::from(now), facts, Value::from(items)]
            })
            .collect();
        transaction!(tenant, "bench.messages", |tx| { tx.insert_many(&ADD_MESSAGE, &rows, 7).await })?;
    }
    Ok(())
}

/// Orders; one of ten is credited to a message.
async fn bought(tenant: Tenant<'_>, messages: &[Id], profiles: usize, now: Micros) -> anyhow::Result<()> {
    for (part, credited) in messages.chunks(AT_ONCE).enumerate() {
        let rows: Vec<Value<'_>> = credited
            .iter()
            .enumerate()
            .flat_map(|(n, message)| {
                let n = part * AT_ONCE + n;
                let stream = (mixed(n as u64) as usize % profiles) as i64 * SPREAD;
                let by = n.is_multiple_of(10).then_some(*message);
                let lines = format!(r#"[{{"item_id":{},"quantity":1,"price_minor":8990}}]"#, item(n as u64));
                [
                    Value::from(order_no(n)),
                    Value::Int(stream),
                    Value::from(past(now, n, messages.len())),
                    Value::from(lines),
                    Value::from(by.map(|_| 1_i64)),
                    Value::from(by),
                ]
            })
            .collect();
        transaction!(tenant, "bench.orders", |tx| { tx.insert_many(&ADD_ORDER, &rows, 6).await })?;
    }
    Ok(())
}

async fn catalogue(tenant: Tenant<'_>) -> anyhow::Result<()> {
    let listed = |n: usize| ItemInput {
        sku: format!("SHOE-{n}"),
        title: format!("Shoe number {n} in colour {}", n % 17),
        category: "Shoes".into(),
        price: "89.90".into(),
        url: format!("https://shop.bench.example/p/{n}"),
        ..ItemInput::default()
    };
    for first in (0..ITEMS).step_by(10_000) {
        let items: Vec<ItemInput> = (first..first + 10_000).map(listed).collect();
        placet_shop::load_items(tenant, &items, Currency::EUR).await?;
    }
    Ok(())
}

/// Two years of day totals, and a full audit log.
async fn totals(tenant: Tenant<'_>, now: Micros) -> anyhow::Result<()> {
    let kinds =
        ["events", "refused:no_consent", "undeclared:Wheel Spun", "accepted", "clicked", "opened", "ordered"];
    let days = now.day() - 729..=now.day();
    let rows: Vec<Value<'_>> = days
        .flat_map(|day| (0..3_i64).flat_map(move |origin| kinds.map(move |kind| (day, origin, kind))))
        .flat_map(|(day, origin, kind)| {
            let (n, amount) = (Value::Int(40 + day % 7), Value::Int(899_000));
            [Value::Int(origin), Value::Int(day), Value::from(kind), n, amount]
        })
        .collect();
    let audited: Vec<Value<'_>> = (0..AUDITED as i64)
        .flat_map(|n| [Value::Int(n + 1), Value::from(now), Value::from(vec![0_u8; 16])])
        .collect();
    transaction!(tenant, "bench.totals", |tx| {
        tx.insert_many(&ADD_TALLY, &rows, 5).await?;
        tx.insert_many(&ADD_AUDIT, &audited, 3).await?;
        tx.execute(&COUNTED, params!["audit", AUDITED as i64]).await
    })?;
    Ok(())
}
