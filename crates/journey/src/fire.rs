//! Doing what is due, in order of its time: a step and the message it wants are one transaction.

use placet_core::{Id, Micros};
use placet_deliver::ledger::Tally;
use placet_permission::vault::TenantKeys;
use placet_store::{Tenant, Tx, params, transaction};

use crate::counts::reached;
use crate::engine::Journey;
use crate::instance::{self, Instance};
use crate::send::{Effects, Round, Sent, cart, send};
use crate::store::{DUE, NEXT_DUE, TAKE};
use crate::{Engine, Error, Step, status};

/// How many instances one call does at most.
const AT_ONCE: i64 = 512;
/// How many of them share a transaction.
const TOGETHER: usize = 32;

/// Does what is due, up to a bound. Answers when the next instance is due: now, if there is more.
///
/// An instance that cannot go on ends as `failed`, with a line in the log; the others go on.
///
/// # Errors
/// Those of the store that the whole tenant has to wait for.
pub async fn fire(tenant: Tenant<'_>, engine: &Engine) -> Result<Micros, Error> {
    let keys = engine.gate().keyring().keys(tenant).await?;
    let (due, next) = look(tenant).await?;
    for some in due.chunks(TOGETHER) {
        let mut some = some.to_vec();
        // Caps are locked in the order of profiles (DESIGN §5).
        some.sort_unstable_by_key(|(_, profile)| *profile);
        let ids: Vec<Id> = some.iter().map(|(id, _)| *id).collect();
        match together(tenant, engine, &keys, &ids).await {
            Ok(()) => {}
            Err(error) if error.stops_the_tenant() => return Err(error),
            Err(_) => one_by_one(tenant, engine, &keys, &ids).await?,
        }
    }
    if due.is_empty() { Ok(next) } else { Ok(look(tenant).await?.1) }
}

/// Who is due, and when the next one is.
async fn look(tenant: Tenant<'_>) -> Result<(Vec<(Id, Id)>, Micros), Error> {
    let mut tx = tenant.read("journey.look").await?;
    let now = tx.clock().now();
    let mut due = Vec::new();
    for row in tx.query(&DUE, params![now, AT_ONCE]).await? {
        due.push((row.get(0)?, row.get(1)?));
    }
    let next = tx.query_opt(&NEXT_DUE, &[]).await?;
    Ok((due, next.map_or(Ok(Micros::NEVER), |row| row.get(0))?))
}

async fn together(tenant: Tenant<'_>, engine: &Engine, keys: &TenantKeys, ids: &[Id]) -> Result<(), Error> {
    transaction!(tenant, "journey.fire", |tx| {
        let mut effects = Effects::default();
        let (paused, rules) = (status::paused(tx).await?, engine.gate().rules(tx).await?);
        let round = Round { engine, keys, rules: &rules };
        for id in ids {
            go_on(tx, &round, *id, &paused, &mut effects).await?;
        }
        effects.write(tx).await
    })
}

/// One of them is broken: each alone, so that it ends and the others go on.
async fn one_by_one(tenant: Tenant<'_>, engine: &Engine, keys: &TenantKeys, ids: &[Id]) -> Result<(), Error> {
    for id in ids {
        match together(tenant, engine, keys, std::slice::from_ref(id)).await {
            Ok(()) => {}
            Err(error) if error.stops_the_tenant() => return Err(error),
            Err(error) => fail(tenant, *id, &error).await?,
        }
    }
    Ok(())
}

async fn fail(tenant: Tenant<'_>, id: Id, error: &Error) -> Result<(), Error> {
    tracing::error!(tenant = %tenant.id(), instance = id.text("visit"), why = error.word(), "a visit is ended");
    transaction!(tenant, "journey.fail", |tx| {
        let mut tally = Tally::default();
        instance::end(tx, id, false, &format!("failed: {}", error.word()), &mut tally).await?;
        Ok(tally.write(tx).await?)
    })
}

/// Takes an instance from where it stands to its next wait or its end.
async fn go_on(
    tx: &mut Tx,
    round: &Round<'_>,
    id: Id,
    paused: &[i32],
    effects: &mut Effects,
) -> Result<(), Error> {
    let now = tx.clock().now();
    let Some(row) = tx.query_opt(&TAKE, params![id, now]).await? else { return Ok(()) };
    let mut instance = instance::read(&row)?;
    // Whoever entered at the very moment of the pause stands still from here.
    if paused.contains(&instance.journey) && status::is_paused(tx, instance.journey).await? {
        instance.rest = Some(0);
        return instance.save(tx).await;
    }
    let journey = round.engine.journey(tx, instance.journey, instance.version).await?;
    if journey.plan.wait(instance.step) > 0 {
        instance.advance(&journey, effects);
    }
    let mut over: Option<String> = None;
    while over.is_none() {
        match journey.plan.steps.get(instance.step) {
            None => over = Some("completed".to_owned()),
            Some(Step::Wait(span)) => {
                instance.due_at = now + span.micros();
                return instance.save(tx).await;
            }
            Some(Step::Condition(condition)) => {
                let cart = cart(tx, instance.profile).await?;
                over = cart.unmet(condition).map(str::to_owned);
            }
            Some(Step::Send(step)) => match send(tx, round, &instance, step, effects).await? {
                Sent::Queued => instance.context.sent += 1,
                Sent::NotBefore(until) => {
                    instance.due_at = until;
                    return instance.save(tx).await;
                }
                Sent::Over(reason) => over = Some(reason),
            },
        }
        if over.is_none() {
            instance.advance(&journey, effects);
        }
    }
    instance.end(tx, over.as_deref().unwrap_or("completed"), &mut effects.tally).await
}

impl Instance {
    /// Steps forward, and counts the step it has reached.
    fn advance(&mut self, journey: &Journey, effects: &mut Effects) {
        self.step += 1;
        if self.step < journey.plan.steps.len() {
            effects.tally.add(journey.id, reached(journey.version, self.step), 1);
        }
    }
}
