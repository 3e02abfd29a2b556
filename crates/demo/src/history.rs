//! What made-up shoppers looked at and bought in the weeks before: a fresh demonstration would else not know what goes with what.

use placet_core::{Currency, Kind, Micros, Money};
use placet_permission::vault::TenantKeys;
use placet_profile::{Basis, Entry, What, inbox};
use serde_json::{Value, json};

use crate::catalogue::{Catalogue, Product, Together};

/// How many visits there were for each line of [`Catalogue::together`].
const VISITS: usize = 30;
/// Over how many days.
const DAYS: usize = 60;
/// How many products of its own kind a visit looks at.
const LOOKED_AT: usize = 3;

/// The visits as they lie in the inbox, each of a device that said yes. Equal lists make equal visits.
pub fn entries(catalogue: &Catalogue, keys: &TenantKeys, now: Micros) -> Vec<Entry> {
    let visits = catalogue.together.iter().flat_map(|line| (0..VISITS).map(move |number| (line, number)));
    let mut entries = Vec::new();
    for (number, (line, of_line)) in visits.enumerate() {
        let visit = Visit::new(catalogue, line, of_line);
        let device = inbox::device(keys, &format!("made-up-{number}"));
        let began = now - (1 + number * 7 % DAYS) as i64 * Micros::DAY;
        for (step, (kind, item, props)) in visit.said(number).into_iter().enumerate() {
            let at = began + step as i64 * Micros::MINUTE;
            let what = What::Event { kind, item, props: props.to_string() };
            entries.push(Entry { basis: Basis::Mapped, ..Entry::house(at, device, what) });
        }
    }
    entries
}

/// What somebody looked at, and which of it they bought.
struct Visit<'c> {
    seen: Vec<&'c Product>,
    bought: Vec<&'c Product>,
}

impl<'c> Visit<'c> {
    /// The number-th visit: some products of a category, the last of which is bought with one or two that go with it.
    fn new(catalogue: &'c Catalogue, line: &Together, number: usize) -> Visit<'c> {
        let of: Vec<&Product> = catalogue.products.iter().filter(|p| p.category == line.of).collect();
        let mut seen: Vec<&Product> = of.iter().cycle().skip(number).take(LOOKED_AT).copied().collect();
        let with = [number % line.with.len(), (number * 3 + 1) % line.with.len()];
        let with = &with[..1 + usize::from(with[0] != with[1])];
        let with = with.iter().filter_map(|place| catalogue.product(&line.with[*place]));
        let bought: Vec<&Product> = seen.last().copied().into_iter().chain(with).collect();
        seen.extend(bought.iter().skip(1));
        Visit { seen, bought }
    }

    /// What the shop's page would have said of it, in order.
    fn said(&self, number: usize) -> Vec<(Kind, Option<i64>, Value)> {
        let view = |product: &&Product| {
            let item = placet_shop::item_id(&product.sku);
            (Kind::PRODUCT_VIEWED, Some(item), json!({ "product_id": product.sku }))
        };
        let line =
            |product: &&Product| json!({ "product_id": product.sku, "quantity": 1, "price": cents(product) });
        let order = json!({
            "order_id": format!("before-{number}"),
            "total": self.bought.iter().map(|product| cents(product)).sum::<i64>(),
            "currency": "EUR",
            "products": self.bought.iter().map(line).collect::<Vec<_>>(),
        });
        self.seen.iter().map(view).chain([(Kind::ORDER_COMPLETED, None, order)]).collect()
    }
}

fn cents(product: &Product) -> i64 {
    Money::parse(&product.price, Currency::EUR).map_or(0, |price| price.minor)
}
