//! One person as a member looks at them: their streams' state with the items in it, and everything that happened.

use std::collections::HashMap;

use placet_core::{Id, Kind, Micros};
use placet_shop::Item;
use placet_store::{Slice, Tx, params};
use serde_json::{Map, Value};

use crate::inbox::StreamClass;
use crate::reader::{self, Event};
use crate::state::{Click, Line, View};
use crate::store::{PROFILE_SEEN, STATES};
use crate::{Error, State};

/// A profile and what is known of it without reading its events.
#[derive(Clone, Debug, PartialEq)]
pub struct Person {
    /// Its id.
    pub id: Id,
    /// Since when there is one.
    pub created_at: Micros,
    /// When anything of theirs was last seen.
    pub last_seen: Option<Micros>,
    /// Their streams.
    pub streams: Vec<(i64, StreamClass)>,
    /// The cart, oldest line first; an item that the catalogue has no longer is `None`.
    pub cart: Vec<(Line, Option<Item>)>,
    /// What was viewed, the newest first.
    pub views: Vec<(View, Option<Item>)>,
    /// When the last order was placed.
    pub ordered_at: Option<Micros>,
    /// The link that was followed last.
    pub click: Option<Click>,
}

/// Something that happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Moment {
    /// Its number: its place in the list.
    pub seq: i64,
    /// When.
    pub at: Micros,
    /// What kind of event.
    pub kind: Kind,
    /// The item it is about, if the catalogue has it still.
    pub item: Option<Item>,
    /// The message it is about.
    pub message: Option<Id>,
    /// The journey or campaign of that message.
    pub origin: Option<i32>,
    /// Its other declared properties.
    pub props: Map<String, Value>,
}

/// What is known of the streams of one profile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    pub(crate) streams: Vec<(i64, StreamClass)>,
    pub(crate) state: State,
    pub(crate) last: Option<Micros>,
}

impl Person {
    /// Their devices, by their streams: those that consents may belong to.
    pub fn devices(&self) -> Vec<i64> {
        let devices = self.streams.iter().filter(|(_, class)| *class == StreamClass::Device);
        devices.map(|(stream, _)| *stream).collect()
    }
}

/// The person behind a profile; `None` if there is no such profile.
///
/// # Errors
/// The store's.
pub async fn get(tx: &mut Tx, id: Id) -> Result<Option<Person>, Error> {
    let Some((streams, created_at)) = profile(tx, id).await? else { return Ok(None) };
    let seen = seen(tx, &[(id, streams)]).await?.remove(&id).unwrap_or_default();
    let State { cart, mut views, ordered_at, click, .. } = seen.state;
    views.reverse();
    let wanted: Vec<i64> = cart.iter().map(|line| line.item).chain(views.iter().map(|v| v.item)).collect();
    let items = items(tx, wanted).await?;
    let of = |item: i64| items.get(&item).cloned();
    Ok(Some(Person {
        id,
        created_at,
        last_seen: seen.last,
        streams: seen.streams,
        cart: cart.into_iter().map(|line| (line.clone(), of(line.item))).collect(),
        views: views.into_iter().map(|view| (view.clone(), of(view.item))).collect(),
        ordered_at: Some(ordered_at).filter(|at| at.0 > 0),
        click,
    }))
}

/// What happened on all streams of a profile, the newest first, before the event `before`; `None` if there is no such profile.
/// Each stream is an index of its own, so the time grows with the number of streams (at most 50), not with that of events.
///
/// # Errors
/// The store's.
pub async fn timeline(
    tx: &mut Tx,
    id: Id,
    before: Option<i64>,
    limit: u32,
) -> Result<Option<Slice<Moment, i64>>, Error> {
    let Some((streams, _)) = profile(tx, id).await? else { return Ok(None) };
    let ask = Slice::<Moment, i64>::ask(limit);
    let mut events = Vec::new();
    for stream in streams {
        events.extend(reader::of_stream(tx, stream, before.unwrap_or(i64::MAX), ask).await?);
    }
    events.sort_unstable_by_key(|event| std::cmp::Reverse(event.seq));
    let slice = Slice::of(events, limit, |event: &Event| event.seq);
    let items = items(tx, slice.rows.iter().filter_map(|event| event.item).collect()).await?;
    Ok(Some(slice.map(|event| moment(event, &items))))
}

fn moment(event: Event, items: &HashMap<i64, Item>) -> Moment {
    // Properties that cannot be read hide no event.
    let mut props: Map<String, Value> = serde_json::from_str(&event.props).unwrap_or_default();
    let message = props.remove("message").and_then(|id| Id::parse("msg", id.as_str()?).ok());
    let origin = props.remove("origin").and_then(|origin| i32::try_from(origin.as_i64()?).ok());
    let item = event.item.and_then(|item| items.get(&item)).cloned();
    Moment { seq: event.seq, at: event.at, kind: event.kind, item, message, origin, props }
}

/// The streams of a profile, without holding anybody up who changes them; `None` if there is no such profile.
///
/// # Errors
/// The store's.
pub async fn streams(tx: &mut Tx, id: Id) -> Result<Option<Vec<i64>>, Error> {
    Ok(profile(tx, id).await?.map(|(streams, _)| streams))
}

async fn profile(tx: &mut Tx, id: Id) -> Result<Option<(Vec<i64>, Micros)>, Error> {
    let Some(row) = tx.query_opt(&PROFILE_SEEN, params![vec![id]]).await? else { return Ok(None) };
    let streams = serde_json::from_str(&row.get::<String>(1)?).map_err(|_| row.corrupt(1))?;
    Ok(Some((streams, row.get(2)?)))
}

async fn items(tx: &mut Tx, ids: Vec<i64>) -> Result<HashMap<i64, Item>, Error> {
    let mut ids = ids;
    ids.sort_unstable();
    ids.dedup();
    Ok(placet_shop::items(tx, &ids).await?.into_iter().map(|item| (item.id, item)).collect())
}

/// What is known of the streams of some profiles, read at once.
pub(crate) async fn seen(tx: &mut Tx, profiles: &[(Id, Vec<i64>)]) -> Result<HashMap<Id, Seen>, Error> {
    let all: Vec<i64> = profiles.iter().flat_map(|(_, streams)| streams).copied().collect();
    let mut known = HashMap::with_capacity(all.len());
    if !all.is_empty() {
        for row in tx.query(&STATES, params![all]).await? {
            let class = StreamClass::from_code(row.get(1)?).ok_or_else(|| row.corrupt(1))?;
            let state: State = serde_json::from_str(&row.get::<String>(2)?).map_err(|_| row.corrupt(2))?;
            known.insert(row.get::<i64>(0)?, (class, state, row.get::<Micros>(3)?));
        }
    }
    let mut out = HashMap::with_capacity(profiles.len());
    for (id, streams) in profiles {
        let mut seen = Seen::default();
        for stream in streams {
            if let Some((class, state, at)) = known.get(stream) {
                seen.streams.push((*stream, *class));
                seen.state.join(state);
                seen.last = seen.last.max(Some(*at));
            }
        }
        out.insert(*id, seen);
    }
    Ok(out)
}
