//! Following the tables: the catalogue by its changes, events by their `seq`; the first time from the newest backwards.

use std::borrow::Cow;

use placet_core::Micros;
use placet_shop::item_id;
use placet_store::{Row, Tenant, params};
use serde::Deserialize;

use crate::{Result, store};

/// How many rows one transaction reads.
const PAGE: u32 = 2_000;

/// How far an index has read.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Cursor {
    seq: i64,
    /// The last change of the catalogue that was read, and up to when all of them were.
    catalogue: (Micros, i64),
    catalogue_read_to: Micros,
}

/// What an event tells: who saw what when. An order tells of several items.
pub(crate) struct Sighting {
    pub(crate) stream: i64,
    pub(crate) at: Micros,
    pub(crate) item: i64,
}

/// A change of the catalogue.
pub(crate) struct Listing {
    pub(crate) item: i64,
    pub(crate) category: String,
    pub(crate) in_stock: bool,
}

impl Cursor {
    /// A cursor at the end of the events, and the newest `most` of them that are not older than `cutoff`, oldest first.
    pub(crate) async fn begin(
        tenant: Tenant<'_>,
        cutoff: Micros,
        most: usize,
    ) -> Result<(Cursor, Vec<Sighting>)> {
        let seq = newest(tenant).await?;
        let (mut below, mut newest_first) = (seq, Vec::new());
        while newest_first.len() < most {
            let mut tx = tenant.read("recommend.begin").await?;
            let rows = tx.query(&store::BEFORE, params![below, cutoff, PAGE]).await?;
            for row in &rows {
                below = row.get::<i64>(0)? - 1;
                sightings(row, &mut newest_first)?;
            }
            if rows.len() < PAGE as usize {
                break;
            }
        }
        newest_first.truncate(most);
        newest_first.reverse();
        Ok((Cursor { seq, ..Cursor::default() }, newest_first))
    }

    /// The next events, and whether there may be more.
    pub(crate) async fn events(&mut self, tenant: Tenant<'_>) -> Result<(Vec<Sighting>, bool)> {
        let end = newest(tenant).await?;
        if end <= self.seq {
            return Ok((Vec::new(), false));
        }
        let mut tx = tenant.read("recommend.events").await?;
        let rows = tx.query(&store::SINCE, params![self.seq, end, PAGE]).await?;
        let mut seen = Vec::with_capacity(rows.len());
        for row in &rows {
            sightings(row, &mut seen)?;
        }
        let more = rows.len() == PAGE as usize;
        self.seq = match rows.last() {
            Some(row) if more => row.get(0)?,
            _ => end,
        };
        Ok((seen, more))
    }

    /// The next changes of the catalogue, and whether there may be more.
    pub(crate) async fn catalogue(&mut self, tenant: Tenant<'_>) -> Result<(Vec<Listing>, bool)> {
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
        let listing = |item: placet_shop::Item| Listing {
            item: item.id,
            in_stock: item.in_stock(),
            category: item.category,
        };
        Ok((items.into_iter().map(listing).collect(), more))
    }
}

async fn newest(tenant: Tenant<'_>) -> Result<i64> {
    let mut tx = tenant.read("recommend.newest").await?;
    Ok(tx.query_opt(&store::NEWEST, &[]).await?.map(|row| row.get(0)).transpose()?.unwrap_or(0))
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

/// Adds what one row tells. An order whose products cannot be read tells nothing.
fn sightings(row: &Row, out: &mut Vec<Sighting>) -> Result<()> {
    let (stream, at): (i64, Micros) = (row.get(1)?, row.get(2)?);
    if let Some(item) = row.get::<Option<i64>>(3)? {
        out.push(Sighting { stream, at, item });
    }
    let props: String = row.get(4)?;
    if props.is_empty() {
        return Ok(());
    }
    let bought: Bought<'_> = serde_json::from_str(&props).unwrap_or_default();
    for product in bought.products {
        if let Some(sku) = product.product_id.or(product.sku) {
            out.push(Sighting { stream, at, item: item_id(&sku) });
        }
    }
    Ok(())
}
