//! Account numbers: country, two check digits and the country's own number (ISO 13616), whose remainder by 97 is 1 (ISO/IEC 7064). Lengths and
//! kinds of signs are those of SWIFT's IBAN registry.

use super::scan::{Scan, is_letter};

/// Of each country the signs after its check digits: `n` digits, `a` letters, `c` either.
#[rustfmt::skip]
const COUNTRIES: &[(&[u8; 2], &str)] = &[
    (b"AD", "8n12c"), (b"AE", "19n"), (b"AL", "8n16c"), (b"AT", "16n"), (b"AZ", "4a20c"), (b"BA", "16n"), (b"BE", "12n"),
    (b"BG", "4a6n8c"), (b"BH", "4a14c"), (b"BI", "23n"), (b"BR", "23n1a1c"), (b"BY", "4c4n16c"), (b"CH", "5n12c"), (b"CR", "18n"),
    (b"CY", "8n16c"), (b"CZ", "20n"), (b"DE", "18n"), (b"DJ", "23n"), (b"DK", "14n"), (b"DO", "4c20n"), (b"EE", "16n"), (b"EG", "25n"),
    (b"ES", "20n"), (b"FI", "14n"), (b"FK", "2a12n"), (b"FO", "14n"), (b"FR", "10n11c2n"), (b"GB", "4a14n"), (b"GE", "2a16n"),
    (b"GI", "4a15c"), (b"GL", "14n"), (b"GR", "7n16c"), (b"GT", "24c"), (b"HN", "4a20n"), (b"HR", "17n"), (b"HU", "24n"), (b"IE", "4a14n"),
    (b"IL", "19n"), (b"IQ", "4a15n"), (b"IS", "22n"), (b"IT", "1a10n12c"), (b"JO", "4a4n18c"), (b"KW", "4a22c"), (b"KZ", "3n13c"),
    (b"LB", "4n20c"), (b"LC", "4a24c"), (b"LI", "5n12c"), (b"LT", "16n"), (b"LU", "3n13c"), (b"LV", "4a13c"), (b"LY", "21n"),
    (b"MC", "10n11c2n"), (b"MD", "20c"), (b"ME", "18n"), (b"MK", "3n10c2n"), (b"MN", "16n"), (b"MR", "23n"), (b"MT", "4a5n18c"),
    (b"MU", "4a19n3a"), (b"NI", "4a20n"), (b"NL", "4a10n"), (b"NO", "11n"), (b"OM", "3n16c"), (b"PK", "4a16c"), (b"PL", "24n"),
    (b"PS", "4a21c"), (b"PT", "21n"), (b"QA", "4a21c"), (b"RO", "4a16c"), (b"RS", "18n"), (b"RU", "14n15c"), (b"SA", "2n18c"),
    (b"SC", "4a20n3a"), (b"SD", "14n"), (b"SE", "20n"), (b"SI", "15n"), (b"SK", "20n"), (b"SM", "1a10n12c"), (b"SO", "19n"), (b"ST", "21n"),
    (b"SV", "4a20n"), (b"TL", "19n"), (b"TN", "20n"), (b"TR", "6n16c"), (b"UA", "6n19c"), (b"VA", "18n"), (b"VG", "4a16n"), (b"XK", "16n"),
    (b"YE", "4a4n18c"),
];

pub(super) fn is_in(scan: &Scan) -> bool {
    (0..scan.bytes.len().saturating_sub(4)).any(|start| {
        let bytes = &scan.bytes[start..];
        let begins = matches!(
            bytes,
            [b'A'..=b'Z', b'A'..=b'Z', b'0'..=b'9', ..] | [b'A'..=b'Z', b'A'..=b'Z', _, b'0'..=b'9', ..]
        );
        if !begins {
            return false;
        }
        let country = COUNTRIES.iter().find(|(name, _)| bytes.starts_with(*name));
        country.is_some_and(|(_, shape)| {
            let number = signs(bytes, 4 + length(shape));
            number.is_some_and(|number| {
                fits(&number[2..4], "2n") && fits(&number[4..], shape) && remainder(&number) == 1
            })
        })
    })
}

/// The first `length` signs, whole groups of them: in one, in fours as on paper, or grouped in any way if all but the country are digits.
fn signs(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut signs = Vec::with_capacity(length);
    let (mut group, mut fours) = (0, true);
    let mut last = b' ';
    for byte in bytes {
        match byte {
            b'0'..=b'9' | b'A'..=b'Z' => {
                if signs.len() == length {
                    // Letters may be glued to its end; a digit makes it another number.
                    return (byte.is_ascii_alphabetic() && last.is_ascii_alphanumeric()).then_some(signs);
                }
                group += 1;
                signs.push(*byte);
            }
            _ if signs.len() == length => break,
            b' ' | b'-' | b'.' if last.is_ascii_alphanumeric() => {
                fours &= group == 4;
                group = 0;
                if !fours && !signs[2..].iter().all(u8::is_ascii_digit) {
                    return None;
                }
            }
            _ => return None,
        }
        last = *byte;
    }
    (signs.len() == length).then_some(signs)
}

/// The parts of a shape: how many signs, and of which kind.
fn parts(shape: &str) -> impl Iterator<Item = (usize, u8)> {
    let kinds = shape.split_inclusive(|c: char| c.is_ascii_alphabetic());
    kinds.filter_map(|part| {
        let (kind, count) = part.as_bytes().split_last()?;
        Some((std::str::from_utf8(count).ok()?.parse().ok()?, *kind))
    })
}

fn length(shape: &str) -> usize {
    parts(shape).map(|(count, _)| count).sum()
}

fn fits(signs: &[u8], shape: &str) -> bool {
    let kinds = parts(shape).flat_map(|(count, kind)| std::iter::repeat_n(kind, count));
    signs.iter().zip(kinds).all(|(sign, kind)| match kind {
        b'n' => sign.is_ascii_digit(),
        b'a' => is_letter(*sign),
        _ => true,
    })
}

/// The remainder by 97 of the number with its country and check digits put behind, letters as 10 to 35.
pub(super) fn remainder(signs: &[u8]) -> u32 {
    let (head, tail) = signs.split_at(4);
    tail.iter().chain(head).fold(0, |sum, sign| match sign {
        b'0'..=b'9' => (sum * 10 + u32::from(sign - b'0')) % 97,
        _ => (sum * 100 + u32::from(sign - b'A') + 10) % 97,
    })
}
