//! One tenant's index: its sessions, kept as they come, and the shelf.

use std::collections::{HashMap, VecDeque};

use placet_core::Micros;

use crate::hash::NumberMap;
use crate::neighbours::{self, Query};
use crate::shelf::{Shelf, Slot};

/// A stream that rests longer than this begins a new session.
const GAP: i64 = 30 * Micros::MINUTE;

/// How many different items of a session are kept: the last ones.
const SESSION_ITEMS: usize = 30;

/// How many sessions an item leads to: the newest ones.
pub(crate) const SESSIONS_PER_ITEM: usize = 500;

/// A session's number; the next one's is greater.
pub(crate) type SessionNo = u64;

/// What was seen in one go.
#[derive(Debug)]
pub(crate) struct Session {
    /// Each item once, the last seen last.
    pub(crate) items: Vec<Slot>,
    pub(crate) last: Micros,
}

/// The index of one tenant: who looked at what together, and what is on the shelf.
///
/// Equal calls in an equal order make an equal model, and an equal question is answered equally.
#[derive(Debug)]
pub struct Model {
    pub(crate) shelf: Shelf,
    sessions: VecDeque<Session>,
    /// The number of the first session of the deque.
    oldest: SessionNo,
    /// The sessions of at least two items that saw an item, ascending.
    seen_by: NumberMap<Slot, VecDeque<SessionNo>>,
    /// The sessions that may still go on, by stream.
    open: HashMap<i64, SessionNo>,
    /// When `open` was last pruned: the newest view and what was left.
    pruned: (Micros, usize),
    newest: Micros,
    views: usize,
    max_views: usize,
}

impl Model {
    /// An empty index that keeps at most `max_views` views (an item seen in a session), the newest ones.
    pub fn new(max_views: usize) -> Model {
        Model {
            shelf: Shelf::default(),
            sessions: VecDeque::new(),
            oldest: 0,
            seen_by: NumberMap::default(),
            open: HashMap::new(),
            pruned: (Micros(0), 0),
            newest: Micros(0),
            views: 0,
            max_views,
        }
    }

    /// The catalogue says: this item, in this category (a path such as `Shoes > Running`), to be had or not.
    pub fn list(&mut self, id: i64, category: &str, in_stock: bool) {
        self.shelf.list(id, category, in_stock);
    }

    /// This stream saw (or bought) this item at this time.
    pub fn see(&mut self, stream: i64, at: Micros, id: i64) {
        let slot = self.shelf.slot_for(id);
        let number = self.session_of(stream, at);
        self.newest = self.newest.max(at);
        let Some(session) = self.sessions.get_mut((number - self.oldest) as usize) else { return };
        session.last = session.last.max(at);
        if let Some(place) = session.items.iter().position(|item| *item == slot) {
            session.items[place..].rotate_left(1);
            return;
        }
        session.items.push(slot);
        let joined = match session.items[..] {
            [_] => Vec::new(),
            [first, second] => vec![first, second],
            _ => vec![slot],
        };
        let dropped = (session.items.len() > SESSION_ITEMS).then(|| session.items.remove(0));
        for item in joined {
            self.lead(item, number);
        }
        self.shelf.seen(slot);
        self.views += 1;
        if let Some(dropped) = dropped {
            self.unsee(dropped, number);
        }
        while self.views > self.max_views && self.sessions.len() > 1 {
            self.drop_oldest();
        }
    }

    /// Forgets the sessions that ended before `cutoff`.
    pub fn forget_before(&mut self, cutoff: Micros) {
        while self.sessions.front().is_some_and(|session| session.last < cutoff) {
            self.drop_oldest();
        }
    }

    /// How many views it holds: the measure of its memory (about 40 bytes each).
    pub fn views(&self) -> usize {
        self.views
    }

    /// At most `n` items like the ones of `seen` (oldest first), best first: of the same first step of the category, in stock, in
    /// the catalogue, and none of `exclude`. First what others saw together with them, then the most seen of the same
    /// category, then of the same first step. Of items in no catalogue the category is not known, and their neighbours may be any.
    pub fn similar(&self, seen: &[i64], n: usize, exclude: &[i64]) -> Vec<i64> {
        let query = Query::new(&self.shelf, seen, exclude);
        let mut found = neighbours::ranked(self, &query, n);
        for category in query.categories() {
            if found.len() >= n {
                break;
            }
            for id in self.shelf.ranked(category) {
                if found.len() >= n {
                    break;
                }
                if !query.excludes(id) && !found.contains(&id) {
                    found.push(id);
                }
            }
        }
        found
    }

    pub(crate) fn newest(&self) -> Micros {
        self.newest
    }

    pub(crate) fn session_count(&self) -> usize {
        self.sessions.len()
    }

    pub(crate) fn session(&self, number: SessionNo) -> Option<&Session> {
        self.sessions.get(number.checked_sub(self.oldest)? as usize)
    }

    /// The sessions that lead on from an item, newest first.
    pub(crate) fn seen_by(&self, slot: Slot) -> impl Iterator<Item = SessionNo> + '_ {
        self.seen_by.get(&slot).into_iter().flatten().rev().copied()
    }

    /// The stream's session that is going on at `at`, or a new one.
    fn session_of(&mut self, stream: i64, at: Micros) -> SessionNo {
        if let Some(number) = self.open.get(&stream)
            && let Some(session) = self.session(*number)
            && (at - session.last).abs() <= GAP
        {
            return *number;
        }
        let (pruned_at, left) = self.pruned;
        if self.newest - pruned_at > GAP || self.open.len() > 2 * left + 1_024 {
            self.prune_open();
        }
        let number = self.oldest + self.sessions.len() as u64;
        self.sessions.push_back(Session { items: Vec::new(), last: at });
        self.open.insert(stream, number);
        number
    }

    /// Forgets which stream a session was of, once it is over.
    fn prune_open(&mut self) {
        let Model { open, sessions, oldest, newest, .. } = self;
        open.retain(|_, number| {
            let session = number.checked_sub(*oldest).and_then(|place| sessions.get(place as usize));
            session.is_some_and(|session| *newest - session.last <= GAP)
        });
        self.pruned = (self.newest, self.open.len());
    }

    fn lead(&mut self, slot: Slot, number: SessionNo) {
        let sessions = self.seen_by.entry(slot).or_default();
        let place = sessions.partition_point(|other| *other < number);
        sessions.insert(place, number);
        if sessions.len() > SESSIONS_PER_ITEM {
            sessions.pop_front();
        }
    }

    fn unsee(&mut self, slot: Slot, number: SessionNo) {
        if let Some(sessions) = self.seen_by.get_mut(&slot) {
            if let Ok(place) = sessions.binary_search(&number) {
                sessions.remove(place);
            }
            if sessions.is_empty() {
                self.seen_by.remove(&slot);
            }
        }
        self.shelf.unseen(slot);
        self.views -= 1;
    }

    fn drop_oldest(&mut self) {
        let Some(session) = self.sessions.pop_front() else { return };
        let number = self.oldest;
        self.oldest += 1;
        for item in session.items {
            self.unsee(item, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = Micros::MINUTE;

    fn minute(minutes: i64) -> Micros {
        Micros(minutes * MINUTE)
    }

    fn shelf(ids: &[i64]) -> Model {
        let mut model = Model::new(1_000);
        ids.iter().for_each(|id| model.list(*id, "Shoes", true));
        model
    }

    #[test]
    fn what_was_seen_together_comes_before_what_is_popular() {
        let mut model = shelf(&[1, 2, 3]);
        (0..5).for_each(|stream| model.see(stream, minute(0), 3));
        model.see(9, minute(1), 1);
        model.see(9, minute(2), 2);
        assert_eq!(model.similar(&[1], 2, &[1]), [2, 3]);
        assert_eq!(model.similar(&[1], 0, &[]), [0i64; 0]);
    }

    #[test]
    fn the_later_items_of_a_question_weigh_more() {
        let mut model = shelf(&[1, 2, 10, 20]);
        for (stream, (seen, next)) in [(1, 10), (2, 20)].into_iter().enumerate() {
            model.see(stream as i64, minute(0), seen);
            model.see(stream as i64, minute(1), next);
        }
        assert_eq!(model.similar(&[1, 2], 2, &[1, 2]), [20, 10]);
        assert_eq!(model.similar(&[2, 1], 2, &[1, 2]), [10, 20]);
    }

    #[test]
    fn a_rest_of_more_than_half_an_hour_begins_a_new_session() {
        let mut model = shelf(&[1, 2, 3]);
        for (at, id) in [(0, 1), (30, 2), (61, 3)] {
            model.see(7, minute(at), id);
        }
        assert_eq!(model.session_count(), 2);
        assert_eq!(model.sessions[0].items.len(), 2);
    }

    #[test]
    fn an_event_that_comes_late_joins_no_session_it_did_not_belong_to() {
        let mut model = shelf(&[1, 2]);
        model.see(7, minute(1_000), 1);
        model.see(7, minute(0), 2);
        assert_eq!(model.session_count(), 2);
    }

    #[test]
    fn an_item_seen_again_counts_once_and_stands_last() {
        let mut model = shelf(&[1, 2, 3]);
        [1, 2, 3, 1].into_iter().for_each(|id| model.see(7, minute(0), id));
        let ids: Vec<i64> = model.sessions[0].items.iter().map(|slot| model.shelf.id(*slot)).collect();
        assert_eq!((ids, model.views()), (vec![2, 3, 1], 3));
    }

    #[test]
    fn the_newest_sessions_win_where_there_is_no_room_for_all() {
        let mut model = Model::new(4);
        [1, 2, 3].into_iter().for_each(|id| model.list(id, "Shoes", true));
        for (stream, other) in [(1, 2), (2, 3), (3, 3)] {
            model.see(stream, minute(stream), 1);
            model.see(stream, minute(stream), other);
        }
        assert_eq!((model.views(), model.session_count()), (4, 2));
        assert!(neighbours::ranked(&model, &Query::new(&model.shelf, &[1], &[1]), 9) == [3]);
    }

    #[test]
    fn sessions_past_their_term_are_forgotten_with_their_items() {
        let mut model = Model::new(100);
        model.see(1, minute(0), 1);
        model.see(1, minute(0), 2);
        model.see(2, minute(100), 3);
        model.forget_before(minute(50));
        assert_eq!((model.views(), model.session_count()), (1, 1));
        assert_eq!((model.shelf.slot(1), model.seen_by.len()), (None, 0));
    }

    #[test]
    fn a_session_that_is_over_names_no_stream() {
        let mut model = shelf(&[1]);
        model.see(1, minute(0), 1);
        model.see(2, minute(31), 1);
        model.see(3, minute(62), 1);
        model.see(4, minute(93), 1);
        assert!(!model.open.contains_key(&1) && !model.open.contains_key(&2));
    }

    #[test]
    fn through_any_history_the_counts_agree_and_the_bounds_hold() {
        let mut model = Model::new(500);
        let mut dice = 42u64;
        let mut roll = |sides: u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            ((dice >> 33) % sides) as i64
        };
        for step in 0..20_000 {
            let (stream, id) = (roll(40), roll(100));
            model.see(stream, minute(step / 10 - roll(90)), id);
            if roll(50) == 0 {
                model.list(roll(100), "Shoes > Running", roll(2) == 0);
            }
            if roll(500) == 0 {
                model.forget_before(minute(step / 10 - 200));
            }
        }
        let held: usize = model.sessions.iter().map(|session| session.items.len()).sum();
        assert_eq!(held, model.views());
        assert!(
            model.views() <= 500 && model.sessions.iter().all(|session| session.items.len() <= SESSION_ITEMS)
        );
        for (slot, sessions) in &model.seen_by {
            assert!(sessions.iter().is_sorted() && sessions.len() <= SESSIONS_PER_ITEM);
            assert!(
                sessions.iter().all(|number| model.session(*number).is_some_and(|s| s.items.contains(slot)))
            );
            assert!(sessions.len() as u32 <= model.shelf.sessions(*slot));
        }
    }
}
