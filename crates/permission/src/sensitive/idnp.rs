//! The Moldovan IDNP (HG 333/2002): thirteen digits; the register (2, at first 0), the last three digits of the year it was given in, office and
//! number, and a check digit: the sum of the digits times 7 3 1, modulo 10. Companies' IDNO begins with 1 and is no person's.

use super::Look;
use super::card::is_article;
use super::scan::Scan;

/// Words near by that say a number is this one.
const WORDS: &[&str] =
    &["IDNP", "COD PERSONAL", "CODUL PERSONAL", "COD DE IDENTIFICARE", "CODUL DE IDENTIFICARE", "BULETIN"];

pub(super) fn is_in(scan: &Scan, look: Look) -> bool {
    scan.groups_of::<13>().any(|(digits, place)| {
        is_valid(&digits) && (look != Look::Path && !is_article(&digits) || scan.is_near(&place, WORDS))
    })
}

pub(super) fn is_valid(digits: &[u8; 13]) -> bool {
    let sum: u32 = digits[..12]
        .iter()
        .zip([7, 3, 1].into_iter().cycle())
        .map(|(d, weight)| u32::from(*d) * weight)
        .sum();
    // Given out since 1990: 990 to 999 under 0 and 2, 000 to 039 under 2.
    let year = matches!((digits[0], digits[1], digits[2]), (0 | 2, 9, 9) | (0, 9, _) | (2, 0, 0..=3));
    year && sum % 10 == u32::from(digits[12])
}
