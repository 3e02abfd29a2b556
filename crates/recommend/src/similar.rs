//! What is like it: from the sessions most alike, then by text, then what is seen most in the category.
//!
//! Nearest neighbours over sessions, as in VMIS-kNN (Kersbergen et al., SIGMOD 2022) with the decays of V-STAN (Garg et al.,
//! SIGIR 2019; Ludewig et al., UMUAI 2020): late items of the question weigh more, late sessions weigh more, and in a
//! neighbour the items near the shared one weigh more. The cost grows with the question's length, never with the catalogue.
//! `cargo run --release --example measure` tells how good the figures below are on a file of sessions.
//!
//! What is new in the shop has no neighbours, would never be shown and so never get any. So in one question of four the last place
//! of the answer goes to an item nobody has looked at yet, if it reads much like what was asked about: of a mail's three
//! places that is one in twelve, enough to be seen where many mails go out, and the others keep what is known to be good.

use placet_core::Micros;

use crate::best;
use crate::hash::NumberMap;
use crate::memory::GroupNo;
use crate::model::Model;
use crate::question::{Answer, Question, shown};
use crate::shelf::{Held, Product, Shelf, Slot};

/// How many items of the question count: the last ones.
pub(crate) const QUESTION: usize = 10;
/// How many neighbours speak.
const NEIGHBOURS: usize = 150;
/// After how many steps back an item of the question weighs 1/e.
const QUESTION_DECAY: f32 = 3.0;
/// After how many steps from the shared item a neighbour's item weighs 1/e.
const DISTANCE_DECAY: f32 = 0.8;
/// After how many days a neighbour weighs 1/e.
const AGE_DECAY: f32 = 80.0;

/// Below this an item does not read like another.
const ALIKE: f32 = 0.1;
/// From here on an item nobody knows may take a place of one that people know.
const MUCH_ALIKE: f32 = 0.25;
/// An item is new until this many sessions have seen it.
const NEW: u32 = 3;
/// One question of so many leaves its last place to an item that is new.
const FOR_THE_NEW: u64 = 4;
/// An answer shorter than this leaves no place to what is new.
const SHORT: usize = 3;

/// At most `n` items, the best first.
pub(crate) fn ranked(model: &Model, question: &Question, n: usize) -> Vec<i64> {
    let shelf = &model.shelf;
    let mut answer = Answer::new(n);
    for slot in neighbours_say(model, question, n) {
        answer.add(shelf, slot);
    }
    if !answer.is_full() {
        let most = answer.room() + question.products.len();
        for slot in read_alike(model, question, most, ALIKE, |slot| !answer.holds(shelf.product(slot))) {
            answer.add(shelf, slot);
        }
    }
    for category in question.categories() {
        if answer.is_full() {
            break;
        }
        for slot in shelf.ranked(category).filter(|slot| question.showable(shelf, *slot)) {
            answer.add(shelf, slot);
            if answer.is_full() {
                break;
            }
        }
    }
    if n >= SHORT && answer.is_full() && is_for_the_new(shelf, question) {
        let new = |slot| shelf.product_held(shelf.product(slot), Held::Seen) < NEW;
        let found = read_alike(model, question, 1, MUCH_ALIKE, new);
        if let Some(slot) = found.first().filter(|slot| !answer.holds(shelf.product(**slot))) {
            answer.drop_last();
            answer.add(shelf, *slot);
        }
    }
    answer.into_ids()
}

/// Whether it is this question's turn. It always is, or never: an equal question is answered equally.
fn is_for_the_new(shelf: &Shelf, question: &Question) -> bool {
    let mix = |sum: u64, slot: &Slot| {
        (sum.rotate_left(9) ^ shelf.id(*slot) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15)
    };
    (question.slots.iter().fold(0, mix) >> 32) % FOR_THE_NEW == 0
}

/// A session that shares a product with the question.
struct Neighbour {
    number: GroupNo,
    weight: f32,
    /// How many steps back in the question the latest shared product is.
    shared: usize,
}

/// What the neighbours of the question saw, best first, equals by number.
fn neighbours_say(model: &Model, question: &Question, n: usize) -> Vec<Slot> {
    let shelf = &model.shelf;
    let mut scores: NumberMap<Product, Score> = NumberMap::default();
    for neighbour in nearest(model, question) {
        speak(model, question, &neighbour, &mut scores);
    }
    let admits = |slot| question.admits_similar(shelf, slot);
    let mut found: Vec<(f32, Slot)> = scores
        .into_iter()
        .filter_map(|(product, score)| {
            Some((score.sum * rarity(model, product), shown(shelf, product, Held::Seen, admits)?))
        })
        .collect();
    best::keep(&mut found, n, |a, b| b.0.total_cmp(&a.0).then_with(|| shelf.id(a.1).cmp(&shelf.id(b.1))));
    found.into_iter().map(|(_, slot)| slot).collect()
}

/// The sessions most alike, the best first, the newer of equals first.
fn nearest(model: &Model, question: &Question) -> Vec<Neighbour> {
    let sessions = &model.sessions;
    let mut alike: NumberMap<GroupNo, (f32, usize)> = NumberMap::default();
    for (back, product) in question.products.iter().enumerate() {
        let weight = (-(back as f32) / QUESTION_DECAY).exp();
        for number in sessions.groups_of(model.shelf.variants(*product)) {
            alike.entry(number).or_insert((0.0, back)).0 += weight;
        }
    }
    let mut nearest: Vec<Neighbour> = alike
        .into_iter()
        .filter_map(|(number, (weight, shared))| {
            let session = sessions.group(number)?;
            let days = (sessions.newest() - session.last) as f32 / Micros::DAY as f32;
            let weight = weight / (session.items.len() as f32).sqrt() * (-days / AGE_DECAY).exp();
            Some(Neighbour { number, weight, shared })
        })
        .collect();
    best::keep(&mut nearest, NEIGHBOURS, |a, b| b.weight.total_cmp(&a.weight).then(b.number.cmp(&a.number)));
    nearest
}

/// What the neighbours say of a product.
#[derive(Clone, Copy, Default)]
struct Score {
    sum: f32,
    /// The last neighbour that spoke, and what it gave: of a session's several variants of a product the nearest counts.
    last: (GroupNo, f32),
}

impl Score {
    fn add(&mut self, neighbour: GroupNo, weight: f32) {
        let given = if self.last.0 == neighbour { self.last.1 } else { 0.0 };
        if weight > given {
            self.sum += weight - given;
            self.last = (neighbour, weight);
        }
    }
}

/// Adds what one neighbour says of each of its items.
fn speak(model: &Model, question: &Question, neighbour: &Neighbour, scores: &mut NumberMap<Product, Score>) {
    let Some(session) = model.sessions.group(neighbour.number) else { return };
    let shared = question.products[neighbour.shared];
    let is_shared = |item: &Slot| model.shelf.product(*item) == shared;
    let Some(place) = session.items.iter().rposition(is_shared) else { return };
    let weight = neighbour.weight * (-(neighbour.shared as f32) / QUESTION_DECAY).exp();
    for (other, slot) in session.items.iter().enumerate() {
        let distance = other.abs_diff(place) as f32;
        let score = scores.entry(model.shelf.product(*slot)).or_default();
        score.add(neighbour.number, weight * (-distance / DISTANCE_DECAY).exp());
    }
}

/// What everybody sees says less: the logarithm of how rare a product is among the sessions.
fn rarity(model: &Model, product: Product) -> f32 {
    let sessions = model.sessions.count() as f32;
    (1.0 + sessions / model.shelf.product_held(product, Held::Seen).max(1) as f32).ln()
}

/// The items that read like the question's and are at least so much alike, the most alike first; a like price and the
/// same path make them more alike.
fn read_alike(
    model: &Model,
    question: &Question,
    most: usize,
    least: f32,
    also: impl Fn(Slot) -> bool,
) -> Vec<Slot> {
    let shelf = &model.shelf;
    let admits = |slot| question.admits_similar(shelf, slot) && also(slot);
    let decay = (-1.0 / QUESTION_DECAY).exp();
    let mut alike = model.likeness.alike(&question.slots, decay, 4 * most, admits);
    alike.retain(|(alike, _)| *alike >= least);
    for (alike, slot) in &mut alike {
        let closeness =
            |asked: &Slot| price_closeness(shelf, *asked, *slot) * category_closeness(shelf, *asked, *slot);
        *alike *= question.slots.first().map_or(1.0, closeness);
    }
    alike.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| shelf.id(a.1).cmp(&shelf.id(b.1))));
    alike.into_iter().map(|(_, slot)| slot).collect()
}

/// 1 in the same path, less further away.
fn category_closeness(shelf: &Shelf, one: Slot, other: Slot) -> f32 {
    match (shelf.listed(one), shelf.listed(other)) {
        (Some(one), Some(other)) if one.path == other.path => 1.0,
        (Some(one), Some(other)) if shelf.akin(one.path, other.path) => 0.9,
        _ => 0.8,
    }
}

/// 1 at the same price, half at 2.7 times as much or as little; 1 where prices cannot be compared.
fn price_closeness(shelf: &Shelf, one: Slot, other: Slot) -> f32 {
    let price = |slot| shelf.listed(slot).and_then(|listed| listed.price).filter(|price| price.minor > 0);
    match (price(one), price(other)) {
        (Some(one), Some(other)) if one.currency == other.currency => {
            1.0 / (1.0 + (one.minor as f32 / other.minor as f32).ln().abs())
        }
        _ => 1.0,
    }
}
