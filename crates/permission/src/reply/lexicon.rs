//! The words and phrases, as the files in `words/` list them; how these are read stands in `words/en.txt`.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::text::{Text, Word};

const FILES: [(&str, &str); 4] = [
    ("en", include_str!("words/en.txt")),
    ("ro", include_str!("words/ro.txt")),
    ("fr", include_str!("words/fr.txt")),
    ("ru", include_str!("words/ru.txt")),
];

/// The words of every language.
pub(super) static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::read(&FILES));

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Section {
    /// A stop if it is all that somebody wrote, or all between two commas.
    Keyword,
    /// The same, and nothing that is near to it is meant.
    Exact,
    /// A stop if it is all that somebody wrote.
    Alone,
    /// A stop wherever it stands: nobody says it of anything else.
    Anywhere,
    /// A stop wherever it stands, in words of one's own.
    Phrase,
    /// Makes a stop one of each way in which this company writes.
    Everything,
    /// Makes a stop one of every company.
    Everyone,
    /// No stop, whatever is found among these words.
    Never,
    /// Perhaps a stop.
    Perhaps,
    /// Perhaps a stop in one sentence with a word of the next list.
    Against,
    /// What a stop is about.
    About,
    /// Perhaps a stop if it is all that somebody wrote.
    PerhapsAlone,
    /// A question who writes and how this works, if it is all that somebody wrote.
    Help,
    /// The same anywhere.
    HelpPhrase,
    /// Somebody wants messages again, if it is all that they wrote.
    Start,
    /// The same anywhere.
    StartPhrase,
    /// Said for politeness beside a keyword.
    Polite,
    /// What machines answer.
    Automatic,
    /// Begins the line with which a signature begins.
    Cut,
    /// Stands in the line above a quoted message, which ends in a colon.
    Above,
    /// All that stands before the quoted message in a telephone's reaction to it.
    Echo,
    /// Words that are near a keyword and mean something else.
    Unlike,
}

const SECTIONS: [(&str, Section); 22] = [
    ("keyword", Section::Keyword),
    ("exact", Section::Exact),
    ("alone", Section::Alone),
    ("anywhere", Section::Anywhere),
    ("phrase", Section::Phrase),
    ("everything", Section::Everything),
    ("everyone", Section::Everyone),
    ("never", Section::Never),
    ("perhaps", Section::Perhaps),
    ("against", Section::Against),
    ("about", Section::About),
    ("perhaps alone", Section::PerhapsAlone),
    ("help", Section::Help),
    ("help phrase", Section::HelpPhrase),
    ("start", Section::Start),
    ("start phrase", Section::StartPhrase),
    ("polite", Section::Polite),
    ("automatic", Section::Automatic),
    ("cut", Section::Cut),
    ("above", Section::Above),
    ("echo", Section::Echo),
    ("unlike", Section::Unlike),
];

/// The most words that a `_` passes over.
const GAP: usize = 3;

/// A line of a list.
#[derive(Debug)]
pub(super) struct Pattern {
    pub(super) section: Section,
    pub(super) language: &'static str,
    /// As it stands in the file.
    pub(super) line: &'static str,
    parts: Vec<Part>,
}

#[derive(Debug)]
enum Part {
    Word { any: Vec<Form>, optional: bool },
    Gap,
}

#[derive(Debug)]
struct Form {
    letters: String,
    prefix: bool,
}

impl Form {
    fn is(&self, word: &str) -> bool {
        if !word.contains('?') {
            return if self.prefix { word.starts_with(&self.letters) } else { word == self.letters };
        }
        let long =
            if self.prefix { word.len() >= self.letters.len() } else { word.len() == self.letters.len() };
        long && word.bytes().zip(self.letters.bytes()).all(|(is, wanted)| is == wanted || is == b'?')
    }
}

/// Where a pattern was found: the words from the first to before the second.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) pattern: &'static Pattern,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// All lists.
#[derive(Debug, Default)]
pub(super) struct Lexicon {
    patterns: Vec<Pattern>,
    /// The patterns that may begin with a word, by its first two letters.
    index: HashMap<[u8; 2], Vec<u16>>,
    /// Keywords of one spelling, their words written together, with their patterns.
    keywords: HashMap<String, u16>,
    unlike: HashSet<String>,
}

impl Lexicon {
    fn read(files: &[(&'static str, &'static str)]) -> Lexicon {
        let mut lexicon = Lexicon::default();
        for (language, file) in files {
            lexicon.take(language, file);
        }
        lexicon
    }

    fn take(&mut self, language: &'static str, file: &'static str) {
        let mut sets = HashMap::new();
        let mut section = Section::Polite;
        for line in file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            if let Some(name) = line.strip_prefix('[') {
                let found = SECTIONS.iter().find(|(known, _)| name.strip_suffix(']') == Some(known));
                section = found.map_or(section, |(_, section)| *section);
            } else if let Some((name, words)) = line.split_once(" = ") {
                sets.insert(name, words);
            } else if section == Section::Unlike {
                self.unlike.insert(letters(line));
            } else {
                let parts = line.split(' ').map(|part| self::part(part, &sets)).collect();
                self.add(Pattern { section, language, line, parts });
            }
        }
    }

    fn add(&mut self, pattern: Pattern) {
        let number = self.patterns.len() as u16;
        for part in &pattern.parts {
            let Part::Word { any, optional } = part else { break };
            for form in any {
                let of = self.index.entry(beginning(&form.letters)).or_default();
                if of.last() != Some(&number) {
                    of.push(number);
                }
            }
            if !optional {
                break;
            }
        }
        if matches!(pattern.section, Section::Keyword | Section::Exact | Section::Alone | Section::Anywhere) {
            for spelling in spellings(&pattern.parts) {
                self.keywords.entry(spelling).or_insert(number);
            }
        }
        self.patterns.push(pattern);
    }

    /// Every pattern that begins at a word.
    fn at<'a>(&'static self, text: &'a Text, at: usize) -> impl Iterator<Item = Hit> + use<'a> {
        let word = text.words.get(at).map_or("", |word| text.word(word));
        let known = self.index.get(&beginning(word)).map_or(&[][..], Vec::as_slice);
        known.iter().filter_map(move |number| {
            let pattern = self.patterns.get(usize::from(*number))?;
            let to = fits(&pattern.parts, text, at, at, pattern.section)?;
            Some(Hit { pattern, from: at, to })
        })
    }

    /// Every place where a pattern stands.
    pub(super) fn find(&'static self, text: &Text) -> Vec<Hit> {
        (0..text.words.len()).flat_map(|at| self.at(text, at)).collect()
    }

    /// The keyword that is written so, its words together.
    pub(super) fn keyword(&'static self, letters: &str) -> Option<&'static Pattern> {
        self.patterns.get(usize::from(*self.keywords.get(letters)?))
    }

    /// The first keyword of which a spelling fits.
    pub(super) fn first_keyword(
        &'static self,
        fits: impl Fn(&str, Section) -> bool,
    ) -> Option<&'static Pattern> {
        let known = self.keywords.iter().filter_map(|(letters, number)| {
            let pattern = self.patterns.get(usize::from(*number))?;
            fits(letters, pattern.section).then_some((*number, pattern))
        });
        known.min_by_key(|(number, _)| *number).map(|(_, pattern)| pattern)
    }

    /// Whether a word is another one than the keyword it is near to.
    pub(super) fn is_other_word(&self, letters: &str) -> bool {
        self.unlike.contains(letters)
    }

    /// Whether with this line what somebody wrote themselves ends.
    pub(super) fn cuts(&'static self, line: &str) -> bool {
        let text = Text::plain(line);
        let heads = line.trim_end().ends_with(':');
        let begins = || self.at(&text, 0).any(|hit| hit.pattern.section == Section::Cut);
        let stands = || self.find(&text).iter().any(|hit| hit.pattern.section == Section::Above);
        begins() || heads && stands()
    }

    /// Whether these words are all that a reaction says.
    pub(super) fn echoes(&'static self, before: &str) -> bool {
        let text = Text::plain(before);
        self.at(&text, 0).any(|hit| hit.pattern.section == Section::Echo && hit.to == text.words.len())
    }
}

/// Where a pattern that begins at `first` ends, if it stands there. None goes on over the end of a sentence, and what excludes a stop not
/// even over a comma.
fn fits(parts: &[Part], text: &Text, first: usize, at: usize, section: Section) -> Option<usize> {
    let Some((part, rest)) = parts.split_first() else { return Some(at) };
    let (begin, here) = (text.words.get(first)?, text.words.get(at));
    let here = here.filter(|word| match section {
        Section::Never => word.part == begin.part,
        _ => word.sentence == begin.sentence,
    });
    match part {
        Part::Gap => (0..=GAP).find_map(|over| fits(rest, text, first, at + over, section)),
        Part::Word { any, optional } => {
            let stands = here.is_some_and(|word| {
                let word = text.word(word);
                any.iter().any(|form| form.is(word))
            });
            let taken = if stands { fits(rest, text, first, at + 1, section) } else { None };
            taken.or_else(|| if *optional { fits(rest, text, first, at, section) } else { None })
        }
    }
}

fn part(written: &'static str, sets: &HashMap<&'static str, &'static str>) -> Part {
    if written == "_" {
        return Part::Gap;
    }
    let (written, optional) = written.strip_suffix('?').map_or((written, false), |words| (words, true));
    let words = written.split('|').flat_map(|word| sets.get(word).copied().unwrap_or(word).split(' '));
    let any = words.map(|word| match word.strip_suffix('*') {
        Some(begin) => Form { letters: letters(begin), prefix: true },
        None => Form { letters: letters(word), prefix: false },
    });
    Part::Word { any: any.collect(), optional }
}

/// A word of a list in the one alphabet.
fn letters(word: &str) -> String {
    let text = Text::plain(word);
    text.words.iter().map(|word| text.word(word)).collect()
}

fn beginning(letters: &str) -> [u8; 2] {
    let mut bytes = letters.bytes();
    [bytes.next().unwrap_or(0), bytes.next().unwrap_or(0)]
}

/// The ways in which a keyword can be written together, if all of its words are whole.
fn spellings(parts: &[Part]) -> Vec<String> {
    let mut all = vec![String::new()];
    for part in parts {
        let Part::Word { any, optional } = part else { return Vec::new() };
        if any.iter().any(|form| form.prefix) {
            return Vec::new();
        }
        let longer =
            all.iter().flat_map(|begin| any.iter().map(move |form| format!("{begin}{}", form.letters)));
        let longer: Vec<String> = longer.collect();
        if *optional {
            all.extend(longer);
        } else {
            all = longer;
        }
    }
    all
}

/// The letters of words written together.
pub(super) fn together<'a>(text: &'a Text, words: impl Iterator<Item = &'a Word>) -> String {
    words.map(|word| text.word(word)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_of_the_lists_is_words_that_can_be_found() {
        for (language, file) in FILES {
            for line in file.lines().filter(|line| line.starts_with('[')) {
                let name = line.trim_start_matches('[').trim_end_matches(']');
                assert!(SECTIONS.iter().any(|(known, _)| *known == name), "{language}: {line}");
            }
        }
        for pattern in &LEXICON.patterns {
            assert!(!matches!(pattern.parts.first(), Some(Part::Gap) | None), "{pattern:?}");
            for part in &pattern.parts {
                let Part::Word { any, .. } = part else { continue };
                assert!(any.iter().all(|form| !form.letters.is_empty()), "{pattern:?}");
                assert!(any.iter().all(|form| !form.prefix || form.letters.len() > 1), "{pattern:?}");
            }
            assert!(!pattern.line.contains('@') || pattern.parts.iter().all(is_resolved), "{pattern:?}");
        }
        assert!(LEXICON.patterns.len() < usize::from(u16::MAX));
    }

    fn is_resolved(part: &Part) -> bool {
        match part {
            Part::Word { any, .. } => {
                any.iter().all(|form| !["awrite", "athings", "athese"].contains(&form.letters.as_str()))
            }
            Part::Gap => true,
        }
    }

    #[test]
    fn a_word_that_is_another_one_is_no_keyword() {
        for word in &LEXICON.unlike {
            assert!(!LEXICON.keywords.contains_key(word), "{word}");
        }
    }

    #[test]
    fn nothing_stands_twice_in_a_list() {
        let mut seen = HashSet::new();
        for pattern in &LEXICON.patterns {
            assert!(seen.insert((pattern.language, pattern.section, pattern.line)), "{pattern:?}");
        }
    }
}
