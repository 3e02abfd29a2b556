//! The catalogue as people look through it: what changed last first, or what a few typed letters may mean.

use placet_core::Micros;
use placet_store::{Slice, Tx, params};

use crate::catalog::read;
use crate::item::{Item, item_id};
use crate::words::words;
use crate::{Result, items, store};

/// Where an item stands in the list: when the catalogue last heard of it, and its number.
pub type ItemKey = (Micros, i64);

/// Before every item.
const START: ItemKey = (Micros::NEVER, i64::MAX);
/// How many items one search looks at; the next slice goes on from there.
const LOOKED_AT: usize = 10_000;
/// How many at a time.
const CHUNK: usize = 1_000;

/// The item of this sku.
///
/// # Errors
/// Those of the store.
pub async fn item(tx: &mut Tx, sku: &str) -> Result<Option<Item>> {
    let sku = sku.trim();
    Ok(items(tx, &[item_id(sku)]).await?.into_iter().find(|item| item.sku == sku))
}

/// The items, those that changed last first, after the one with this key.
///
/// # Errors
/// Those of the store.
pub async fn list_items(tx: &mut Tx, after: Option<ItemKey>, limit: u32) -> Result<Slice<Item, ItemKey>> {
    let (at, id) = after.unwrap_or(START);
    let rows = tx.query(&store::NEWEST_ITEMS, params![at, id, Slice::<Item, ItemKey>::ask(limit)]).await?;
    let rows = rows.iter().map(read).collect::<Result<Vec<_>>>()?;
    Ok(Slice::of(rows, limit, |item| (item.updated_at, item.id)))
}

/// The items whose sku begins with what was typed, or of whose words (of title, sku and brand) each word typed begins one; small and
/// capital letters and marks do not count. In the order of [`list_items`]; the item of exactly this sku before all others.
///
/// One call looks at no more than 10,000 items, so that it takes the same time in every catalogue. A slice may therefore hold
/// fewer than `limit` items, or none, and still name where to go on.
///
/// # Errors
/// Those of the store.
pub async fn search_items(
    tx: &mut Tx,
    typed: &str,
    after: Option<ItemKey>,
    limit: u32,
) -> Result<Slice<Item, ItemKey>> {
    let wanted = Wanted::of(typed);
    if wanted.sku.is_empty() {
        return list_items(tx, after, limit).await;
    }
    let limit = usize::try_from(limit.max(1)).unwrap_or(usize::MAX);
    let exact = item(tx, typed).await?;
    let mut found = Vec::new();
    if after.is_none() {
        found.extend(exact.as_ref().map(|item| item.id));
    }
    let (mut place, mut looked_at) = (after.unwrap_or(START), 0);
    let next = 'walk: loop {
        let rows = tx.query(&store::NAMES, params![place.0, place.1, CHUNK as i64]).await?;
        for row in &rows {
            if found.len() == limit {
                break 'walk Some(place);
            }
            place = (row.get(0)?, row.get(1)?);
            let is_exact = exact.as_ref().is_some_and(|item| item.id == place.1);
            let names = [row.get::<String>(2)?, row.get::<String>(3)?, row.get::<String>(4)?];
            if !is_exact && wanted.matches(names.each_ref().map(String::as_str)) {
                found.push(place.1);
            }
        }
        looked_at += rows.len();
        if rows.len() < CHUNK {
            break None;
        }
        if looked_at >= LOOKED_AT {
            break Some(place);
        }
        // A search takes long enough for others to go on meanwhile.
        tokio::task::yield_now().await;
    };
    Ok(Slice { rows: items(tx, &found).await?, next })
}

/// What was typed, as it is compared.
struct Wanted {
    sku: String,
    words: Vec<String>,
}

impl Wanted {
    fn of(typed: &str) -> Wanted {
        let mut all = Vec::new();
        words(typed, |word| all.push(word.to_owned()));
        Wanted { sku: typed.trim().to_lowercase(), words: all }
    }

    /// Whether it means the item of these names: its sku, its title and its brand.
    fn matches(&self, names: [&str; 3]) -> bool {
        let [sku, ..] = names;
        if sku.to_lowercase().starts_with(&self.sku) {
            return true;
        }
        let mut met = vec![false; self.words.len()];
        for text in names {
            words(text, |word| {
                for (wanted, met) in self.words.iter().zip(&mut met) {
                    *met |= word.starts_with(wanted);
                }
            });
        }
        !met.is_empty() && met.into_iter().all(|met| met)
    }
}

#[cfg(test)]
mod tests {
    use super::Wanted;

    #[test]
    fn typed_letters_begin_words_or_the_sku() {
        for (typed, wanted) in [
            ("ar", true),
            ("ROAD aria", true),
            ("sosete", true),
            ("oad", false),
            ("aria trail", false),
            ("cr-1", true),
            ("R-2", false),
            ("100", true),
            ("-", false),
            ("north", true),
            ("aria north", true),
            ("wind", true),
            ("orth", false),
        ] {
            assert_eq!(
                Wanted::of(typed).matches(["CR-100", "Aria Road, Șosete", "North-Wind"]),
                wanted,
                "{typed}"
            );
        }
    }
}
