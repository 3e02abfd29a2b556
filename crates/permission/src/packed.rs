//! Facts that are kept by the million stand in their documents as they stand in their rows: packed, in base64.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use serde::de::Error;
use serde::{Deserialize, Deserializer, Serializer};

use crate::reach::{self, Stamp};
use crate::standings::Standings;

/// What has a packed form.
pub(crate) trait Packed: Sized {
    /// As it stands in a row.
    fn packed(&self) -> Vec<u8>;
    /// `None` if this is no packed form that the program knows.
    fn unpacked(bytes: &[u8]) -> Option<Self>;
}

impl Packed for Standings {
    fn packed(&self) -> Vec<u8> {
        self.pack()
    }

    fn unpacked(bytes: &[u8]) -> Option<Standings> {
        Standings::unpack(bytes)
    }
}

impl Packed for Vec<Stamp> {
    fn packed(&self) -> Vec<u8> {
        reach::pack(self)
    }

    fn unpacked(bytes: &[u8]) -> Option<Vec<Stamp>> {
        reach::unpack(bytes)
    }
}

pub(crate) fn serialize<T: Packed, S: Serializer>(value: &T, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(&STANDARD_NO_PAD.encode(value.packed()))
}

pub(crate) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(from: D) -> Result<T, D::Error> {
    let text = String::deserialize(from)?;
    let bytes = STANDARD_NO_PAD.decode(text).ok();
    bytes
        .and_then(|bytes| T::unpacked(&bytes))
        .ok_or_else(|| D::Error::custom("is packed in no way that is known"))
}
