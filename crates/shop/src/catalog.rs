//! The catalogue as it is read: by number, from the beginning, or as it changes.

use std::collections::HashMap;

use placet_core::{Micros, Money};
use placet_store::{Row, Tx, params};

use crate::item::Item;
use crate::{Result, store};

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

/// An item of the columns that every statement about items selects first.
pub(crate) fn read(row: &Row) -> Result<Item> {
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
