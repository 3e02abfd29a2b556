//! Misspelt keywords: `STPO`, `unsuscribe`, and not every word that differs by a letter.

use super::lexicon::{LEXICON, Pattern, Section};

/// From this many letters on any one slip is believed; below it one that fingers make.
const SURE: usize = 6;
/// From this many letters on two slips.
const VERY_SURE: usize = 9;
/// From this many letters on a slip is believed in the middle of a text.
pub(super) const ANYWHERE: usize = 8;
/// A shorter keyword is never misspelt: `end` is one letter from `and`.
const LEAST: usize = 4;
/// No keyword is longer.
const MOST: usize = 32;

/// The keyword that a word was meant to be. With `anywhere`, only what is a stop wherever it stands.
pub(super) fn keyword(word: &str, anywhere: bool) -> Option<&'static Pattern> {
    if !(LEAST - 1..=MOST).contains(&word.len()) || !word.is_ascii() || LEXICON.is_other_word(word) {
        return None;
    }
    LEXICON.first_keyword(|letters, section| {
        let fits = match section {
            Section::Anywhere => true,
            Section::Keyword => !anywhere,
            Section::Alone => !anywhere && letters.len() >= SURE,
            _ => false,
        };
        fits && is_misspelt(word, letters, section)
    })
}

/// Whether somebody who wrote `word` meant `wanted`.
fn is_misspelt(word: &str, wanted: &str, section: Section) -> bool {
    let (word, wanted) = (word.as_bytes(), wanted.as_bytes());
    match wanted.len() {
        ..LEAST => false,
        LEAST..SURE => is_slip(word, wanted),
        // "Subscribe" is two letters from its contrary, at the beginning.
        VERY_SURE.. if section == Section::Anywhere && word.first() == wanted.first() => {
            distance(word, wanted, 2)
        }
        _ => distance(word, wanted, 1),
    }
}

/// One slip of the fingers: two letters changed places, the key beside was hit, one key too many.
fn is_slip(word: &[u8], wanted: &[u8]) -> bool {
    let same = word.iter().zip(wanted).take_while(|(a, b)| a == b).count();
    let (word, wanted) = (&word[same..], &wanted[same..]);
    match (word, wanted) {
        ([a, b, rest @ ..], [c, d, end @ ..]) if a == d && b == c => rest == end,
        ([a, rest @ ..], [b, end @ ..]) if rest == end => are_beside(*a, *b),
        ([_, rest @ ..], end) => rest == end,
        _ => false,
    }
}

const KEYS: [&[u8]; 3] = [b"qwertyuiop", b"asdfghjkl", b"zxcvbnm"];

/// Whether two keys lie beside each other. `y` is an `i` here, so it has two places.
fn are_beside(a: u8, b: u8) -> bool {
    let place = |letter: u8| {
        let rows = KEYS.iter().enumerate();
        rows.filter_map(|(row, keys)| Some((row, keys.iter().position(|key| *key == letter)?))).next()
    };
    let (Some((row, at)), Some((other, beside))) = (place(a), place(b)) else { return false };
    match row.cmp(&other) {
        std::cmp::Ordering::Equal => at.abs_diff(beside) == 1,
        // Each row stands half a key to the right of the one above.
        std::cmp::Ordering::Less => other - row == 1 && (at == beside || at == beside + 1),
        std::cmp::Ordering::Greater => row - other == 1 && (at == beside || at + 1 == beside),
    }
}

/// Whether at most so many letters are wrong, missing, too many or in each other's place.
fn distance(a: &[u8], b: &[u8], most: usize) -> bool {
    if a.len().abs_diff(b.len()) > most || a.len() > MOST + 2 || b.len() > MOST {
        return false;
    }
    let mut rows = [[0_usize; MOST + 1]; 3];
    rows[0].iter_mut().enumerate().for_each(|(n, cell)| *cell = n);
    for (i, letter) in a.iter().enumerate() {
        let (now, last, before) = ((i + 1) % 3, i % 3, (i + 2) % 3);
        rows[now][0] = i + 1;
        for (j, wanted) in b.iter().enumerate() {
            let cost = usize::from(letter != wanted);
            let mut best = (rows[last][j] + cost).min(rows[last][j + 1] + 1).min(rows[now][j] + 1);
            if i > 0 && j > 0 && *letter == b[j - 1] && a[i - 1] == *wanted {
                best = best.min(rows[before][j - 1] + 1);
            }
            rows[now][j + 1] = best;
        }
    }
    rows[a.len() % 3][b.len()] <= most
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_a_stop_and_another_word_is_none() {
        for stop in ["stpo", "sotp", "tsop", "srop", "stip", "dtop", "stops", "stopo"] {
            assert_eq!(keyword(stop, false).map(|pattern| pattern.line), Some("stop"), "{stop}");
        }
        let other = [
            "shop", "step", "top", "stoc", "sto", "stp", "spot", "post", "atop", "stap", "slop", "crop",
            "stul",
        ];
        for other in other {
            assert!(keyword(other, false).is_none(), "{other}");
        }
    }

    #[test]
    fn long_words_bear_two_slips() {
        for word in ["unsuscribe", "unsubcribe", "unsubscirbe", "unsubsribe", "unscubscribe"] {
            assert!(keyword(word, true).is_some(), "{word}");
        }
        assert!(keyword("subscribe", true).is_none());
        assert!(distance(b"cancle", b"cancel", 1) && !distance(b"cnacle", b"cancel", 1));
    }
}
