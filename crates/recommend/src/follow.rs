//! Following the tables: the catalogue by its changes, events by their `seq`; the first time from the newest backwards.

use std::borrow::Cow;

use placet_core::{Kind, Micros};
use placet_shop::{Item, item_id};
use placet_store::{Row, Tenant, Tx, params};
use serde::Deserialize;

use crate::{Listing, Model, Result, store};

/// How many rows one transaction reads.
const PAGE: u32 = 2_000;

/// How long (microseconds) an index lives at least, however many are erased: building reads 13 months.
const REST: i64 = Micros::HOUR;

/// How far an index has read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    seq: i64,
    /// The last change of the catalogue that was read, and up to when all of them were.
    catalogue: (Micros, i64),
    catalogue_read_to: Micros,
    built_at: Micros,
}

/// What an event tells: who did what when.
pub(crate) struct Happening {
    stream: i64,
    at: Micros,
    what: What,
}

enum What {
    Seen(i64),
    PutInCart(i64),
    Ordered(Vec<i64>),
}

impl Happening {
    /// Tells the model.
    pub(crate) fn tell(&self, model: &mut Model) {
        match &self.what {
            What::Seen(item) => model.see(self.stream, self.at, *item),
            What::PutInCart(item) => model.put_in_cart(self.stream, self.at, *item),
            What::Ordered(items) => model.order(self.stream, self.at, items),
        }
    }

    /// How much room it takes in the model, about.
    fn lines(&self) -> usize {
        match &self.what {
            What::Seen(_) => 1,
            What::PutInCart(_) => 2,
            What::Ordered(items) => 2 * items.len(),
        }
    }
}

/// An item as the model wants it told.
pub(crate) fn listing(item: &Item) -> Listing<'_> {
    Listing {
        id: item.id,
        group: &item.item_group,
        category: &item.category,
        title: &item.title,
        brand: &item.brand,
        description: &item.description,
        price: Some(item.price),
        in_stock: item.in_stock(),
    }
}

impl Cursor {
    /// A cursor at the end of the events, and the newest of them that are not older than `cutoff`, oldest first: as many as take `most` lines.
    pub(crate) async fn begin(
        tenant: Tenant<'_>,
        cutoff: Micros,
        most: usize,
    ) -> Result<(Cursor, Vec<Happening>)> {
        let built_at = tenant.clock().now();
        let seq = newest(tenant).await?;
        let (mut below, mut newest_first, mut lines) = (seq, Vec::new(), 0);
        while lines < most {
            let mut tx = tenant.read("recommend.begin").await?;
            let rows = tx.query(&store::BEFORE, params![below, cutoff, PAGE]).await?;
            for row in &rows {
                below = row.get::<i64>(0)? - 1;
                if let Some(happening) = read(row)? {
                    lines += happening.lines();
                    newest_first.push(happening);
                }
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        newest_first.reverse();
        Ok((Cursor { seq, built_at, ..Cursor::default() }, newest_first))
    }

    /// Whether the index still tells of somebody who was erased since it was built, and is old enough to be built anew.
    pub(crate) async fn tells_of_the_erased(&self, tenant: Tenant<'_>) -> Result<bool> {
        if tenant.clock().now() - self.built_at < REST {
            return Ok(false);
        }
        let mut tx = tenant.read("recommend.erased").await?;
        let erased_at: Option<Micros> =
            tx.query_opt(&store::ERASED_AT, &[]).await?.map(|row| row.get(0)).transpose()?;
        Ok(erased_at.is_some_and(|at| at >= self.built_at))
    }

    /// The next events, and whether there may be more.
    pub(crate) async fn events(&mut self, tenant: Tenant<'_>) -> Result<(Vec<Happening>, bool)> {
        let end = newest(tenant).await?;
        if end <= self.seq {
            return Ok((Vec::new(), false));
        }
        let mut tx = tenant.read("recommend.events").await?;
        let rows = tx.query(&store::SINCE, params![self.seq, end, PAGE]).await?;
        let mut happened = Vec::with_capacity(rows.len());
        for row in &rows {
            happened.extend(read(row)?);
        }
        let more = rows.len() == PAGE as usize;
        self.seq = match rows.last() {
            Some(row) if more => row.get(0)?,
            _ => end,
        };
        Ok((happened, more))
    }

    /// The next changes of the catalogue, and whether there may be more.
    pub(crate) async fn catalogue(&mut self, tenant: Tenant<'_>) -> Result<(Vec<Item>, bool)> {
        let mut tx = tenant.read("recommend.catalogue").await?;
        let changed_at = placet_shop::changed_at(&mut tx).await?.unwrap_or_default();
        if changed_at <= self.catalogue_read_to {
            return Ok((Vec::new(), false));
        }
        let items = placet_shop::changed_items(&mut tx, self.catalogue, PAGE).await?;
        if let Some(last) = items.last() {
            self.catalogue = (last.updated_at, last.id);
        }
        let more = items.len() == PAGE as usize;
        if !more {
            self.catalogue_read_to = changed_at;
        }
        Ok((items, more))
    }
}

async fn newest(tenant: Tenant<'_>) -> Result<i64> {
    let mut tx = tenant.read("recommend.newest").await?;
    Ok(tx.query_opt(&store::NEWEST, &[]).await?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
}

/// The items that these streams ordered within the term of events, from the newest orders (at most fifty).
///
/// # Errors
/// The store's.
pub async fn bought(tx: &mut Tx, streams: &[i64]) -> Result<Vec<i64>> {
    if streams.is_empty() {
        return Ok(Vec::new());
    }
    let mut items = Vec::new();
    for row in tx.query(&store::ORDERED, params![streams.to_vec()]).await? {
        items.extend(products(&row.get::<String>(0)?));
    }
    Ok(items)
}

/// What one row tells. An order whose products cannot be read tells nothing.
fn read(row: &Row) -> Result<Option<Happening>> {
    let (stream, at, item, kind): (i64, Micros, Option<i64>, Kind) =
        (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
    let what = match (kind, item) {
        (Kind::ORDER_COMPLETED, _) => What::Ordered(products(&row.get::<String>(5)?)),
        (Kind::PRODUCT_ADDED, Some(item)) => What::PutInCart(item),
        (_, Some(item)) => What::Seen(item),
        (_, None) => return Ok(None),
    };
    Ok(Some(Happening { stream, at, what }))
}

/// The products of an order, as the dictionary of events keeps them.
#[derive(Default, Deserialize)]
struct Bought<'p> {
    #[serde(borrow, default)]
    products: Vec<Product<'p>>,
}

#[derive(Deserialize)]
struct Product<'p> {
    #[serde(borrow)]
    product_id: Option<Cow<'p, str>>,
    #[serde(borrow)]
    sku: Option<Cow<'p, str>>,
}

fn products(props: &str) -> Vec<i64> {
    let bought: Bought<'_> = serde_json::from_str(props).unwrap_or_default();
    let skus = bought.products.into_iter().filter_map(|product| product.product_id.or(product.sku));
    skus.map(|sku| item_id(&sku)).collect()
}
