//! The US social security number: area, group, serial. It has no check digit; the Social Security Administration gives out no area 000, 666
//! or from 900 on, no group 00 and no serial 0000. So it counts as it is written on the card, `123-45-6789`, or beside a word that says so.

use super::scan::Scan;

/// Words near by that say a number is this one.
const WORDS: &[&str] = &["SSN", "SOCIAL SECURITY", "SOC SEC", "SOCIAL SEC"];

pub(super) fn is_in(scan: &Scan) -> bool {
    scan.groups_of::<9>().any(|(digits, place)| {
        is_valid(&digits) && (is_on_the_card(scan, place.start, place.end) || scan.is_near(&place, WORDS))
    })
}

pub(super) fn is_valid(digits: &[u8; 9]) -> bool {
    let [a, b, c, group @ .., _, _, _, _] = digits;
    let area = u16::from(*a) * 100 + u16::from(*b) * 10 + u16::from(*c);
    !matches!(area, 0 | 666 | 900..) && *group != [0; 2] && digits[5..] != [0; 4]
}

/// Three, two and four digits with hyphens between, and not a part of something longer.
fn is_on_the_card(scan: &Scan, start: usize, end: usize) -> bool {
    let bytes = &scan.bytes;
    let written = end - start == 11 && bytes[start + 3] == b'-' && bytes[start + 6] == b'-';
    let joined = |byte: Option<&u8>, next: Option<&u8>| {
        byte == Some(&b'-') && next.is_some_and(|next| next.is_ascii_alphanumeric())
    };
    let before = start.checked_sub(1).map(|at| &bytes[at]);
    let further = start.checked_sub(2).map(|at| &bytes[at]);
    written && !joined(before, further) && !joined(bytes.get(end), bytes.get(end + 1))
}
