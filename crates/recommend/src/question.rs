//! What is asked: the products somebody has at hand, and what must not come back.

use crate::shelf::{Category, NO_CATEGORY, Product, Shelf, Slot};

/// A question to the index.
#[derive(Debug)]
pub(crate) struct Question {
    /// The last products that the index knows, the latest first, each once.
    pub(crate) products: Vec<Product>,
    /// For each of them the variant that was named.
    pub(crate) slots: Vec<Slot>,
    /// The categories of them all, the latest first: whole paths, and first steps.
    paths: Vec<Category>,
    tops: Vec<Category>,
    /// Never in an answer, nor any variant of them. Sorted.
    excluded: Vec<Product>,
}

impl Question {
    /// From items (the latest last; of many the last `most` count) and those not to be shown.
    pub(crate) fn new(shelf: &Shelf, items: &[i64], exclude: &[i64], most: usize) -> Question {
        let mut question = Question {
            products: Vec::new(),
            slots: Vec::new(),
            paths: Vec::new(),
            tops: Vec::new(),
            excluded: products(shelf, exclude),
        };
        for slot in items.iter().rev().filter_map(|id| shelf.slot(*id)) {
            let product = shelf.product(slot);
            if question.products.len() < most && !question.products.contains(&product) {
                question.products.push(product);
                question.slots.push(slot);
                let Some(listed) = shelf.listed(slot) else { continue };
                push_new(&mut question.tops, listed.top);
                push_new(&mut question.paths, listed.path);
            }
        }
        question
    }

    /// Where to look for more: the whole paths, then their first steps, the latest item's first.
    pub(crate) fn categories(&self) -> impl Iterator<Item = Category> + '_ {
        self.paths.iter().chain(&self.tops).copied()
    }

    /// The product of an item that can be shown at all: to be had, and not excluded.
    pub(crate) fn showable(&self, shelf: &Shelf, slot: Slot) -> bool {
        shelf.listed(slot).is_some_and(|listed| listed.in_stock)
            && self.excluded.binary_search(&shelf.product(slot)).is_err()
    }

    /// Whether an item may replace what is asked about: showable, and of the same first step of the category. Of items in no
    /// catalogue the category is not known, and what is like them may be anything.
    pub(crate) fn admits_similar(&self, shelf: &Shelf, slot: Slot) -> bool {
        let same = |top| self.tops.is_empty() || self.tops.contains(&top);
        self.showable(shelf, slot) && shelf.listed(slot).is_some_and(|listed| same(listed.top))
    }

    /// Whether an item may go with what is asked about: showable, and of another category path.
    pub(crate) fn admits_complement(&self, shelf: &Shelf, slot: Slot) -> bool {
        let akin = |path| self.paths.iter().any(|own| shelf.akin(*own, path));
        self.showable(shelf, slot) && shelf.listed(slot).is_some_and(|listed| !akin(listed.path))
    }

    /// Whether the question's categories say anything.
    pub(crate) fn has_category(&self) -> bool {
        self.paths.iter().any(|path| *path != NO_CATEGORY)
    }
}

/// The products of those that the index knows, sorted. Of others no variant is known.
fn products(shelf: &Shelf, items: &[i64]) -> Vec<Product> {
    let mut products: Vec<Product> =
        items.iter().filter_map(|id| shelf.slot(*id)).map(|slot| shelf.product(slot)).collect();
    products.sort_unstable();
    products
}

fn push_new(list: &mut Vec<Category>, category: Category) {
    if !list.contains(&category) {
        list.push(category);
    }
}

/// The answer as it grows: each product once, shown by one of its variants.
#[derive(Debug)]
pub(crate) struct Answer {
    most: usize,
    products: Vec<Product>,
    ids: Vec<i64>,
}

impl Answer {
    pub(crate) fn new(most: usize) -> Answer {
        Answer { most, products: Vec::new(), ids: Vec::new() }
    }

    pub(crate) fn is_full(&self) -> bool {
        self.ids.len() >= self.most
    }

    /// How many are missing.
    pub(crate) fn room(&self) -> usize {
        self.most - self.ids.len()
    }

    pub(crate) fn holds(&self, product: Product) -> bool {
        self.products.contains(&product)
    }

    /// Adds an item unless its product is there or there is no room.
    pub(crate) fn add(&mut self, shelf: &Shelf, slot: Slot) {
        let product = shelf.product(slot);
        if !self.is_full() && !self.holds(product) {
            self.products.push(product);
            self.ids.push(shelf.id(slot));
        }
    }

    /// Makes room for one more by leaving out the last.
    pub(crate) fn drop_last(&mut self) {
        self.products.pop();
        self.ids.pop();
    }

    pub(crate) fn into_ids(self) -> Vec<i64> {
        self.ids
    }
}

/// The variant of a product that stands for it: of those that `admits` lets in the one held most often, then of the lowest number.
pub(crate) fn shown(
    shelf: &Shelf,
    product: Product,
    held: crate::shelf::Held,
    admits: impl Fn(Slot) -> bool,
) -> Option<Slot> {
    let variants = shelf.variants(product).iter().copied().filter(|slot| admits(*slot));
    variants.min_by_key(|slot| (std::cmp::Reverse(shelf.held(*slot, held)), shelf.id(*slot)))
}
