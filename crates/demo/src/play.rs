//! The story, played: many shoppers at once against one node, and every number compared at the end.
//!
//! | act | what happens | clock |
//! |---|---|---|
//! | 1 | banner, shoes, newsletter form | now |
//! | 2 | the mail that asks for confirmation is answered | |
//! | 3 | shoes into the cart; some buy, some take them out | |
//! | 4 | the reminder comes; some click, some buy | 4 h 5 min later |
//! | 5 | everybody who was reminded unsubscribes with one click | |
//! | 6 | they fill the cart again, and their address is imported again: nothing more is ever sent | 5 h later, 2 days later |

use std::collections::{BTreeMap, BTreeSet};
use std::future::Future;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use anyhow::{Context, bail};
use futures_util::stream::{self, StreamExt, TryStreamExt};
use placet_core::TenantId;
use placet_deliver::sink::{Received, Sink};
use placet_permission::Keyring;
use placet_store::Store;
use serde::Serialize;
use serde_json::json;

use crate::shopper::{Nature, Shopper};
use crate::truth::{self, Told};
use crate::{Client, Node, idle};

/// How many shoppers are busy at once.
const AT_ONCE: usize = 48;
/// How long after the cart the reminder comes, and a little more.
const REMINDER: i64 = 4 * 3600 + 300;

/// What the story is played on.
pub struct Stage {
    /// The program.
    pub program: PathBuf,
    /// Its settings, without the command.
    pub arguments: Vec<String>,
    /// Where it answers: `http://127.0.0.1:PORT`.
    pub base: String,
    /// The tenant's host.
    pub host: String,
    /// The tenant.
    pub tenant: TenantId,
    /// Its public key.
    pub write_key: String,
    /// Its secret key.
    pub server_key: String,
    /// Its database, to be read.
    pub store: Store,
    /// Its keys, to know what a device is called inside.
    pub keyring: Keyring,
    /// Where it logs; whatever it logs there, at the most talkative, names nobody.
    pub log: PathBuf,
    /// The receiving mail server.
    pub sink: Sink,
    /// How many connections the node has to it.
    pub connections: u32,
    /// How many shoppers.
    pub shoppers: usize,
    /// How often the node is killed.
    pub kills: u32,
    /// Tells runs apart.
    pub run: String,
}

/// The line at the end.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Outcome {
    /// How many there were.
    pub shoppers: u64,
    /// Who said no: nothing is stored about them.
    pub refused: u64,
    /// Events kept.
    pub events: i64,
    /// Messages the receiving server holds.
    pub messages: u64,
    /// Messages the gate denied.
    pub denied: i64,
    /// Messages that were clicked.
    pub clicks: i64,
    /// Orders that a message brought.
    pub orders_attributed: i64,
    /// Who unsubscribed.
    pub unsubscribed: i64,
    /// Marketing that reached somebody after they unsubscribed: none, or the play has failed.
    pub sent_after_unsubscribe: u64,
}

/// What the shoppers did, counted as they do it.
#[derive(Debug, Default)]
struct Did {
    events: AtomicU64,
    clicks: AtomicU64,
    orders: AtomicU64,
    attributed: AtomicU64,
    unsubscribed: AtomicU64,
    asked_again: AtomicU64,
}

struct Play {
    stage: Stage,
    client: Client,
    node: Node,
    shoppers: Vec<Shopper>,
    did: Did,
    faults: Vec<String>,
}

/// Plays the story. Answers the node's numbers and every disagreement with what the shoppers did.
///
/// # Errors
/// If the story cannot be played to its end.
pub async fn play(stage: Stage) -> anyhow::Result<(Outcome, Vec<String>)> {
    let client = Client::new(&stage.base, &stage.host);
    let node = Node::new(stage.program.clone(), stage.arguments.clone(), stage.log.clone(), client.clone());
    let shoppers = (0..stage.shoppers).map(|n| Shopper::new(&stage.run, n)).collect();
    let mut play = Play { stage, client, node, shoppers, did: Did::default(), faults: Vec::new() };
    play.node.start().await?;
    let killer = play.killer();
    play.first_three_acts().await?;
    let reminded = play.reminders().await?;
    play.click_and_buy(&reminded).await?;
    killer.finish(&play.node).await?;
    play.settle().await?;
    play.unsubscribe(&reminded).await?;
    let before = play.stage.sink.messages().len();
    play.nothing_more(&reminded).await?;
    let after = play.stage.sink.messages().split_off(before);
    let outcome = play.compare(&reminded, &after).await?;
    play.node.stop().await?;
    play.read_the_log()?;
    Ok((outcome, play.faults))
}

impl Play {
    /// Runs one thing for many shoppers at once.
    async fn each<'a, F, Fut>(&'a self, who: impl Fn(&Shopper) -> bool, act: F) -> anyhow::Result<()>
    where
        F: Fn(&'a Shopper) -> Fut,
        Fut: Future<Output = anyhow::Result<()>>,
    {
        let busy = self.shoppers.iter().filter(|s| who(s)).map(act);
        stream::iter(busy).buffer_unordered(AT_ONCE).try_collect::<Vec<()>>().await.map(|_| ())
    }

    async fn settle(&self) -> anyhow::Result<()> {
        idle::wait(&self.stage.store, self.stage.tenant, self.node.ahead()).await
    }

    fn killer(&self) -> Killer {
        Killer::start(self.node.clone(), self.stage.kills)
    }

    async fn first_three_acts(&self) -> anyhow::Result<()> {
        let (client, key, did) = (&self.client, self.stage.write_key.as_str(), &self.did);
        self.each(
            |_| true,
            |shopper| async move {
                did.events
                    .fetch_add(shopper.visits(&client.of(shopper.number), key).await?, Ordering::Relaxed);
                Ok(())
            },
        )
        .await?;
        self.settle().await.context("after the first visits")?;
        let mails = by_recipient(&self.stage.sink.messages());
        let mails = &mails;
        self.each(Shopper::confirms, |shopper| async move {
            let mail = mails
                .get(&shopper.email)
                .and_then(|all| all.first())
                .context("no mail asks for confirmation")?;
            shopper.answers(client, mail).await
        })
        .await?;
        self.each(
            |_| true,
            |shopper| async move {
                did.events.fetch_add(shopper.fills_the_cart(client, key).await?, Ordering::Relaxed);
                if shopper.nature == Nature::BuysAtOnce {
                    did.orders.fetch_add(1, Ordering::Relaxed);
                }
                Ok(())
            },
        )
        .await?;
        self.settle().await.context("after the carts")
    }

    /// Four hours later: who has the reminder now. In doubt is only what a kill left so.
    async fn reminders(&mut self) -> anyhow::Result<BTreeMap<String, Arc<Received>>> {
        self.node.later(REMINDER).await?;
        self.settle().await.context("after the reminders")?;
        let mails = by_recipient(&self.stage.sink.messages());
        let mut reminded = BTreeMap::new();
        for shopper in &self.shoppers {
            let all = mails.get(&shopper.email).cloned().unwrap_or_default();
            let mut reminders = all.iter().filter(|m| m.mail().one_click);
            if let Some(mail) = reminders.next() {
                shopper.reads(mail)?;
                reminded.insert(shopper.email.clone(), Arc::clone(mail));
                if !shopper.is_reminded() {
                    self.faults
                        .push(format!("shopper {} ({:?}) was reminded", shopper.number, shopper.nature));
                }
            }
            if reminders.next().is_some() {
                self.faults.push(format!("shopper {} was reminded twice", shopper.number));
            }
        }
        Ok(reminded)
    }

    async fn click_and_buy(&self, reminded: &BTreeMap<String, Arc<Received>>) -> anyhow::Result<()> {
        let (client, key, did) = (&self.client, self.stage.write_key.as_str(), &self.did);
        self.each(
            |shopper| matches!(shopper.nature, Nature::Clicks | Nature::Buys),
            |shopper| async move {
                let mail = reminded.get(&shopper.email);
                if let Some(mail) = mail {
                    shopper.clicks(client, mail).await?;
                    did.clicks.fetch_add(1, Ordering::Relaxed);
                }
                if shopper.nature == Nature::Buys {
                    shopper.buys(client, key, "late").await?;
                    did.events.fetch_add(1, Ordering::Relaxed);
                    did.orders.fetch_add(1, Ordering::Relaxed);
                    did.attributed.fetch_add(u64::from(mail.is_some()), Ordering::Relaxed);
                }
                Ok(())
            },
        )
        .await
    }

    async fn unsubscribe(&self, reminded: &BTreeMap<String, Arc<Received>>) -> anyhow::Result<()> {
        let (client, did) = (&self.client, &self.did);
        self.each(
            |shopper| reminded.contains_key(&shopper.email),
            |shopper| async move {
                let mail = reminded.get(&shopper.email).context("not reminded")?;
                shopper.unsubscribes(client, mail).await?;
                did.unsubscribed.fetch_add(1, Ordering::Relaxed);
                Ok(())
            },
        )
        .await?;
        self.settle().await.context("after the unsubscriptions")
    }

    /// Another full cart, the form again, another five hours, an import of the same addresses, two more days: nothing may come of it but one
    /// request to confirm, which nobody answers.
    async fn nothing_more(&mut self, reminded: &BTreeMap<String, Arc<Received>>) -> anyhow::Result<()> {
        let (client, key, did) = (&self.client, self.stage.write_key.as_str(), &self.did);
        self.each(
            |shopper| reminded.contains_key(&shopper.email),
            |shopper| async move {
                let props =
                    json!({ "product_id": "run-06", "quantity": 1, "price": "219.00", "currency": "EUR" });
                shopper.track(client, key, "again", "Product Added", props).await?;
                did.events.fetch_add(1, Ordering::Relaxed);
                let fields = [("email", shopper.email.as_str()), ("device", shopper.device.as_str())];
                client.of(shopper.number).form("/f/newsletter", &fields).await?;
                did.asked_again.fetch_add(1, Ordering::Relaxed);
                Ok(())
            },
        )
        .await?;
        self.import_again(reminded).await?;
        self.node.later(5 * 3600).await?;
        self.settle().await.context("five hours after the unsubscriptions")?;
        let told = truth::told(&self.stage.store, self.stage.tenant).await?;
        if told.events != self.did.events.load(Ordering::Relaxed) as i64 {
            self.faults.push(format!("{} events were kept, {:?} were sent", told.events, self.did.events));
        }
        self.node.later(2 * 86_400).await?;
        self.settle().await.context("two days after the unsubscriptions")
    }

    /// The unsubscribed are imported with everything an import asks for, between strangers with nothing wrong. None of them comes back.
    async fn import_again(&mut self, reminded: &BTreeMap<String, Arc<Received>>) -> anyhow::Result<()> {
        const STRANGERS: usize = 5;
        if reminded.is_empty() {
            return Ok(());
        }
        let asked = json!({
            "label": "The fair", "kind": "contacts", "source": { "kind": "event", "name": "the fair" }, "basis": "consent",
            "attestation": true, "attested_words": 1,
            "evidence": { "at": "2026-01-01", "wording": "yes", "place": "fair", "method": "paper form" },
        });
        let begun = self.of_import("", "application/json", asked.to_string()).await?;
        let id = begun["id"].as_str().context("the import has no id")?.to_owned();
        let strangers = (0..STRANGERS).map(|n| format!("stranger-{n}@mail.example"));
        let all = reminded.keys().cloned().chain(strangers);
        let rows = all.fold("email\n".to_owned(), |rows, email| rows + &email + "\n");
        self.of_import(&format!("/{id}/rows?part=1"), "text/csv", rows).await?;
        let closed = self.of_import(&format!("/{id}/close"), "application/json", String::new()).await?;
        let refused = reminded.len() / 5 * 5;
        let told = [&closed["added"], &closed["suppressed"]];
        if told != [&json!(STRANGERS), &json!(refused)] {
            self.faults.push(format!(
                "{} unsubscribed addresses and {STRANGERS} others were imported: {closed}",
                reminded.len()
            ));
        }
        Ok(())
    }

    async fn of_import(&self, path: &str, kind: &str, body: String) -> anyhow::Result<serde_json::Value> {
        let path = format!("/v1/imports{path}");
        let answer = self.client.sent(&path, &self.stage.server_key, kind, body).await?;
        serde_json::from_slice(&answer.body).context("the import was not answered")
    }

    /// The node's numbers beside the shoppers'.
    async fn compare(
        &mut self,
        reminded: &BTreeMap<String, Arc<Received>>,
        after: &[Arc<Received>],
    ) -> anyhow::Result<Outcome> {
        let stage = &self.stage;
        let told = truth::told(&stage.store, stage.tenant).await?;
        let mut faults = Vec::new();
        let mut must = |what: &str, told: i64, did: u64| {
            if told != did as i64 {
                faults.push(format!("{what}: the node says {told}, the shoppers {did}"));
            }
        };
        let count = |nature: Nature| self.shoppers.iter().filter(|s| s.nature == nature).count() as u64;
        must("denied", told.denied, count(Nature::NotPersonal));
        must("clicks", told.clicks, self.did.clicks.load(Ordering::Relaxed));
        must("orders", told.orders, self.did.orders.load(Ordering::Relaxed));
        must("attributed orders", told.attributed, self.did.attributed.load(Ordering::Relaxed));
        must("unsubscribed", told.unsubscribed, self.did.unsubscribed.load(Ordering::Relaxed));
        let (marketing, requests): (Vec<_>, Vec<_>) = after.iter().partition(|mail| mail.mail().one_click);
        must("marketing sent after unsubscribing", marketing.len() as i64, 0);
        let asked_again = self.did.asked_again.load(Ordering::Relaxed);
        must("requests to confirm after unsubscribing", requests.len() as i64, asked_again);
        let held = by_recipient(&stage.sink.messages());
        faults.extend(self.mail_faults(&told, &held, reminded.len() as i64));
        for shopper in self.shoppers.iter().filter(|s| s.nature == Nature::Refuses) {
            if truth::rows_about(&stage.store, &stage.keyring, stage.tenant, &shopper.device).await? > 0 {
                faults.push(format!("shopper {} said no and is known all the same", shopper.number));
            }
        }
        let messages = distinct(&held);
        let outcome = Outcome {
            shoppers: self.shoppers.len() as u64,
            refused: count(Nature::Refuses),
            events: self.did.events.load(Ordering::Relaxed) as i64,
            messages,
            denied: told.denied,
            clicks: told.clicks,
            orders_attributed: told.attributed,
            unsubscribed: told.unsubscribed,
            sent_after_unsubscribe: marketing.len() as u64,
        };
        self.faults.extend(faults);
        Ok(outcome)
    }

    /// The log names nobody: neither address nor device of any shopper stands in it.
    fn read_the_log(&mut self) -> anyhow::Result<()> {
        let log = std::fs::read(&self.stage.log).context("the node's log cannot be read")?;
        let log = String::from_utf8_lossy(&log);
        if !log.contains("/v1/track") {
            self.faults.push("the node's log says nothing of its requests".to_owned());
        }
        let named =
            self.shoppers.iter().filter(|s| log.contains(&s.email) || log.contains(&s.device)).count();
        if named > 0 || log.contains("@mail.example") {
            self.faults.push(format!("{named} shoppers are named in the node's log"));
        }
        Ok(())
    }

    /// Each accepted message is held once; missing ones are in doubt, at most one for each open connection and kill.
    fn mail_faults(
        &self,
        told: &Told,
        held: &BTreeMap<String, Vec<Arc<Received>>>,
        reminded: i64,
    ) -> Vec<String> {
        let mut faults = Vec::new();
        let wanted = self.shoppers.iter().filter(|s| s.is_reminded()).count() as i64;
        let asked = self.shoppers.iter().filter(|s| s.subscribes()).count() as i64;
        let most = i64::from(self.node.kills()) * i64::from(self.stage.connections);
        if told.reminders + told.in_doubt != wanted {
            let Told { reminders, in_doubt, .. } = told;
            faults.push(format!("{wanted} reminders were due: {reminders} accepted, {in_doubt} in doubt"));
        }
        if told.in_doubt > most {
            faults.push(format!(
                "{} reminders are in doubt after {} kills",
                told.in_doubt,
                self.node.kills()
            ));
        }
        if reminded < told.reminders || reminded > told.reminders + told.in_doubt {
            faults.push(format!(
                "{} reminders were accepted, the receiving server holds {reminded}",
                told.reminders
            ));
        }
        let confirmed = self
            .shoppers
            .iter()
            .filter(|s| {
                s.subscribes()
                    && held.get(&s.email).is_some_and(|all| all.iter().any(|m| !m.mail().one_click))
            })
            .count() as i64;
        let again = self.did.asked_again.load(Ordering::Relaxed) as i64;
        if told.confirmations != asked + again || confirmed != asked {
            faults.push(format!(
                "{asked} asked to subscribe, {again} of them again: {} mails accepted, {confirmed} held",
                told.confirmations
            ));
        }
        faults
    }
}

/// The mails of each recipient, oldest first.
fn by_recipient(mails: &[Arc<Received>]) -> BTreeMap<String, Vec<Arc<Received>>> {
    let mut all: BTreeMap<String, Vec<Arc<Received>>> = BTreeMap::new();
    for mail in mails {
        all.entry(mail.to.to_string()).or_default().push(Arc::clone(mail));
    }
    all
}

/// How many different messages are held: a service message that was in doubt is repeated under its own id.
fn distinct(held: &BTreeMap<String, Vec<Arc<Received>>>) -> u64 {
    let mut ids = BTreeSet::new();
    for mail in held.values().flatten() {
        let mail = mail.mail();
        let id = mail.headers.iter().find(|(name, _)| name.eq_ignore_ascii_case("message-id"));
        ids.insert(id.map(|(_, value)| value.trim().to_owned()).unwrap_or_default());
    }
    ids.len() as u64
}

/// Kills the node again and again, at moments nobody knows.
struct Killer {
    task: tokio::task::JoinHandle<anyhow::Result<()>>,
    hurry: Arc<AtomicBool>,
    wanted: u32,
}

impl Killer {
    fn start(node: Node, kills: u32) -> Killer {
        let hurry = Arc::new(AtomicBool::new(false));
        let hurried = Arc::clone(&hurry);
        let task = tokio::spawn(async move {
            for _ in 0..kills {
                let [byte] = placet_permission::vault::random::<1>();
                let pause = if hurried.load(Ordering::Relaxed) { 40 } else { 120 };
                tokio::time::sleep(Duration::from_millis(pause + u64::from(byte) * 4)).await;
                node.kill().await?;
            }
            Ok(())
        });
        Killer { task, hurry, wanted: kills }
    }

    /// The rest of the kills, while the node has the last orders to fold.
    async fn finish(self, node: &Node) -> anyhow::Result<()> {
        self.hurry.store(true, Ordering::Relaxed);
        self.task.await??;
        if node.kills() != self.wanted {
            bail!("the node was killed {} times, not {}", node.kills(), self.wanted);
        }
        Ok(())
    }
}
