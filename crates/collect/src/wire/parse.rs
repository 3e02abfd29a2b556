//! From a body's text to its items.

use std::borrow::Cow;

use placet_core::Micros;
use serde::Deserialize;
use serde_json::value::RawValue;

use super::context::{self, Context};
use super::item::{self, Around, Item, reason_of, time_of};
use super::lax::Lax;
use super::{Call, Limits, Reason, Refusal, Route, WireError, WriteKey};

/// What one request says.
#[derive(Debug)]
pub struct Parsed<'a> {
    /// The body's `writeKey`.
    pub write_key: Option<WriteKey>,
    /// Its items in the order they came, each good or refused by itself.
    pub items: Vec<Result<Item<'a>, Refusal>>,
    /// When the client says it sent the batch, on its clock; `None` for an item that came alone.
    pub sent_at: Option<Micros>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Batch<'a> {
    #[serde(default, borrow)]
    batch: Lax<Vec<&'a RawValue>>,
    #[serde(default, borrow)]
    context: Lax<context::Raw<'a>>,
    #[serde(default, borrow)]
    sent_at: Lax<Cow<'a, str>>,
    #[serde(default, borrow)]
    write_key: Lax<Cow<'a, str>>,
}

/// Reads the text of a body, received at `received`. With `browser` the request brought a browser's cookies: its items need name nobody.
///
/// On a route of one call the body is that item, whatever its `type` says. In a batch each item has its `type`; the batch's `context`
/// and `sentAt` count for all. A field of the API that is given twice is refused: the house and a proxy before it must not read two
/// different requests. Unknown fields are skipped unread, however deep.
///
/// # Errors
/// [`WireError::Malformed`], [`WireError::TooLarge`], [`WireError::Field`], [`WireError::BadKey`]: nothing is taken. What is wrong with one
/// item alone is a [`Refusal`] in its place.
pub fn parse<'a>(
    route: Route,
    body: &'a str,
    received: Micros,
    browser: bool,
    limits: &Limits,
) -> Result<Parsed<'a>, WireError> {
    if !body.trim_ascii_start().starts_with('{') {
        return Err(WireError::Malformed { line: 1, column: 1 });
    }
    match route {
        Route::One(call) => one(call, body, Around::new(received, browser), limits),
        Route::Batch => batch(body, Around::new(received, browser), limits),
        Route::Import => batch(body, Around { history: true, ..Around::new(received, browser) }, limits),
    }
}

fn one<'a>(
    call: Call,
    body: &'a str,
    around: Around<'a, '_>,
    limits: &Limits,
) -> Result<Parsed<'a>, WireError> {
    if body.len() > limits.event {
        return Err(WireError::TooLarge { limit: limits.event });
    }
    let mut raw: item::Raw<'a> = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    let write_key = key_of(std::mem::take(&mut raw.write_key))?;
    Ok(Parsed { write_key, items: vec![raw.check(call, &around)], sent_at: None })
}

fn batch<'a>(body: &'a str, around: Around<'a, '_>, limits: &Limits) -> Result<Parsed<'a>, WireError> {
    if body.len() > limits.body {
        return Err(WireError::TooLarge { limit: limits.body });
    }
    let raw: Batch<'a> = serde_json::from_str(body).map_err(|error| unreadable(&error))?;
    let write_key = key_of(raw.write_key)?;
    let list = match raw.batch {
        Lax::Given(list) if list.len() <= limits.items => list,
        Lax::Given(_) => return Err(WireError::Field { field: "batch", reason: Reason::TooMany }),
        Lax::Wrong => return Err(WireError::Field { field: "batch", reason: Reason::WrongType }),
        Lax::Absent => return Err(WireError::Field { field: "batch", reason: Reason::Missing }),
    };
    let sent_at = time_of(raw.sent_at, "sentAt").map_err(whole)?;
    let context = Context::read(raw.context, None).map_err(whole)?;
    let around = Around { sent: sent_at, context: Some(&context), ..around };
    let item = |(index, raw): (u32, &'a RawValue)| {
        element(raw.get(), &around, limits).map_err(|refusal| Refusal { index: Some(index), ..refusal })
    };
    Ok(Parsed { write_key, items: (0..).zip(list).map(item).collect(), sent_at })
}

fn element<'a>(json: &'a str, around: &Around<'a, '_>, limits: &Limits) -> Result<Item<'a>, Refusal> {
    if json.len() > limits.event {
        return Err(Refusal::new("", Reason::TooLarge));
    }
    if !json.starts_with('{') {
        return Err(Refusal::new("", Reason::WrongType));
    }
    let mut raw: item::Raw<'a> =
        serde_json::from_str(json).map_err(|error| Refusal::new("", reason_of(&error)))?;
    let call = raw.call()?;
    raw.check(call, around)
}

/// A field around the items is wrong.
fn whole(refusal: Refusal) -> WireError {
    WireError::Field { field: refusal.field, reason: refusal.reason }
}

fn unreadable(error: &serde_json::Error) -> WireError {
    match reason_of(error) {
        Reason::Twice => WireError::Field { field: "body", reason: Reason::Twice },
        _ => WireError::Malformed { line: error.line(), column: error.column() },
    }
}

fn key_of(value: Lax<Cow<'_, str>>) -> Result<Option<WriteKey>, WireError> {
    match value {
        Lax::Absent => Ok(None),
        Lax::Given(text) if text.is_empty() => Ok(None),
        Lax::Given(text) => WriteKey::new(&text).map(Some),
        Lax::Wrong => Err(WireError::BadKey),
    }
}
