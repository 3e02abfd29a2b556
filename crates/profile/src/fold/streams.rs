//! The streams of a batch, loaded once, changed in memory, written once.

use std::collections::{HashMap, HashSet};

use placet_core::{Id, Micros};
use placet_permission::vault::TenantKeys;
use placet_store::{Tx, Value, params};

use crate::Error;
use crate::inbox::{StreamClass, StreamRef};
use crate::state::State;
use crate::store::{PUT_STREAM, STREAMS};

/// A stream in memory.
pub(crate) struct Stream {
    check: i64,
    class: StreamClass,
    pub(crate) profile: Option<Id>,
    next: Option<i64>,
    pub(crate) state: State,
    last_seen: Micros,
    dirty: bool,
}

/// All streams of a batch. A reference leads to its *current* stream: past a shared number, and on to the successor where
/// another person took the device over.
pub(crate) struct Streams {
    by_id: HashMap<i64, Stream>,
    current: HashMap<(i64, i64), i64>,
}

impl Streams {
    /// Loads what the references name; streams that do not exist yet are made in memory.
    pub(crate) async fn load(tx: &mut Tx, refs: &[StreamRef]) -> Result<Streams, Error> {
        let mut all = Streams { by_id: HashMap::new(), current: HashMap::new() };
        let mut wanted: HashMap<(i64, i64), (i64, StreamClass)> =
            refs.iter().map(|r| ((r.id, r.check), (r.id, r.class))).collect();
        let mut asked: HashSet<i64> = HashSet::new();
        while !wanted.is_empty() {
            let mut ids: Vec<i64> =
                wanted.values().map(|(id, _)| *id).filter(|id| asked.insert(*id)).collect();
            ids.sort_unstable();
            for chunk in ids.chunks(2_000) {
                all.read(tx, chunk).await?;
            }
            all.step(&mut wanted);
        }
        Ok(all)
    }

    async fn read(&mut self, tx: &mut Tx, ids: &[i64]) -> Result<(), Error> {
        for row in tx.query(&STREAMS, params![ids.to_vec()]).await? {
            let stream = Stream {
                check: row.get(1)?,
                class: StreamClass::from_code(row.get(2)?).ok_or_else(|| row.corrupt(2))?,
                profile: row.get(3)?,
                next: row.get(4)?,
                state: serde_json::from_str(&row.get::<String>(5)?).map_err(|_| row.corrupt(5))?,
                last_seen: Micros(0),
                dirty: false,
            };
            self.by_id.insert(row.get(0)?, stream);
        }
        Ok(())
    }

    /// One step of every search: found, on to the next number, on to the successor, or new.
    fn step(&mut self, wanted: &mut HashMap<(i64, i64), (i64, StreamClass)>) {
        let mut open = HashMap::new();
        for (key, (id, class)) in wanted.drain() {
            let first = !self.current.contains_key(&key);
            match self.by_id.get(&id) {
                Some(found) if first && found.check != key.1 => {
                    open.insert(key, (id.wrapping_add(1) & i64::MAX, class));
                }
                Some(found) => {
                    self.current.insert(key, id);
                    if let Some(next) = found.next {
                        open.insert(key, (next, class));
                    }
                }
                None => {
                    self.by_id.insert(id, Stream::new(key.1, class));
                    self.current.insert(key, id);
                }
            }
        }
        *wanted = open;
    }

    /// The number of the current stream of a reference that was loaded.
    pub(crate) fn current(&self, of: &StreamRef) -> i64 {
        self.current.get(&(of.id, of.check)).copied().unwrap_or(of.id)
    }

    /// The current stream of a reference, to be changed.
    pub(crate) fn change(&mut self, id: i64, at: Micros) -> Option<&mut Stream> {
        let stream = self.by_id.get_mut(&id)?;
        stream.dirty = true;
        stream.last_seen = stream.last_seen.max(at);
        Some(stream)
    }

    /// What is known of a device for messages is known no more, whoever used it. One of which nothing was known is not begun.
    pub(crate) fn forget(&mut self, of: &StreamRef) {
        let mut first = of.id;
        while self.by_id.get(&first).is_some_and(|stream| stream.check != of.check) {
            first = first.wrapping_add(1) & i64::MAX;
        }
        let mut at = Some(first);
        while let Some(stream) = at.and_then(|id| self.by_id.get_mut(&id)) {
            if stream.state != State::default() {
                stream.state = State::default();
                stream.dirty = true;
            }
            at = stream.next;
        }
    }

    /// The profile of a stream.
    pub(crate) fn profile(&self, id: i64) -> Option<Id> {
        self.by_id.get(&id).and_then(|stream| stream.profile)
    }

    /// Streams moved to a profile; those not in memory were changed in the table alone.
    pub(crate) fn moved(&mut self, ids: &[i64], profile: Id) {
        for id in ids {
            if let Some(stream) = self.by_id.get_mut(id) {
                stream.profile = Some(profile);
            }
        }
    }

    /// Begins a new stream for another person on the same device; the old one keeps its past.
    pub(crate) fn succeed(&mut self, of: &StreamRef, keys: &TenantKeys, person: Id, at: Micros) -> i64 {
        let old = self.current(of);
        let key = keys.stream_key("successor", &[&old.to_be_bytes(), &person.0]);
        let mut stream = Stream::new(key.check, of.class);
        stream.dirty = true;
        stream.last_seen = at;
        self.by_id.insert(key.id, stream);
        if let Some(old) = self.change(old, at) {
            old.next = Some(key.id);
        }
        self.current.insert((of.id, of.check), key.id);
        key.id
    }

    /// Writes every changed stream now: links are made against the table.
    pub(crate) async fn write(&mut self, tx: &mut Tx) -> Result<(), Error> {
        let mut ids: Vec<i64> = self.by_id.iter().filter(|(_, s)| s.dirty).map(|(id, _)| *id).collect();
        ids.sort_unstable();
        let mut rows = Vec::with_capacity(ids.len() * WIDTH);
        for id in ids {
            let Some(stream) = self.by_id.get_mut(&id) else { continue };
            stream.dirty = false;
            rows.extend([
                Value::Int(id),
                Value::Int(stream.check),
                Value::Int(stream.class as i64),
                Value::from(stream.profile),
                Value::from(stream.next),
                Value::from(serde_json::to_string(&stream.state)?),
                Value::from(stream.last_seen),
            ]);
        }
        tx.insert_many(&PUT_STREAM, &rows, WIDTH).await?;
        Ok(())
    }
}

/// Values per row of [`PUT_STREAM`], the tenant not counted.
const WIDTH: usize = 7;

impl Stream {
    fn new(check: i64, class: StreamClass) -> Stream {
        let last_seen = Micros(0);
        Stream { check, class, profile: None, next: None, state: State::default(), last_seen, dirty: false }
    }
}
