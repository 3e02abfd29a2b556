//! From bytes to text: gzip by sniffing, within bounds.

use std::borrow::Cow;
use std::io::Read;

use super::{Limits, WireError};

/// The first bytes of gzip (RFC 1952). No JSON begins with them.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// The text of a request's body.
///
/// Content type and encoding are not asked: a RudderStack client declares gzipped JSON to be a form. Decompression stops at the first
/// byte past `limits.body`, so that a bomb costs no more than an honest body. A byte order mark is skipped.
///
/// # Errors
/// [`WireError::Empty`], [`WireError::TooLarge`], [`WireError::Gzip`], [`WireError::NotUtf8`].
pub fn body<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Cow<'a, str>, WireError> {
    if bytes.len() > limits.body {
        return Err(WireError::TooLarge { limit: limits.body });
    }
    if bytes.starts_with(&GZIP) {
        let text = String::from_utf8(inflate(bytes, limits)?).map_err(|_| WireError::NotUtf8)?;
        return if text.trim_ascii().is_empty() { Err(WireError::Empty) } else { Ok(Cow::Owned(text)) };
    }
    let text = std::str::from_utf8(bytes).map_err(|_| WireError::NotUtf8)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text).trim_ascii();
    if text.is_empty() { Err(WireError::Empty) } else { Ok(Cow::Borrowed(text)) }
}

fn inflate(bytes: &[u8], limits: &Limits) -> Result<Vec<u8>, WireError> {
    let mut plain = Vec::with_capacity((bytes.len() * 4).min(limits.body));
    let mut decoder = flate2::read::GzDecoder::new(bytes).take(limits.body as u64 + 1);
    decoder.read_to_end(&mut plain).map_err(|_| WireError::Gzip)?;
    if plain.len() > limits.body {
        return Err(WireError::TooLarge { limit: limits.body });
    }
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn gzip_is_known_by_its_first_bytes() {
        let limits = Limits::default();
        assert_eq!(body(&gzip(b"{}"), &limits).unwrap(), "{}");
        assert_eq!(body(b"\n {} ", &limits).unwrap(), "{}");
        assert_eq!(body("\u{feff}{}".as_bytes(), &limits).unwrap(), "{}");
    }

    #[test]
    fn a_bomb_stops_at_the_limit() {
        let limits = Limits::default();
        let bomb = gzip(&vec![b' '; 50_000_000]);
        assert!(bomb.len() < 100_000);
        assert_eq!(body(&bomb, &limits), Err(WireError::TooLarge { limit: limits.body }));
        let exact = gzip(&vec![b'1'; limits.body]);
        assert!(body(&exact, &limits).is_ok());
    }

    #[test]
    fn what_is_no_text_is_named() {
        let limits = Limits::default();
        assert_eq!(body(b"", &limits), Err(WireError::Empty));
        assert_eq!(body(b" \n", &limits), Err(WireError::Empty));
        assert_eq!(body(&gzip(b""), &limits), Err(WireError::Empty));
        assert_eq!(body(b"{\"a\":\"\xff\"}", &limits), Err(WireError::NotUtf8));
        assert_eq!(body(&gzip(b"\xc3\x28"), &limits), Err(WireError::NotUtf8));
        assert_eq!(body(b"\x1f\x8b\x08nothing", &limits), Err(WireError::Gzip));
        let half = gzip(br#"{"batch":[]}"#);
        assert_eq!(body(&half[..half.len() - 9], &limits), Err(WireError::Gzip));
        assert!(matches!(body(&vec![b'1'; 10_000_000], &limits), Err(WireError::TooLarge { .. })));
    }
}
