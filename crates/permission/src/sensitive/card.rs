//! Card numbers: a network's first digits and length, and the check digit (ISO/IEC 7812-1, annex B: Luhn's).

use super::Look;
use super::networks::{Fit, fit};
use super::scan::Scan;

const SHORTEST: usize = 12;
const LONGEST: usize = 19;

/// Words near by that say a number is a card's.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "CREDIT CARD", "DEBIT CARD", "BANK CARD", "CARD NUMBER", "CARD NO", "CARD NR", "CARDNUMBER", "MY CARD", "CVV", "CVC", "VISA", "MASTERCARD",
    "MAESTRO", "AMEX", "AMERICAN EXPRESS", "DINERS", "UNIONPAY",
    "CARDUL", "CARDULUI", "CARD BANCAR", "CARD DE CREDIT", "CARD DE DEBIT",                         // ro
    "CARTE BANCAIRE", "CARTE BLEUE", "CARTE DE CREDIT", "MA CARTE", "NUMERO DE CARTE", "N DE CARTE", // fr
];
/// Words that may as well speak of a memory card or a gift card; a number that is an article's by its check digit needs more.
const HINTS: &[&str] = &["CARD", "CARDS", "CARTE", "CREDIT", "DEBIT"];

/// How the groups of a card number are written: sixteen digits by fours, with up to three more; fifteen and fourteen as they stand on the card.
const LAYOUTS: &[&[usize]] =
    &[&[4, 4, 4, 4], &[4, 4, 4, 4, 1], &[4, 4, 4, 4, 2], &[4, 4, 4, 4, 3], &[4, 6, 5], &[4, 6, 4]];

/// Whether a card number stands in the text.
pub(super) fn is_in(scan: &Scan, look: Look) -> bool {
    (0..scan.runs.len()).any(|first| {
        let (mut digits, mut n) = ([0; LONGEST], 0);
        for last in first..scan.runs.len() {
            if last > first && scan.gap(last - 1).is_none() {
                break;
            }
            for byte in &scan.bytes[scan.runs[last].clone()] {
                let Some(place) = digits.get_mut(n) else { return false };
                (*place, n) = (byte - b'0', n + 1);
            }
            if n >= SHORTEST && is_card(scan, first, last, &digits[..n], look) {
                return true;
            }
        }
        false
    })
}

/// Whether the digits of these runs are a card number.
fn is_card(scan: &Scan, first: usize, last: usize, digits: &[u8], look: Look) -> bool {
    let Some(fit) = fit(digits).filter(|_| luhn(digits)) else { return false };
    let fit = if digits.len() == 14 && is_article(digits) { Fit::Published } else { fit };
    let alone = fit == Fit::Alone && is_written_as_one(scan, first, last) && !is_parcel(scan, first);
    if look == Look::Id {
        return alone && matches!(digits.len(), 15 | 16);
    }
    let place = scan.runs[first].start..scan.runs[last].end;
    alone || scan.is_near(&place, WORDS) || !is_article(digits) && scan.is_near(&place, HINTS)
}

/// Whether these groups are one number by the way they are written, and not a part of something longer or a row of several.
fn is_written_as_one(scan: &Scan, first: usize, last: usize) -> bool {
    if first == last {
        return true;
    }
    let gaps: Vec<&[u8]> = (first..last).filter_map(|run| scan.gap(run)).collect();
    let lengths: Vec<usize> = scan.runs[first..=last].iter().map(|run| run.len()).collect();
    let lists = |gap: &[u8]| gap.iter().any(|byte| matches!(byte, b',' | b';' | b'/' | b'&' | b'?'));
    if counts_up(scan, first, last) || gaps.iter().any(|gap| lists(gap)) {
        return false;
    }
    let uniform = gaps.windows(2).all(|two| two[0] == two[1]);
    let (before, after) = (first.checked_sub(1).and_then(|run| scan.gap(run)), scan.gap(last));
    if uniform && LAYOUTS.contains(&lengths.as_slice()) && !is_carriers(scan, first, last) {
        return true;
    }
    // Of 17 digits and more no card is grouped otherwise; numbers of orders are.
    let few = lengths.iter().sum::<usize>() <= 16;
    let single = |gap: &&[u8]| matches!(gap, [b' ' | b'-' | b'.']);
    few && before.is_none() && after.is_none() && gaps.iter().all(single)
}

/// A row such as sizes or models, each so much more than the one before: `40 41 42 43`.
fn counts_up(scan: &Scan, first: usize, last: usize) -> bool {
    let value = |run: &std::ops::Range<usize>| {
        scan.bytes[run.clone()].iter().fold(0_i64, |value, digit| value * 10 + i64::from(digit - b'0'))
    };
    let values: Vec<i64> = scan.runs[first..=last].iter().map(value).collect();
    values.len() > 2
        && values[1] > values[0]
        && values.windows(2).all(|two| two[1] - two[0] == values[1] - values[0])
}

/// Whether the groups are part of a carrier's number in groups of four: 20 digits or more, with its own check digit (GS1's).
fn is_carriers(scan: &Scan, first: usize, last: usize) -> bool {
    let start = (0..first).rev().take_while(|run| scan.gap(*run).is_some()).last().unwrap_or(first);
    let end = (last..scan.runs.len()).find(|run| scan.gap(*run).is_none()).unwrap_or(last);
    let whole =
        scan.runs[start..=end].iter().flat_map(|run| scan.bytes[run.clone()].iter().map(|byte| byte - b'0'));
    let whole: Vec<u8> = whole.collect();
    matches!(whole.len(), 20 | 22 | 26 | 30 | 34) && is_article(&whole)
}

/// A parcel of UPS: `1Z`, fifteen characters and a check digit, here all of them digits.
fn is_parcel(scan: &Scan, run: usize) -> bool {
    let run = &scan.runs[run];
    let digits = &scan.bytes[run.clone()];
    let (Some((check, digits)), true) = (digits.split_last(), scan.bytes[..run.start].ends_with(b"1Z"))
    else {
        return false;
    };
    let sum: u32 = digits.iter().zip(0..).map(|(byte, at)| u32::from(byte - b'0') * (1 + at % 2)).sum();
    digits.len() == 15 && (sum + u32::from(check - b'0')).is_multiple_of(10)
}

/// The check digit of GS1's numbers: of articles (8, 12, 13, 14 digits), parcels and of several carriers.
pub(super) fn is_article(digits: &[u8]) -> bool {
    let sum: u32 =
        digits.iter().rev().zip(0..).map(|(digit, at)| u32::from(*digit) * (1 + 2 * (at % 2))).sum();
    sum.is_multiple_of(10)
}

fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits.iter().rev().enumerate().fold(0, |sum, (place, digit)| {
        let value = u32::from(*digit) << (place % 2);
        sum + if value > 9 { value - 9 } else { value }
    });
    sum.is_multiple_of(10)
}
