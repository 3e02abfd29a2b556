//! The shelf: what an index knows of each item (product, category, price, stock, how often held) and the ranking of each category.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use placet_core::Money;

use crate::Listing;
use crate::hash::NumberMap;

/// An item's place in the index; given again when the item is gone.
pub(crate) type Slot = u32;

/// A product: an item, or all variants of one group. Its number is the slot of one of them that leads the others.
pub(crate) type Product = u32;

/// A category, by the number it got when it was first heard of.
pub(crate) type Category = u32;

/// The category of what has none.
pub(crate) const NO_CATEGORY: Category = 0;

/// Which memory holds an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// The sessions.
    Seen = 0,
    /// The baskets.
    Bought = 1,
}

/// What the catalogue says of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The whole path, `Shoes > Running`.
    pub(crate) path: Category,
    /// Its first step, `Shoes`.
    pub(crate) top: Category,
    pub(crate) price: Option<Money>,
    pub(crate) in_stock: bool,
}

#[derive(Debug, Default)]
struct Entry {
    id: i64,
    listed: Option<Listed>,
    /// The group of variants it belongs to.
    group: Option<Box<str>>,
    product: Product,
    /// In how many sessions, and in how many baskets of the index it stands.
    held: [u32; 2],
}

/// Every item of the catalogue and of the memories.
#[derive(Debug)]
pub(crate) struct Shelf {
    slots: HashMap<i64, Slot>,
    entries: Vec<Entry>,
    free: Vec<Slot>,
    /// The variants of each group that is listed, ascending.
    groups: HashMap<Box<str>, Vec<Slot>>,
    categories: HashMap<String, Category>,
    /// The category one step up from each.
    parents: Vec<Category>,
    /// The items in stock of each path and each first step, the most seen first.
    ranking: NumberMap<Category, BTreeSet<(Reverse<u32>, i64)>>,
    /// How many lines of baskets are of each path, and of any.
    bought: NumberMap<Category, u32>,
    bought_in_all: u32,
}

impl Default for Shelf {
    fn default() -> Shelf {
        Shelf {
            slots: HashMap::new(),
            entries: Vec::new(),
            free: Vec::new(),
            groups: HashMap::new(),
            categories: HashMap::from([(String::new(), NO_CATEGORY)]),
            parents: vec![NO_CATEGORY],
            ranking: NumberMap::default(),
            bought: NumberMap::default(),
            bought_in_all: 0,
        }
    }
}

impl Shelf {
    /// The slot of an item, if the index has heard of it.
    pub(crate) fn slot(&self, id: i64) -> Option<Slot> {
        self.slots.get(&id).copied()
    }

    /// The slot of an item, a new one if need be.
    pub(crate) fn slot_for(&mut self, id: i64) -> Slot {
        if let Some(slot) = self.slot(id) {
            return slot;
        }
        let slot = self.free.pop().unwrap_or_else(|| {
            self.entries.push(Entry::default());
            (self.entries.len() - 1) as Slot
        });
        self.entries[slot as usize] = Entry { id, product: slot, ..Entry::default() };
        self.slots.insert(id, slot);
        slot
    }

    pub(crate) fn id(&self, slot: Slot) -> i64 {
        self.entries[slot as usize].id
    }

    pub(crate) fn listed(&self, slot: Slot) -> Option<Listed> {
        self.entries[slot as usize].listed
    }

    /// In how many sessions or baskets an item stands.
    pub(crate) fn held(&self, slot: Slot, held: Held) -> u32 {
        self.entries[slot as usize].held[held as usize]
    }

    /// The product an item is a variant of; most are their own.
    pub(crate) fn product(&self, slot: Slot) -> Product {
        self.entries[slot as usize].product
    }

    /// Every variant of a product.
    pub(crate) fn variants(&self, product: Product) -> &[Slot] {
        let entry = &self.entries[product as usize];
        match entry.group.as_deref().and_then(|group| self.groups.get(group)) {
            Some(variants) => variants,
            None => std::slice::from_ref(&entry.product),
        }
    }

    /// In how many sessions or baskets a product stands; one that holds two variants may count twice.
    pub(crate) fn product_held(&self, product: Product, held: Held) -> u32 {
        self.variants(product).iter().map(|slot| self.held(*slot, held)).sum()
    }

    /// Writes down what the catalogue says of an item.
    pub(crate) fn list(&mut self, listing: &Listing<'_>) -> Slot {
        let path = listing.category.trim();
        let top = path.split('>').next().unwrap_or("").trim();
        let listed = Listed {
            path: self.category(path),
            top: self.category(top),
            price: listing.price,
            in_stock: listing.in_stock,
        };
        let slot = self.slot_for(listing.id);
        self.rank(slot, |entry| entry.listed = Some(listed));
        self.group(slot, Some(listing.group.trim()).filter(|group| !group.is_empty()));
        slot
    }

    /// One more session or basket holds the item.
    pub(crate) fn gained(&mut self, slot: Slot, held: Held) {
        self.rank(slot, |entry| entry.held[held as usize] += 1);
    }

    /// A session or basket that held the item is forgotten. If nothing is left to know of the item, its slot is free again.
    pub(crate) fn lost(&mut self, slot: Slot, held: Held) {
        self.rank(slot, |entry| {
            let count = &mut entry.held[held as usize];
            *count = count.saturating_sub(1);
        });
        let entry = &self.entries[slot as usize];
        if entry.held == [0, 0] && entry.listed.is_none() {
            self.slots.remove(&entry.id);
            self.free.push(slot);
        }
    }

    /// The items in stock of a path or first step, the most seen first, equals by number.
    pub(crate) fn ranked(&self, category: Category) -> impl Iterator<Item = Slot> + '_ {
        self.ranking.get(&category).into_iter().flatten().filter_map(|(_, id)| self.slot(*id))
    }

    /// Whether two categories are one, or one leads down to the other. What has no category is like no other.
    pub(crate) fn akin(&self, one: Category, other: Category) -> bool {
        one != NO_CATEGORY && other != NO_CATEGORY && (self.leads_to(one, other) || self.leads_to(other, one))
    }

    fn leads_to(&self, upper: Category, mut lower: Category) -> bool {
        while lower != upper && lower != NO_CATEGORY {
            lower = self.parents[lower as usize];
        }
        lower == upper
    }

    fn category(&mut self, path: &str) -> Category {
        if let Some(category) = self.categories.get(path) {
            return *category;
        }
        let parent = path.rsplit_once('>').map_or(NO_CATEGORY, |(up, _)| self.category(up.trim()));
        let category = self.parents.len() as Category;
        self.parents.push(parent);
        self.categories.insert(path.to_owned(), category);
        category
    }

    /// Puts an item among the variants of its group. The first of them leads: its slot is the product's number.
    fn group(&mut self, slot: Slot, group: Option<&str>) {
        let before = &mut self.entries[slot as usize].group;
        if before.as_deref() == group {
            return;
        }
        let before = std::mem::replace(before, group.map(Box::from));
        self.entries[slot as usize].product = slot;
        if let Some(before) = before
            && let Some(variants) = self.groups.get_mut(&before)
        {
            variants.retain(|variant| *variant != slot);
            lead(&mut self.entries, variants);
            if variants.is_empty() {
                self.groups.remove(&before);
            }
        }
        if let Some(group) = group {
            let variants = self.groups.entry(group.into()).or_default();
            let place = variants.partition_point(|variant| *variant < slot);
            variants.insert(place, slot);
            lead(&mut self.entries, variants);
        }
    }

    /// The share of a path in all lines of baskets, from 0 to 1.
    pub(crate) fn share_bought(&self, path: Category) -> f32 {
        self.bought.get(&path).copied().unwrap_or(0) as f32 / self.bought_in_all.max(1) as f32
    }

    /// Adds the lines of an item to those of its path, or takes them away.
    fn count_bought(&mut self, slot: Slot, add: bool) {
        let entry = &self.entries[slot as usize];
        let lines = entry.held[Held::Bought as usize];
        let (Some(listed), true) = (entry.listed, lines > 0) else { return };
        for count in [self.bought.entry(listed.path).or_default(), &mut self.bought_in_all] {
            *count = if add { count.saturating_add(lines) } else { count.saturating_sub(lines) };
        }
    }

    /// Changes an entry and its place in the rankings with it.
    fn rank(&mut self, slot: Slot, change: impl FnOnce(&mut Entry)) {
        self.count_bought(slot, false);
        let entry = &mut self.entries[slot as usize];
        let places = |entry: &Entry| {
            let listed = entry.listed.filter(|listed| listed.in_stock)?;
            Some(([listed.path, listed.top], entry.held[Held::Seen as usize]))
        };
        let before = places(entry);
        change(entry);
        let (id, after) = (entry.id, places(entry));
        self.count_bought(slot, true);
        if before == after {
            return;
        }
        for (ranked, keep) in [(before, false), (after, true)] {
            let Some((categories, sessions)) = ranked else { continue };
            for category in categories {
                let ranking = self.ranking.entry(category).or_default();
                if keep {
                    ranking.insert((Reverse(sessions), id));
                } else {
                    ranking.remove(&(Reverse(sessions), id));
                }
            }
        }
    }
}

/// The first variant leads the others.
fn lead(entries: &mut [Entry], variants: &[Slot]) {
    let Some(first) = variants.first() else { return };
    for variant in variants {
        entries[*variant as usize].product = *first;
    }
}

#[cfg(test)]
impl Shelf {
    /// What must hold after any history.
    pub(crate) fn check(&self) {
        let mut bought: HashMap<Category, u32> = HashMap::new();
        for (id, slot) in &self.slots {
            let entry = &self.entries[*slot as usize];
            assert_eq!(entry.id, *id);
            assert!(entry.listed.is_some() || entry.held != [0, 0], "nobody knows {id} any more");
            assert!(self.variants(entry.product).contains(slot));
            let Some(listed) = entry.listed else { continue };
            *bought.entry(listed.path).or_default() += entry.held[Held::Bought as usize];
            let place = (Reverse(entry.held[Held::Seen as usize]), *id);
            for category in [listed.path, listed.top] {
                let ranked = self.ranking.get(&category).is_some_and(|ranking| ranking.contains(&place));
                assert_eq!(ranked, listed.in_stock);
            }
        }
        for (path, lines) in &self.bought {
            assert_eq!(bought.get(path).copied().unwrap_or(0), *lines);
        }
        assert_eq!(bought.values().sum::<u32>(), self.bought_in_all);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(id: i64, category: &'static str, group: &'static str) -> Listing<'static> {
        Listing { id, category, group, in_stock: true, ..Listing::default() }
    }

    fn ranked(shelf: &Shelf, category: &str) -> Vec<i64> {
        shelf.ranked(shelf.categories[category]).map(|slot| shelf.id(slot)).collect()
    }

    #[test]
    fn the_most_seen_of_a_category_come_first_and_only_what_is_in_stock() {
        let mut shelf = Shelf::default();
        for id in [1, 2, 3] {
            shelf.list(&listing(id, "Shoes > Running", ""));
        }
        shelf.list(&listing(4, "Shoes > Trail", ""));
        let second = shelf.slot_for(2);
        shelf.gained(second, Held::Seen);
        assert_eq!(ranked(&shelf, "Shoes > Running"), [2, 1, 3]);
        assert_eq!(ranked(&shelf, "Shoes"), [2, 1, 3, 4]);
        shelf.list(&Listing { in_stock: false, ..listing(1, "Shoes > Running", "") });
        shelf.lost(second, Held::Seen);
        assert_eq!(ranked(&shelf, "Shoes > Running"), [2, 3]);
    }

    #[test]
    fn the_slot_of_an_item_nobody_knows_any_more_is_given_again() {
        let mut shelf = Shelf::default();
        let slot = shelf.slot_for(9);
        shelf.gained(slot, Held::Seen);
        shelf.gained(slot, Held::Bought);
        shelf.lost(slot, Held::Seen);
        assert_eq!(shelf.slot(9), Some(slot));
        shelf.lost(slot, Held::Bought);
        assert_eq!((shelf.slot(9), shelf.slot_for(10), shelf.entries.len()), (None, slot, 1));
    }

    #[test]
    fn variants_of_a_group_are_one_product_and_move_with_the_catalogue() {
        let mut shelf = Shelf::default();
        let [a, b, c] = [1, 2, 3].map(|id| shelf.list(&listing(id, "Shoes", "ridge")));
        assert_eq!([a, b, c].map(|slot| shelf.product(slot)), [a, a, a]);
        assert_eq!(shelf.variants(a), [a, b, c]);
        shelf.list(&listing(1, "Shoes", "pebble"));
        assert_eq!([a, b, c].map(|slot| shelf.product(slot)), [a, b, b]);
        shelf.list(&listing(3, "Shoes", ""));
        assert_eq!([a, b, c].map(|slot| shelf.product(slot)), [a, b, c]);
        assert_eq!((shelf.variants(b), shelf.variants(c)), (&[b][..], &[c][..]));
    }

    #[test]
    fn a_category_is_akin_to_those_above_and_below_it() {
        let mut shelf = Shelf::default();
        let [running, women, trail, socks, none] =
            ["Shoes > Running", "Shoes > Running > Women", "Shoes > Trail", "Socks", ""]
                .map(|path| shelf.category(path));
        assert!(shelf.akin(running, running) && shelf.akin(women, running) && shelf.akin(running, women));
        assert!(shelf.akin(shelf.categories["Shoes"], women));
        assert!(!shelf.akin(running, trail) && !shelf.akin(running, socks) && !shelf.akin(none, none));
    }
}
