//! The Romanian *cod numeric personal*: `S YYMMDD CC NNN K` (law 105/1996, HG 64/2011). Sex and century, date of birth, county, number, check
//! digit: the sum of the digits times 2 7 9 1 4 6 3 5 8 2 7 9, modulo 11, 10 written as 1.

use super::Look;
use super::card::is_article;
use super::scan::Scan;

const WEIGHTS: [u8; 12] = [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9];

/// Words near by that say a number is this one.
const WORDS: &[&str] =
    &["CNP", "C N P", "COD NUMERIC", "COD NUMERIC PERSONAL", "BULETIN", "CARTE DE IDENTITATE", "SERIE CI"];

pub(super) fn is_in(scan: &Scan, look: Look) -> bool {
    scan.groups_of::<13>().any(|(digits, place)| {
        is_valid(&digits) && (look != Look::Path && is_no_other(&digits) || scan.is_near(&place, WORDS))
    })
}

pub(super) fn is_valid(digits: &[u8; 13]) -> bool {
    let sum: u32 = digits.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit * weight)).sum();
    let check = if sum % 11 == 10 { 1 } else { sum % 11 };
    u32::from(digits[12]) == check
        && digits[0] > 0
        && is_day(digits)
        && is_county(two(digits, 7))
        && digits[9..12] != [0; 3]
}

/// Whether a number of thirteen digits of which nothing is said is a person's: of somebody who may be alive, and no article's.
fn is_no_other(digits: &[u8; 13]) -> bool {
    let alive = match digits[0] {
        1 | 2 => true,
        5 | 6 => two(digits, 1) < 40,
        _ => false,
    };
    alive && !is_article(digits)
}

/// Whether the date of birth is one.
fn is_day(digits: &[u8; 13]) -> bool {
    let (year, month, day) = (two(digits, 1), two(digits, 3), two(digits, 5));
    // Of the centuries that a number may mean, 1900 alone had no leap day; those of 7 to 9 do not tell theirs.
    let leap = year % 4 == 0 && (year > 0 || matches!(digits[0], 5..=9));
    let days = match month {
        2 => 28 + u8::from(leap),
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

/// Counties and sectors of Bucharest, those that are no more too; from 70 on: numbers given out wherever somebody lives, and abroad.
fn is_county(code: u8) -> bool {
    matches!(code, 1..=48 | 51 | 52 | 70 | 80..=83)
}

fn two(digits: &[u8; 13], at: usize) -> u8 {
    digits[at] * 10 + digits[at + 1]
}
