//! What goes with it: from the baskets most alike, then from what is bought with the category.
//!
//! Nearest neighbours over baskets: a basket is near if it shares rare products with the question and holds little else; the
//! nearest say what else they hold. Nothing is fitted, so every order counts at once and is forgotten exactly. On real baskets it
//! found more than counting, cosine, lift or likelihood ratios did (docs/performance.md); only matrix methods that take the
//! whole catalogue squared in memory, and seconds to fit after each order, found more.
//!
//! One person's basket alone never decides: two orders must hold a pair (or carts that weigh as much). Where no pair is known, a category
//! speaks: people who buy running shoes buy socks. An affinity counts if it is more than chance; there is no further fallback.

use placet_core::Micros;

use crate::best;
use crate::hash::NumberMap;
use crate::memory::{Group, GroupNo};
use crate::model::Model;
use crate::question::{Answer, Question, shown};
use crate::shelf::{Category, Held, NO_CATEGORY, Product, Shelf, Slot};

/// How many items of a basket count: the last ones. The figures here were chosen on two weeks before those of the documentation.
pub(crate) const QUESTION: usize = 8;
/// How many neighbours speak.
const NEIGHBOURS: usize = 200;
/// After how many days a neighbour weighs 1/e.
const AGE_DECAY: f32 = 400.0;
/// What a cart that was never ordered weighs; an order weighs 1.
const CART: f32 = 0.25;
/// How many orders must hold a pair.
const PAIR: f32 = 2.0;
/// How much it tells that a rare product is shared, and that a rare product is found.
const SHARED_RARITY: f32 = 2.0;
const CANDIDATE_RARITY: f32 = 0.5;
/// How much a long basket is held against it.
const LENGTH: f32 = 0.5;
/// How much more the most alike say than the others.
const SHARPNESS: f32 = 2.0;

/// How many baskets tell of a category, the newest of each of its best-known items.
const SAMPLE: usize = 200;
/// How many of a category's items are asked for their baskets, and for how many.
const SAMPLE_ITEMS: usize = 32;
const SAMPLE_OF_ITEM: usize = 32;
/// How many categories of the question are asked about.
const CATEGORIES: usize = 2;
/// How many items of one affine category are offered.
const ROWS: usize = 8;
/// An affinity needs so many baskets, and to stand so many standard deviations above chance.
const SUPPORT: f32 = 3.0;
const ABOVE_CHANCE: f32 = 2.0;

/// At most `n` items, the best first.
pub(crate) fn ranked(model: &Model, question: &Question, n: usize) -> Vec<i64> {
    let mut answer = Answer::new(n);
    for slot in neighbours_say(model, question, n) {
        answer.add(&model.shelf, slot);
    }
    if question.has_category() {
        for category in question.categories().take(CATEGORIES) {
            if answer.is_full() {
                break;
            }
            for slot in category_says(model, question, category) {
                answer.add(&model.shelf, slot);
            }
        }
    }
    answer.into_ids()
}

/// What is said for a product: how much, and by how many orders.
#[derive(Clone, Copy, Default)]
struct Said {
    score: f32,
    orders: f32,
    /// The basket that spoke last: two variants of a product in it speak once.
    last: Option<GroupNo>,
}

/// What an order weighs, or a cart.
fn evidence(basket: &Group) -> f32 {
    if basket.bought { 1.0 } else { CART }
}

/// What the nearest baskets hold besides, best first, equals by number.
fn neighbours_say(model: &Model, question: &Question, n: usize) -> Vec<Slot> {
    let shelf = &model.shelf;
    let mut said: NumberMap<Product, Said> = NumberMap::default();
    for (weight, number) in nearest(model, question) {
        let Some(basket) = model.baskets.group(number) else { continue };
        for slot in &basket.items {
            let said = said.entry(shelf.product(*slot)).or_default();
            if said.last != Some(number) {
                said.score += weight;
                said.orders += evidence(basket);
                said.last = Some(number);
            }
        }
    }
    let mut found: Vec<(f32, Slot)> = said
        .into_iter()
        .filter(|(_, said)| said.orders >= PAIR)
        .filter_map(|(product, said)| {
            let slot = shown(shelf, product, Held::Bought, |slot| question.admits_complement(shelf, slot))?;
            Some((said.score * rarity(model, product).powf(CANDIDATE_RARITY), slot))
        })
        .collect();
    best::keep(&mut found, n, |a, b| b.0.total_cmp(&a.0).then_with(|| shelf.id(a.1).cmp(&shelf.id(b.1))));
    found.into_iter().map(|(_, slot)| slot).collect()
}

/// The baskets most alike, the best first, the newer of equals first.
fn nearest(model: &Model, question: &Question) -> Vec<(f32, GroupNo)> {
    let baskets = &model.baskets;
    let mut alike: NumberMap<GroupNo, f32> = NumberMap::default();
    for product in &question.products {
        let weight = rarity(model, *product).powf(SHARED_RARITY);
        for number in baskets.groups_of(model.shelf.variants(*product)) {
            *alike.entry(number).or_insert(0.0) += weight;
        }
    }
    let mut nearest: Vec<(f32, GroupNo)> = alike
        .into_iter()
        .filter_map(|(number, weight)| {
            let basket = baskets.group(number)?;
            let days = (baskets.newest() - basket.last) as f32 / Micros::DAY as f32;
            let weight = weight / (basket.items.len() as f32).powf(LENGTH);
            Some((weight.powf(SHARPNESS) * (-days / AGE_DECAY).exp() * evidence(basket), number))
        })
        .collect();
    best::keep(&mut nearest, NEIGHBOURS, |a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
    nearest
}

/// The products of a basket, each once.
fn products(model: &Model, basket: &Group) -> Vec<Product> {
    let mut products: Vec<Product> = basket.items.iter().map(|slot| model.shelf.product(*slot)).collect();
    products.sort_unstable();
    products.dedup();
    products
}

/// What everybody buys says less.
fn rarity(model: &Model, product: Product) -> f32 {
    let baskets = model.baskets.count() as f32;
    (1.0 + baskets / model.shelf.product_held(product, Held::Bought).max(1) as f32).ln()
}

/// What is bought with things of this category: of the categories that stand in its baskets more often than chance would put them
/// there, the surest first, what these baskets hold most; one of each category, then a second of each, and so on.
fn category_says(model: &Model, question: &Question, category: Category) -> Vec<Slot> {
    let shelf = &model.shelf;
    let tally = Tally::of(model, category);
    let mut shelves: Vec<Vec<(f32, Slot)>> = Vec::new();
    for other in tally.affine(shelf) {
        let mut found: Vec<(f32, Slot)> = tally
            .products
            .iter()
            .filter(|(product, _)| shelf.listed(**product).is_some_and(|listed| listed.path == other))
            .filter_map(|(product, orders)| {
                let admits = |slot| question.admits_complement(shelf, slot);
                Some((*orders, shown(shelf, *product, Held::Bought, admits)?))
            })
            .collect();
        best::keep(&mut found, ROWS, |a, b| {
            b.0.total_cmp(&a.0).then_with(|| shelf.id(a.1).cmp(&shelf.id(b.1)))
        });
        shelves.push(found);
    }
    (0..ROWS)
        .flat_map(|row| shelves.iter().filter_map(move |found| found.get(row)))
        .map(|(_, slot)| *slot)
        .collect()
}

/// What stands in the baskets of a category.
#[derive(Default)]
struct Tally {
    /// By path: how many orders hold something of it.
    categories: NumberMap<Category, f32>,
    /// What stands in them that is not of the category: how many orders hold it.
    products: NumberMap<Product, f32>,
    /// How many lines stand in them beside the one that made them count.
    lines: f32,
}

impl Tally {
    fn of(model: &Model, category: Category) -> Tally {
        let shelf = &model.shelf;
        let mut tally = Tally::default();
        for basket in sample(model, category).into_iter().filter_map(|number| model.baskets.group(number)) {
            let weight = evidence(basket);
            let products = products(model, basket);
            tally.lines += weight * products.len().saturating_sub(1) as f32;
            let mut paths: Vec<Category> = Vec::new();
            for product in products {
                let Some(listed) = shelf.listed(product) else { continue };
                if listed.path == category || listed.top == category {
                    continue;
                }
                *tally.products.entry(product).or_insert(0.0) += weight;
                if !paths.contains(&listed.path) {
                    paths.push(listed.path);
                    *tally.categories.entry(listed.path).or_insert(0.0) += weight;
                }
            }
        }
        tally
    }

    /// The categories that stand there more often than chance, the surest first: by standard deviations of a Poisson count whose
    /// mean is the category's share of everything that is bought.
    fn affine(&self, shelf: &Shelf) -> Vec<Category> {
        let mut sure: Vec<(f32, Category)> = Vec::new();
        for (other, orders) in &self.categories {
            let chance = (self.lines * shelf.share_bought(*other)).max(f32::MIN_POSITIVE);
            let sureness = (orders - chance) / chance.sqrt();
            if *other != NO_CATEGORY && *orders >= SUPPORT && sureness >= ABOVE_CHANCE {
                sure.push((sureness, *other));
            }
        }
        sure.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        sure.into_iter().map(|(_, category)| category).collect()
    }
}

/// The newest baskets of a category's best-known items.
fn sample(model: &Model, category: Category) -> Vec<GroupNo> {
    let mut numbers: Vec<GroupNo> = Vec::new();
    for slot in model.shelf.ranked(category).take(SAMPLE_ITEMS) {
        numbers.extend(model.baskets.newest_of(slot).take(SAMPLE_OF_ITEM));
    }
    numbers.sort_unstable_by(|a, b| b.cmp(a));
    numbers.dedup();
    numbers.truncate(SAMPLE);
    numbers
}
