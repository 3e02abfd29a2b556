//! Keeps of an event's properties what its kind declares, in the declared types.

use std::borrow::Cow;
use std::fmt;

use placet_core::{Currency, Kind, Money};
use placet_permission::sensitive::{Found, Look, find, find_in, names_address};
use serde::Deserialize;
use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

use super::table::{Key, MOST, PRODUCT, PRODUCT_ID, Shape, groups};
use crate::wire::before_query;

/// Most products of a list.
const PRODUCTS: usize = 200;
/// Most dropped keys that are told apart.
const TOLD: usize = 32;
/// The greatest count.
const GREATEST: u32 = 1_000_000;

/// What is kept of an event's properties, and what is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared<'a> {
    /// Compact JSON: declared keys alone, each once, in the order of the table, `currency` last. Amounts are integers in minor units of `currency`.
    pub props: String,
    /// The item the event is about, for kinds about one item.
    pub item: Option<Cow<'a, str>>,
    /// The number of the order.
    pub order: Option<Cow<'a, str>>,
    /// What was not kept, to be counted.
    pub dropped: Vec<Dropped<'a>>,
}

/// A key whose value was not kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dropped<'a> {
    /// The key, or `…` if the name itself is long, odd or personal, or one of too many.
    pub key: Cow<'a, str>,
    /// Why.
    pub why: Why,
    /// How often in this event.
    pub times: u32,
}

/// Why a value is not kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Why {
    /// The kind does not declare the key (R031).
    Undeclared,
    /// Not of the declared type.
    WrongType,
    /// Longer, larger or more than declared.
    TooLong,
    /// Holds what must not be stored of a person (R029).
    Sensitive(Found),
}

impl Why {
    /// A short fixed word for counting.
    pub fn label(self) -> &'static str {
        match self {
            Why::Undeclared => "undeclared",
            Why::WrongType => "wrong_type",
            Why::TooLong => "too_long",
            Why::Sensitive(_) => "sensitive",
        }
    }
}

/// Keeps what `kind` declares of `props` (a JSON object, as [`crate::wire::Item::props`] is); amounts without a `currency` of their own are in
/// `default`, the tenant's. Never fails: what cannot be kept is dropped and counted. Of a key given twice the last counts.
pub fn declare<'a>(kind: Kind, props: Option<&'a RawValue>, default: Currency) -> Declared<'a> {
    keep(groups(kind), props, default)
}

/// The same for the properties that `keys` declare.
pub(crate) fn keep<'a>(keys: Keys<'a>, props: Option<&'a RawValue>, default: Currency) -> Declared<'a> {
    let mut out = String::with_capacity(props.map_or(2, |props| props.get().len()));
    out.push('{');
    let mut writer = Writer { out, default, currency: None, item: None, order: None, dropped: Vec::new() };
    let mut slots = writer.collect(props.map_or("{}", RawValue::get), keys);
    writer.lift(keys, &mut slots);
    writer.currency = writer.currency_of(keys, &slots);
    writer.object(keys, &slots);
    let Writer { out, item, order, dropped, .. } = writer;
    Declared { props: out, item, order, dropped }
}

/// Declared properties, in groups that stand one after another.
pub(crate) type Keys<'a> = &'a [&'a [Key<'a>]];
type Slots<'a> = [Option<&'a RawValue>; MOST];

fn each<'a>(keys: Keys<'a>) -> impl Iterator<Item = (usize, &'a Key<'a>)> {
    keys.iter().copied().flatten().enumerate()
}

struct Writer<'a> {
    out: String,
    default: Currency,
    /// Of the event's amounts; `None`: the given one is no currency, so the amounts mean nothing.
    currency: Option<Currency>,
    item: Option<Cow<'a, str>>,
    order: Option<Cow<'a, str>>,
    dropped: Vec<Dropped<'a>>,
}

impl<'a> Writer<'a> {
    fn leave_out(&mut self, key: Cow<'a, str>, why: Why) {
        let key = if tellable(&key) { key } else { Cow::Borrowed("…") };
        let known = |told: &&mut Dropped<'a>| told.key == key && told.why == why;
        if let Some(told) = self.dropped.iter_mut().find(known) {
            told.times += 1;
        } else if self.dropped.len() < TOLD {
            self.dropped.push(Dropped { key, why, times: 1 });
        } else if let Some(last) = self.dropped.last_mut() {
            last.key = Cow::Borrowed("…");
            last.times += 1;
        }
    }

    /// Sorts the raw values of an object into the slots of the declared keys.
    fn collect(&mut self, json: &'a str, keys: Keys<'a>) -> Slots<'a> {
        let mut into = Collect { keys, slots: [None; MOST], named: [false; MOST], writer: self };
        let read = serde_json::Deserializer::from_str(json).deserialize_map(&mut into);
        let slots = into.slots;
        if read.is_err() {
            self.leave_out(Cow::Borrowed("…"), Why::WrongType);
        }
        slots
    }

    /// Takes the one product of an event about one product out of the list where other dialects put it.
    fn lift(&mut self, keys: Keys<'a>, slots: &mut Slots<'a>) {
        let Some((at, key)) = each(keys).find(|(_, key)| key.shape == Shape::Lifted) else { return };
        let Some(list) = slots[at].take() else { return };
        let Ok(list) = serde_json::from_str::<Vec<&'a RawValue>>(list.get()) else {
            return self.leave_out(Cow::Borrowed(key.name), Why::WrongType);
        };
        for _ in list.iter().skip(1) {
            self.leave_out(Cow::Borrowed(key.name), Why::TooLong);
        }
        let Some(first) = list.first() else { return };
        let product = self.product(first, &[PRODUCT]);
        for (index, value) in product.into_iter().enumerate().take(PRODUCT.len()) {
            slots[index] = slots[index].or(value);
        }
    }

    /// The slots of one entry of a list: an object, or the id itself.
    fn product(&mut self, raw: &'a RawValue, keys: Keys<'a>) -> Slots<'a> {
        if raw.get().starts_with('{') {
            return self.collect(raw.get(), keys);
        }
        let mut slots = [None; MOST];
        slots[0] = Some(raw);
        slots
    }

    fn currency_of(&mut self, keys: Keys<'a>, slots: &Slots<'a>) -> Option<Currency> {
        let Some((at, _)) = each(keys).find(|(_, key)| key.shape == Shape::Currency) else {
            return Some(self.default);
        };
        match slots[at].map(scalar) {
            None | Some(Ok(None)) => Some(self.default),
            Some(Ok(Some(text))) => Currency::parse(&text).ok(),
            Some(Err(_)) => None,
        }
    }

    /// Writes the kept keys of an object whose `{` stands already, and its `}`.
    fn object(&mut self, keys: Keys<'a>, slots: &Slots<'a>) {
        let mut priced = false;
        for (at, key) in each(keys) {
            let Some(raw) = slots[at] else { continue };
            if key.shape == Shape::Currency {
                continue;
            }
            let start = self.out.len();
            self.name(key.name);
            match self.value(key, raw) {
                Ok(true) => priced |= matches!(key.shape, Shape::Money | Shape::Products),
                Ok(false) => self.out.truncate(start),
                Err(why) => {
                    self.out.truncate(start);
                    self.leave_out(Cow::Borrowed(key.name), why);
                }
            }
        }
        self.currency(keys, slots, priced);
        self.out.push('}');
    }

    fn currency(&mut self, keys: Keys<'a>, slots: &Slots<'a>, priced: bool) {
        let Some((at, key)) = each(keys).find(|(_, key)| key.shape == Shape::Currency) else { return };
        match self.currency {
            None => self.leave_out(Cow::Borrowed(key.name), Why::WrongType),
            Some(currency) if priced || slots[at].is_some() => {
                self.name(key.name);
                quote(&mut self.out, currency.code());
            }
            Some(_) => {}
        }
    }

    fn name(&mut self, name: &str) {
        if !self.out.ends_with(['{', '[']) {
            self.out.push(',');
        }
        quote(&mut self.out, name);
        self.out.push(':');
    }

    /// Writes one value; `false` if there is nothing to write.
    fn value(&mut self, key: &Key<'a>, raw: &'a RawValue) -> Result<bool, Why> {
        match key.shape {
            Shape::Products => return self.list(key, raw, &[PRODUCT]),
            Shape::Ids => return self.list(key, raw, &[PRODUCT_ID]),
            Shape::Lifted | Shape::Currency => return Ok(false),
            _ => {}
        }
        let Some(text) = scalar(raw)? else { return Ok(false) };
        match key.shape {
            Shape::Item | Shape::Order | Shape::Id => {
                let text = checked(key.name, text, 100, Look::Id)?;
                quote(&mut self.out, &text);
                match key.shape {
                    Shape::Item => self.item = Some(text),
                    Shape::Order => self.order = Some(text),
                    _ => {}
                }
            }
            Shape::Text(longest) => quote(&mut self.out, &checked(key.name, text, longest, Look::Text)?),
            Shape::Path => quote(&mut self.out, &checked(key.name, path(text)?, 300, Look::Path)?),
            Shape::Host => quote(&mut self.out, &checked(key.name, host(&text)?.into(), 253, Look::Path)?),
            Shape::Count => self.out.push_str(&count(&text)?.to_string()),
            Shape::Rating => self.out.push_str(rating(&text)?),
            Shape::Money => {
                let currency = self.currency.ok_or(Why::WrongType)?;
                let money = Money::parse(&text, currency).map_err(|_| Why::WrongType)?;
                self.out.push_str(&money.minor.to_string());
            }
            Shape::Products | Shape::Ids | Shape::Lifted | Shape::Currency => return Ok(false),
        }
        Ok(true)
    }

    /// Writes a list of products; a product without an id or SKU is dropped.
    fn list(&mut self, key: &Key<'a>, raw: &'a RawValue, keys: Keys<'a>) -> Result<bool, Why> {
        let list: Vec<&'a RawValue> = serde_json::from_str(raw.get()).map_err(|_| Why::WrongType)?;
        let item = self.item.take();
        self.out.push('[');
        for (index, raw) in list.into_iter().enumerate() {
            if index >= PRODUCTS {
                self.leave_out(Cow::Borrowed(key.name), Why::TooLong);
                continue;
            }
            let slots = self.product(raw, keys);
            let start = self.out.len();
            if !self.out.ends_with('[') {
                self.out.push(',');
            }
            let body = self.out.len();
            self.out.push('{');
            self.object(keys, &slots);
            let named = |name: &str| self.out[body..].starts_with(name);
            if !named("{\"product_id\"") && !named("{\"sku\"") {
                self.out.truncate(start);
                self.leave_out(Cow::Borrowed(key.name), Why::WrongType);
            }
        }
        self.out.push(']');
        self.item = item;
        Ok(true)
    }
}

/// Whether a name that a client made up (of a key, of an event) may be shown to the tenant: short, of the letters of identifiers,
/// nothing personal in it.
pub fn tellable(name: &str) -> bool {
    let plain = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'$' | b'.' | b' ');
    name == "…" || (name.len() <= 40 && name.bytes().all(plain) && find(name, Look::Text).is_none())
}

/// The text of a string, the digits of a number; `None` for null and for empty text.
fn scalar(raw: &RawValue) -> Result<Option<Cow<'_, str>>, Why> {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => {
            let Name(text) = serde_json::from_str(json).map_err(|_| Why::WrongType)?;
            Ok((!text.trim_ascii().is_empty()).then_some(text))
        }
        Some(b'-' | b'0'..=b'9') => Ok(Some(Cow::Borrowed(json))),
        Some(b'n') => Ok(None),
        _ => Err(Why::WrongType),
    }
}

fn checked<'t>(key: &str, text: Cow<'t, str>, longest: usize, look: Look) -> Result<Cow<'t, str>, Why> {
    if text.len() > longest && text.chars().count() > longest {
        return Err(Why::TooLong);
    }
    if text.chars().any(char::is_control) {
        return Err(Why::WrongType);
    }
    let address = || (look == Look::Path && names_address(&text)).then_some(Found::Address);
    match find_in(key, &text, look).or_else(address) {
        Some(found) => Err(Why::Sensitive(found)),
        None => Ok(text),
    }
}

/// A whole number, also written `2.0`.
fn count(text: &str) -> Result<u32, Why> {
    let whole = match text.split_once('.') {
        Some((whole, rest)) if rest.bytes().all(|b| b == b'0') => whole,
        _ => text,
    };
    if whole.is_empty() || !whole.bytes().all(|b| b.is_ascii_digit()) {
        return Err(Why::WrongType);
    }
    whole.parse().ok().filter(|count| *count <= GREATEST).ok_or(Why::TooLong)
}

/// A decimal that JSON can hold as it is.
fn rating(text: &str) -> Result<&str, Why> {
    let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |part: &str, most: usize| {
        (1..=most).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit())
    };
    let leading = whole.len() > 1 && whole.starts_with('0');
    if digits(whole, 3) && digits(rest, 2) && !leading { Ok(text) } else { Err(Why::WrongType) }
}

/// What follows the host of an address.
fn path(text: Cow<'_, str>) -> Result<Cow<'_, str>, Why> {
    let bare = before_query(&text);
    let path = match bare.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("/", |at| &rest[at..]),
        None => bare,
    };
    if path.starts_with('/') { Ok(Cow::Owned(path.to_owned())) } else { Err(Why::WrongType) }
}

fn host(text: &str) -> Result<String, Why> {
    let (_, rest) = before_query(text).split_once("://").ok_or(Why::WrongType)?;
    let authority = rest.split('/').next().unwrap_or_default();
    let named = authority.rsplit('@').next().unwrap_or_default();
    let host = named.split(':').next().unwrap_or_default();
    let fits = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-');
    if host.is_empty() || !host.bytes().all(fits) {
        return Err(Why::WrongType);
    }
    Ok(host.to_ascii_lowercase())
}

/// A JSON string of text without control characters.
fn quote(out: &mut String, text: &str) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.find(['"', '\\']) {
        out.push_str(&rest[..at]);
        out.push('\\');
        out.push_str(&rest[at..=at]);
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
    out.push('"');
}

/// A string that borrows where it can.
#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

struct Collect<'a, 'w> {
    keys: Keys<'a>,
    slots: Slots<'a>,
    /// Filled under the key's own name.
    named: [bool; MOST],
    writer: &'w mut Writer<'a>,
}

impl<'a> Visitor<'a> for &mut Collect<'a, '_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'a>>(self, mut map: A) -> Result<(), A::Error> {
        while let Some(Name(name)) = map.next_key()? {
            let own = each(self.keys).find(|(_, key)| key.name == name);
            let found = own.or_else(|| each(self.keys).find(|(_, key)| key.aliases.contains(&&*name)));
            let Some((at, _)) = found else {
                map.next_value::<IgnoredAny>()?;
                self.writer.leave_out(name, Why::Undeclared);
                continue;
            };
            let value = map.next_value::<&'a RawValue>()?;
            if value.get() == "null" {
                continue;
            }
            if own.is_some() || !self.named[at] {
                self.slots[at] = Some(value);
                self.named[at] |= own.is_some();
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests;
