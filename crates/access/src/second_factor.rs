//! The second factor: time-based one-time passwords (RFC 6238: SHA-1, 6 digits, 30 seconds), and codes for the day the phone is lost.

use placet_core::Micros;
use placet_permission::vault::{digest, hex, random, same, totp};
use qrcode::QrCode;
use qrcode::render::svg;

use crate::Error;

/// How long a code is good for.
const STEP: i64 = 30 * Micros::SECOND;
/// How many codes for a lost phone there are.
const RECOVERY_CODES: usize = 8;
const BASE32: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// A new secret: 160 bits (RFC 4226, 4).
pub(crate) fn new_secret() -> [u8; 20] {
    random()
}

/// The step whose code this is, within one step of now; a step up to `used` opens nothing any more.
pub(crate) fn step_of(secret: &[u8], code: &str, now: Micros, used: i64) -> Option<i64> {
    let code = typed(code);
    let current = now.0.div_euclid(STEP);
    (current - 1..=current + 1)
        .filter(|step| *step > used)
        .find(|step| same(totp(secret, *step).as_bytes(), code.as_bytes()))
}

/// The secret as an authenticator app takes it: an address of the scheme `otpauth`.
pub(crate) fn uri(secret: &[u8], account: &str) -> String {
    let account: String = url::form_urlencoded::byte_serialize(account.as_bytes()).collect();
    format!("otpauth://totp/Placet:{account}?secret={}&issuer=Placet", base32(secret))
}

/// The same as a picture.
///
/// # Errors
/// [`Error::Corrupt`] if it is too long for one.
pub(crate) fn picture(uri: &str) -> Result<String, Error> {
    let code = QrCode::new(uri).map_err(|_| Error::Corrupt("second factor"))?;
    Ok(code.render::<svg::Color<'_>>().min_dimensions(200, 200).build())
}

/// RFC 4648 without padding.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let bits = bytes.iter().flat_map(|byte| (0..8).rev().map(move |place| byte >> place & 1));
    let bits: Vec<u8> = bits.collect();
    bits.chunks(5)
        .map(|five| {
            five.iter().chain([0; 4].iter()).take(5).fold(0usize, |sum, bit| sum << 1 | usize::from(*bit))
        })
        .map(|digit| char::from(BASE32[digit]))
        .collect()
}

/// New codes, and what is stored of them: their hashes with spaces between.
pub(crate) fn new_recovery() -> (Vec<String>, String) {
    let codes: Vec<String> = (0..RECOVERY_CODES).map(|_| base32(&random::<10>()).to_lowercase()).collect();
    let hashes: Vec<String> = codes.iter().map(|code| hashed(code)).collect();
    (codes, hashes.join(" "))
}

/// What is left of the stored codes once this one is used up; `None` if it is none of them.
pub(crate) fn use_recovery(stored: &str, code: &str) -> Option<String> {
    let hash = hashed(&typed(code).to_lowercase());
    let (used, left): (Vec<&str>, Vec<&str>) = stored.split(' ').partition(|known| *known == hash);
    (!used.is_empty()).then(|| left.join(" "))
}

/// A code as it is meant: people read it off in groups, with spaces in between.
fn typed(code: &str) -> String {
    code.split_whitespace().collect()
}

fn hashed(code: &str) -> String {
    hex(&digest(code.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The secret of RFC 6238, Appendix B.
    const SECRET: &[u8] = b"12345678901234567890";

    #[test]
    fn a_code_is_good_for_its_step_and_its_neighbours_and_once() {
        let at = Micros(1_111_111_111 * Micros::SECOND);
        let step = at.0 / STEP;
        assert_eq!(step_of(SECRET, "050471", at, 0), Some(step));
        assert_eq!(step_of(SECRET, " 050 471 ", at, 0), Some(step), "as an app shows it");
        assert_eq!(step_of(SECRET, "050471", at + STEP, 0), Some(step));
        assert_eq!(step_of(SECRET, "050471", at + 2 * STEP, 0), None);
        assert_eq!(step_of(SECRET, "050471", at, step), None, "a code that was used");
        assert_eq!(step_of(SECRET, "", at, 0), None);
    }

    #[test]
    fn the_secret_is_written_as_an_app_reads_it() {
        assert_eq!(base32(SECRET), "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert_eq!(base32(b"f"), "MY");
        let uri = uri(SECRET, "ana?x@example.org");
        assert!(uri.starts_with("otpauth://totp/Placet:ana%3Fx%40example.org?secret=GEZDG"), "{uri}");
        assert!(picture(&uri).unwrap().contains("<svg"));
    }

    #[test]
    fn a_code_for_a_lost_phone_opens_once() {
        let (codes, stored) = new_recovery();
        assert_eq!(codes.len(), 8);
        assert!(codes.iter().all(|code| !stored.contains(code.as_str())));
        let left = use_recovery(&stored, &format!(" {} ", codes[3].to_uppercase())).unwrap();
        assert_eq!(use_recovery(&left, &codes[3]), None);
        assert!(use_recovery(&left, &codes[0]).is_some());
        assert_eq!(use_recovery("", ""), None);
    }
}
