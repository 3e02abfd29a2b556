//! The step that sends: the person, the items, the gate, the ledger.

use std::collections::BTreeMap;

use placet_core::{Id, Micros};
use placet_deliver::ledger::decisions::{self, Denied};
use placet_deliver::ledger::{self, Items, New, Queued, Tally};
use placet_permission::cap::WhenCapped;
use placet_permission::contact::{self, Class, Contact};
use placet_permission::vault::{Channel, TenantKeys};
use placet_permission::{Decision, Denial, Rules, Use};
use placet_profile::profile;
use placet_store::{Tx, params};

use crate::counts::SENT;
use crate::instance::Instance;
use crate::store::TEMPLATE;
use crate::{Condition, Engine, Error, Send};

/// What a transaction leaves behind besides instances and messages; written last and in order.
#[derive(Default)]
pub(crate) struct Effects {
    pub(crate) tally: Tally,
    denied: BTreeMap<i32, Vec<Denied>>,
}

impl Effects {
    fn deny(&mut self, tx: &Tx, instance: &Instance, denial: Denial, decision: Option<Decision>) {
        let (at, reason) = (tx.clock().now(), denial.name());
        let (origin, profile, decision) = (instance.journey, instance.profile, decision.map(Box::new));
        self.tally.add(origin, format!("denied:{reason}"), 1);
        self.denied.entry(origin).or_default().push(Denied { profile, reason, at, decision });
    }

    pub(crate) async fn write(self, tx: &mut Tx) -> Result<(), Error> {
        for (origin, denied) in &self.denied {
            decisions::append(tx, *origin, denied).await?;
        }
        Ok(self.tally.write(tx).await?)
    }
}

/// A person's cart, as it is now.
pub(crate) struct Cart {
    empty: bool,
    /// What in it can be had, oldest first.
    in_stock: Vec<i64>,
}

/// Looks at a person's cart and at the stock.
pub(crate) async fn cart(tx: &mut Tx, profile: Id) -> Result<Cart, Error> {
    let state = profile::state(tx, profile).await?;
    let ids: Vec<i64> = state.cart.iter().map(|line| line.item).collect();
    let items = placet_shop::items(tx, &ids).await?;
    let in_stock = items.iter().filter(|item| item.in_stock()).map(|item| item.id).collect();
    Ok(Cart { empty: ids.is_empty(), in_stock })
}

impl Cart {
    /// The first part of a condition that is not true now, as the reason why the journey ends.
    pub(crate) fn unmet(&self, condition: &Condition) -> Option<&'static str> {
        if (condition.cart_not_empty || condition.in_stock) && self.empty {
            return Some("cart_empty");
        }
        (condition.in_stock && self.in_stock.is_empty()).then_some("out_of_stock")
    }
}

/// What the steps of one transaction share.
pub(crate) struct Round<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) keys: &'a TenantKeys,
    pub(crate) rules: &'a Rules,
}

/// What came of a step that sends.
pub(crate) enum Sent {
    /// The message is queued.
    Queued,
    /// Not now: the step is to be taken again then.
    NotBefore(Micros),
    /// The journey ends here instead, for this reason.
    Over(String),
}

/// Queues the message of a step, if the gate says yes.
pub(crate) async fn send(
    tx: &mut Tx,
    round: &Round<'_>,
    instance: &Instance,
    step: &Send,
    effects: &mut Effects,
) -> Result<Sent, Error> {
    let (template, version) = template(tx, &step.template).await?;
    let mut items = Items::default();
    if step.use_ == Use::Personalised {
        items.cart = cart(tx, instance.profile).await?.in_stock;
        if items.cart.is_empty() {
            return Ok(Sent::Over("nothing_to_show".to_owned()));
        }
    }
    let Some(contact) = whom(tx, instance).await? else {
        return Ok(Sent::Over(denied(tx, effects, instance, Denial::NoContact, None)));
    };
    let (ask, Round { engine, keys, rules }) = (step.ask(), round);
    let mut decision = engine.gate().decide(tx, keys, rules, contact.id, &ask).await?;
    let gives_way = rules.policy().caps.when_capped == WhenCapped::GiveWay;
    if decision.denied == Some(Denial::Capped)
        && gives_way
        && ledger::make_room(tx, contact.profile, ask.priority).await?
    {
        decision = engine.gate().decide(tx, keys, rules, contact.id, &ask).await?;
    }
    if let Some((until, why)) = decision.deferred {
        effects.tally.add(instance.journey, format!("held:{}", why.name()), 1);
        return Ok(Sent::NotBefore(until));
    }
    if let Some(denial) = decision.denied {
        return Ok(Sent::Over(denied(tx, effects, instance, denial, Some(decision))));
    }
    let due_at = tx.clock().now();
    let new = New {
        origin: instance.journey,
        visit: visit(instance),
        contact: contact.id,
        profile: contact.profile,
        channel: contact.channel,
        ask: &ask,
        template,
        version,
        language: &contact.language,
        due_at,
        decision: &decision,
        items: &items,
    };
    if ledger::queue(tx, &new).await? != Queued::Already {
        effects.tally.add(instance.journey, SENT, 1);
    }
    Ok(Sent::Queued)
}

fn denied(
    tx: &Tx,
    effects: &mut Effects,
    instance: &Instance,
    denial: Denial,
    decision: Option<Decision>,
) -> String {
    effects.deny(tx, instance, denial, decision);
    format!("denied:{}", denial.name())
}

async fn template(tx: &mut Tx, name: &str) -> Result<(i32, i32), Error> {
    match tx.query_opt(&TEMPLATE, params![name]).await? {
        Some(row) => Ok((row.get(0)?, row.get(1)?)),
        None => Err(Error::NoTemplate(name.to_owned())),
    }
}

/// The contact the event named; otherwise the person's e-mail address, the one verified last before any that is only claimed.
async fn whom(tx: &mut Tx, instance: &Instance) -> Result<Option<Contact>, Error> {
    if let Some(named) = &instance.context.contact {
        let Ok(id) = Id::parse("con", named) else { return Ok(None) };
        return Ok(contact::get(tx, id).await?);
    }
    let all = contact::of_profile(tx, instance.profile).await?;
    let mails = all.into_iter().filter(|contact| contact.channel == Channel::Email);
    Ok(mails.max_by_key(|contact| (contact.class == Class::Verified, contact.verified_at)))
}

/// Tells the messages of one instance apart: its id, with the step in the last bits.
fn visit(instance: &Instance) -> Id {
    let mut id = instance.id;
    id.0[15] ^= u8::try_from(instance.step).unwrap_or(u8::MAX);
    id
}
