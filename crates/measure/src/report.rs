//! Totals, read out: counts and sums by origin and day, and nothing about anybody (R118, R119). A transaction shows one
//! tenant's alone (R120).

use std::collections::BTreeMap;

use placet_core::Currency;
use placet_store::{Row, Tx, params};
use serde::Serialize;

use crate::Error;
use crate::attribution::currency;
use crate::store::{TOTALS, TOTALS_OF};

/// One total.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The journey or campaign; 0 for what came by none.
    pub origin: i32,
    /// Days since 1970-01-01, UTC.
    pub day: i64,
    /// What is counted, such as `accepted`, `clicked`, `clicked:link:3`, `orders`, `denied:capped`.
    pub kind: String,
    /// How many.
    pub n: i64,
    /// Their sum in minor units of the tenant's currency, or of the one that ends the kind (`orders:RON`); 0 where no money is counted.
    pub amount: i64,
}

/// Every total of the days from `from_day` to `to_day` (both included, days since 1970-01-01 UTC), of one origin or of all,
/// in the order origin, day, kind.
///
/// # Errors
/// The store's.
pub async fn totals(
    tx: &mut Tx,
    origin: Option<i32>,
    from_day: i64,
    to_day: i64,
) -> Result<Vec<Line>, Error> {
    let rows = match origin {
        Some(origin) => tx.query(&TOTALS_OF, params![from_day, to_day, origin]).await?,
        None => tx.query(&TOTALS, params![from_day, to_day]).await?,
    };
    rows.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Line, Error> {
    Ok(Line { origin: row.get(0)?, day: row.get(1)?, kind: row.get(2)?, n: row.get(3)?, amount: row.get(4)? })
}

/// What came of a campaign or journey: the page "campaign totals", and what attribution and bills are made from (R121).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Campaign {
    /// The journey or campaign.
    pub origin: i32,
    /// Messages that a receiving server took responsibility for.
    pub accepted: i64,
    /// Messages refused for good.
    pub rejected: i64,
    /// Messages of which one link at least was followed.
    pub clicked: i64,
    /// Links followed, repetitions among them.
    pub clicks: i64,
    /// Messages of which this link was followed, by its number in the template version.
    pub links: BTreeMap<u16, i64>,
    /// Orders within five days after the click.
    pub orders: i64,
    /// What they came to: ISO 4217 code → minor units.
    pub revenue: BTreeMap<String, i64>,
    /// Those of them that were refunded or cancelled.
    pub orders_reversed: i64,
    /// What those came to, as `revenue`.
    pub reversed: BTreeMap<String, i64>,
    /// Messages that were answered by an unsubscription.
    pub unsubscribed: i64,
    /// Messages that were not sent, by the reason of the denial.
    pub denied: BTreeMap<String, i64>,
    /// Everything else that was counted: `deferred`, `expired`, `journey:entered`, …
    pub other: BTreeMap<String, i64>,
}

/// The totals of an origin over some days (both included).
///
/// # Errors
/// The store's.
pub async fn campaign(tx: &mut Tx, origin: i32, from_day: i64, to_day: i64) -> Result<Campaign, Error> {
    let own = currency(tx).await?;
    let lines = totals(tx, Some(origin), from_day, to_day).await?;
    Ok(Campaign::of(origin, &lines, own))
}

impl Campaign {
    /// Adds lines up; those of other origins are left out. `own` is the currency of amounts whose kind names none.
    pub fn of(origin: i32, lines: &[Line], own: Currency) -> Campaign {
        let mut sum = Campaign { origin, ..Campaign::default() };
        for line in lines.iter().filter(|line| line.origin == origin) {
            sum.add(line, own);
        }
        sum
    }

    fn add(&mut self, line: &Line, own: Currency) {
        let (kind, rest) = line.kind.split_once(':').unwrap_or((&line.kind, ""));
        match (kind, rest) {
            ("accepted", "") => self.accepted += line.n,
            ("rejected", "") => self.rejected += line.n,
            ("clicked", "") => self.clicked += line.n,
            ("clicks", "") => self.clicks += line.n,
            ("unsubscribed", "") => self.unsubscribed += line.n,
            ("denied", reason) => add(&mut self.denied, reason, line.n),
            ("orders", code) => money(&mut self.orders, &mut self.revenue, code, line, own),
            ("orders_reversed", code) => {
                money(&mut self.orders_reversed, &mut self.reversed, code, line, own)
            }
            ("clicked", link) => match link.strip_prefix("link:").and_then(|number| number.parse().ok()) {
                Some(number) => *self.links.entry(number).or_default() += line.n,
                None => add(&mut self.other, &line.kind, line.n),
            },
            _ => add(&mut self.other, &line.kind, line.n),
        }
    }
}

fn add(to: &mut BTreeMap<String, i64>, key: &str, n: i64) {
    *to.entry(key.to_owned()).or_default() += n;
}

/// An order in another currency stands under two kinds: it is counted by the plain one, its money by the one with the code.
fn money(count: &mut i64, sums: &mut BTreeMap<String, i64>, code: &str, line: &Line, own: Currency) {
    if code.is_empty() {
        *count += line.n;
    }
    if line.amount != 0 {
        add(sums, if code.is_empty() { own.code() } else { code }, line.amount);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(origin: i32, kind: &str, n: i64, amount: i64) -> Line {
        Line { origin, day: 1, kind: kind.to_owned(), n, amount }
    }

    #[test]
    fn lines_add_up_by_what_they_count() {
        let lines = [
            line(7, "accepted", 5, 0),
            line(7, "accepted", 2, 0),
            line(8, "accepted", 99, 0),
            line(7, "clicked", 3, 0),
            line(7, "clicked:link:0", 2, 0),
            line(7, "clicked:link:12", 1, 0),
            line(7, "clicks", 4, 0),
            line(7, "denied:capped", 6, 0),
            line(7, "orders", 3, 5_000),
            line(7, "orders:RON", 1, 9_900),
            line(7, "orders_reversed", 1, 1_000),
            line(7, "journey:entered", 9, 0),
            line(7, "clicked:link:x", 1, 0),
        ];
        let sum = Campaign::of(7, &lines, Currency::EUR);
        assert_eq!((sum.accepted, sum.rejected, sum.clicked, sum.clicks), (7, 0, 3, 4));
        assert_eq!(sum.links, BTreeMap::from([(0, 2), (12, 1)]));
        assert_eq!((sum.orders, sum.orders_reversed), (3, 1));
        assert_eq!(sum.revenue, BTreeMap::from([("EUR".into(), 5_000), ("RON".into(), 9_900)]));
        assert_eq!(sum.reversed, BTreeMap::from([("EUR".into(), 1_000)]));
        assert_eq!(sum.denied, BTreeMap::from([("capped".into(), 6)]));
        assert_eq!(sum.other, BTreeMap::from([("clicked:link:x".into(), 1), ("journey:entered".into(), 9)]));
    }
}
