//! What completes an order, and how well items nobody bought yet are found by their words.

use std::collections::{HashMap, HashSet};
use std::time::Instant;

use placet_core::Micros;
use placet_recommend::{Bounds, Listing, Model};

use crate::Result;
use crate::baselines::{Counts, Weigh};
use crate::files::{self, Order};
use crate::score::Score;

/// Items in fewer orders are left out.
const ORDERS: usize = 5;

/// Of each order from `from` until `until` the last item is looked for, from the others.
pub(crate) fn measure(path: &str, from: &str, until: &str) -> Result<()> {
    let read = files::orders(path)?;
    let (train, test): (Vec<&Order>, Vec<&Order>) = read
        .orders
        .iter()
        .filter(|order| order.at.as_str() < until)
        .partition(|order| order.at.as_str() < from);
    let mut often: HashMap<i64, usize> = HashMap::new();
    train.iter().flat_map(|order| &order.items).for_each(|item| *often.entry(*item).or_default() += 1);
    often.retain(|_, orders| *orders >= ORDERS);
    let known = |order: &Order| -> Vec<i64> {
        order.items.iter().copied().filter(|item| often.contains_key(item)).collect()
    };

    let start = Instant::now();
    let mut model = Model::new(Bounds { views: 10_000_000, lines: 10_000_000 });
    let mut items: Vec<i64> = often.keys().copied().collect();
    items.sort_unstable();
    items.iter().for_each(|id| model.list(&Listing { id: *id, in_stock: true, ..Listing::default() }));
    for (number, order) in train.iter().enumerate() {
        model.order(number as i64, time(&order.at)?, &known(order));
    }
    println!("baskets.build: {:.2} s", start.elapsed().as_secs_f64());
    let mut counts = Counts::default();
    train.iter().for_each(|order| counts.add(&known(order)));

    let questions: Vec<Vec<i64>> = test.into_iter().map(known).filter(|items| items.len() > 1).collect();
    println!("baskets.taught: {} orders of {} items", train.len(), items.len());
    let mut ours = Score::default();
    for question in &questions {
        let [basket @ .., wanted] = &question[..] else { continue };
        ours.ask(*wanted, || model.complementary(basket, 20, &[]));
    }
    ours.print("baskets.ours");
    for (name, weigh) in Weigh::ALL {
        let mut score = Score::default();
        for question in &questions {
            let [basket @ .., wanted] = &question[..] else { continue };
            score.ask(*wanted, || counts.answer(weigh, basket, |_| true));
        }
        score.print(&format!("baskets.{name}"));
    }
    Ok(())
}

/// Each cold item is looked for among the cold ones, from each order's other items: only words can tell.
pub(crate) fn measure_cold(path: &str, from: &str) -> Result<()> {
    let read = files::orders(path)?;
    let old: HashSet<i64> = read
        .orders
        .iter()
        .filter(|order| order.at.as_str() < from)
        .flat_map(|order| order.items.clone())
        .collect();
    let mut model = Model::new(Bounds { views: 0, lines: 0 });
    let mut titles: Vec<(&i64, &String)> = read.titles.iter().collect();
    titles.sort_unstable();
    for (id, title) in titles {
        model.list(&Listing { id: *id, title, in_stock: !old.contains(id), ..Listing::default() });
    }
    let cold: Vec<i64> = read.titles.keys().copied().filter(|id| !old.contains(id)).collect();
    println!("cold.items: {} of {}", cold.len(), read.titles.len());
    let (mut ours, mut chance) = (Score::default(), 0.0);
    for order in read.orders.iter().filter(|order| order.at.as_str() >= from) {
        let warm: Vec<i64> = order.items.iter().copied().filter(|id| old.contains(id)).collect();
        for wanted in order.items.iter().filter(|id| !old.contains(id) && !warm.is_empty()) {
            ours.ask(*wanted, || model.similar(&warm, 20, &[]));
            chance += 10.0 / cold.len() as f64;
        }
    }
    println!("cold.chance.hr10: {:.4} of all", chance / f64::from(ours.asked()));
    ours.print("cold.ours");
    Ok(())
}

/// The time of `2011-11-11 08:26:00`, read as UTC.
fn time(text: &str) -> Result<Micros> {
    Ok(Micros::parse(&format!("{}Z", text.replace(' ', "T"))).ok_or_else(|| format!("not a time: {text}"))?)
}
