//! One message to each of many people: decided, counted and queued, ten thousand in one transaction.

use std::collections::BTreeMap;

use placet_core::{Id, Micros};
use placet_permission::reach::{self, Stamp};
use placet_permission::vault::Channel;
use placet_permission::{Ask, Denial, Gate, Page, Planned, Rules, Verdict, Whom};
use placet_store::{Tx, Value};

use crate::ledger::decisions::{self, Denied};
use crate::ledger::{Error, Items, QUEUE, Tally};
use crate::store::ADD_COUNTED;

/// What everybody gets.
#[derive(Clone, Copy, Debug)]
pub struct Issue<'a> {
    /// The campaign that wants it.
    pub origin: i32,
    /// Which of its runs: nobody gets the same one twice.
    pub run: Id,
    /// By mail or SMS.
    pub channel: Channel,
    /// What it is, for the gate.
    pub ask: &'a Ask,
    /// The template.
    pub template: i32,
    /// Its version.
    pub version: i32,
    /// Not before this.
    pub due_at: Micros,
}

/// What came of a page of people.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issued {
    /// Messages queued.
    pub queued: usize,
    /// To whom it is a no, by reason.
    pub denied: BTreeMap<Denial, usize>,
    /// Who is to be asked for again, and when.
    pub deferred: Vec<(Id, Micros)>,
    /// After whom to go on; `None` if that was the last page.
    pub next: Option<Id>,
}

/// Decides for a page of people and queues a message for each to whom it is a yes; caps are counted and denials written down in the same
/// transaction, which is the caller's and holds its place in the list, too.
///
/// # Errors
/// [`Error::IssuedBefore`] if somebody has got a message of this run already; the store's.
pub async fn issue(
    tx: &mut Tx,
    gate: &Gate,
    rules: &Rules,
    whom: Whom<'_>,
    what: &Issue<'_>,
) -> Result<Issued, Error> {
    let Page { people, next } = gate.plan_for_good(tx, rules, whom, what.channel, what.ask).await?;
    let mut issued = Issued { next, ..Issued::default() };
    let mut granted = Vec::with_capacity(people.len());
    let (mut denied, now) = (Vec::new(), tx.clock().now());
    for planned in people {
        match planned.ruling.verdict {
            Verdict::Granted => granted.push(planned),
            Verdict::Deferred { until, .. } => issued.deferred.push((planned.whose.profile, until)),
            Verdict::Denied(reason) => {
                *issued.denied.entry(reason).or_default() += 1;
                let Planned { whose, ruling, facts } = planned;
                let decision = Some(Box::new(rules.decided(tx, what.ask, ruling, Some(facts))));
                denied.push(Denied { profile: whose.profile, reason: reason.name(), at: now, decision });
            }
        }
    }
    issued.queued = granted.len();
    queue_all(tx, rules, what, granted).await?;
    decisions::append(tx, what.origin, &denied).await?;
    let mut tally = Tally::default();
    for (reason, n) in &issued.denied {
        tally.add(what.origin, format!("denied:{}", reason.name()), *n as i64);
    }
    tally.write(tx).await?;
    Ok(issued)
}

async fn queue_all(tx: &mut Tx, rules: &Rules, what: &Issue<'_>, granted: Vec<Planned>) -> Result<(), Error> {
    if granted.is_empty() {
        return Ok(());
    }
    let counts = what.ask.use_.is_marketing() && !what.ask.counted;
    let now = tx.clock().now();
    if counts {
        let people: Vec<(Id, i64, &[Stamp])> = granted
            .iter()
            .map(|planned| (planned.whose.profile, planned.facts.active_day, &planned.facts.sent[..]))
            .collect();
        reach::count_all(tx, &people, what.channel, what.ask.priority).await?;
    }
    let items = serde_json::to_string(&Items::default())?;
    let mut rows: Vec<Value<'_>> = Vec::with_capacity(granted.len() * WIDTH);
    let wanted = granted.len() as u64;
    for Planned { whose, ruling, facts } in granted {
        let decision = rules.decided(tx, what.ask, ruling, Some(facts));
        rows.extend([
            Value::from(Id::new(tx.clock())),
            Value::from(what.origin),
            Value::from(what.run),
            Value::from(whose.contact),
            Value::from(whose.profile),
            Value::from(what.channel.code()),
            Value::from(what.ask.use_.code()),
            Value::from(what.ask.purpose.code()),
            Value::from(what.ask.priority.code()),
            Value::from(what.template),
            Value::from(what.version),
            Value::from(whose.language),
            Value::from(what.due_at),
            Value::from(serde_json::to_string(&decision)?),
            Value::from(items.clone()),
            Value::from(counts.then_some(now)),
            Value::from(now),
        ]);
    }
    if tx.insert_many(&ADD_COUNTED, &rows, WIDTH).await? != wanted {
        return Err(Error::IssuedBefore);
    }
    Ok(tx.wake(QUEUE, what.due_at).await?)
}

/// Values per row of [`ADD_COUNTED`], the tenant not counted.
const WIDTH: usize = 17;
