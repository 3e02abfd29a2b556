//! Diagnoses, prescriptions and results, in words that tell of somebody: by a reviewed list ([`words`]), whole words, case and accents folded.
//!
//! The name of an illness alone tells of nobody ("diabetic socks", "cancer charity"), so it counts after words that say whose it is; what
//! only ever tells of a person counts by itself.

mod words;

use std::sync::LazyLock;

use super::scan::{is_unseen, letter};
use words::{BEING, HAVING, ILLNESSES, STATES, TELLING};

/// How many other words may stand between whose it is and what it is: "diagnosed with *type two* diabetes".
const BETWEEN: usize = 3;
/// The longest word that matters.
const LONGEST: usize = 15;

/// One word of each phrase, without which none is there.
struct Anchors {
    /// Of each two first letters, the lengths that there are.
    lengths: [[u16; 26]; 26],
    words: Vec<&'static [u8]>,
}

static ANCHORS: LazyLock<Anchors> = LazyLock::new(|| {
    let first = [ILLNESSES, STATES].into_iter().flatten().filter_map(|phrase| phrase.split(' ').next());
    let longest = TELLING.iter().filter_map(|phrase| phrase.split(' ').max_by_key(|word| word.len()));
    let mut words: Vec<&[u8]> = first.chain(longest).map(str::as_bytes).collect();
    words.sort_unstable();
    words.dedup();
    let mut lengths = [[0; 26]; 26];
    for word in &words {
        lengths[usize::from(word[0] - b'A')][usize::from(word[1] - b'A')] |= 1 << word.len();
    }
    Anchors { lengths, words }
});

impl Anchors {
    /// Whether this word in capitals is one.
    fn has(&self, word: &[u8]) -> bool {
        let [first, second, ..] = word else { return false };
        let place = |letter: &u8| usize::from(letter.wrapping_sub(b'A'));
        let lengths = self.lengths.get(place(first)).and_then(|row| row.get(place(second)));
        lengths.is_some_and(|lengths| lengths >> word.len() & 1 == 1)
            && self.words.binary_search(&word).is_ok()
    }
}

/// Whether the text tells of somebody's health.
pub(super) fn is_in(text: &str) -> bool {
    if !has_anchor(text) {
        return false;
    }
    let words = words_of(text);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    (0..words.len()).any(|at| {
        let rest = &words[at..];
        begins_with(rest, TELLING).is_some()
            || follows(rest, HAVING, ILLNESSES)
            || follows(rest, BEING, STATES)
    })
}

/// Whether one of the first phrases begins here and one of the second follows.
fn follows(words: &[&str], first: &[&str], second: &[&str]) -> bool {
    let Some(length) = begins_with(words, first) else { return false };
    let rest = &words[length..];
    (0..=BETWEEN.min(rest.len())).any(|at| begins_with(&rest[at..], second).is_some())
}

/// How many words of the longest of these phrases stand here.
fn begins_with(words: &[&str], phrases: &[&str]) -> Option<usize> {
    let length = |phrase: &&str| {
        let mut n = 0;
        phrase.split(' ').all(|word| (words.get(n) == Some(&word), n += 1).0).then_some(n)
    };
    phrases.iter().filter_map(length).max()
}

/// A quick look: nearly every text ends here.
fn has_anchor(text: &str) -> bool {
    let anchors = &*ANCHORS;
    let (mut word, mut length) = ([0; LONGEST], 0);
    for c in text.chars() {
        match letter(c) {
            Some(letter) => {
                if let Some(place) = word.get_mut(length) {
                    *place = letter;
                }
                length += 1;
            }
            None if is_unseen(c) => {}
            None => {
                if word.get(..length).is_some_and(|word| anchors.has(word)) {
                    return true;
                }
                length = 0;
            }
        }
    }
    word.get(..length).is_some_and(|word| anchors.has(word))
}

fn words_of(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    for c in text.chars().filter(|c| !is_unseen(*c)) {
        match (letter(c), words.last_mut()) {
            (Some(letter), Some(word)) => word.push(char::from(letter)),
            (None, Some(word)) if !word.is_empty() => words.push(String::new()),
            _ => {}
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_the_list_is_whole_words_in_capitals_and_stands_once() {
        for list in [ILLNESSES, STATES, HAVING, BEING, TELLING] {
            for (at, phrase) in list.iter().enumerate() {
                assert!(!phrase.is_empty() && phrase.split(' ').all(|word| !word.is_empty()), "{phrase}");
                assert!(phrase.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b' '), "{phrase}");
                assert!(!list[at + 1..].contains(phrase), "{phrase} twice");
            }
        }
        assert!(ANCHORS.words.iter().all(|word| word.len() <= LONGEST));
    }
}
