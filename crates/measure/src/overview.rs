//! A tenant at a glance: what came of everything on some days, by day and by journey.

use std::collections::BTreeMap;

use placet_core::Currency;
use placet_journey::{Listed, Status};
use placet_profile::fold::ACCEPTED;
use placet_store::Tx;

use crate::Error;
use crate::attribution::currency;
use crate::report::{Campaign, Line, totals};

/// How many journeys an overview shows at most, the newest.
const JOURNEYS: u32 = 200;
/// The most days it spans.
const MOST_DAYS: u32 = 366;

/// Totals of some days, of all journeys together.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Overview {
    /// The first day, in days since 1970-01-01, UTC.
    pub from_day: i64,
    /// The last day: today.
    pub to_day: i64,
    /// Everything together.
    pub totals: Totals,
    /// Every day of the span, the oldest first.
    pub days: Vec<DayOf>,
    /// The journeys, newest first.
    pub journeys: Vec<JourneyOf>,
    /// How many people wait in journeys now.
    pub waiting: i64,
}

/// What is counted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Messages that a receiving server took.
    pub accepted: i64,
    /// Those of them whose clicks are counted: all but requests to confirm.
    pub clickable: i64,
    /// Messages refused for good.
    pub rejected: i64,
    /// Messages of which a link was followed.
    pub clicked: i64,
    /// Messages that were opened, of those who agreed to that being noticed.
    pub opened: i64,
    /// Orders that are credited to a message.
    pub orders: i64,
    /// What they came to: ISO 4217 code → minor units.
    pub revenue: BTreeMap<String, i64>,
    /// Those of them that were refunded or cancelled.
    pub orders_reversed: i64,
    /// What those came to, as `revenue`.
    pub reversed: BTreeMap<String, i64>,
    /// Unsubscriptions.
    pub unsubscribed: i64,
    /// Messages that were not sent because the gate said no.
    pub denied: i64,
    /// Addresses that were confirmed.
    pub subscribed: i64,
    /// Events that were accepted from the shop and its visitors.
    pub events: i64,
}

/// What is counted of one day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DayOf {
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// Events accepted.
    pub events: i64,
    /// Messages accepted.
    pub accepted: i64,
    /// Messages clicked.
    pub clicked: i64,
    /// Orders credited.
    pub orders: i64,
    /// What they came to in the tenant's own currency, in minor units.
    pub revenue_minor: i64,
    /// Unsubscriptions.
    pub unsubscribed: i64,
}

/// What is counted of one journey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JourneyOf {
    /// Its number.
    pub id: i32,
    /// Its name.
    pub name: String,
    /// Whether it runs.
    pub status: Status,
    /// Whether a click on its messages is counted: that on the button of a request to confirm is not.
    pub clickable: bool,
    /// Messages accepted.
    pub accepted: i64,
    /// Messages clicked.
    pub clicked: i64,
    /// Orders credited.
    pub orders: i64,
}

/// The overview of the last `days` days, today among them. It reads the totals of each journey and of what came by none, each a
/// range of an index.
///
/// # Errors
/// The store's.
pub async fn overview(tx: &mut Tx, days: u32) -> Result<Overview, Error> {
    let to_day = tx.clock().now().day();
    let from_day = to_day - i64::from(days.clamp(1, MOST_DAYS)) + 1;
    let own = currency(tx).await?;
    let by_day = (from_day..=to_day).map(|day| DayOf { day, ..DayOf::default() }).collect();
    let mut overview = Overview { from_day, to_day, days: by_day, ..Overview::default() };
    overview.add(&totals(tx, Some(0), from_day, to_day).await?, 0, own);
    for Listed { id, name, standing, clickable, counts, .. } in
        placet_journey::list(tx, None, JOURNEYS).await?.rows
    {
        let lines = totals(tx, Some(id), from_day, to_day).await?;
        let sum = overview.add(&lines, id, own);
        let (accepted, clicked, orders) = (sum.accepted, sum.clicked, sum.orders);
        let status = standing.status;
        overview.totals.clickable += if clickable { accepted } else { 0 };
        overview.journeys.push(JourneyOf { id, name, status, clickable, accepted, clicked, orders });
        overview.waiting += counts.waiting;
    }
    Ok(overview)
}

impl Overview {
    /// Adds the lines of one origin; their sum.
    fn add(&mut self, lines: &[Line], origin: i32, own: Currency) -> Campaign {
        for line in lines {
            let place = usize::try_from(line.day - self.from_day).ok();
            if let Some(day) = place.and_then(|at| self.days.get_mut(at)) {
                day.add(line);
            }
        }
        let sum = Campaign::of(origin, lines, own);
        let totals = &mut self.totals;
        totals.accepted += sum.accepted;
        totals.rejected += sum.rejected;
        totals.clicked += sum.clicked;
        totals.orders += sum.orders;
        totals.orders_reversed += sum.orders_reversed;
        totals.unsubscribed += sum.unsubscribed;
        totals.denied += sum.denied.values().sum::<i64>();
        for (kind, of) in [
            ("opened", &mut totals.opened),
            ("subscribed", &mut totals.subscribed),
            (ACCEPTED, &mut totals.events),
        ] {
            *of += sum.other.get(kind).copied().unwrap_or(0);
        }
        for (of, more) in [(&mut totals.revenue, &sum.revenue), (&mut totals.reversed, &sum.reversed)] {
            for (code, minor) in more {
                *of.entry(code.clone()).or_default() += minor;
            }
        }
        sum
    }
}

impl DayOf {
    fn add(&mut self, line: &Line) {
        match line.kind.as_str() {
            ACCEPTED => self.events += line.n,
            "accepted" => self.accepted += line.n,
            "clicked" => self.clicked += line.n,
            "unsubscribed" => self.unsubscribed += line.n,
            "orders" => {
                self.orders += line.n;
                self.revenue_minor += line.amount;
            }
            _ => {}
        }
    }
}
