//! Lists in pages: a cursor names the last row that was shown, so that a page costs the same wherever it lies and no row is shown twice.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use placet_core::{Id, Micros, TenantId};
use placet_edge::Problem;
use placet_store::Slice;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// How many rows a page holds if nobody says, and at most.
const USUAL: u32 = 50;
const MOST: u32 = 200;

/// The path of an operation at a tenant.
#[derive(Clone, Copy, Debug, IntoParams)]
#[into_params(parameter_in = Path)]
pub struct TenantPath {
    /// The tenant's number.
    #[param(minimum = 1)]
    pub tenant: i32,
}

/// Which page of a list is wanted.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct Listing {
    /// How many rows; 50 if not said.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<u32>,
    /// Where the last page ended: its `next`.
    pub cursor: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Page<T> {
    /// The rows.
    pub items: Vec<T>,
    /// The cursor of the next page; `null` if this is the last.
    pub next: Option<String>,
}

/// The key of a row, as a cursor holds it. A cursor is no secret and no right: whoever changes one sees another page of their own list.
pub trait CursorKey: Sized {
    /// Writes it.
    fn write(&self, to: &mut Vec<u8>);
    /// Reads it from the front of the bytes, and moves behind it.
    fn read(from: &mut &[u8]) -> Option<Self>;
}

impl Listing {
    /// How many rows are wanted.
    ///
    /// # Errors
    /// 400 unless 1 to 200.
    pub fn limit(&self) -> Result<u32, Problem> {
        let limit = self.limit.unwrap_or(USUAL);
        let wrong = || Problem::bad_request("limit", format!("expected a number from 1 to {MOST}"));
        (1..=MOST).contains(&limit).then_some(limit).ok_or_else(wrong)
    }

    /// The key after which the page begins.
    ///
    /// # Errors
    /// 400 for a cursor of another list, or none at all.
    pub fn after<K: CursorKey>(&self) -> Result<Option<K>, Problem> {
        let Some(cursor) = self.cursor.as_deref().filter(|cursor| !cursor.is_empty()) else {
            return Ok(None);
        };
        let read = || {
            let bytes = URL_SAFE_NO_PAD.decode(cursor).ok()?;
            let mut rest = bytes.as_slice();
            K::read(&mut rest).filter(|_| rest.is_empty())
        };
        read().map(Some).ok_or_else(|| Problem::bad_request("cursor", "is not one that this list gave"))
    }
}

impl<T> Page<T> {
    /// A page of a slice, its rows as they are shown.
    pub fn of<R, K: CursorKey>(slice: Slice<R, K>, show: impl FnMut(R) -> T) -> Page<T> {
        let next = slice.next.map(|key| {
            let mut bytes = Vec::new();
            key.write(&mut bytes);
            URL_SAFE_NO_PAD.encode(bytes)
        });
        Page { items: slice.rows.into_iter().map(show).collect(), next }
    }
}

impl CursorKey for i64 {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_be_bytes());
    }
    fn read(from: &mut &[u8]) -> Option<i64> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(i64::from_be_bytes(*bytes))
    }
}

impl CursorKey for i32 {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.to_be_bytes());
    }
    fn read(from: &mut &[u8]) -> Option<i32> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(i32::from_be_bytes(*bytes))
    }
}

impl CursorKey for TenantId {
    fn write(&self, to: &mut Vec<u8>) {
        self.0.write(to);
    }
    fn read(from: &mut &[u8]) -> Option<TenantId> {
        i32::read(from).map(TenantId)
    }
}

impl CursorKey for Micros {
    fn write(&self, to: &mut Vec<u8>) {
        self.0.write(to);
    }
    fn read(from: &mut &[u8]) -> Option<Micros> {
        i64::read(from).map(Micros)
    }
}

impl CursorKey for Id {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(&self.0);
    }
    fn read(from: &mut &[u8]) -> Option<Id> {
        let (bytes, rest) = from.split_first_chunk()?;
        *from = rest;
        Some(Id(*bytes))
    }
}

/// Text is the last part of a key: it takes what is left.
impl CursorKey for String {
    fn write(&self, to: &mut Vec<u8>) {
        to.extend_from_slice(self.as_bytes());
    }
    fn read(from: &mut &[u8]) -> Option<String> {
        let text = String::from_utf8(from.to_vec()).ok()?;
        *from = &[];
        Some(text)
    }
}

impl<A: CursorKey, B: CursorKey> CursorKey for (A, B) {
    fn write(&self, to: &mut Vec<u8>) {
        self.0.write(to);
        self.1.write(to);
    }
    fn read(from: &mut &[u8]) -> Option<(A, B)> {
        Some((A::read(from)?, B::read(from)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn listing(cursor: &str) -> Listing {
        Listing { limit: None, cursor: Some(cursor.to_owned()) }
    }

    #[test]
    fn a_page_ends_with_the_key_after_which_the_next_begins() {
        let slice = Slice::of(vec![3i64, 2, 1], 2, |row| (*row, format!("row {row}")));
        let page = Page::of(slice, |row| row);
        assert_eq!(page.items, [3, 2]);
        let next = page.next.unwrap();
        assert_eq!(listing(&next).after::<(i64, String)>().unwrap(), Some((2, "row 2".to_owned())));
        assert!(Page::of(Slice::of(vec![1i64], 2, |row| *row), |row| row).next.is_none());
    }

    #[test]
    fn a_cursor_of_another_list_and_a_limit_out_of_bounds_are_400() {
        for wrong in ["?", "AAAA", &"A".repeat(100)] {
            assert_eq!(listing(wrong).after::<Id>().unwrap_err().errors()[0].field, "cursor", "{wrong}");
        }
        assert_eq!(listing("").after::<Id>().unwrap(), None);
        for wrong in [0, 201] {
            let listing = Listing { limit: Some(wrong), cursor: None };
            assert_eq!(listing.limit().unwrap_err().errors()[0].field, "limit");
        }
    }
}
