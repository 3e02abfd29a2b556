//! JSON of any type, read in one pass: a wrong type is a finding, not the end of the parse.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// A field that should hold a `T`.
#[derive(Default)]
pub(super) enum Lax<T> {
    /// Not there, or null.
    #[default]
    Absent,
    /// As it should be.
    Given(T),
    /// Of another JSON type.
    Wrong,
}

/// Which JSON types make a `T`. What a type does not take is drained and wrong.
pub(super) trait Shape<'de>: Sized {
    /// Of a string, or of an integer's digits (ids such as `42` are text).
    fn text(_text: Cow<'de, str>) -> Option<Self> {
        None
    }

    /// Of `true` and `false`.
    fn flag(_flag: bool) -> Option<Self> {
        None
    }

    /// Of an object.
    fn object<A: MapAccess<'de>>(mut map: A) -> Result<Option<Self>, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(None)
    }

    /// Of an array.
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(None)
    }
}

impl<'de: 'a, 'a> Shape<'de> for Cow<'a, str> {
    fn text(text: Cow<'de, str>) -> Option<Self> {
        Some(text)
    }
}

impl<'de> Shape<'de> for bool {
    fn flag(flag: bool) -> Option<Self> {
        Some(flag)
    }
}

impl<'de, T: Deserialize<'de>> Shape<'de> for Vec<T> {
    fn list<A: SeqAccess<'de>>(mut list: A) -> Result<Option<Self>, A::Error> {
        let mut all = Vec::new();
        while let Some(element) = list.next_element()? {
            all.push(element);
        }
        Ok(Some(all))
    }
}

impl<'de, T: Shape<'de>> Deserialize<'de> for Lax<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader(PhantomData))
    }
}

struct Reader<T>(PhantomData<T>);

fn lax<T>(value: Option<T>) -> Lax<T> {
    value.map_or(Lax::Wrong, Lax::Given)
}

impl<'de, T: Shape<'de>> Visitor<'de> for Reader<T> {
    type Value = Lax<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any JSON")
    }

    fn visit_borrowed_str<E: Error>(self, text: &'de str) -> Result<Lax<T>, E> {
        Ok(lax(T::text(Cow::Borrowed(text))))
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Lax<T>, E> {
        Ok(lax(T::text(Cow::Owned(text.to_owned()))))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Lax<T>, E> {
        Ok(lax(T::text(Cow::Owned(number.to_string()))))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Lax<T>, E> {
        Ok(lax(T::text(Cow::Owned(number.to_string()))))
    }

    fn visit_f64<E: Error>(self, _number: f64) -> Result<Lax<T>, E> {
        Ok(Lax::Wrong)
    }

    fn visit_bool<E: Error>(self, flag: bool) -> Result<Lax<T>, E> {
        Ok(lax(T::flag(flag)))
    }

    fn visit_unit<E: Error>(self) -> Result<Lax<T>, E> {
        Ok(Lax::Absent)
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Lax<T>, A::Error> {
        T::object(map).map(lax)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<Lax<T>, A::Error> {
        T::list(list).map(lax)
    }
}

/// Makes a type with derived `Deserialize` readable from an object.
macro_rules! object {
    ($name:ident) => {
        impl<'de: 'a, 'a> $crate::wire::lax::Shape<'de> for $name<'a> {
            fn object<A: serde::de::MapAccess<'de>>(map: A) -> Result<Option<Self>, A::Error> {
                serde::Deserialize::deserialize(serde::de::value::MapAccessDeserializer::new(map)).map(Some)
            }
        }
    };
}
pub(super) use object;
