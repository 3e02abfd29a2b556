//! The few things asked of the crypto library, in the one form this house uses: SHA-256, HMAC-SHA-256, AES-256-GCM,
//! random bytes.

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use aws_lc_rs::{constant_time, digest as sha, hmac, rand};

/// Bytes in front of each ciphertext.
const NONCE: usize = 12;
/// Bytes of authentication behind it.
const TAG: usize = 16;

/// SHA-256, for what is random enough to need no key: write keys, session tokens.
pub fn digest(bytes: &[u8]) -> [u8; 32] {
    first(sha::digest(&sha::SHA256, bytes).as_ref())
}

/// HMAC-SHA-256 under a secret shared with somebody outside, such as a shop that signs its `userId`s.
pub fn hmac_sha256(secret: &[u8], message: &[u8]) -> [u8; 32] {
    first(hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret), message).as_ref())
}

/// Random bytes nobody can guess: tokens, salts, keys.
#[expect(
    clippy::expect_used,
    reason = "a system without randomness must stop, not go on with guessable keys"
)]
pub fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    rand::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

/// Bytes as text: two digits each.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Whether two secrets are the same, in a time that does not tell where they differ.
pub fn same(a: &[u8], b: &[u8]) -> bool {
    constant_time::verify_slices_are_equal(a, b).is_ok()
}

/// The first `N` bytes of a longer hash.
pub(super) fn first<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut out = [0; N];
    out.iter_mut().zip(bytes).for_each(|(to, from)| *to = *from);
    out
}

/// Parts with their lengths in front, so that no two lists of parts read the same.
pub(super) fn frame(label: &str, parts: &[&[u8]]) -> Vec<u8> {
    let whole = label.len() + 8 + parts.iter().map(|part| part.len() + 8).sum::<usize>();
    let mut out = Vec::with_capacity(whole);
    for part in std::iter::once(label.as_bytes()).chain(parts.iter().copied()) {
        out.extend_from_slice(&(part.len() as u64).to_be_bytes());
        out.extend_from_slice(part);
    }
    out
}

/// The bytes of a key, overwritten when dropped. It cannot be printed.
pub(super) struct Secret(pub(super) [u8; 32]);

impl Secret {
    /// Takes the bytes over and overwrites the vector; `None` unless there are 32.
    pub(super) fn taken(mut bytes: Vec<u8>) -> Option<Secret> {
        let secret = <[u8; 32]>::try_from(bytes.as_slice()).ok().map(Secret);
        bytes.fill(0);
        std::hint::black_box(&bytes);
        secret
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.fill(0);
        std::hint::black_box(&self.0);
    }
}

/// A key of HMAC-SHA-256, its inner and outer state computed once.
pub(super) struct MacKey(hmac::Key);

impl MacKey {
    pub(super) fn new(secret: &Secret) -> MacKey {
        MacKey(hmac::Key::new(hmac::HMAC_SHA256, &secret.0))
    }

    /// The MAC over the framed parts; `label` tells its uses apart.
    pub(super) fn mac(&self, label: &str, parts: &[&[u8]]) -> [u8; 32] {
        first(hmac::sign(&self.0, &frame(label, parts)).as_ref())
    }
}

/// A key of AES-256-GCM under random nonces. One key should seal fewer than 2³² values (NIST SP 800-38D, 8.3).
pub(super) struct SealKey(RandomizedNonceKey);

/// The cipher refused: a wrong key, other associated data, or changed bytes.
pub(super) struct Refused;

impl SealKey {
    #[expect(clippy::expect_used, reason = "AES-256 takes every key of 32 bytes, and a Secret has 32")]
    pub(super) fn new(secret: &Secret) -> SealKey {
        SealKey(RandomizedNonceKey::new(&AES_256_GCM, &secret.0).expect("a key of 32 bytes"))
    }

    /// Nonce ‖ ciphertext ‖ tag.
    pub(super) fn seal(&self, plain: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, Refused> {
        let mut out = Vec::with_capacity(NONCE + plain.len() + TAG);
        out.resize(NONCE, 0);
        out.extend_from_slice(plain);
        let (nonce, tag) =
            self.0.seal_in_place_separate_tag(Aad::from(bound_to), &mut out[NONCE..]).map_err(|_| Refused)?;
        out[..NONCE].copy_from_slice(nonce.as_ref());
        out.extend_from_slice(tag.as_ref());
        Ok(out)
    }

    /// The plain bytes, if nothing was changed and `bound_to` is what they were sealed with.
    pub(super) fn open(&self, sealed: &[u8], bound_to: &[u8]) -> Result<Vec<u8>, Refused> {
        let (nonce, rest) = sealed.split_at_checked(NONCE).ok_or(Refused)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| Refused)?;
        let mut rest = rest.to_vec();
        let length = self.0.open_in_place(nonce, Aad::from(bound_to), &mut rest).map_err(|_| Refused)?.len();
        rest.truncate(length);
        Ok(rest)
    }
}
