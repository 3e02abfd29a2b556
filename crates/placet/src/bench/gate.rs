//! How fast the gate decides: for everybody of a company at once, with the messages queued, and for one at a time.

use std::time::Instant;

use placet_core::{Id, Micros};
use placet_deliver::ledger::{self, Issue};
use placet_permission::contact::{self, Added, Class, New};
use placet_permission::policy::{self, Relevance, Terms, Words};
use placet_permission::reach::{self, Priority, Stamp};
use placet_permission::vault::{Address, Channel};
use placet_permission::{
    Act, Against, Ask, Gate, Purpose, Standing, Standings, State, Subject, Use, Verdict, Whom,
    ledger as consents,
};
use placet_profile::profile;
use placet_store::{Tenant, Value, transaction};

use super::Bench;
use super::stock::{self, mixed};
use super::store::{ADD_PLANNED, ADD_REACH};
use crate::node::Node;
use crate::out::say;

/// How many people.
#[derive(Debug, clap::Args)]
pub struct Size {
    /// People, each with an address
    #[arg(long, value_name = "N", default_value_t = 1_000_000, value_parser = clap::value_parser!(u32).range(10_000..=5_000_000))]
    profiles: u32,
}

/// People of one page, and of one transaction.
const PAGE: u32 = 10_000;
/// People who are asked for one at a time.
const SINGLES: usize = 20_000;
/// So many share a transaction, as a courier's do.
const TOGETHER: usize = 8;

pub(super) async fn run(bench: &Bench, size: &Size) -> anyhow::Result<()> {
    bench.refuse_data().await?;
    let node = bench.node().await?;
    let shop = stock::open(&node, "gate", 0).await?;
    let tenant = node.store.tenant(shop.id);
    let gate = Gate::new(node.keyring.clone());
    purposes(tenant).await?;
    let begun = Instant::now();
    people(tenant, size.profiles as usize).await?;
    let singles = real_people(&node, tenant).await?;
    node.store.analyze().await?;
    say!("gate.stock.{}: {:.0} s", bench.engine, begun.elapsed().as_secs_f64());
    bulk(bench, tenant, &gate).await?;
    issue(bench, tenant, &gate).await?;
    single(bench, tenant, &gate, &singles).await
}

/// Five purposes that messages are sent for or rest on: marketing, personal selection, noticing opens, and two of the company's own.
async fn purposes(tenant: Tenant<'_>) -> anyhow::Result<()> {
    transaction!(tenant, "bench.purposes", |tx| {
        let now = policy::current(tx).await?;
        let mut wanted = now.policy;
        for (nth, title) in ["Price alerts", "Events"].iter().enumerate() {
            let like = wanted.terms(Purpose::MARKETING).cloned();
            let own = Purpose::own(nth).zip(like);
            wanted.purposes.extend(own.map(|(purpose, like)| Terms {
                purpose,
                title: (*title).to_owned(),
                words: vec![Words {
                    language: "en".to_owned(),
                    title: (*title).to_owned(),
                    text: format!("Bench may write to me about {}.", title.to_lowercase()),
                }],
                relevance: Relevance::Active(90),
                ..like
            }));
        }
        policy::change(tx, now.version, &wanted, "the bench's own purposes", None).await
    })?;
    Ok(())
}

/// Written into the tables as the ledger writes them.
async fn people(tenant: Tenant<'_>, count: usize) -> anyhow::Result<()> {
    let now = tenant.clock().now();
    let mut ids: Vec<Id> = (0..count).map(|n| Id::at(now - (n as i64 + 1) * Micros::MINUTE)).collect();
    ids.sort_unstable();
    for (part, ids) in ids.chunks(PAGE as usize).enumerate() {
        let numbered =
            || ids.iter().enumerate().map(|(n, id)| (mixed((part * PAGE as usize + n) as u64), *id));
        let contacts: Vec<Value<'_>> = numbered()
            .flat_map(|(lot, id)| {
                let (fp, class) =
                    (fingerprint(lot), if lot % 100 < 90 { Class::Verified } else { Class::Claimed });
                let packed = standings(lot / 100, now).pack();
                [
                    Value::from(id),
                    Value::from(class as i64),
                    Value::from(fp),
                    Value::from(packed),
                    Value::from(now),
                ]
            })
            .collect();
        let reaches: Vec<Value<'_>> = numbered()
            .flat_map(|(lot, id)| {
                let day = now.day() - (lot % 180) as i64;
                [Value::from(id), Value::from(day), Value::from(reach::pack(&sent(lot / 180, now)))]
            })
            .collect();
        transaction!(tenant, "bench.people", |tx| {
            tx.insert_many(&ADD_PLANNED, &contacts, 5).await?;
            tx.insert_many(&ADD_REACH, &reaches, 3).await
        })?;
    }
    Ok(())
}

fn fingerprint(lot: u64) -> Vec<u8> {
    (0..4).flat_map(|n| mixed(lot ^ (n << 56)).to_be_bytes()).collect()
}

/// Eight of ten agreed to marketing, half of them to a personal selection, a third to the company's own purposes; one in twenty is suppressed.
fn standings(lot: u64, now: Micros) -> Standings {
    let own = |nth| Purpose::own(nth).unwrap_or(Purpose::SURVEY);
    let asked = [
        (Purpose::MARKETING, 80),
        (Purpose::PERSONALISATION, 50),
        (Purpose::OPEN_TRACKING, 40),
        (own(0), 33),
        (own(1), 33),
    ];
    let consents = asked.iter().enumerate().map(|(n, (purpose, of_hundred))| {
        let state = if mixed(lot ^ n as u64) % 100 < *of_hundred { State::Granted } else { State::Withdrawn };
        let at = now - (mixed(lot) % 900) as i64 * Micros::DAY;
        (*purpose, Standing { state, entry: n as i64 + 1, at })
    });
    let against = Against { marketing: lot.is_multiple_of(20), ..Against::default() };
    Standings { against, consents: consents.collect() }
}

/// Up to six messages in the last ten days.
fn sent(lot: u64, now: Micros) -> Vec<Stamp> {
    let stamp =
        |n| Stamp { at: now - (10 - n) * Micros::DAY, channel: Channel::Email, priority: Priority::Normal };
    (0..(lot % 7) as i64).map(stamp).collect()
}

/// People with sealed addresses and ledger entries: what a single decision reads.
async fn real_people(node: &Node, tenant: Tenant<'_>) -> anyhow::Result<Vec<Id>> {
    let keys = node.keyring.keys(tenant).await?;
    let mut contacts = Vec::with_capacity(SINGLES);
    for part in 0..SINGLES / 500 {
        let some = transaction!(tenant, "bench.real", |tx| {
            let (mut some, now) = (Vec::new(), tx.clock().now());
            for n in 0..500 {
                let address = Address::email(&format!("shopper-{}@bench.example", part * 500 + n))
                    .map_err(|_| placet_store::Error::Setup("an address".into()))?;
                let owner = profile::create(tx).await?;
                let new = New {
                    address: &address,
                    profile: owner,
                    class: Class::Verified,
                    language: "en",
                    source: "form",
                    place: Default::default(),
                };
                let Added::New(contact) = contact::add(tx, node.keyring.vault(), &keys, &new).await? else {
                    continue;
                };
                for purpose in [Purpose::MARKETING, Purpose::PERSONALISATION, Purpose::OPEN_TRACKING] {
                    let entry = consents::Entry {
                        at: now,
                        purpose,
                        subject: Subject::Address(Channel::Email, contact.fp),
                        act: Act::Confirmed,
                        wording: None,
                        language: "en",
                        place: "https://shop.bench.example/",
                        method: "confirmed by mail",
                        evidence: "{}",
                    };
                    consents::record(tx, &entry).await?;
                }
                reach::active(tx, &[(owner, now.day())]).await?;
                some.push(contact.id);
            }
            Ok::<_, placet_profile::Error>(some)
        })?;
        contacts.extend(some);
    }
    Ok(contacts)
}

/// Decisions alone, on facts read from the tables.
async fn bulk(bench: &Bench, tenant: Tenant<'_>, gate: &Gate) -> anyhow::Result<()> {
    let ask = Ask::new(Use::Personalised);
    let mut best = 0.0_f64;
    for _ in 0..3 {
        let (begun, mut decided, mut granted) = (Instant::now(), 0_usize, 0_usize);
        let mut after = Some(Id([0; 16]));
        while let Some(from) = after {
            let mut tx = tenant.read("bench.plan").await?;
            let rules = gate.rules(&mut tx).await?;
            let whom = Whom::Everybody { after: from, limit: PAGE };
            let page = gate.plan(&mut tx, &rules, whom, Channel::Email, &ask).await?;
            decided += page.people.len();
            granted += page.people.iter().filter(|one| one.ruling.verdict == Verdict::Granted).count();
            after = page.next;
        }
        let rate = decided as f64 / begun.elapsed().as_secs_f64();
        anyhow::ensure!(
            granted > decided / 10 && granted < decided,
            "{granted} of {decided} granted is not likely"
        );
        best = best.max(rate);
    }
    say!("gate.bulk.{}: {best:.0} /s", bench.engine);
    Ok(())
}

/// Decisions with the caps counted and the messages queued, each page one durable commit.
async fn issue(bench: &Bench, tenant: Tenant<'_>, gate: &Gate) -> anyhow::Result<()> {
    let (ask, run) = (Ask::new(Use::Marketing), Id::new(tenant.clock()));
    let due_at = tenant.clock().now() + 365 * Micros::DAY;
    let what =
        Issue { origin: 900, run, channel: Channel::Email, ask: &ask, template: 1, version: 1, due_at };
    let (begun, mut queued, mut denied) = (Instant::now(), 0_usize, 0_usize);
    let mut after = Some(Id([0; 16]));
    while let Some(from) = after {
        let issued = transaction!(tenant, "bench.issue", |tx| {
            let rules = gate.rules(tx).await?;
            let whom = Whom::Everybody { after: from, limit: PAGE };
            ledger::issue(tx, gate, &rules, whom, &what).await
        })?;
        queued += issued.queued;
        denied += issued.denied.values().sum::<usize>();
        after = issued.next;
    }
    let seconds = begun.elapsed().as_secs_f64();
    anyhow::ensure!(queued > denied / 10 && denied > 0, "{queued} queued and {denied} denied is not likely");
    say!("gate.issue.{}: {:.0} /s", bench.engine, queued as f64 / seconds);
    Ok(())
}

/// One contact read and held, one decision, one permit: what each attempt to send costs in the courier's transaction.
async fn single(bench: &Bench, tenant: Tenant<'_>, gate: &Gate, contacts: &[Id]) -> anyhow::Result<()> {
    let keys = gate.keyring().keys(tenant).await?;
    let ask = Ask::new(Use::Personalised).counted();
    let mut times = Vec::with_capacity(contacts.len());
    for some in contacts.chunks(TOGETHER) {
        let mut tx = tenant.begin("bench.single").await?;
        let rules = gate.rules(&mut tx).await?;
        for id in some {
            let begun = Instant::now();
            let contact = contact::hold(&mut tx, *id).await?;
            let (_, permit) = gate.permit(&mut tx, &keys, &rules, contact.as_ref(), &ask).await?;
            times.push(begun.elapsed());
            anyhow::ensure!(permit.is_some(), "a decision of the bench is a yes");
        }
        tx.commit().await?;
    }
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize].as_secs_f64() * 1e6;
    say!("gate.single.median.{}: {:.0} us", bench.engine, at(0.5));
    say!("gate.single.p99.{}: {:.0} us", bench.engine, at(0.99));
    Ok(())
}
