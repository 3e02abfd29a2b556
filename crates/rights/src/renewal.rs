//! The end of a yes (R138, R139): one question before it, and none after. Without a new yes what is known of the person goes.
//!
//! ```text
//! once a day ─▶ everybody, page by page ─▶ ends soon: the question, once ─▶ lapsed: written down, and cleared away
//! ```
//!
//! How far the day's walk came is committed after each page. Killed in between, a page is looked through again, and finds done what was done:
//! a question is unique by its yes, and what has lapsed is asked for under the lock of its address.

use placet_compose::{Builtin, Library};
use placet_core::{Id, Micros};
use placet_deliver::ledger::decisions::{self, Denied};
use placet_deliver::ledger::{self as messages, Items, New, State as Message, Tally};
use placet_journey::RENEWAL;
use placet_permission::contact::{self, Contact};
use placet_permission::reach::{self, Priority};
use placet_permission::vault::{Channel, TenantKeys};
use placet_permission::wording::{self, Spoken};
use placet_permission::{
    Act, Ask, Ending, Ends, Gate, Purpose, Rules, Standing, State, Subject, Use, lapse, ledger, policy,
};
use placet_store::{Tenant, Tx, params, transaction};

use crate::Error;
use crate::person::{hold_fold, settle};
use crate::store::{ASKED, REACHED, SET_REACHED};
use crate::unsubscribe::Showed;
use crate::unsubscribed::forget;

/// The queue of the worker.
pub const QUEUE: &str = "renewal";
/// How many addresses one step looks through.
pub const PAGE: u32 = 2_000;
/// The name of the walk.
const WALK: &str = "renewal";
/// The yeses of an address end at different times; one question asks for all of them, thirty days before the first ends, and no other
/// follows for those that end within thirty days of it (microseconds).
const BETWEEN: i64 = 60 * Micros::DAY;

/// Looks through the next `page` addresses of the day's walk, asks whom it is time to ask and ends what has lapsed. Answers when to come
/// again.
///
/// # Errors
/// The store's. What was done before stays done.
pub async fn renew_and_end(tenant: Tenant<'_>, gate: &Gate, page: u32) -> Result<Micros, Error> {
    let today = tenant.clock().now().day();
    let tomorrow = Micros((today + 1) * Micros::DAY);
    let Some((endings, next)) = look(tenant, gate, today, page).await? else { return Ok(tomorrow) };
    if endings.iter().any(|ending| !ending.ends.lapsed.is_empty()) {
        // What somebody did a moment ago counts.
        settle(tenant, gate.keyring()).await?;
    }
    if !endings.is_empty() {
        // A company of an older program may not have the letter yet, and a question that cannot be written is none.
        transaction!(tenant, "rights.letter", |tx| { Ok::<_, Error>(Library::install(tx).await?) })?;
    }
    let keys = gate.keyring().keys(tenant).await?;
    for ending in &endings {
        transaction!(tenant, "rights.ending", |tx| { one(tx, gate, &keys, ending.whose.contact).await })?;
    }
    transaction!(tenant, "rights.reached", |tx| {
        Ok::<_, Error>(tx.execute(&SET_REACHED, params![WALK, today, next]).await?)
    })?;
    Ok(if next.is_some() { tenant.clock().now() } else { tomorrow })
}

/// The next page of the day; `None` if all of it was looked through. A clock that was set back begins a day anew, and finds done what was done.
async fn look(
    tenant: Tenant<'_>,
    gate: &Gate,
    today: i64,
    page: u32,
) -> Result<Option<(Vec<Ending>, Option<Id>)>, Error> {
    let mut tx = tenant.read("rights.endings").await?;
    let reached = tx.query_opt(&REACHED, params![WALK]).await?;
    let reached = reached.map(|row| Ok::<_, Error>((row.get::<i64>(0)?, row.get(1)?))).transpose()?;
    let after = match reached {
        Some((day, None)) if day == today => return Ok(None),
        Some((day, Some(after))) if day == today => after,
        _ => Id([0; 16]),
    };
    let rules = gate.rules(&mut tx).await?;
    Ok(Some(gate.endings(&mut tx, &rules, after, page).await?))
}

/// Does for one address what is to be done for it now.
async fn one(tx: &mut Tx, gate: &Gate, keys: &TenantKeys, id: Id) -> Result<(), Error> {
    hold_fold(tx).await?;
    let Some(contact) = contact::locked(tx, id).await? else { return Ok(()) };
    let rules = gate.rules(tx).await?;
    let ends = gate.ends(tx, &rules, &contact).await?;
    match ends.near {
        _ if !ends.lapsed.is_empty() => end(tx, keys, contact, &ends).await,
        Some((_, purpose, yes)) => ask(tx, gate, keys, &rules, &contact, (purpose, yes)).await,
        None => Ok(()),
    }
}

/// Ends what has lapsed. Where that was the last yes that messages are sent for, no other is of any use, and all goes as after an
/// unsubscription; but nothing is refused: whoever comes back is asked like anybody.
async fn end(tx: &mut Tx, keys: &TenantKeys, contact: Contact, ends: &Ends) -> Result<(), Error> {
    let gone = ends.wrote && !ends.writes;
    let subject = Subject::Address(contact.channel, contact.fp);
    for (purpose, standing) in ledger::standings(tx, &subject).await? {
        let ends = match standing.state {
            State::Granted => gone || ends.lapsed.contains(&purpose),
            State::Requested => gone,
            _ => false,
        };
        if ends {
            ledger::expire(tx, purpose, subject, "not renewed").await?;
        }
    }
    match gone {
        true => forget(tx, keys, contact).await,
        false => Ok(()),
    }
}

/// Asks by mail whether the yes is to go on, if the gate permits. A no for today is asked of the gate again tomorrow.
async fn ask(
    tx: &mut Tx,
    gate: &Gate,
    keys: &TenantKeys,
    rules: &Rules,
    contact: &Contact,
    (purpose, yes): (Purpose, Standing),
) -> Result<(), Error> {
    let now = tx.clock().now();
    let Some(nth) = not_asked_lately(tx, contact).await?.filter(|_| contact.channel == Channel::Email) else {
        return Ok(());
    };
    let ask = Ask { purpose, priority: Priority::High, ..Ask::new(Use::Renewal) };
    let decision = gate.decide(tx, keys, rules, contact.id, &ask).await?;
    if let Some(denial) = decision.denied {
        let reason = denial.name();
        let denied = Denied { profile: contact.profile, reason, at: now, decision: Some(Box::new(decision)) };
        decisions::append(tx, RENEWAL, &[denied]).await?;
        let mut tally = Tally::default();
        tally.add(RENEWAL, format!("denied:{reason}"), 1);
        return Ok(tally.write(tx).await?);
    }
    let template = Builtin::Renewal.template_id();
    let new = New {
        origin: RENEWAL,
        visit: Id(keys.hash128("renewal", &[&yes.entry.to_be_bytes(), &nth.to_be_bytes()])),
        contact: contact.id,
        profile: contact.profile,
        channel: contact.channel,
        ask: &ask,
        template,
        version: Library::current(tx, template).await?,
        language: &contact.language,
        // The courier asks the gate again when it goes.
        due_at: decision.deferred.map_or(now, |(until, _)| until),
        decision: &decision,
        items: &Items::default(),
    };
    messages::queue(tx, &new).await?;
    Ok(())
}

/// How many questions the address was ever to be asked, if none was lately; what never left was none.
async fn not_asked_lately(tx: &mut Tx, contact: &Contact) -> Result<Option<usize>, Error> {
    let since = tx.clock().now() - BETWEEN;
    let rows = tx.query(&ASKED, params![contact.id, RENEWAL]).await?;
    for row in &rows {
        let (state, at): (i64, Micros) = (row.get(0)?, row.get(1)?);
        let never_left = [Message::Withdrawn, Message::Failed, Message::Expired].map(Message::code);
        if !never_left.contains(&state) && at > since {
            return Ok(None);
        }
    }
    Ok(Some(rows.len()))
}

/// What came of a yes to the question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Renewed {
    /// These go on.
    Yes,
    /// It was answered before.
    Before,
    /// There is nothing left that could go on.
    Over,
}

/// A yes of an address that could go on, with what it was said to.
#[derive(Clone, Debug)]
pub struct Yes {
    /// For what.
    pub purpose: Purpose,
    /// What the ledger says of it.
    pub shown: ledger::Shown,
    /// Until when it holds if nothing is done.
    pub until: Micros,
    /// Whether it was said, or said anew, after the question went out.
    pub answered: bool,
}

/// The yeses of an address that hold, as of a question that went out then; none if no message may be sent for any of them.
///
/// # Errors
/// The store's.
pub async fn yeses(tx: &mut Tx, contact: &Contact, asked_at: Micros) -> Result<Vec<Yes>, Error> {
    let now = tx.clock().now();
    let rules = policy::current(tx).await?.policy;
    let (life, active_day) = lapse::of_contact(tx, contact).await?;
    let subject = Subject::Address(contact.channel, contact.fp);
    let (mut yeses, mut writes) = (Vec::new(), false);
    for (purpose, standing) in ledger::standings(tx, &subject).await? {
        let until = life.until(purpose, &standing, active_day).filter(|until| now < *until);
        let terms = rules.terms(purpose).filter(|terms| terms.active);
        let (Some(until), Some(terms)) = (until, terms) else { continue };
        let Some(shown) = ledger::shown(tx, standing.entry).await? else { continue };
        writes |= terms.does.writes();
        yeses.push(Yes { purpose, shown, until, answered: standing.at >= asked_at });
    }
    Ok(if writes { yeses } else { Vec::new() })
}

/// Writes down that the owner of an address wants what they agreed to to go on, by their own act, in the words that the page `showed`. Said
/// twice, it is written down once.
///
/// # Errors
/// The store's; nothing has changed then.
pub async fn renew(
    tenant: Tenant<'_>,
    id: Id,
    asked_at: Micros,
    showed: &Showed<'_>,
) -> Result<Renewed, Error> {
    transaction!(tenant, "rights.renew", |tx| {
        let Some(contact) = contact::locked(tx, id).await? else { return Ok(Renewed::Over) };
        let yeses = yeses(tx, &contact, asked_at).await?;
        if yeses.is_empty() {
            return Ok(Renewed::Over);
        }
        let open: Vec<&Yes> = yeses.iter().filter(|yes| !yes.answered).collect();
        if open.is_empty() {
            return Ok(Renewed::Before);
        }
        let spoken = wording::spoken(tx, showed.language).await?;
        for yes in open {
            go_on(tx, &contact, yes, &spoken, showed).await?;
        }
        let today = tx.clock().now().day();
        reach::active(tx, &[(contact.profile, today)]).await?;
        Ok::<_, Error>(Renewed::Yes)
    })
}

async fn go_on(
    tx: &mut Tx,
    contact: &Contact,
    yes: &Yes,
    spoken: &Spoken,
    showed: &Showed<'_>,
) -> Result<(), Error> {
    let named = spoken.names(yes.purpose, &showed.words);
    let words = match yes.shown.wording_id {
        Some(agreed) if !named => wording::get(tx, agreed).await?,
        _ => spoken.shown(yes.purpose, &showed.words).cloned(),
    };
    let entry = ledger::Entry {
        at: tx.clock().now(),
        purpose: yes.purpose,
        subject: Subject::Address(contact.channel, contact.fp),
        act: Act::Renewed,
        wording: words.as_ref().map(|words| words.id),
        language: words.as_ref().map_or(showed.language, |words| &words.language),
        place: showed.place,
        method: "renewal page",
        evidence: "{}",
    };
    ledger::record(tx, &entry).await?;
    Ok(())
}
