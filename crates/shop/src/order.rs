//! Orders: unique by their number for ever, closed at most once, attributed at most once.

use placet_core::{Id, Micros, Money};
use placet_store::{Row, Slice, Tx, params};
use serde::{Deserialize, Serialize};

use crate::item::text;
use crate::{Error, Item, Result, items, store};

/// How many lines of an order are kept.
const MAX_LINES: usize = 500;
/// For how long after an order was told under the contract alone its buyer's browser may tell it too.
const TOLD_AGAIN: i64 = Micros::DAY;

/// An order as it comes in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Order {
    /// The shop's number for it, at most 100 characters.
    pub order_no: String,
    /// The stream it came on; `None` for an order that stands on the contract alone (C17).
    pub stream_id: Option<i64>,
    /// When it was placed.
    pub at: Micros,
    /// What it came to.
    pub total: Money,
    /// What was bought; at most 500 lines.
    pub items: Vec<Line>,
}

/// A line of an order; the price is in the order's currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Line {
    /// The item's number.
    pub item_id: i64,
    /// How many, never negative.
    pub quantity: i64,
    /// The price of one, in minor units.
    pub price_minor: i64,
}

/// Whether an order was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recorded {
    /// Its number is new, or was told under the contract alone less than a day ago and is now told with a yes.
    New,
    /// Its number is known; what stands in the book stays as it was.
    Known,
}

/// What became of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Placed.
    Completed,
    /// Placed, and the money given back.
    Refunded,
    /// Placed, and called off.
    Cancelled,
}

/// An order as it stands in the book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderRecord {
    /// What came in.
    pub order: Order,
    /// What became of it.
    pub status: Status,
    /// The campaign or journey it is attributed to.
    pub origin: Option<i32>,
    /// The message it is attributed to.
    pub message_id: Option<Id>,
}

impl Status {
    fn text(self) -> &'static str {
        match self {
            Status::Completed => "completed",
            Status::Refunded => "refunded",
            Status::Cancelled => "cancelled",
        }
    }

    fn named(text: &str) -> Option<Status> {
        [Status::Completed, Status::Refunded, Status::Cancelled]
            .into_iter()
            .find(|status| status.text() == text)
    }
}

/// Writes an order into the book, once for each number.
///
/// The shop's server is often quicker than the page that thanks the buyer. What it told under the contract alone fed nothing (C17); told
/// within a day by a stream with a yes, to the same total, the order is that stream's as if it had been told by it first. Its lines are then
/// those the stream told: a browser's word is public, so nobody shall learn of a stranger's order, or change it, by guessing its number.
///
/// # Errors
/// [`Error::Field`] for a number that is empty, too long or holds control characters, and for lines that are too many or negative; those of the store.
pub async fn record_order(tx: &mut Tx, order: Order) -> Result<Recorded> {
    let order_no = number(&order.order_no)?;
    if order.items.len() > MAX_LINES {
        return Err(Error::Field { field: "items", reason: "must be at most 500 lines" });
    }
    if order.items.iter().any(|line| line.quantity < 0) {
        return Err(Error::Field { field: "items.quantity", reason: "must not be negative" });
    }
    let lines = serde_json::to_string(&order.items)
        .map_err(|_| Error::Field { field: "items", reason: "cannot be written" })?;
    let (total, since) = (order.total, tx.clock().now() - TOLD_AGAIN);
    let values = params![order_no, order.stream_id, order.at, total.minor, total.currency, lines, since];
    let new = tx.execute(&store::RECORD_ORDER, values).await? == 1;
    Ok(if new { Recorded::New } else { Recorded::Known })
}

/// The money went back. True if the order was known and neither refunded nor cancelled before.
///
/// # Errors
/// As [`record_order`].
pub async fn refund(tx: &mut Tx, order_no: &str) -> Result<bool> {
    close(tx, order_no, Status::Refunded).await
}

/// The order was called off. True if it was known and neither refunded nor cancelled before.
///
/// # Errors
/// As [`record_order`].
pub async fn cancel(tx: &mut Tx, order_no: &str) -> Result<bool> {
    close(tx, order_no, Status::Cancelled).await
}

async fn close(tx: &mut Tx, order_no: &str, status: Status) -> Result<bool> {
    Ok(tx.execute(&store::CLOSE_ORDER, params![number(order_no)?, status.text()]).await? == 1)
}

/// Writes down which message brought the order. True if the order is known and was attributed to none before.
///
/// # Errors
/// As [`record_order`].
pub async fn attribute(tx: &mut Tx, order_no: &str, origin: i32, message_id: Id) -> Result<bool> {
    Ok(tx.execute(&store::ATTRIBUTE_ORDER, params![number(order_no)?, origin, message_id]).await? == 1)
}

/// The order with this number.
///
/// # Errors
/// As [`record_order`].
pub async fn order(tx: &mut Tx, order_no: &str) -> Result<Option<OrderRecord>> {
    let row = tx.query_opt(&store::ORDER, params![number(order_no)?]).await?;
    row.as_ref().map(read).transpose()
}

/// Where an order stands in the list of orders: its time and its number.
pub type OrderKey = (Micros, String);

/// The orders of the book, newest first, after the one with this key; all, or those that are or are not attributed to a message.
///
/// # Errors
/// Those of the store.
pub async fn list_orders(
    tx: &mut Tx,
    attributed: Option<bool>,
    after: Option<OrderKey>,
    limit: u32,
) -> Result<Slice<OrderRecord, OrderKey>> {
    let statement = match attributed {
        None => &store::NEWEST_ORDERS,
        Some(true) => &store::NEWEST_ATTRIBUTED,
        Some(false) => &store::NEWEST_UNATTRIBUTED,
    };
    let (at, order_no) = after.unwrap_or((Micros::NEVER, String::new()));
    let rows = tx.query(statement, params![at, order_no, Slice::<OrderRecord, OrderKey>::ask(limit)]).await?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(Slice::of(rows, limit, |record| (record.order.at, record.order.order_no.clone())))
}

/// The lines of an order with their items as the catalogue has them now; `None` for one that it has no longer.
///
/// # Errors
/// Those of the store.
pub async fn order_lines(tx: &mut Tx, record: &OrderRecord) -> Result<Vec<(Line, Option<Item>)>> {
    let ids: Vec<i64> = record.order.items.iter().map(|line| line.item_id).collect();
    let known = items(tx, &ids).await?;
    let of = |line: &Line| known.iter().find(|item| item.id == line.item_id).cloned();
    Ok(record.order.items.iter().map(|line| (*line, of(line))).collect())
}

/// The number of the first order that is attributed to a message.
///
/// # Errors
/// Those of the store.
pub async fn order_of_message(tx: &mut Tx, message: Id) -> Result<Option<String>> {
    let row = tx.query_opt(&store::OF_MESSAGE, params![message]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

fn number(order_no: &str) -> Result<&str> {
    match text("order_no", order_no, 100) {
        Ok("") => Err(Error::Field { field: "order_no", reason: "is missing" }),
        Ok(number) => Ok(number),
        Err((field, reason)) => Err(Error::Field { field, reason }),
    }
}

fn read(row: &Row) -> Result<OrderRecord> {
    let lines: String = row.get(5)?;
    let status: String = row.get(6)?;
    Ok(OrderRecord {
        order: Order {
            order_no: row.get(0)?,
            stream_id: row.get(1)?,
            at: row.get(2)?,
            total: Money { minor: row.get(3)?, currency: row.get(4)? },
            items: serde_json::from_str(&lines).map_err(|_| row.corrupt(5))?,
        },
        status: Status::named(&status).ok_or_else(|| row.corrupt(6))?,
        origin: row.get(7)?,
        message_id: row.get(8)?,
    })
}
