//! A JSON text looked through before anybody reads it, so that no field can be forgotten.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::{Found, Look, find, find_in};

/// The first text or number of a JSON text that must not be stored: its path, such as `items[2].title`, and what it looks like. `look` says by
/// the name of a field how it is looked at; `None`: not at all. Text that is no JSON is looked at as far as it can be read.
pub fn in_json(json: &[u8], look: impl Fn(&str) -> Option<Look>) -> Option<(String, Found)> {
    let mut found = None;
    let walk = Walk { path: String::new(), field: "", look: &look, found: &mut found };
    let _ = walk.deserialize(&mut serde_json::Deserializer::from_slice(json));
    found
}

struct Walk<'w> {
    path: String,
    /// The name of the field that the value is of; of an entry of a list, the list's.
    field: &'w str,
    look: &'w dyn Fn(&str) -> Option<Look>,
    found: &'w mut Option<(String, Found)>,
}

impl Walk<'_> {
    /// An error ends the walk.
    fn check<E: Error>(self, text: &str) -> Result<(), E> {
        let found = (self.look)(self.field).and_then(|look| find_in(self.field, text, look));
        self.ended(found)
    }

    fn ended<E: Error>(self, found: Option<Found>) -> Result<(), E> {
        let Some(found) = found else { return Ok(()) };
        *self.found = Some((self.path, found));
        Err(E::custom("found"))
    }

    fn inner<'i>(&'i mut self, path: String, field: &'i str) -> Walk<'i> {
        Walk { path, field, look: self.look, found: self.found }
    }
}

impl<'de> DeserializeSeed<'de> for Walk<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<(), D::Error> {
        from.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Walk<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<(), E> {
        self.check(text)
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    /// A number is an id or an amount.
    fn visit_u64<E: Error>(self, number: u64) -> Result<(), E> {
        let found = (self.look)(self.field).and_then(|_| find(&number.to_string(), Look::Id));
        self.ended(found)
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut list: A) -> Result<(), A::Error> {
        let field = self.field;
        for index in 0.. {
            let path = format!("{}[{index}]", self.path);
            if list.next_element_seed(self.inner(path, field))?.is_none() {
                break;
            }
        }
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(mut self, mut map: A) -> Result<(), A::Error> {
        while let Some(name) = map.next_key::<String>()? {
            // The name itself is somebody's text too, and an answer names it only if it may be told.
            if let Some(found) = find(&name, Look::Published) {
                return self.ended(Some(found));
            }
            let path = if self.path.is_empty() { name.clone() } else { format!("{}.{name}", self.path) };
            map.next_value_seed(self.inner(path, &name))?;
        }
        Ok(())
    }
}
