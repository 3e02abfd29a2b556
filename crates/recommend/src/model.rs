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
