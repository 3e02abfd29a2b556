//! When it happened: the client's clock corrected by its own account of when it sent, and bounds on the past and the future.

use placet_core::{Kind, Micros};

use super::Reason;

/// A stated time this much older than its sending was stated on purpose, not read off a clock.
const HISTORY: i64 = Micros::DAY;
/// How far ahead an event may lie.
const AHEAD: i64 = Micros::DAY;
/// Months an event is kept, hence taken (C6).
const EVENT_MONTHS: i32 = 13;
/// Months an order is kept (DESIGN §4).
const ORDER_MONTHS: i32 = 36;

/// Reads a time; one without an offset is taken as UTC.
pub(super) fn read(text: &str) -> Result<Micros, Reason> {
    if text.len() > 40 {
        return Err(Reason::NotATime);
    }
    Micros::parse(text).or_else(|| Micros::parse(&format!("{text}Z"))).ok_or(Reason::NotATime)
}

/// The moment on our clock: `received − (sent − stated)` (Segment's rule).
///
/// Not corrected: an import (`history`); a time without `sent`; a time more than 24 hours before its sending, which is a stated
/// moment of the past, not a slow clock. No stated time: the moment of receipt.
pub(super) fn corrected(
    history: bool,
    stated: Option<Micros>,
    sent: Option<Micros>,
    received: Micros,
) -> Micros {
    match (stated, sent) {
        (None, _) => received,
        (Some(stated), Some(sent)) if !history && sent - stated <= HISTORY => received - (sent - stated),
        (Some(stated), _) => stated,
    }
}

/// Refuses what is more than 24 hours ahead or older than is kept: 13 months, 3 years for orders.
pub(super) fn bounded(at: Micros, kind: Option<Kind>, received: Micros) -> Result<(), Reason> {
    if at - received > AHEAD {
        return Err(Reason::Future);
    }
    let age = received - at;
    let months = if kind.is_some_and(is_order) { ORDER_MONTHS } else { EVENT_MONTHS };
    let surely_young = i64::from(months) * 28 * Micros::DAY;
    if age > surely_young && at < received.months_earlier(months) {
        return Err(Reason::Ancient);
    }
    Ok(())
}

fn is_order(kind: Kind) -> bool {
    matches!(kind, Kind::ORDER_COMPLETED | Kind::ORDER_UPDATED | Kind::ORDER_REFUNDED | Kind::ORDER_CANCELLED)
}
