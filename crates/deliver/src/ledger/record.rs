//! How an attempt went.

use placet_core::{Id, Kind, Micros};
use placet_permission::vault::{Channel, TenantKeys};
use placet_permission::{Decision, Denial, Use, reach};
use placet_profile::inbox::{self, Entry, What};
use placet_store::{Row, Tx, params};

use crate::ledger::decisions::{self, Denied};
use crate::ledger::{Error, QUEUE, Schedule, State, Tally, Ticket};
use crate::store::{FORGET_CAP, HOLD, IN_HAND, MOVE};

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The receiving server took responsibility.
    Accepted,
    /// The server refused for now and holds nothing.
    Deferred {
        /// When to try again.
        retry_at: Micros,
    },
    /// The server refused for good.
    Rejected,
    /// It could not be made or sent, by our own fault.
    Failed,
    /// It may have left or not. A service message is queued again, marketing never is (DESIGN §5).
    InDoubt,
    /// Its time has passed.
    Expired,
    /// No server was reached: nothing left.
    NotSent {
        /// When to try again.
        retry_at: Micros,
    },
    /// The gate said no at the last look.
    Denied(Denial),
    /// The gate said not now. No attempt was made.
    Held {
        /// When to ask again.
        until: Micros,
        /// Why not now.
        why: Denial,
    },
}

/// The message of a ticket, as it stands.
struct InHand {
    origin: i32,
    contact: Option<Id>,
    profile: Option<Id>,
    channel: Channel,
    use_: Use,
    capped: Option<Micros>,
    created_at: Micros,
}

/// Writes down how an attempt went, with the server's reply (addresses in it are left out). The totals, the engagement
/// event and the cap given back are part of it. False, and nothing changed, if the attempt is no longer in hand.
///
/// # Errors
/// The store's.
pub async fn record(
    tx: &mut Tx,
    keys: &TenantKeys,
    ticket: Ticket,
    outcome: Outcome,
    reply: &str,
) -> Result<bool, Error> {
    write(tx, keys, ticket, outcome, reply, None).await
}

/// The same when the gate gave no permit, with its decision.
///
/// # Errors
/// The store's.
pub async fn refuse(
    tx: &mut Tx,
    keys: &TenantKeys,
    ticket: Ticket,
    decision: &Decision,
) -> Result<bool, Error> {
    let outcome = match decision.deferred {
        Some((until, why)) => Outcome::Held { until, why },
        None => Outcome::Denied(decision.denied.unwrap_or(Denial::NoConsent)),
    };
    write(tx, keys, ticket, outcome, "", Some(decision)).await
}

async fn write(
    tx: &mut Tx,
    keys: &TenantKeys,
    ticket: Ticket,
    outcome: Outcome,
    reply: &str,
    decision: Option<&Decision>,
) -> Result<bool, Error> {
    let id = ticket.message;
    let Some(row) = tx.query_opt(&IN_HAND, params![id, ticket.attempt]).await? else { return Ok(false) };
    let message = read(&row)?;
    let now = tx.clock().now();
    let outcome = message.settled(outcome, ticket.attempt, now);
    let (state, due) = outcome.leads_to(now);
    if let Outcome::Held { until, why } = outcome {
        tx.execute(&HOLD, params![id, until, why.name(), now]).await?;
    } else {
        tx.execute(&MOVE, params![id, state.code(), due, without_addresses(reply), now]).await?;
    }
    if outcome.gives_the_cap_back() {
        give_back(tx, id, message.profile, message.channel, message.capped).await?;
    }
    message.tell(tx, keys, id, outcome).await?;
    if let (Outcome::Denied(denial), Some(profile)) = (outcome, message.profile) {
        let decision = decision.cloned().map(Box::new);
        let denied = Denied { profile, reason: denial.name(), at: now, decision };
        decisions::append(tx, message.origin, &[denied]).await?;
    }
    let mut tally = Tally::default();
    tally.add(message.origin, outcome.counts_as(), 1);
    tally.write(tx).await?;
    if state == State::Queued {
        tx.wake(QUEUE, due).await?;
    }
    Ok(true)
}

impl Outcome {
    fn leads_to(self, now: Micros) -> (State, Micros) {
        match self {
            Outcome::Accepted => (State::Accepted, now),
            Outcome::Deferred { retry_at } | Outcome::NotSent { retry_at } => (State::Queued, retry_at),
            Outcome::Held { until, .. } => (State::Queued, until),
            Outcome::Rejected => (State::Rejected, now),
            Outcome::Failed => (State::Failed, now),
            Outcome::InDoubt => (State::InDoubt, now),
            Outcome::Expired => (State::Expired, now),
            Outcome::Denied(_) => (State::Withdrawn, now),
        }
    }

    /// Whether it is over and nothing reached the person.
    fn gives_the_cap_back(self) -> bool {
        matches!(self, Outcome::Rejected | Outcome::Failed | Outcome::Expired | Outcome::Denied(_))
    }

    fn counts_as(self) -> String {
        match self {
            Outcome::Denied(denial) => format!("denied:{}", denial.name()),
            Outcome::Held { why, .. } => format!("held:{}", why.name()),
            Outcome::Deferred { .. } => State::Deferred.name().to_owned(),
            Outcome::NotSent { .. } => "not_sent".to_owned(),
            over => over.leads_to(Micros(0)).0.name().to_owned(),
        }
    }
}

impl InHand {
    /// A service message in doubt is repeated while its time lasts.
    fn settled(&self, outcome: Outcome, attempt: i64, now: Micros) -> Outcome {
        if outcome != Outcome::InDoubt || self.use_.is_marketing() {
            return outcome;
        }
        let next = Schedule::of(self.use_).next(self.created_at, attempt, now);
        next.map_or(outcome, |retry_at| Outcome::Deferred { retry_at })
    }

    /// What the server said becomes an event on the contact's stream.
    async fn tell(&self, tx: &mut Tx, keys: &TenantKeys, id: Id, outcome: Outcome) -> Result<(), Error> {
        let kind = match outcome {
            Outcome::Accepted => Kind::MESSAGE_ACCEPTED,
            Outcome::Rejected => Kind::MESSAGE_REJECTED,
            _ => return Ok(()),
        };
        let (Some(contact), Some(profile)) = (self.contact, self.profile) else { return Ok(()) };
        let props = serde_json::json!({ "origin": self.origin, "message": id.text("msg") }).to_string();
        let stream = inbox::contact(keys, contact, profile);
        let entry = Entry::house(tx.clock().now(), stream, What::Event { kind, item: None, props });
        Ok(inbox::append(tx, &[entry]).await?)
    }
}

fn read(row: &Row) -> Result<InHand, Error> {
    Ok(InHand {
        origin: row.get(0)?,
        contact: row.get(1)?,
        profile: row.get(2)?,
        channel: Channel::from_code(row.get(3)?).ok_or_else(|| row.corrupt(3))?,
        use_: Use::from_code(row.get(4)?).ok_or_else(|| row.corrupt(4))?,
        capped: row.get(5)?,
        created_at: row.get(6)?,
    })
}

/// Gives back what a message took from the person's cap, once.
pub(super) async fn give_back(
    tx: &mut Tx,
    message: Id,
    profile: Option<Id>,
    channel: Channel,
    stamp: Option<Micros>,
) -> Result<(), Error> {
    if let (Some(profile), Some(stamp)) = (profile, stamp) {
        reach::give_back(tx, profile, channel, stamp).await?;
        tx.execute(&FORGET_CAP, params![message]).await?;
    }
    Ok(())
}

/// How much of a reply is kept, in characters.
const REPLY: usize = 200;

/// Servers like to quote the recipient's address: words with an `@` are left out.
fn without_addresses(reply: &str) -> String {
    let words = reply.split_whitespace().map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ").chars().filter(|c| !c.is_control()).take(REPLY).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reply_is_kept_without_addresses() {
        let said = "550 5.1.1 <ana@example.org>: Recipient\r\naddress rejected";
        assert_eq!(without_addresses(said), "550 5.1.1 … Recipient address rejected");
        assert_eq!(without_addresses(&"ü".repeat(500)).chars().count(), REPLY);
    }
}
