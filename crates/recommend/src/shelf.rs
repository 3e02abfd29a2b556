//! The shelf: what an index knows of each item (category, stock, how often seen) and the ranking of each category.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use crate::hash::NumberMap;

/// An item's place in the index; given again when the item is gone.
pub(crate) type Slot = u32;

/// A category, by the number it got when it was first heard of.
pub(crate) type Category = u32;

/// The categories of a listed item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Listed {
    /// The whole path, `Shoes > Running`.
    pub(crate) path: Category,
    /// Its first step, `Shoes`.
    pub(crate) top: Category,
    pub(crate) in_stock: bool,
}

#[derive(Debug, Default)]
struct Entry {
    id: i64,
    listed: Option<Listed>,
    /// In how many sessions of the index it was seen.
    sessions: u32,
}

/// Every item of the catalogue and of the sessions.
#[derive(Debug, Default)]
pub(crate) struct Shelf {
    slots: HashMap<i64, Slot>,
    entries: Vec<Entry>,
    free: Vec<Slot>,
    categories: HashMap<String, Category>,
    /// The items in stock of each path and each first step, the most seen first.
    ranking: NumberMap<Category, BTreeSet<(Reverse<u32>, i64)>>,
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
        self.entries[slot as usize] = Entry { id, ..Entry::default() };
        self.slots.insert(id, slot);
        slot
    }

    pub(crate) fn id(&self, slot: Slot) -> i64 {
        self.entries[slot as usize].id
    }

    pub(crate) fn listed(&self, slot: Slot) -> Option<Listed> {
        self.entries[slot as usize].listed
    }

    pub(crate) fn sessions(&self, slot: Slot) -> u32 {
        self.entries[slot as usize].sessions
    }

    /// Writes down what the catalogue says of an item.
    pub(crate) fn list(&mut self, id: i64, path: &str, in_stock: bool) {
        let top = path.split('>').next().unwrap_or("").trim();
        let listed = Listed { path: self.category(path.trim()), top: self.category(top), in_stock };
        let slot = self.slot_for(id);
        self.rank(slot, |entry| entry.listed = Some(listed));
    }

    /// One more session has seen the item.
    pub(crate) fn seen(&mut self, slot: Slot) {
        self.rank(slot, |entry| entry.sessions = entry.sessions.saturating_add(1));
    }

    /// A session that had seen the item is forgotten; true if nothing is left to know of the item and its slot is free again.
    pub(crate) fn unseen(&mut self, slot: Slot) -> bool {
        self.rank(slot, |entry| entry.sessions = entry.sessions.saturating_sub(1));
        let entry = &self.entries[slot as usize];
        let gone = entry.sessions == 0 && entry.listed.is_none();
        if gone {
            self.slots.remove(&entry.id);
            self.free.push(slot);
        }
        gone
    }

    /// The items in stock of a path or first step, the most seen first, equals by number.
    pub(crate) fn ranked(&self, category: Category) -> impl Iterator<Item = i64> + '_ {
        self.ranking.get(&category).into_iter().flatten().map(|(_, id)| *id)
    }

    fn category(&mut self, path: &str) -> Category {
        if let Some(category) = self.categories.get(path) {
            return *category;
        }
        let category = self.categories.len() as Category;
        self.categories.insert(path.to_owned(), category);
        category
    }

    /// Changes an entry and its place in the rankings with it.
    fn rank(&mut self, slot: Slot, change: impl FnOnce(&mut Entry)) {
        let entry = &mut self.entries[slot as usize];
        let before = (entry.listed, entry.sessions);
        change(entry);
        let (id, after) = (entry.id, (entry.listed, entry.sessions));
        if before == after {
            return;
        }
        for (ranked, keep) in [(before, false), (after, true)] {
            let (Some(Listed { path, top, in_stock: true }), sessions) = ranked else { continue };
            for category in [path, top] {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ranking_follows_what_is_seen_and_what_is_in_stock() {
        let mut shelf = Shelf::default();
        for id in [1, 2, 3] {
            shelf.list(id, "Shoes > Running", true);
        }
        shelf.list(4, "Shoes", true);
        let (top, path) = (shelf.categories["Shoes"], shelf.categories["Shoes > Running"]);
        let second = shelf.slot_for(2);
        shelf.seen(second);
        assert_eq!(shelf.ranked(path).collect::<Vec<_>>(), [2, 1, 3]);
        assert_eq!(shelf.ranked(top).collect::<Vec<_>>(), [2, 1, 3, 4]);
        shelf.list(1, "Shoes > Running", false);
        assert!(!shelf.unseen(second));
        assert_eq!(shelf.ranked(path).collect::<Vec<_>>(), [2, 3]);
    }

    #[test]
    fn the_slot_of_an_item_nobody_knows_any_more_is_given_again() {
        let mut shelf = Shelf::default();
        let slot = shelf.slot_for(9);
        shelf.seen(slot);
        assert!(shelf.unseen(slot));
        assert_eq!((shelf.slot(9), shelf.slot_for(10), shelf.entries.len()), (None, slot, 1));
    }
}
