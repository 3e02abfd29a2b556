//! One-time passwords of time (RFC 6238), as authenticator apps make them. SHA-1 is what they all speak; in HMAC it is not broken.

use aws_lc_rs::hmac;

/// The 6 digits of a step, the number of 30-second spans since 1970 (RFC 4226, 5.3).
pub fn totp(secret: &[u8], step: i64) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret);
    let tag = hmac::sign(&key, &step.to_be_bytes());
    let bytes = tag.as_ref();
    let offset = usize::from(bytes.last().copied().unwrap_or(0) & 0x0f);
    let four = bytes.iter().skip(offset).take(4).fold(0u32, |sum, byte| sum << 8 | u32::from(*byte));
    format!("{:06}", (four & 0x7fff_ffff) % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_codes_are_those_of_rfc_6238() {
        let known = [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ];
        for (seconds, code) in known {
            assert_eq!(totp(b"12345678901234567890", seconds / 30), code, "{seconds}");
        }
    }
}
