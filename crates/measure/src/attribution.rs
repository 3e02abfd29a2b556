//! Which message brought an order: the last one whose link the person followed within five days before it.

use placet_core::{Currency, Id, Kind, Micros, Money};
use placet_profile::reader::Event;
use placet_profile::{person, profile};
use placet_shop::OrderRecord;
use placet_store::{Tx, params};
use serde::Deserialize;

use crate::Error;
use crate::props::{Props, first_seq};
use crate::store::{CURRENCY, LAST_CLICK};
use crate::tally::Tally;

/// How long before an order a link may have been followed, in microseconds: five days.
pub const WINDOW: i64 = 5 * Micros::DAY;

/// Credits an order to the last click before it, by the times of the events and not by the order they came in. The log is
/// asked, not the state of a stream: a click after the order, or an order that comes late, changes nothing.
///
/// The person is whoever the order's stream belongs to now. An order under the contract of sale alone has no stream, comes
/// here never and is credited to nobody (C17). The shop's book takes one credit for an order, for ever.
pub(crate) async fn ordered(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    let Some(record) = order(tx, event).await?.filter(|record| record.order.stream_id.is_some()) else {
        return Ok(());
    };
    let Some((click, _)) = last_click(tx, event.stream, event.at).await? else { return Ok(()) };
    let Some(message) = click.message_id() else { return Ok(()) };
    if placet_shop::attribute(tx, &record.order.order_no, click.origin, message).await? {
        add(tx, tally, click.origin, event.at, "orders", record.order.total).await?;
    }
    Ok(())
}

/// Takes a credited order back, whole, at the day of its refund or cancellation: the shop's book closes an order once.
pub(crate) async fn reversed(tx: &mut Tx, event: &Event, tally: &mut Tally) -> Result<(), Error> {
    let Some(record) = order(tx, event).await? else { return Ok(()) };
    match record.origin {
        Some(origin) => add(tx, tally, origin, event.at, "orders_reversed", record.order.total).await,
        None => Ok(()),
    }
}

#[derive(Deserialize)]
struct OrderProps {
    order_id: String,
}

async fn order(tx: &mut Tx, event: &Event) -> Result<Option<OrderRecord>, Error> {
    let Ok(props) = serde_json::from_str::<OrderProps>(&event.props) else { return Ok(None) };
    match placet_shop::order(tx, &props.order_id).await {
        Err(placet_shop::Error::Field { .. }) => Ok(None),
        found => Ok(found?),
    }
}

/// What an order is credited to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Credit {
    /// The journey or campaign.
    pub origin: i32,
    /// The message; `None` once the person is forgotten.
    pub message: Option<Id>,
    /// When its link was followed; `None` if the log no longer holds that, or if the streams belong to others since.
    pub clicked_at: Option<Micros>,
}

/// What an order of the book is credited to, and the click; `None` if it is credited to nothing.
///
/// # Errors
/// The store's.
pub async fn credit(tx: &mut Tx, record: &OrderRecord) -> Result<Option<Credit>, Error> {
    let Some(origin) = record.origin else { return Ok(None) };
    let mut credit = Credit { origin, message: record.message_id, clicked_at: None };
    if let Some(stream) = record.order.stream_id
        && let Some((click, at)) = last_click(tx, stream, record.order.at).await?
        && click.message_id() == record.message_id
    {
        credit.clicked_at = Some(at);
    }
    Ok(Some(credit))
}

/// The last click up to `at` of the person behind a stream, within the window, and when it was.
async fn last_click(tx: &mut Tx, stream: i64, at: Micros) -> Result<Option<(Props, Micros)>, Error> {
    let owner = profile::of_streams(tx, vec![stream]).await?.first().and_then(|(_, profile)| *profile);
    let Some(owner) = owner else { return Ok(None) };
    let streams = person::streams(tx, owner).await?.unwrap_or_default();
    let since = at - WINDOW;
    let row = tx.query_opt(&LAST_CLICK, params![streams, first_seq(since), since, at]).await?;
    let Some(row) = row else { return Ok(None) };
    let props = serde_json::from_str(&row.get::<String>(0)?).ok();
    let at = row.get(1)?;
    Ok(props.map(|props| (props, at)))
}

/// Counts an order. The amount of `kind` is in the tenant's currency; what was paid in another stands under `kind:CODE`,
/// its order counted under both.
async fn add(
    tx: &mut Tx,
    tally: &mut Tally,
    origin: i32,
    at: Micros,
    kind: &'static str,
    total: Money,
) -> Result<(), Error> {
    if total.currency == currency(tx).await? {
        tally.add(origin, at, kind, 1, total.minor);
    } else {
        tally.add(origin, at, kind, 1, 0);
        tally.add(origin, at, format!("{kind}:{}", total.currency.code()), 1, total.minor);
    }
    Ok(())
}

/// The tenant's currency.
pub(crate) async fn currency(tx: &mut Tx) -> Result<Currency, Error> {
    let tenant = tx.tenant()?;
    let row = tx.query_opt(&CURRENCY, params![tenant]).await?;
    Ok(row.map_or(Ok(Currency::EUR), |row| row.get(0))?)
}

const _: () = assert!(Kind::LINK_CLICKED.0 == 512, "LAST_CLICK names the kind by its number");
