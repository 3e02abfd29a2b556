//! The French NIR (*numéro de sécurité sociale*; décret 82-103, INSEE): sex, year, month, département, commune, number, and the key
//! 97 − number modulo 97. In Corsica the département is 2A, counted as 19, or 2B, counted as 18.

use std::ops::Range;

use super::Look;
use super::scan::Scan;

const LENGTH: usize = 15;

/// Words near by that say a number is this one.
const WORDS: &[&str] = &[
    "NIR",
    "SECURITE SOCIALE",
    "SECU",
    "CARTE VITALE",
    "INSEE",
    "NSS",
    "NUMERO DE SS",
    "NO DE SS",
    "ASSURE SOCIAL",
    "ASSUREE SOCIALE",
];

pub(super) fn is_in(scan: &Scan, look: Look) -> bool {
    scan.runs.iter().any(|run| {
        let Some((signs, place, n)) = signs(scan, run.start) else { return false };
        let said = || scan.is_near(&place, WORDS);
        match n {
            LENGTH if is_valid(&signs) => look != Look::Path && is_usual(&signs) || said(),
            // Without the key there is nothing to check but what it says.
            13 => shape(&signs[..13]).is_some() && is_usual(&signs) && said(),
            _ => false,
        }
    })
}

/// The up to fifteen signs of a number that begins here, where it stands, and how many they are.
fn signs(scan: &Scan, start: usize) -> Option<([u8; LENGTH], Range<usize>, usize)> {
    let mut signs = [b'0'; LENGTH];
    let (mut n, mut gap, mut end) = (0, false, start);
    for (at, byte) in scan.bytes.iter().enumerate().skip(start) {
        let corsica = n == 6 && matches!(byte, b'A' | b'B') && signs[5] == b'2';
        if byte.is_ascii_digit() || corsica {
            *signs.get_mut(n)? = *byte;
            (n, gap, end) = (n + 1, false, at + 1);
        } else if gap || !matches!(byte, b' ' | b'-' | b'.' | b'/') {
            break;
        } else {
            gap = true;
        }
    }
    Some((signs, start..end, n))
}

/// The number that its key is made from, if the parts can be what they are to be.
fn shape(signs: &[u8]) -> Option<u64> {
    let corsica = match signs[6] {
        b'A' => 19,
        b'B' => 18,
        _ => 0,
    };
    let value = |from: usize, to: usize| {
        signs[from..to].iter().fold(0, |value, sign| value * 10 + u64::from(sign - b'0'))
    };
    let department = if corsica > 0 { corsica } else { value(5, 7) };
    let month = value(3, 5);
    let fits = matches!(signs[0], b'1'..=b'4' | b'7' | b'8')
        && matches!(month, 1..=12 | 20..=42 | 50..=99)
        && (matches!(department, 1..=99) && (corsica > 0 || department != 20))
        && value(7, 10) > 0
        && value(10, 13) > 0;
    fits.then(|| (value(0, 5) * 100 + department) * 1_000_000 + value(7, 13))
}

pub(super) fn is_valid(signs: &[u8; LENGTH]) -> bool {
    let key = u64::from(signs[13] - b'0') * 10 + u64::from(signs[14] - b'0');
    shape(signs).is_some_and(|number| key == 97 - number % 97)
}

/// A person's whose sex and month of birth are known, as nearly all are.
fn is_usual(signs: &[u8; LENGTH]) -> bool {
    matches!(signs[0], b'1' | b'2') && matches!((signs[3], signs[4]), (b'0', b'1'..) | (b'1', b'0'..=b'2'))
}
