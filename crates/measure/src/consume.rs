//! Reading the log: what happened since the last time, counted once.

use placet_core::Kind;
use placet_profile::reader::{self, Event};
use placet_store::{Tenant, Transient, Tx, params, transaction};

use crate::observe::MONTHS;
use crate::props::{Props, first_seq};
use crate::store::EARLIER;
use crate::tally::Tally;
use crate::{Error, attribution};

/// The queue whose worker calls [`consume`]; also the name of the cursor.
pub const QUEUE: &str = "measure";

/// How many events one transaction takes in.
const AT_ONCE: i64 = 1_000;

/// What one run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Events read, whether or not they are counted here.
    pub events: usize,
    /// Whether more may be waiting: call again at once.
    pub more: bool,
}

/// Counts what has been folded since the last run, up to a bound. Effects and cursor are one commit: nothing is counted
/// twice or left out, whoever else runs or whatever dies.
///
/// Kinds of totals, by origin and UTC day of the event: `clicks` (every followed link), `clicked` (messages, each once),
/// `clicked:link:N` (messages, each once per link), `orders` and `orders_reversed` (see `attribution`), `unsubscribed`
/// (messages, each once; origin 0 if it came by no message), `subscribed` (confirmed addresses, origin 0), `opens` and `opened` (messages, each once) of those who agreed
/// to that being noticed.
///
/// # Errors
/// The store's; nothing is counted then and it can be tried again.
pub async fn consume(tenant: Tenant<'_>) -> Result<Progress, Error> {
    transaction!(tenant, "measure.consume", |tx| {
        let batch = reader::next(tx, QUEUE, AT_ONCE).await?;
        if !reader::advance(tx, QUEUE, &batch).await? {
            let why = Transient("another node has measured meanwhile".to_owned());
            return Err(placet_store::Error::Transient(why).into());
        }
        let mut tally = Tally::default();
        for event in &batch.events {
            count(tx, event, &mut tally).await?;
        }
        tally.write(tx).await?;
        let events = batch.events.len();
        Ok(Progress { events, more: events as i64 == AT_ONCE })
    })
}

async fn count(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    match event.kind {
        Kind::LINK_CLICKED => clicked(tx, event, tally).await,
        Kind::MESSAGE_OPENED => opened(tx, event, tally).await,
        Kind::UNSUBSCRIBED => unsubscribed(tx, event, tally).await,
        Kind::SUBSCRIPTION_CONFIRMED => {
            tally.one(0, event.at, "subscribed");
            Ok(())
        }
        Kind::ORDER_COMPLETED => attribution::ordered(tx, event, tally).await,
        Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED => attribution::reversed(tx, event, tally).await,
        _ => Ok(()),
    }
}

async fn clicked(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    let Some(click) = read(event).filter(|click| click.message_id().is_some()) else { return Ok(()) };
    let earlier = earlier(tx, event, &click.message).await?;
    tally.one(click.origin, event.at, "clicks");
    if earlier.is_empty() {
        tally.one(click.origin, event.at, "clicked");
    }
    if let Some(link) = click.link
        && !earlier.iter().any(|before| before.link == click.link)
    {
        tally.one(click.origin, event.at, format!("clicked:link:{link}"));
    }
    Ok(())
}

async fn opened(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    let Some(open) = read(event).filter(|open| open.message_id().is_some()) else { return Ok(()) };
    tally.one(open.origin, event.at, "opens");
    if earlier(tx, event, &open.message).await?.is_empty() {
        tally.one(open.origin, event.at, "opened");
    }
    Ok(())
}

async fn unsubscribed(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    let Some(act) = read(event) else { return Ok(()) };
    let known = act.message_id().is_some() && !earlier(tx, event, &act.message).await?.is_empty();
    if !known {
        tally.one(act.origin, event.at, "unsubscribed");
    }
    Ok(())
}

/// What the log holds of the same kind about the same message before this event.
async fn earlier(tx: &mut Tx, event: &Event, message: &str) -> Result<Vec<Props>, Error> {
    let since = first_seq(event.at.months_earlier(MONTHS));
    let naming = format!("%\"{message}\"%");
    let rows = tx.query(&EARLIER, params![event.stream, since, event.seq, event.kind, naming]).await?;
    let mut found = Vec::with_capacity(rows.len());
    for row in &rows {
        found.extend(serde_json::from_str::<Props>(&row.get::<String>(0)?));
    }
    found.retain(|props| props.message == message);
    Ok(found)
}

/// The properties of an event the house wrote; what cannot be read is not counted, and stops nobody.
fn read(event: &Event) -> Option<Props> {
    let props = serde_json::from_str(&event.props).ok();
    if props.is_none() {
        tracing::warn!(seq = event.seq, "an engagement event cannot be read");
    }
    props
}
