//! One writing of a text, whatever it was written in: capitals without accents, digits of any script, one sign for each kind of gap.

use std::ops::Range;

/// Stands for a letter that no rule knows.
const LETTER: u8 = 1;
/// How far before and after a number a word may stand that says what it is, in characters.
const BEFORE: usize = 40;
const AFTER: usize = 24;
/// How many signs may stand between two groups of one number.
const GAP: usize = 3;

/// A text as the rules read it.
pub(super) struct Scan<'t> {
    /// Capitals, digits and signs.
    pub(super) bytes: Vec<u8>,
    /// Where digits stand beside one another.
    pub(super) runs: Vec<Range<usize>>,
    /// The name of the field.
    field: &'t str,
}

impl<'t> Scan<'t> {
    pub(super) fn new(field: &'t str, text: &str) -> Scan<'t> {
        let bytes = match decoded(text) {
            Some(text) => written(&text),
            None => written(text),
        };
        let mut runs: Vec<Range<usize>> = Vec::new();
        for (at, _) in bytes.iter().enumerate().filter(|(_, byte)| byte.is_ascii_digit()) {
            match runs.last_mut() {
                Some(run) if run.end == at => run.end += 1,
                _ => runs.push(at..at + 1),
            }
        }
        Scan { bytes, runs, field }
    }

    /// How many digits there are.
    pub(super) fn digits(&self) -> usize {
        self.runs.iter().map(|run| run.len()).sum()
    }

    /// What stands between a run and the next one, if they may be groups of one number.
    pub(super) fn gap(&self, run: usize) -> Option<&[u8]> {
        let gap = &self.bytes[self.runs[run].end..self.runs.get(run + 1)?.start];
        (gap.len() <= GAP && !gap.iter().any(|byte| is_letter(*byte))).then_some(gap)
    }

    /// Each place where exactly `N` digits stand, whole groups with at most one sign between two, and the place.
    pub(super) fn groups_of<const N: usize>(&self) -> impl Iterator<Item = ([u8; N], Range<usize>)> {
        (0..self.runs.len()).filter_map(|first| {
            let mut digits = [0; N];
            let mut n = 0;
            for (at, run) in self.runs.iter().enumerate().skip(first) {
                let fits =
                    n + run.len() <= N && (at == first || self.gap(at - 1).is_some_and(|gap| gap.len() == 1));
                if !fits {
                    return None;
                }
                for byte in &self.bytes[run.clone()] {
                    digits[n] = byte - b'0';
                    n += 1;
                }
                if n == N {
                    return Some((digits, self.runs[first].start..run.end));
                }
            }
            None
        })
    }

    /// Whether one of these words (in capitals) stands near the place, or in the field's name.
    pub(super) fn is_near(&self, place: &Range<usize>, words: &[&str]) -> bool {
        let around = place.start.saturating_sub(BEFORE)..(place.end + AFTER).min(self.bytes.len());
        let (before, after) = (&self.bytes[around.start..place.start], &self.bytes[place.end..around.end]);
        let field = written(&apart(self.field));
        words
            .iter()
            .any(|word| [&field[..], before, after].into_iter().any(|text| has_word(text, word.as_bytes())))
    }
}

/// Whether the word stands there on its own; digits may follow it at once.
fn has_word(text: &[u8], word: &[u8]) -> bool {
    let same = |(is, wanted): (&u8, &u8)| {
        is == wanted || *wanted == b' ' && matches!(is, b'_' | b'-' | b'.' | b'\'')
    };
    text.windows(word.len()).enumerate().any(|(at, window)| {
        let free = |byte: Option<&u8>| byte.is_none_or(|byte| !is_letter(*byte));
        window.iter().zip(word).all(same)
            && free(at.checked_sub(1).and_then(|at| text.get(at)))
            && free(text.get(at + word.len()))
    })
}

/// Whether it is a letter, of any language.
pub(super) fn is_letter(byte: u8) -> bool {
    byte.is_ascii_uppercase() || byte == LETTER
}

/// `%XX` as what it stands for.
fn decoded(text: &str) -> Option<String> {
    let hex = |byte: &u8| char::from(*byte).to_digit(16);
    let mut rest = text.as_bytes();
    if !rest.contains(&b'%') {
        return None;
    }
    let mut out = Vec::with_capacity(rest.len());
    while let Some((byte, tail)) = rest.split_first() {
        let code = match tail {
            [high, low, ..] if *byte == b'%' => hex(high).zip(hex(low)),
            _ => None,
        };
        match code.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(code) => (out.push(code), rest = &tail[2..]).1,
            None => (out.push(*byte), rest = tail).1,
        }
    }
    Some(String::from_utf8_lossy(&out).into_owned())
}

/// `cardNumber` as `card Number`.
fn apart(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    let mut small = false;
    for c in name.chars() {
        if small && c.is_uppercase() {
            out.push(' ');
        }
        small = c.is_lowercase();
        out.push(c);
    }
    out
}

fn written(text: &str) -> Vec<u8> {
    if text.is_ascii() {
        let sign = |byte: u8| if byte.is_ascii_control() { b' ' } else { byte.to_ascii_uppercase() };
        return text.bytes().map(sign).collect();
    }
    let mut out = Vec::with_capacity(text.len());
    text.chars().for_each(|c| write(c, &mut out));
    out
}

fn write(c: char, out: &mut Vec<u8>) {
    if let Some(value) = digit(c) {
        return out.push(b'0' + value);
    }
    match c {
        ' '..='~' => out.push(c.to_ascii_uppercase() as u8),
        _ if is_unseen(c) => {}
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => out.push(b'-'),
        '\u{b7}' | '\u{2022}' | '\u{2024}' | '\u{2027}' | '\u{ff0e}' => out.push(b'.'),
        '\u{2019}' => out.push(b'\''),
        '\u{ff21}'..='\u{ff3a}' => out.push(b'A' + (u32::from(c) - 0xff21) as u8),
        '\u{ff41}'..='\u{ff5a}' => out.push(b'A' + (u32::from(c) - 0xff41) as u8),
        'Œ' | 'œ' => out.extend(*b"OE"),
        _ if c.is_whitespace() || c.is_control() => out.push(b' '),
        _ => out.push(base(c).unwrap_or(if c.is_alphabetic() { LETTER } else { b'?' })),
    }
}

/// Marks that nobody sees, and accents that stand alone.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{300}'..='\u{36f}')
}

/// The capital without its accent, of the languages whose words are known.
fn base(c: char) -> Option<u8> {
    Some(match c {
        'À'..='Å' | 'à'..='å' | 'Ă' | 'ă' => b'A',
        'Ç' | 'ç' => b'C',
        'È'..='Ë' | 'è'..='ë' => b'E',
        'Ì'..='Ï' | 'ì'..='ï' => b'I',
        'Ñ' | 'ñ' => b'N',
        'Ò'..='Ö' | 'ò'..='ö' => b'O',
        'Ù'..='Ü' | 'ù'..='ü' => b'U',
        'Ÿ' | 'ÿ' => b'Y',
        'Ș' | 'ș' | 'Ş' | 'ş' => b'S',
        'Ț' | 'ț' | 'Ţ' | 'ţ' => b'T',
        _ => return None,
    })
}

/// The noughts of other scripts whose digits people's keyboards write, each with its nine followers.
const NOUGHTS: [char; 5] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{ff10}'];

/// The value of a digit of any of these scripts.
pub(super) fn digit(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_digit().then(|| c as u8 - b'0');
    }
    let code = u32::from(c);
    if (0x1d7ce..=0x1d7ff).contains(&code) {
        // Bold, double-struck and other digits of mathematics.
        return u8::try_from((code - 0x1d7ce) % 10).ok();
    }
    let value =
        NOUGHTS.iter().find_map(|nought| code.checked_sub(u32::from(*nought)).filter(|value| *value < 10));
    value.and_then(|value| u8::try_from(value).ok())
}

/// The capital of a letter of the languages whose words are known.
pub(super) fn letter(c: char) -> Option<u8> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then_some(c.to_ascii_uppercase() as u8);
    }
    base(c)
}
