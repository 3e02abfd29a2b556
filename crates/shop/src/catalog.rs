//! The catalogue: loading many items, reading them by number, from the beginning, or as they change.

use std::collections::HashMap;

use placet_core::{Currency, Micros, Money};
use placet_store::{Row, Tenant, Tx, Value, params, transaction};

use crate::item::{Item, ItemInput};
use crate::{Error, Result, store};

/// How many items one transaction of [`load_items`] stores: the others' writes wait no longer than that.
const CHUNK: usize = 1_000;

/// What became of a list of items: every place of it is stored or refused.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Report {
    /// How many are in the catalogue now.
    pub stored: usize,
    /// The others, by their place.
    pub refused: Vec<Refused>,
}

/// An item that was not stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Refused {
    /// Its place in the list, from 0.
    pub index: usize,
    /// The field that breaks a rule.
    pub field: &'static str,
    /// The rule.
    pub reason: &'static str,
}

/// Puts the good ones of `inputs` into the catalogue, new or in place of what was known under their sku, and says what is wrong
/// with the others. Of a sku listed twice the last one counts. `currency` is that of prices which name none.
///
/// # Errors
/// Those of the store.
pub async fn put_items(tx: &mut Tx, inputs: &[ItemInput], currency: Currency) -> Result<Report> {
    let (good, mut refused) = check(inputs, currency);
    let stored = put(tx, &good, &mut refused).await?;
    Ok(report(stored, refused))
}

/// As [`put_items`], in transactions of bounded size: on an error what is stored stays, and the whole list may be sent again.
///
/// # Errors
/// Those of the store.
pub async fn load_items(tenant: Tenant<'_>, inputs: &[ItemInput], currency: Currency) -> Result<Report> {
    let (good, mut refused) = check(inputs, currency);
    let mut stored = 0;
    for chunk in good.chunks(CHUNK) {
        let (now_stored, now_refused) = transaction!(tenant, "shop.load_items", |tx| {
            let mut refused = Vec::new();
            Ok::<_, Error>((put(tx, chunk, &mut refused).await?, refused))
        })?;
        stored += now_stored;
        refused.extend(now_refused);
    }
    Ok(report(stored, refused))
}

fn report(stored: usize, mut refused: Vec<Refused>) -> Report {
    refused.sort_by_key(|refusal| refusal.index);
    Report { stored, refused }
}

/// The items that keep the rules, each number once, with their places; and the refused ones.
fn check(inputs: &[ItemInput], currency: Currency) -> (Vec<(usize, Item)>, Vec<Refused>) {
    let mut refused = Vec::new();
    let mut good: Vec<(usize, Item)> = Vec::with_capacity(inputs.len());
    let mut places: HashMap<i64, usize> = HashMap::with_capacity(inputs.len());
    for (index, input) in inputs.iter().enumerate() {
        let item = match input.check(currency, Micros(0)) {
            Ok(item) => item,
            Err((field, reason)) => {
                refused.push(Refused { index, field, reason });
                continue;
            }
        };
        match places.get(&item.id).map(|place| &mut good[*place]) {
            None => {
                places.insert(item.id, good.len());
                good.push((index, item));
            }
            Some(earlier) if earlier.1.sku == item.sku => {
                let (index, _) = std::mem::replace(earlier, (index, item));
                refused.push(Refused {
                    index,
                    field: "sku",
                    reason: "is listed again further down, which counts",
                });
            }
            Some(_) => refused.push(collision(index)),
        }
    }
    (good, refused)
}

fn collision(index: usize) -> Refused {
    Refused {
        index,
        field: "sku",
        reason: "has the same number as another sku of this catalogue: choose another sku",
    }
}

async fn put(tx: &mut Tx, good: &[(usize, Item)], refused: &mut Vec<Refused>) -> Result<usize> {
    if good.is_empty() {
        return Ok(0);
    }
    let now = tx.clock().now();
    let updated_at: Option<i64> =
        tx.query_opt(&store::TOUCH_CATALOGUE, params![now]).await?.map(|row| row.get(0)).transpose()?;
    let updated_at = updated_at.map_or(now, Micros);
    let ids: Vec<i64> = good.iter().map(|(_, item)| item.id).collect();
    let mut known: HashMap<i64, String> = HashMap::new();
    for row in tx.query(&store::SKUS, params![ids]).await? {
        known.insert(row.get(0)?, row.get(1)?);
    }
    let mut values = Vec::with_capacity(good.len() * WIDTH);
    for (index, item) in good {
        if known.get(&item.id).is_some_and(|sku| *sku != item.sku) {
            refused.push(collision(*index));
        } else {
            values.extend(row_of(item, updated_at));
        }
    }
    tx.insert_many(&store::PUT_ITEM, &values, WIDTH).await?;
    Ok(values.len() / WIDTH)
}

/// How many values [`row_of`] gives.
const WIDTH: usize = 13;

fn row_of(item: &Item, updated_at: Micros) -> [Value<'_>; WIDTH] {
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
    ]
}

/// The items with these numbers, in their order; numbers that name none are left out.
///
/// # Errors
/// Those of the store.
pub async fn items(tx: &mut Tx, ids: &[i64]) -> Result<Vec<Item>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let mut found = HashMap::with_capacity(ids.len());
    for row in tx.query(&store::ITEMS, params![ids.to_vec()]).await? {
        let item = read(&row)?;
        found.insert(item.id, item);
    }
    Ok(ids.iter().filter_map(|id| found.remove(id)).collect())
}

/// A page of the whole catalogue by number: at most `limit` items whose numbers are greater than `after` (0 to begin).
///
/// # Errors
/// Those of the store.
pub async fn all_items(tx: &mut Tx, after: i64, limit: u32) -> Result<Vec<Item>> {
    let rows = tx.query(&store::ALL_ITEMS, params![after, i64::from(limit)]).await?;
    rows.iter().map(read).collect()
}

/// A page of what has changed: at most `limit` items, by `(updated_at, id)`, after that pair. A reader that remembers the last
/// pair misses nothing: a later commit of the catalogue has a later time.
///
/// # Errors
/// Those of the store.
pub async fn changed_items(tx: &mut Tx, after: (Micros, i64), limit: u32) -> Result<Vec<Item>> {
    let rows = tx.query(&store::CHANGED_ITEMS, params![after.0, after.1, i64::from(limit)]).await?;
    rows.iter().map(read).collect()
}

/// The time of the catalogue's last change, one cheap read; `None` before the first.
///
/// # Errors
/// Those of the store.
pub async fn changed_at(tx: &mut Tx) -> Result<Option<Micros>> {
    let row = tx.query_opt(&store::CATALOGUE_CHANGED_AT, &[]).await?;
    Ok(row.map(|row| row.get(0)).transpose()?)
}

fn read(row: &Row) -> Result<Item> {
    Ok(Item {
        id: row.get(0)?,
        sku: row.get(1)?,
        title: row.get(2)?,
        category: row.get(3)?,
        price: Money { minor: row.get(4)?, currency: row.get(5)? },
        url: row.get(6)?,
        image_url: row.get(7)?,
        stock: row.get(8)?,
        brand: row.get(9)?,
        item_group: row.get(10)?,
        description: row.get(11)?,
        updated_at: row.get(12)?,
    })
}
