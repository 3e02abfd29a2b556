//! One tenant's index: its sessions and baskets, kept as they come, and the shelf.

use placet_core::{Micros, Money};

use crate::likeness::Likeness;
use crate::memory::{Memory, Rules};
use crate::question::Question;
use crate::shelf::{Held, Shelf};
use crate::{complementary, similar};

/// How many different items of a basket are kept.
const BASKET: usize = 100;

/// How much of what happened is kept: the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// Views: an item seen in a session. About 40 bytes each.
    pub views: usize,
    /// Lines: an item in a cart or an order. About 40 bytes each.
    pub lines: usize,
}

/// An item as the catalogue has it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Listing<'a> {
    /// The item.
    pub id: i64,
    /// The name that the variants of one product share; empty if it has none.
    pub group: &'a str,
    /// A path such as `Shoes > Running`; empty if it is not known.
    pub category: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its brand; may be empty.
    pub brand: &'a str,
    /// What is said about it; may be empty.
    pub description: &'a str,
    /// Its price, if it is known.
    pub price: Option<Money>,
    /// To be had or not.
    pub in_stock: bool,
}

/// The index of one tenant: what was looked at together, what was bought together, and what is on the shelf.
///
/// Equal calls in an equal order make an equal model, and an equal question is answered equally. No answer holds two variants of
/// one product, or a variant of what is excluded, or what is not to be had.
#[derive(Debug)]
pub struct Model {
    pub(crate) shelf: Shelf,
    pub(crate) likeness: Likeness,
    pub(crate) sessions: Memory,
    pub(crate) baskets: Memory,
}

impl Model {
    /// An empty index.
    pub fn new(bounds: Bounds) -> Model {
        let sessions =
            Rules { held: Held::Seen, gap: 30 * Micros::MINUTE, items: 30, groups: 500, lines: bounds.views };
        let baskets =
            Rules { held: Held::Bought, gap: Micros::DAY, items: BASKET, groups: 500, lines: bounds.lines };
        Model {
            shelf: Shelf::default(),
            likeness: Likeness::default(),
            sessions: Memory::new(sessions),
            baskets: Memory::new(baskets),
        }
    }

    /// The catalogue says this of an item, in place of what it said before.
    pub fn list(&mut self, listing: &Listing<'_>) {
        let slot = self.shelf.list(listing);
        self.likeness.list(slot, listing);
    }

    /// This stream saw this item at this time.
    pub fn see(&mut self, stream: i64, at: Micros, id: i64) {
        let slot = self.shelf.slot_for(id);
        self.sessions.join(&mut self.shelf, stream, at, slot);
    }

    /// This stream put this item into its cart at this time. That counts as seen, too.
    pub fn put_in_cart(&mut self, stream: i64, at: Micros, id: i64) {
        self.see(stream, at, id);
        let slot = self.shelf.slot_for(id);
        self.baskets.join(&mut self.shelf, stream, at, slot);
    }

    /// This stream ordered these items at this time. They take the place of its cart. That counts as seen, too. Of more than
    /// a hundred items the last ones count.
    pub fn order(&mut self, stream: i64, at: Micros, ids: &[i64]) {
        let mut kept: Vec<i64> = Vec::new();
        for id in ids.iter().rev() {
            if kept.len() < BASKET && !kept.contains(id) {
                kept.push(*id);
            }
        }
        kept.reverse();
        for id in &kept {
            self.see(stream, at, *id);
        }
        let slots: Vec<_> = kept.iter().map(|id| self.shelf.slot_for(*id)).collect();
        self.baskets.order(&mut self.shelf, stream, at, &slots);
    }

    /// Forgets the sessions and baskets that ended before `cutoff`.
    pub fn forget_before(&mut self, cutoff: Micros) {
        self.sessions.forget_before(&mut self.shelf, cutoff);
        self.baskets.forget_before(&mut self.shelf, cutoff);
    }

    /// How many views and lines it holds: the measure of its memory.
    pub fn held(&self) -> usize {
        self.sessions.lines() + self.baskets.lines()
    }

    /// At most `n` items like the ones of `seen` (oldest first), best first: of the same first step of the category, and
    /// none of `exclude` (name what was seen there too, where it is not to come back). First what others saw together with them, then what reads like them, then the most seen of the same
    /// category, then of the same first step. Of items in no catalogue the category is not known, and their neighbours may be any.
    pub fn similar(&self, seen: &[i64], n: usize, exclude: &[i64]) -> Vec<i64> {
        let question = Question::new(&self.shelf, seen, exclude, similar::QUESTION);
        similar::ranked(self, &question, n)
    }

    /// At most `n` items that go with a `basket` (the latest last), best first: of other categories than its items', none of `basket`
    /// and none of `exclude`. First what was bought together with them, then what is bought with their categories. Empty if nobody's orders
    /// tell of any: never what is merely popular.
    pub fn complementary(&self, basket: &[i64], n: usize, exclude: &[i64]) -> Vec<i64> {
        let exclude = [basket, exclude].concat();
        let question = Question::new(&self.shelf, basket, &exclude, complementary::QUESTION);
        complementary::ranked(self, &question, n)
    }
}

#[cfg(test)]
mod tests;
