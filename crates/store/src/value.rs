//! Values on their way into and out of a statement.

use std::borrow::Cow;

use placet_core::{Currency, Id, Kind, Micros, TenantId};

use crate::{Error, Result};

/// A value of one of the few types both engines share.
#[derive(Clone, Debug, PartialEq)]
pub enum Value<'a> {
    /// SQL NULL.
    Null,
    /// Any integer; the column says how wide.
    Int(i64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Bytes(Cow<'a, [u8]>),
    /// A list for `IN LIST($n)`.
    Ints(Vec<i64>),
    /// A list for `IN BLOBS($n)`.
    Blobs(Vec<Vec<u8>>),
}

macro_rules! int_value {
    ($($type:ty),*) => {$(
        impl From<$type> for Value<'_> {
            fn from(value: $type) -> Self { Value::Int(i64::from(value)) }
        }
    )*};
}
int_value!(i64, i32, u32, u16, u8, bool);

impl From<Micros> for Value<'_> {
    fn from(value: Micros) -> Self {
        Value::Int(value.0)
    }
}
impl From<Kind> for Value<'_> {
    fn from(value: Kind) -> Self {
        Value::Int(i64::from(value.0))
    }
}
impl From<TenantId> for Value<'_> {
    fn from(value: TenantId) -> Self {
        Value::Int(i64::from(value.0))
    }
}
impl From<Id> for Value<'_> {
    fn from(value: Id) -> Self {
        Value::Bytes(Cow::Owned(value.0.to_vec()))
    }
}
impl From<Currency> for Value<'_> {
    fn from(value: Currency) -> Self {
        Value::Text(Cow::Owned(value.code().to_owned()))
    }
}
impl<'a> From<&'a str> for Value<'a> {
    fn from(value: &'a str) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}
impl<'a> From<&'a String> for Value<'a> {
    fn from(value: &'a String) -> Self {
        Value::Text(Cow::Borrowed(value))
    }
}
impl From<String> for Value<'_> {
    fn from(value: String) -> Self {
        Value::Text(Cow::Owned(value))
    }
}
impl<'a> From<&'a [u8]> for Value<'a> {
    fn from(value: &'a [u8]) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}
impl<'a> From<&'a Vec<u8>> for Value<'a> {
    fn from(value: &'a Vec<u8>) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Value<'a> {
    fn from(value: &'a [u8; N]) -> Self {
        Value::Bytes(Cow::Borrowed(value))
    }
}
impl From<Vec<u8>> for Value<'_> {
    fn from(value: Vec<u8>) -> Self {
        Value::Bytes(Cow::Owned(value))
    }
}
impl From<Vec<i64>> for Value<'_> {
    fn from(value: Vec<i64>) -> Self {
        Value::Ints(value)
    }
}
impl From<Vec<Id>> for Value<'_> {
    fn from(value: Vec<Id>) -> Self {
        Value::Blobs(value.into_iter().map(|id| id.0.to_vec()).collect())
    }
}
impl<'a, T: Into<Value<'a>>> From<Option<T>> for Value<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Value::Null, Into::into)
    }
}

/// The parameters of a statement, in order: `params![id, "text", 3i64]`. The tenant is not among them.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::Value::from($value)),*][..] };
}

/// One row of a result.
#[derive(Debug)]
pub struct Row {
    pub(crate) statement: &'static str,
    pub(crate) values: Vec<Value<'static>>,
}

impl Row {
    /// The value in column `column` (from 0).
    ///
    /// # Errors
    /// [`Error::Corrupt`] if it is missing or of another type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T> {
        self.values
            .get(column)
            .and_then(T::from_value)
            .ok_or(Error::Corrupt { statement: self.statement, column })
    }

    /// All values, in the order of the columns: for exports made from the inventory.
    pub fn values(&self) -> &[Value<'static>] {
        &self.values
    }

    /// The error for a column whose value is of the right type and yet not what it should be.
    pub fn corrupt(&self, column: usize) -> Error {
        Error::Corrupt { statement: self.statement, column }
    }
}

/// Types that can be read from a column.
pub trait FromValue: Sized {
    /// `None` if the value is of another type or out of range.
    fn from_value(value: &Value<'static>) -> Option<Self>;
}

impl FromValue for i64 {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Int(n) => Some(*n),
            _ => None,
        }
    }
}

macro_rules! from_int {
    ($($type:ty),*) => {$(
        impl FromValue for $type {
            fn from_value(value: &Value<'static>) -> Option<Self> {
                i64::from_value(value).and_then(|n| <$type>::try_from(n).ok())
            }
        }
    )*};
}
from_int!(i32, u32, u16, u8, u64, usize);

impl FromValue for bool {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        i64::from_value(value).map(|n| n != 0)
    }
}
impl FromValue for Micros {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        i64::from_value(value).map(Micros)
    }
}
impl FromValue for Kind {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        i32::from_value(value).map(Kind)
    }
}
impl FromValue for TenantId {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        i32::from_value(value).map(TenantId)
    }
}
impl FromValue for String {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Text(text) => Some(text.to_string()),
            _ => None,
        }
    }
}
impl FromValue for Currency {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Text(text) => Currency::parse(text).ok(),
            _ => None,
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => Some(bytes.to_vec()),
            _ => None,
        }
    }
}
impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Bytes(bytes) => bytes.as_ref().try_into().ok(),
            _ => None,
        }
    }
}
impl FromValue for Id {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        <[u8; 16]>::from_value(value).map(Id)
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value<'static>) -> Option<Self> {
        match value {
            Value::Null => Some(None),
            other => T::from_value(other).map(Some),
        }
    }
}
