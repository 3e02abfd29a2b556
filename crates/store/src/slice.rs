//! A part of a list: some rows in its order, and where the rest begins.

/// Some rows of a list, and the key of the last one if more follow: what the next call takes as `after`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice<T, K> {
    /// The rows, in the order of the list.
    pub rows: Vec<T>,
    /// Where the next slice begins; `None` at the end.
    pub next: Option<K>,
}

impl<T, K> Slice<T, K> {
    /// How many rows to ask for, so that [`Slice::of`] sees whether there are more than `limit`.
    pub fn ask(limit: u32) -> i64 {
        i64::from(limit) + 1
    }

    /// Of up to [`Slice::ask`] rows the first `limit`.
    pub fn of(mut rows: Vec<T>, limit: u32, key: impl FnOnce(&T) -> K) -> Slice<T, K> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = rows.len() > limit;
        rows.truncate(limit);
        let next = rows.last().filter(|_| more).map(key);
        Slice { rows, next }
    }

    /// The same places of the list, told otherwise.
    pub fn map<U>(self, tell: impl FnMut(T) -> U) -> Slice<U, K> {
        Slice { rows: self.rows.into_iter().map(tell).collect(), next: self.next }
    }
}

#[cfg(test)]
mod tests {
    use super::Slice;

    #[test]
    fn a_slice_names_its_last_row_only_if_more_follow() {
        let slice = |found: Vec<u8>| Slice::of(found, 2, |row| *row);
        assert_eq!(slice(vec![1, 2, 3]), Slice { rows: vec![1, 2], next: Some(2) });
        assert_eq!(slice(vec![1, 2]), Slice { rows: vec![1, 2], next: None });
        assert_eq!(slice(vec![]), Slice { rows: vec![], next: None });
    }
}
