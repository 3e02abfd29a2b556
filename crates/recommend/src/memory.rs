//! What stood together: the items of one visit, or of one basket, kept as they come and forgotten from the oldest on.

use std::collections::{HashMap, VecDeque};

use placet_core::Micros;

use crate::hash::NumberMap;
use crate::shelf::{Held, Shelf, Slot};

/// A group's number; the next one's is greater.
pub(crate) type GroupNo = u64;

/// Items that stood together.
#[derive(Debug)]
pub(crate) struct Group {
    /// Each item once, the last to come last.
    pub(crate) items: Vec<Slot>,
    pub(crate) last: Micros,
    /// Of a basket: whether it was ordered, or stayed a cart.
    pub(crate) bought: bool,
}

/// What a memory keeps.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Rules {
    /// Under which of the shelf's counts it stands.
    pub(crate) held: Held,
    /// A stream that rests longer than this (microseconds) begins a new group.
    pub(crate) gap: i64,
    /// How many different items of a group are kept: the last ones.
    pub(crate) items: usize,
    /// How many groups an item leads to: the newest ones.
    pub(crate) groups: usize,
    /// How many lines (an item in a group) are kept: those of the newest groups.
    pub(crate) lines: usize,
}

/// Groups of items, the newest ones, and which item stood in which.
#[derive(Debug)]
pub(crate) struct Memory {
    rules: Rules,
    groups: VecDeque<Group>,
    /// The number of the first group of the deque.
    oldest: GroupNo,
    /// The groups of at least two items that hold an item, ascending.
    of_item: NumberMap<Slot, VecDeque<GroupNo>>,
    /// The groups that may still go on, by stream.
    open: HashMap<i64, GroupNo>,
    /// When `open` was last pruned: the newest event and what was left.
    pruned: (Micros, usize),
    newest: Micros,
    lines: usize,
}

impl Memory {
    pub(crate) fn new(rules: Rules) -> Memory {
        Memory {
            rules,
            groups: VecDeque::new(),
            oldest: 0,
            of_item: NumberMap::default(),
            open: HashMap::new(),
            pruned: (Micros(0), 0),
            newest: Micros(0),
            lines: 0,
        }
    }

    /// The item joins what is going on at this stream.
    pub(crate) fn join(&mut self, shelf: &mut Shelf, stream: i64, at: Micros, slot: Slot) {
        let number = self.going_on(stream, at).unwrap_or_else(|| self.begin(Some(stream), at));
        self.add(shelf, number, at, slot);
        self.keep_bounds(shelf);
    }

    /// These items were ordered: they take the place of the stream's open cart, if there is one. No items tell nothing.
    pub(crate) fn order(&mut self, shelf: &mut Shelf, stream: i64, at: Micros, slots: &[Slot]) {
        if slots.is_empty() {
            return;
        }
        let number = self.going_on(stream, at).unwrap_or_else(|| self.begin(None, at));
        self.open.remove(&stream);
        let Some(group) = self.group_mut(number) else { return };
        group.bought = true;
        let cart = std::mem::take(&mut group.items);
        for slot in slots {
            self.add(shelf, number, at, *slot);
        }
        // Only now, so that no item of both loses its slot in between.
        let ordered = self.group(number).map(|group| group.items.clone()).unwrap_or_default();
        for slot in cart {
            if ordered.contains(&slot) {
                self.lines -= 1;
                shelf.lost(slot, self.rules.held);
                self.lead(slot, number, ordered.len() > 1);
            } else {
                self.leave(shelf, slot, number);
            }
        }
        self.keep_bounds(shelf);
    }

    /// Forgets the groups that ended before `cutoff`.
    pub(crate) fn forget_before(&mut self, shelf: &mut Shelf, cutoff: Micros) {
        while self.groups.front().is_some_and(|group| group.last < cutoff) {
            self.drop_oldest(shelf);
        }
    }

    /// How many lines it holds: the measure of its memory.
    pub(crate) fn lines(&self) -> usize {
        self.lines
    }

    /// The time of the newest event.
    pub(crate) fn newest(&self) -> Micros {
        self.newest
    }

    /// How many groups it holds.
    pub(crate) fn count(&self) -> usize {
        self.groups.len()
    }

    pub(crate) fn group(&self, number: GroupNo) -> Option<&Group> {
        self.groups.get(number.checked_sub(self.oldest)? as usize)
    }

    fn group_mut(&mut self, number: GroupNo) -> Option<&mut Group> {
        self.groups.get_mut(number.checked_sub(self.oldest)? as usize)
    }

    /// The newest groups of at least two items that hold one of these, each once, the newest first.
    pub(crate) fn groups_of(&self, slots: &[Slot]) -> Vec<GroupNo> {
        let mut numbers = Vec::new();
        for slot in slots {
            numbers.extend(self.newest_of(*slot));
        }
        if slots.len() > 1 {
            numbers.sort_unstable_by(|a, b| b.cmp(a));
            numbers.dedup();
            numbers.truncate(self.rules.groups);
        }
        numbers
    }

    /// The groups of at least two items that hold an item, the newest first.
    pub(crate) fn newest_of(&self, slot: Slot) -> impl Iterator<Item = GroupNo> + '_ {
        self.of_item.get(&slot).into_iter().flatten().rev().copied()
    }

    /// The stream's group that is going on at `at`.
    fn going_on(&self, stream: i64, at: Micros) -> Option<GroupNo> {
        let number = *self.open.get(&stream)?;
        let group = self.group(number)?;
        ((at - group.last).abs() <= self.rules.gap).then_some(number)
    }

    /// A new group; it may go on if it is some stream's.
    fn begin(&mut self, stream: Option<i64>, at: Micros) -> GroupNo {
        let (pruned_at, left) = self.pruned;
        if self.newest - pruned_at > self.rules.gap || self.open.len() > 2 * left + 1_024 {
            self.prune_open();
        }
        let number = self.oldest + self.groups.len() as u64;
        self.groups.push_back(Group { items: Vec::new(), last: at, bought: false });
        if let Some(stream) = stream {
            self.open.insert(stream, number);
        }
        number
    }

    fn add(&mut self, shelf: &mut Shelf, number: GroupNo, at: Micros, slot: Slot) {
        self.newest = self.newest.max(at);
        let most = self.rules.items;
        let Some(group) = self.group_mut(number) else { return };
        group.last = group.last.max(at);
        if let Some(place) = group.items.iter().position(|item| *item == slot) {
            group.items[place..].rotate_left(1);
            return;
        }
        group.items.push(slot);
        let joined = match group.items[..] {
            [_] => Vec::new(),
            [first, second] => vec![first, second],
            _ => vec![slot],
        };
        let dropped = (group.items.len() > most).then(|| group.items.remove(0));
        for item in joined {
            self.lead(item, number, true);
        }
        shelf.gained(slot, self.rules.held);
        self.lines += 1;
        if let Some(dropped) = dropped {
            self.leave(shelf, dropped, number);
        }
    }

    /// The item leads to the group, or does no more.
    fn lead(&mut self, slot: Slot, number: GroupNo, leads: bool) {
        if !leads {
            return self.unlead(slot, number);
        }
        let numbers = self.of_item.entry(slot).or_default();
        if let Err(place) = numbers.binary_search(&number) {
            numbers.insert(place, number);
        }
        if numbers.len() > self.rules.groups {
            numbers.pop_front();
        }
    }

    fn unlead(&mut self, slot: Slot, number: GroupNo) {
        if let Some(numbers) = self.of_item.get_mut(&slot) {
            if let Ok(place) = numbers.binary_search(&number) {
                numbers.remove(place);
            }
            if numbers.is_empty() {
                self.of_item.remove(&slot);
            }
        }
    }

    /// The item is in the group no more.
    fn leave(&mut self, shelf: &mut Shelf, slot: Slot, number: GroupNo) {
        self.unlead(slot, number);
        self.lines -= 1;
        shelf.lost(slot, self.rules.held);
    }

    fn keep_bounds(&mut self, shelf: &mut Shelf) {
        while self.lines > self.rules.lines && self.groups.len() > 1 {
            self.drop_oldest(shelf);
        }
    }

    fn drop_oldest(&mut self, shelf: &mut Shelf) {
        let Some(group) = self.groups.pop_front() else { return };
        let number = self.oldest;
        self.oldest += 1;
        for item in group.items {
            self.leave(shelf, item, number);
        }
    }

    /// Forgets which stream a group was of, once it is over.
    fn prune_open(&mut self) {
        let Memory { open, groups, oldest, newest, rules, .. } = self;
        open.retain(|_, number| {
            let group = number.checked_sub(*oldest).and_then(|place| groups.get(place as usize));
            group.is_some_and(|group| *newest - group.last <= rules.gap)
        });
        self.pruned = (self.newest, self.open.len());
    }
}

#[cfg(test)]
impl Memory {
    /// What must hold after any history.
    pub(crate) fn check(&self, shelf: &Shelf) {
        let held: usize = self.groups.iter().map(|group| group.items.len()).sum();
        assert_eq!(held, self.lines);
        assert!(self.lines <= self.rules.lines || self.groups.len() == 1);
        let mut counts: HashMap<Slot, u32> = HashMap::new();
        for group in &self.groups {
            assert!(group.items.len() <= self.rules.items);
            group.items.iter().for_each(|slot| *counts.entry(*slot).or_default() += 1);
        }
        for (slot, count) in counts {
            assert_eq!(shelf.held(slot, self.rules.held), count);
        }
        for (slot, numbers) in &self.of_item {
            assert!(numbers.iter().is_sorted() && numbers.len() <= self.rules.groups && !numbers.is_empty());
            let leads =
                |number| self.group(number).is_some_and(|g| g.items.len() > 1 && g.items.contains(slot));
            assert!(numbers.iter().all(|number| leads(*number)), "{slot} leads to groups that hold it");
        }
    }

    pub(crate) fn knows_stream(&self, stream: i64) -> bool {
        self.open.contains_key(&stream)
    }

    pub(crate) fn knows_item(&self, slot: Slot) -> bool {
        self.of_item.contains_key(&slot)
    }

    pub(crate) fn items(&self, place: usize) -> &[Slot] {
        &self.groups[place].items
    }
}
