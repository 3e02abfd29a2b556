//! The best of a list.

use std::cmp::Ordering;

/// Keeps the first `n` in this order, sorted.
pub(crate) fn keep<T>(list: &mut Vec<T>, n: usize, order: impl Fn(&T, &T) -> Ordering + Copy) {
    if n == 0 {
        list.clear();
    } else if list.len() > n {
        list.select_nth_unstable_by(n - 1, order);
        list.truncate(n);
    }
    list.sort_unstable_by(order);
}
