//! What somebody wrote themselves, as words: without what they quote, without the signature, in one alphabet.

use super::letters::{
    self, LOST, disguised, is_cyrillic, is_disguise, is_unseen, latin, looks_cyrillic, looks_latin,
};
use super::lexicon::LEXICON;

/// No more of a text is looked at, in characters: what somebody wants is said at the beginning.
const MOST: usize = 2_000;
/// A longer word is cut.
pub(super) const LONGEST_WORD: usize = 40;
/// No line above a quoted message is longer.
const LONGEST_HEAD: usize = 200;
/// Signs that say something by themselves.
const SIGNS: [char; 4] = ['🛑', '⛔', '🚫', '🖕'];

/// A word of a text.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Word {
    from: u32,
    to: u32,
    /// Written in capitals alone.
    pub(super) capitals: bool,
    /// A number.
    pub(super) number: bool,
    /// Which part between commas it stands in.
    pub(super) part: u16,
    /// Which sentence it stands in.
    pub(super) sentence: u16,
    /// That sentence is a question.
    pub(super) asked: bool,
}

/// The words of a text.
#[derive(Debug, Default)]
pub(super) struct Text {
    letters: String,
    pub(super) words: Vec<Word>,
    /// It is a reaction that quotes a message: `Liked “…”`.
    pub(super) echo: bool,
    part: u16,
    sentence: u16,
    raw: Vec<char>,
}

impl Text {
    /// Reads a text; never more than its beginning.
    pub(super) fn read(text: &str) -> Text {
        let end = text.char_indices().nth(MOST).map_or(text.len(), |(at, _)| at);
        let own = &text[..end];
        let mut read = Text { echo: is_echo(own), ..Text::default() };
        let alone = own.trim().lines().nth(1).is_none();
        for line in own.lines() {
            let bare = line.trim_start_matches(|c: char| c.is_whitespace() || is_unseen(c));
            if bare.starts_with(['>', '|']) && !alone {
                continue;
            }
            // Dashes above everything end nothing: below them stands all that was written.
            if is_head(bare) || (is_dashes(bare) && !read.words.is_empty()) {
                break;
            }
            read.take(bare);
            read.ends_sentence();
        }
        read
    }

    /// Words alone, as they stand in lists.
    pub(super) fn plain(text: &str) -> Text {
        let mut read = Text::default();
        read.take(text);
        read
    }

    /// The letters of a word.
    pub(super) fn word(&self, word: &Word) -> &str {
        self.letters.get(word.from as usize..word.to as usize).unwrap_or_default()
    }

    fn take(&mut self, line: &str) {
        let mut chars = line.chars().filter(|c| !is_unseen(*c)).peekable();
        let mut before = ' ';
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            match c {
                _ if latin(c).is_some() || c.is_alphabetic() => self.letter(c),
                _ if c.is_numeric() => {
                    self.letter(c.to_digit(10).and_then(|d| char::from_digit(d, 10)).unwrap_or('9'))
                }
                '$' | '@' if next.is_some_and(|next| next.is_alphabetic()) => self.letter(c),
                '\u{fffd}' if before.is_alphabetic() => self.letter(LOST),
                '?' if before.is_alphabetic() && is_lost(&chars) => self.letter(LOST),
                '\'' | '’' | 'ʼ' | '`' | '´' | '‘' => {
                    if self.is_elision() {
                        self.flush();
                    }
                }
                _ => {
                    self.flush();
                    match c {
                        _ if SIGNS.contains(&c) => {
                            self.raw.push(c);
                            self.flush();
                        }
                        '?' => {
                            let words =
                                self.words.iter_mut().rev().take_while(|word| word.sentence == self.sentence);
                            words.for_each(|word| word.asked = true);
                            self.ends_sentence();
                        }
                        '.' | '!' | ';' | ':' | '…' | '\u{2028}' => self.ends_sentence(),
                        ',' | '(' | ')' | '"' | '“' | '”' | '«' | '»' | '–' | '—' => {
                            self.part = self.part.saturating_add(1)
                        }
                        _ => {}
                    }
                }
            }
            before = c;
        }
        self.flush();
    }

    fn letter(&mut self, c: char) {
        if self.raw.len() < LONGEST_WORD {
            self.raw.push(c);
        }
    }

    /// Whether what was read so far is what French puts before an apostrophe.
    fn is_elision(&self) -> bool {
        match *self.raw.as_slice() {
            [c] => "cdjlmnst".contains(c.to_ascii_lowercase()),
            [q, u] => q.eq_ignore_ascii_case(&'q') && u.eq_ignore_ascii_case(&'u'),
            _ => false,
        }
    }

    fn ends_sentence(&mut self) {
        self.flush();
        self.part = self.part.saturating_add(1);
        self.sentence = self.sentence.saturating_add(1);
    }

    /// Ends a word.
    fn flush(&mut self) {
        let raw = std::mem::take(&mut self.raw);
        let number = !raw.is_empty() && raw.iter().all(char::is_ascii_digit);
        let mut word = String::with_capacity(raw.len() + 4);
        if number {
            word.extend(&raw);
        } else {
            write(&raw, &mut word);
        }
        if !word.is_empty() {
            let from = self.letters.len() as u32;
            self.letters.push_str(&word);
            let capitals =
                raw.iter().filter(|c| c.is_alphabetic()).count() > 1 && !raw.iter().any(|c| c.is_lowercase());
            let (part, sentence, to) = (self.part, self.sentence, self.letters.len() as u32);
            self.words.push(Word { from, to, capitals, number, part, sentence, asked: false });
        }
        self.raw = raw;
        self.raw.clear();
    }
}

/// Writes a word in the one alphabet.
fn write(raw: &[char], out: &mut String) {
    // A number that a word was sent with belongs to the number: `STOP36180`.
    let body = match raw.iter().rposition(|c| !c.is_ascii_digit()) {
        Some(last) if raw.len() - last > 2 => &raw[..=last],
        _ => raw,
    };
    let guise = Guise::of(body);
    for &c in body {
        let c = match guise {
            Guise::Latin => looks_latin(c).unwrap_or(c),
            Guise::Cyrillic if c.is_ascii() => looks_cyrillic(c).unwrap_or(c),
            _ => c,
        };
        match latin(c).or_else(|| disguised(c).map(letters::Letters::One)) {
            Some(letters) => letters.push_to(out),
            None => out.push(c),
        }
    }
    letters::even(out);
}

/// As what a word with letters of two alphabets is read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Guise {
    Plain,
    Latin,
    Cyrillic,
}

impl Guise {
    fn of(raw: &[char]) -> Guise {
        let cyrillic = || raw.iter().filter(|c| is_cyrillic(**c));
        let mixed = raw.iter().any(char::is_ascii_alphabetic) || raw.iter().any(|c| is_disguise(*c));
        if !mixed || cyrillic().next().is_none() {
            Guise::Plain
        } else if cyrillic().all(|c| looks_latin(*c).is_some()) {
            Guise::Latin
        } else {
            Guise::Cyrillic
        }
    }
}

/// Whether a `?` stands for a letter, as in `opri?i`: a vowel follows and the word ends soon. `Stop?ok` and `why?stop` go on otherwise.
fn is_lost(rest: &std::iter::Peekable<impl Iterator<Item = char> + Clone>) -> bool {
    let mut follow = rest.clone().take_while(|c| c.is_alphabetic());
    let vowel = follow.next().is_some_and(|c| matches!(c, 'a' | 'e' | 'i' | 'A' | 'E' | 'I'));
    vowel && follow.take(2).count() < 2
}

/// Whether a signature begins below this line.
fn is_dashes(line: &str) -> bool {
    let dashes = line.trim_end();
    dashes.len() > 1 && dashes.chars().all(|c| matches!(c, '-' | '_' | '—'))
}

/// Whether an older message begins below this line.
fn is_head(line: &str) -> bool {
    line.chars().any(char::is_alphabetic) && line.chars().count() < LONGEST_HEAD && LEXICON.cuts(line)
}

/// Whether the text is a telephone's way to say that somebody liked a message, with the message in quotes.
fn is_echo(text: &str) -> bool {
    let Some(quote) = text.find(['“', '«', '"', '„']) else { return false };
    quote > 0 && quote < 60 && LEXICON.echoes(&text[..quote])
}
