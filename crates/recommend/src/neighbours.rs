//! The neighbours of a session: the most alike of the newest sessions that share an item with it, and what they saw.
//!
//! Nearest neighbours over sessions, as in VMIS-kNN (Kersbergen et al., SIGMOD 2022) with the decays of V-STAN (Garg et al.,
//! SIGIR 2019; Ludewig et al., UMUAI 2020): late items of the question weigh more, late sessions weigh more, and in a
//! neighbour the items near the shared one weigh more. The cost grows with the question's length, never with the catalogue.
//! `cargo run --release --example measure` tells how good the figures below are on a file of sessions.

use std::cmp::Ordering;

use placet_core::Micros;

use crate::hash::NumberMap;
use crate::model::{Model, SessionNo};
use crate::shelf::{Category, Shelf, Slot};

/// How many items of the question count: the last ones.
const QUESTION: usize = 10;
/// How many neighbours speak.
const NEIGHBOURS: usize = 150;
/// After how many steps back an item of the question weighs 1/e.
const QUESTION_DECAY: f32 = 3.0;
/// After how many steps from the shared item a neighbour's item weighs 1/e.
const DISTANCE_DECAY: f32 = 0.8;
/// After how many days a neighbour weighs 1/e.
const AGE_DECAY: f32 = 80.0;

/// What is asked.
pub(crate) struct Query {
    /// The last items that the index knows, the latest first, each once.
    items: Vec<Slot>,
    tops: Vec<Category>,
    paths: Vec<Category>,
    excluded: Vec<i64>,
}

impl Query {
    /// From what was seen, oldest first, and what is not to be shown.
    pub(crate) fn new(shelf: &Shelf, seen: &[i64], exclude: &[i64]) -> Query {
        let mut query =
            Query { items: Vec::new(), tops: Vec::new(), paths: Vec::new(), excluded: exclude.to_vec() };
        query.excluded.sort_unstable();
        for slot in seen.iter().rev().filter_map(|id| shelf.slot(*id)) {
            if query.items.len() < QUESTION && !query.items.contains(&slot) {
                query.items.push(slot);
                let Some(listed) = shelf.listed(slot) else { continue };
                push_new(&mut query.tops, listed.top);
                push_new(&mut query.paths, listed.path);
            }
        }
        query
    }

    pub(crate) fn excludes(&self, id: i64) -> bool {
        self.excluded.binary_search(&id).is_ok()
    }

    /// Where to look for what is popular: the whole paths, then their first steps, the latest item's first.
    pub(crate) fn categories(&self) -> impl Iterator<Item = Category> + '_ {
        self.paths.iter().chain(&self.tops).copied()
    }

    fn admits(&self, shelf: &Shelf, slot: Slot) -> bool {
        shelf.listed(slot).is_some_and(|listed| {
            listed.in_stock && (self.tops.is_empty() || self.tops.contains(&listed.top))
        }) && !self.excludes(shelf.id(slot))
    }
}

fn push_new(list: &mut Vec<Category>, category: Category) {
    if !list.contains(&category) {
        list.push(category);
    }
}

/// A session that shares an item with the question.
struct Neighbour {
    number: SessionNo,
    weight: f32,
    /// How many steps back in the question the latest shared item is.
    shared: usize,
}

/// The best `n` items that neighbours of the question saw, best first, equals by number.
pub(crate) fn ranked(model: &Model, query: &Query, n: usize) -> Vec<i64> {
    let mut scores: NumberMap<Slot, f32> = NumberMap::default();
    for neighbour in nearest(model, query) {
        speak(model, query, &neighbour, &mut scores);
    }
    let mut found: Vec<(f32, i64)> = scores
        .into_iter()
        .filter(|(slot, _)| query.admits(&model.shelf, *slot))
        .map(|(slot, score)| (score * rarity(model, slot), model.shelf.id(slot)))
        .collect();
    let best_first = |a: &(f32, i64), b: &(f32, i64)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    keep_best(&mut found, n, best_first);
    found.into_iter().map(|(_, id)| id).collect()
}

/// The sessions most alike, the best first, the newer of equals first.
fn nearest(model: &Model, query: &Query) -> Vec<Neighbour> {
    let mut alike: NumberMap<SessionNo, (f32, usize)> = NumberMap::default();
    for (back, slot) in query.items.iter().enumerate() {
        let weight = (-(back as f32) / QUESTION_DECAY).exp();
        for number in model.seen_by(*slot) {
            alike.entry(number).or_insert((0.0, back)).0 += weight;
        }
    }
    let mut nearest: Vec<Neighbour> = alike
        .into_iter()
        .filter_map(|(number, (weight, shared))| {
            let session = model.session(number)?;
            let days = (model.newest() - session.last) as f32 / Micros::DAY as f32;
            let weight = weight / (session.items.len() as f32).sqrt() * (-days / AGE_DECAY).exp();
            Some(Neighbour { number, weight, shared })
        })
        .collect();
    keep_best(&mut nearest, NEIGHBOURS, |a, b| b.weight.total_cmp(&a.weight).then(b.number.cmp(&a.number)));
    nearest
}

/// Adds what one neighbour says of each of its items.
fn speak(model: &Model, query: &Query, neighbour: &Neighbour, scores: &mut NumberMap<Slot, f32>) {
    let Some(session) = model.session(neighbour.number) else { return };
    let shared = query.items[neighbour.shared];
    let Some(place) = session.items.iter().position(|item| *item == shared) else { return };
    let weight = neighbour.weight * (-(neighbour.shared as f32) / QUESTION_DECAY).exp();
    for (other, slot) in session.items.iter().enumerate() {
        let distance = other.abs_diff(place) as f32;
        *scores.entry(*slot).or_insert(0.0) += weight * (-distance / DISTANCE_DECAY).exp();
    }
}

/// What everybody sees says less: the logarithm of how rare an item is among the sessions.
fn rarity(model: &Model, slot: Slot) -> f32 {
    let sessions = model.session_count() as f32;
    (1.0 + sessions / model.shelf.sessions(slot).max(1) as f32).ln()
}

/// The first `n` in this order, sorted.
fn keep_best<T>(list: &mut Vec<T>, n: usize, order: impl Fn(&T, &T) -> Ordering + Copy) {
    if n == 0 {
        list.clear();
    } else if list.len() > n {
        list.select_nth_unstable_by(n - 1, order);
        list.truncate(n);
    }
    list.sort_unstable_by(order);
}
