//! Stable ids: the same device, user or message id always becomes the same number, which tells nothing about it.

/// A stream's number and a check of what it was made from, so that two that share a number are told apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StreamKey {
    /// 63 bits, never negative, never 0.
    pub id: i64,
    /// 64 further bits of the same hash.
    pub check: i64,
}

impl StreamKey {
    pub(super) fn of(hash: &[u8; 32]) -> StreamKey {
        let [a, b, c, d, e, f, g, h, rest @ ..] = *hash;
        let [i, j, k, l, m, n, o, p, ..] = rest;
        let id = i64::from_be_bytes([a, b, c, d, e, f, g, h]) & i64::MAX;
        StreamKey { id: id.max(1), check: i64::from_be_bytes([i, j, k, l, m, n, o, p]) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_id_is_positive_whatever_the_hash() {
        assert_eq!(StreamKey::of(&[0; 32]), StreamKey { id: 1, check: 0 });
        assert_eq!(StreamKey::of(&[0xff; 32]), StreamKey { id: i64::MAX, check: -1 });
        let mut sign_bit_alone = [0; 32];
        sign_bit_alone[0] = 0x80;
        assert_eq!(StreamKey::of(&sign_bit_alone).id, 1);
    }
}
