//! Loading a list into the catalogue, however long: what is good is stored, what is not is said, and of a whole list what it no
//! longer names is out of stock from then.

use std::collections::{BTreeMap, HashMap, HashSet};

use placet_core::{Currency, Micros};
use placet_permission::sensitive::{self, Found, Source};
use placet_store::{Tenant, Tx, Value, params, transaction};

use crate::catalog::read;
use crate::item::{Fault, Item, ItemInput, item_id};
use crate::{Error, Result, store};

/// How many items one transaction stores: the others' writes wait no longer than that.
pub(crate) const CHUNK: usize = 1_000;
/// How many items one list may name; their numbers are held in memory while it is loaded.
const MAX_NAMED: usize = 1_000_000;
/// How many refusals a report lists; it counts them all.
const MAX_LISTED: usize = 1_000;
/// From so many items on a list that leaves out more than half of them is taken for broken.
const GUARDED: usize = 20;

/// What became of a list of items: every place of it is stored or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// How many are in the catalogue now as the list has them.
    pub stored: usize,
    /// How many are not.
    pub refused_count: usize,
    /// The first 1,000 of those, by their place.
    pub refused: Vec<Refused>,
    /// How many the list no longer names and are out of stock from now.
    pub gone: usize,
    /// How many would be, if that were not more than half of all: until it is confirmed, they stay.
    pub held_back: usize,
    /// Where the list stops to be readable. What follows is unknown, and nothing counts as gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broke_off: Option<Break>,
}

/// An item that was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// Its place.
    #[serde(flatten)]
    pub place: Place,
    /// The field that breaks a rule.
    pub field: &'static str,
    /// The rule.
    pub reason: &'static str,
}

/// Where an item stands in its list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
pub struct Place {
    /// The how-manieth it is, from 0.
    pub index: u32,
    /// The line it begins in, from 1; 0 and left out where lines say nothing.
    #[serde(skip_serializing_if = "is_zero")]
    pub line: u32,
}

/// Where and why a list stops to be readable.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Break {
    /// The line, from 1.
    pub line: u32,
    /// Why.
    pub reason: &'static str,
}

/// An item of a list that was read, or why it could not be.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// Where it stood.
    pub place: Place,
    /// What was read.
    pub item: std::result::Result<ItemInput, Unreadable>,
    /// When a price that is in effect now will not be any more.
    pub until: Option<Micros>,
}

/// An item that cannot be read.
#[derive(Clone, Debug)]
pub(crate) struct Unreadable {
    /// Its sku if that at least can be read: an item that is named is not gone.
    pub sku: String,
    /// What is wrong.
    pub fault: Fault,
}

/// How a load ends.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Ending {
    /// The list is to name all there is: what it leaves out is gone.
    pub complete: bool,
    /// Even if that is more than half.
    pub shrink: bool,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_zero(line: &u32) -> bool {
    *line == 0
}

/// Puts the good ones of `inputs` into the catalogue, new or in place of what was known under their sku, and says what is wrong
/// with the others. Of a sku listed twice the last one counts. `currency` is that of prices which name none.
///
/// # Errors
/// Those of the store.
pub async fn put_items(tx: &mut Tx, inputs: &[ItemInput], currency: Currency) -> Result<Report> {
    let mut chunk = Chunk::default();
    for (input, index) in inputs.iter().zip(0..) {
        chunk.check(Place { index, line: 0 }, input, currency);
    }
    let stored = put(tx, &chunk.good, 0, &mut chunk.refused).await?;
    chunk.count(tx).await?;
    let mut report = Report { stored, ..Report::default() };
    chunk.refused.into_iter().for_each(|refused| report.refuse(refused));
    report.sort();
    Ok(report)
}

/// As [`put_items`], in transactions of bounded size: on an error what is stored stays, and the whole list may be sent again.
///
/// # Errors
/// Those of the store.
pub async fn load_items(tenant: Tenant<'_>, inputs: &[ItemInput], currency: Currency) -> Result<Report> {
    let mut load = Load::begin(tenant, currency, 0).await?;
    let listed = inputs.iter().cloned().zip(0..);
    load.add_all(listed.map(|(item, index)| Listed {
        place: Place { index, line: 0 },
        item: Ok(item),
        until: None,
    }))
    .await?;
    load.finish(Ending::default()).await
}

impl Report {
    fn refuse(&mut self, refused: Refused) {
        self.refused_count += 1;
        if self.refused.len() < MAX_LISTED {
            self.refused.push(refused);
        }
    }

    fn sort(&mut self) {
        self.refused.sort_by_key(|refused| refused.place);
    }
}

/// A load under way: [`Load::add`] as often as there is something, then [`Load::finish`]. Dropped before that, it leaves what it
/// has stored, and nothing is gone.
pub(crate) struct Load<'s> {
    tenant: Tenant<'s>,
    currency: Currency,
    /// Who answers for the items: a feed, or 0 for whatever is pushed.
    feed: i32,
    /// The catalogue's time when this load began: what others change later is not ours to take out.
    began: Micros,
    /// Every number the list has named so far; the place of those that were good.
    named: HashMap<i64, Option<Place>>,
    report: Report,
    until: Option<Micros>,
}

impl<'s> Load<'s> {
    pub(crate) async fn begin(tenant: Tenant<'s>, currency: Currency, feed: i32) -> Result<Load<'s>> {
        let mut tx = tenant.read("shop.load_begin").await?;
        let began = crate::changed_at(&mut tx).await?.unwrap_or_default();
        let (named, report) = (HashMap::new(), Report::default());
        Ok(Load { tenant, currency, feed, began, named, report, until: None })
    }

    /// Stores the good ones, in one transaction.
    pub(crate) async fn add(&mut self, listed: Vec<Listed>) -> Result<()> {
        let mut chunk = Chunk::default();
        for Listed { place, item, until } in listed {
            if self.named.len() >= MAX_NAMED {
                self.break_off(Break { line: place.line, reason: "names more than 1,000,000 items" });
                break;
            }
            self.until = [self.until, until].into_iter().flatten().min();
            match item {
                Ok(input) => chunk.check(place, &input, self.currency),
                Err(Unreadable { sku, fault: (field, reason) }) => {
                    chunk.refuse(&sku, Refused { place, field, reason });
                }
            }
        }
        let feed = self.feed;
        let (stored, refused) = transaction!(self.tenant, "shop.load_items", |tx| {
            let mut refused = chunk.refused.clone();
            chunk.count(tx).await?;
            Ok::<_, Error>((put(tx, &chunk.good, feed, &mut refused).await?, refused))
        })?;
        self.report.stored += stored;
        let at_fault: HashSet<Place> = refused.iter().map(|refused| refused.place).collect();
        for (place, item) in &chunk.good {
            if at_fault.contains(place) {
                continue;
            }
            if let Some(Some(earlier)) = self.named.insert(item.id, Some(*place)) {
                self.report.stored -= 1;
                self.report.refuse(again(earlier));
            }
        }
        for id in chunk.named {
            self.named.entry(id).or_insert(None);
        }
        refused.into_iter().for_each(|refused| self.report.refuse(refused));
        Ok(())
    }

    /// Stores the good ones, in transactions of bounded size.
    pub(crate) async fn add_all(&mut self, listed: impl IntoIterator<Item = Listed>) -> Result<()> {
        let mut listed = listed.into_iter();
        loop {
            let chunk: Vec<Listed> = listed.by_ref().take(CHUNK).collect();
            if chunk.is_empty() {
                return Ok(());
            }
            self.add(chunk).await?;
        }
    }

    /// The rest of the list cannot be read.
    pub(crate) fn break_off(&mut self, at: Break) {
        self.report.broke_off.get_or_insert(at);
    }

    /// Until when what was read holds: the next beginning or end of a sale, if there is one.
    pub(crate) fn until(&self) -> Option<Micros> {
        self.until
    }

    /// Takes out of stock what a complete list left out, and reports.
    pub(crate) async fn finish(mut self, ending: Ending) -> Result<Report> {
        if ending.complete && self.named.is_empty() {
            self.break_off(Break { line: 1, reason: "names no item" });
        }
        if ending.complete && self.report.broke_off.is_none() {
            let (all, left_out) = self.left_out().await?;
            if !ending.shrink && all >= GUARDED && left_out.len() * 2 > all {
                self.report.held_back = left_out.len();
            } else {
                for ids in left_out.chunks(CHUNK) {
                    self.report.gone += self.take_out(ids).await?;
                }
            }
        }
        self.report.sort();
        Ok(self.report)
    }

    /// How many items this source has in stock, and which of them the list did not name.
    async fn left_out(&self) -> Result<(usize, Vec<i64>)> {
        let mut tx = self.tenant.read("shop.load_left_out").await?;
        let (mut all, mut left_out, mut after) = (0, Vec::new(), 0_i64);
        loop {
            let page = tx.query(&store::IN_STOCK, params![self.feed, after, CHUNK as i64]).await?;
            for row in &page {
                let updated_at: Micros = row.get(1)?;
                after = row.get(0)?;
                if updated_at <= self.began && !self.named.contains_key(&after) {
                    left_out.push(after);
                }
            }
            all += page.len();
            if page.len() < CHUNK {
                return Ok((all, left_out));
            }
        }
    }

    async fn take_out(&self, ids: &[i64]) -> Result<usize> {
        let taken = transaction!(self.tenant, "shop.take_out", |tx| {
            let now = touch(tx).await?;
            Ok::<_, Error>(
                tx.execute(&store::TAKE_OUT, params![ids.to_vec(), now, self.began, self.feed]).await?,
            )
        })?;
        Ok(usize::try_from(taken).unwrap_or(usize::MAX))
    }
}

fn again(place: Place) -> Refused {
    Refused { place, field: "sku", reason: "is listed again further down, which counts" }
}

fn collision(place: Place) -> Refused {
    let reason = "has the same number as another sku of this catalogue: choose another sku";
    Refused { place, field: "sku", reason }
}

/// Part of a list: the items that keep the rules, each number once, with their places; and the refused ones.
#[derive(Default)]
struct Chunk {
    good: Vec<(Place, Item)>,
    at: HashMap<i64, usize>,
    refused: Vec<Refused>,
    /// The numbers of refused items.
    named: Vec<i64>,
    /// How many of the refused ones held what must not be stored.
    sensitive: BTreeMap<Found, i64>,
}

impl Chunk {
    fn check(&mut self, place: Place, input: &ItemInput, currency: Currency) {
        let item = match input.check(currency, Micros(0)) {
            Ok(item) => item,
            Err((field, reason)) => return self.refuse(&input.sku, Refused { place, field, reason }),
        };
        if let Some((field, found)) = item.sensitive() {
            *self.sensitive.entry(found).or_default() += 1;
            return self.refuse(&input.sku, Refused { place, field, reason: found.reason() });
        }
        match self.at.get(&item.id).map(|at| &mut self.good[*at]) {
            None => {
                self.at.insert(item.id, self.good.len());
                self.good.push((place, item));
            }
            Some(earlier) if earlier.1.sku == item.sku => {
                let (before, _) = std::mem::replace(earlier, (place, item));
                self.refused.push(again(before));
            }
            Some(_) => self.refused.push(collision(place)),
        }
    }

    /// Counts what was refused for being sensitive.
    async fn count(&self, tx: &mut Tx) -> Result<()> {
        for (found, n) in &self.sensitive {
            sensitive::count(tx, Source::Catalogue, *found, *n).await?;
        }
        Ok(())
    }

    fn refuse(&mut self, sku: &str, refused: Refused) {
        if !sku.trim().is_empty() {
            self.named.push(item_id(sku));
        }
        self.refused.push(refused);
    }
}

/// The time of this change of the catalogue, later than that of every change before.
async fn touch(tx: &mut Tx) -> Result<Micros> {
    let now = tx.clock().now();
    let row = tx.query_opt(&store::TOUCH_CATALOGUE, params![now]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?.unwrap_or(now))
}

/// Writes the items that are new or not as they were; how many stand in the catalogue as given.
async fn put(tx: &mut Tx, good: &[(Place, Item)], feed: i32, refused: &mut Vec<Refused>) -> Result<usize> {
    let ids: Vec<i64> = good.iter().map(|(_, item)| item.id).collect();
    let mut known: HashMap<i64, (Item, i32)> = HashMap::with_capacity(ids.len());
    if !ids.is_empty() {
        for row in tx.query(&store::ITEMS, params![ids]).await? {
            known.insert(row.get(0)?, (read(&row)?, row.get(FEED)?));
        }
    }
    let (mut changed, mut same) = (Vec::new(), 0);
    for (place, item) in good {
        match known.get(&item.id) {
            Some((known, _)) if known.sku != item.sku => refused.push(collision(*place)),
            Some((known, owner)) if is_same(known, item) && (feed == 0 || *owner == feed) => same += 1,
            _ => changed.push(item),
        }
    }
    if changed.is_empty() {
        return Ok(same);
    }
    let updated_at = touch(tx).await?;
    let mut values = Vec::with_capacity(changed.len() * WIDTH);
    for item in &changed {
        values.extend(row_of(item, updated_at, feed));
    }
    tx.insert_many(&store::PUT_ITEM, &values, WIDTH).await?;
    Ok(same + changed.len())
}

fn is_same(known: &Item, item: &Item) -> bool {
    *known == Item { updated_at: known.updated_at, ..item.clone() }
}

/// How many values [`row_of`] gives.
const WIDTH: usize = 14;
/// The column of the statements about items that says who answers for one.
const FEED: usize = 13;

fn row_of(item: &Item, updated_at: Micros, feed: i32) -> [Value<'_>; WIDTH] {
    [
        item.id.into(),
        (&item.sku).into(),
        (&item.title).into(),
        (&item.category).into(),
        item.price.minor.into(),
        item.price.currency.into(),
        (&item.url).into(),
        (&item.image_url).into(),
        item.stock.into(),
        (&item.brand).into(),
        (&item.item_group).into(),
        (&item.description).into(),
        updated_at.into(),
        feed.into(),
    ]
}

#[cfg(test)]
mod tests {
    use placet_core::TenantId;
    use placet_store::on_both_engines;
    use placet_store::testing::Fresh;

    use super::*;

    fn listed(sku: &str) -> Listed {
        let item = ItemInput {
            sku: sku.into(),
            title: "Shoe".into(),
            price: "5".into(),
            url: "https://shop.example/".into(),
            ..ItemInput::default()
        };
        Listed { place: Place::default(), item: Ok(item), until: None }
    }

    on_both_engines! {
        async fn what_others_push_while_a_complete_list_is_loaded_is_not_taken_out(on) {
            let fresh = Fresh::new(on).await;
            let tenant = fresh.store.tenant(TenantId(1));
            let mut first = Load::begin(tenant, Currency::EUR, 0).await.unwrap();
            first.add(vec![listed("a"), listed("b"), listed("c")]).await.unwrap();
            first.finish(Ending::default()).await.unwrap();
            let mut load = Load::begin(tenant, Currency::EUR, 0).await.unwrap();
            load.add(vec![listed("a")]).await.unwrap();
            let b = ItemInput { price: "6".into(), ..listed("b").item.unwrap() };
            load_items(tenant, &[b], Currency::EUR).await.unwrap();
            let report = load.finish(Ending { complete: true, shrink: false }).await.unwrap();
            assert_eq!(report.gone, 1);
            let mut tx = tenant.read("test.items").await.unwrap();
            let stock = crate::items(&mut tx, &["a", "b", "c"].map(item_id)).await.unwrap();
            assert_eq!(stock.iter().map(Item::in_stock).collect::<Vec<_>>(), [true, true, false]);
        }

        async fn a_load_that_is_killed_leaves_what_it_has_stored_and_nothing_is_gone(on) {
            let fresh = Fresh::new(on).await;
            let tenant = fresh.store.tenant(TenantId(1));
            load_items(tenant, &["a", "b"].map(|sku| listed(sku).item.unwrap()), Currency::EUR).await.unwrap();
            let mut load = Load::begin(tenant, Currency::EUR, 0).await.unwrap();
            load.add(vec![listed("c")]).await.unwrap();
            drop(load);
            let mut tx = tenant.read("test.items").await.unwrap();
            let found = crate::items(&mut tx, &["a", "b", "c"].map(item_id)).await.unwrap();
            assert!(found.len() == 3 && found.iter().all(Item::in_stock));
        }

        async fn each_feed_answers_for_what_it_named_last_and_for_no_others(on) {
            let fresh = Fresh::new(on).await;
            let tenant = fresh.store.tenant(TenantId(1));
            let load = async |feed, skus: &[&str]| {
                let mut load = Load::begin(tenant, Currency::EUR, feed).await.unwrap();
                load.add(skus.iter().map(|sku| listed(sku)).collect()).await.unwrap();
                load.finish(Ending { complete: true, shrink: false }).await.unwrap().gone
            };
            assert_eq!(load(0, &["pushed", "a"]).await, 0);
            assert_eq!(load(1, &["a", "b"]).await, 0, "what was pushed is not this feed's");
            assert_eq!(load(2, &["c"]).await, 0);
            assert_eq!(load(0, &["pushed", "b"]).await, 0, "a push that names an item of a feed does not take it over");
            assert_eq!(load(1, &["a"]).await, 1);
            let mut tx = tenant.read("test.items").await.unwrap();
            let found = crate::items(&mut tx, &["pushed", "a", "b", "c"].map(item_id)).await.unwrap();
            assert_eq!(found.iter().map(Item::in_stock).collect::<Vec<_>>(), [true, true, false, true]);
        }
    }
}
