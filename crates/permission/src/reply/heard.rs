//! From words to meaning: what a text as a whole is, then what stands in it, then what may be meant.

use std::borrow::Cow;
use std::ops::Range;

use super::lexicon::{Hit, LEXICON, Pattern, Section, together};
use super::text::{Text, Word};
use super::{Because, Here, How, Meaning, Reach, Reply, near};

/// A text with all that was found in it.
pub(super) struct Heard {
    text: Text,
    /// In the order in which they begin.
    hits: Vec<Hit>,
    /// Of each word: what stands here is no stop.
    never: Vec<bool>,
    /// Of each word: said for politeness.
    polite: Vec<bool>,
}

/// What words are made of that are all of the same lists.
#[derive(Clone, Copy)]
struct Made {
    /// The first.
    pattern: &'static Pattern,
    /// One is a keyword that is a stop in a sentence too.
    strong: bool,
    /// There are words of politeness or numbers beside it.
    more: bool,
    /// There are numbers beside it.
    number: bool,
}

const STRONG: &[Section] = &[Section::Keyword, Section::Exact, Section::Anywhere];
const KEYWORDS: &[Section] = &[Section::Keyword, Section::Exact, Section::Anywhere, Section::Alone];
/// `No, stop` is a stop.
const WITH_NO: &[Section] = &[Section::Keyword, Section::Exact, Section::Anywhere, Section::PerhapsAlone];

impl Heard {
    pub(super) fn new(text: Text) -> Heard {
        let hits = LEXICON.find(&text);
        let mut heard =
            Heard { never: vec![false; text.words.len()], polite: vec![false; text.words.len()], hits, text };
        for hit in &heard.hits {
            let marks = match hit.pattern.section {
                Section::Never => &mut heard.never,
                Section::Polite => &mut heard.polite,
                _ => continue,
            };
            if let Some(marks) = marks.get_mut(hit.from..hit.to) {
                marks.fill(true);
            }
        }
        heard
    }

    /// What it means.
    pub(super) fn read(&self, here: &Here<'_>) -> Reply {
        let reply = self.meant(here).unwrap_or(Reply::OTHER);
        match self.first(Section::Automatic) {
            None => reply,
            // `I'm driving, stop writing to me`: a machine's phrase, and perhaps a person's word. Somebody reads it.
            Some(_) if matches!(reply.meaning, Meaning::Stop(_)) => {
                Reply { meaning: Meaning::Unclear, ..reply }
            }
            Some(_) => Reply::OTHER,
        }
    }

    fn meant(&self, here: &Here<'_>) -> Option<Reply> {
        let reply = self.keyword().or_else(|| self.word_of_law(here)).or_else(|| self.short());
        reply.or_else(|| self.misspelt()).or_else(|| self.within()).or_else(|| self.doubt())
    }

    fn all(&self) -> Range<usize> {
        0..self.text.words.len()
    }

    /// A keyword, with what is said for politeness.
    fn keyword(&self) -> Option<Reply> {
        let made = self.made_of(self.all(), KEYWORDS)?;
        // A number beside it may be that of an order: `cancel 88213`.
        let meaning = if made.number && !made.strong { Meaning::Unclear } else { self.stop() };
        Some(Reply::by(meaning, made.pattern, made.how()))
    }

    /// The law's words count where they are the law's.
    fn word_of_law(&self, here: &Here<'_>) -> Option<Reply> {
        let letters = together(&self.text, self.text.words.iter().filter(|word| !word.number));
        let is = |word: &str| !letters.is_empty() && together_of(word) == letters;
        let stop =
            here.stop_words().find(|(word, _)| is(word)).map(|found| (Meaning::Stop(Reach::Channel), found));
        let found =
            stop.or_else(|| here.help_words().find(|(word, _)| is(word)).map(|found| (Meaning::Help, found)));
        found.map(|(meaning, (word, rule))| {
            let (words, of) = (Cow::Owned(word.to_owned()), Cow::Owned(rule.region.code().to_owned()));
            Reply { meaning, because: Some(Because { words, of, how: How::Law }) }
        })
    }

    /// What else a text says as a whole.
    fn short(&self) -> Option<Reply> {
        let lists = [
            (Section::Start, Meaning::Start),
            (Section::Help, Meaning::Help),
            (Section::PerhapsAlone, Meaning::Unclear),
        ];
        lists.iter().find_map(|(section, meaning)| {
            let made = self.made_of(self.all(), &[*section])?;
            Some(Reply::by(*meaning, made.pattern, made.how()))
        })
    }

    /// A keyword in pieces (`st op`), or with a slip.
    fn misspelt(&self) -> Option<Reply> {
        let own =
            || self.text.words.iter().zip(&self.polite).filter(|(word, polite)| !word.number && !**polite);
        let (joined, count) = (together(&self.text, own().map(|(word, _)| word)), own().count());
        let number = self.text.words.iter().any(|word| word.number);
        let pieces = LEXICON.keyword(&together(&self.text, self.text.words.iter()));
        let pieces = pieces.or_else(|| LEXICON.keyword(&joined)).filter(|_| !number);
        let slip = || match count {
            1 => near::keyword(&joined, number),
            2..4 if joined.len() > near::ANYWHERE => near::keyword(&joined, true),
            _ => None,
        };
        Some(Reply::by(self.stop(), pieces.or_else(slip)?, How::Misspelt))
    }

    /// What is a stop though more was said.
    fn within(&self) -> Option<Reply> {
        let phrase = || self.free(Section::Phrase).map(|hit| (hit.pattern, How::Phrase));
        let part = |part: Range<usize>| {
            let free = self.never.get(part.clone()).is_some_and(|words| !words.contains(&true));
            self.made_of(part, WITH_NO).filter(|made| made.strong && free)
        };
        let part = || self.parts().find_map(part).map(|made| (made.pattern, How::Short));
        let loud = || self.loud().map(|hit| (hit.pattern, How::Short));
        let anywhere = || self.free(Section::Anywhere).map(|hit| (hit.pattern, How::Phrase));
        let slip = || self.slip().map(|pattern| (pattern, How::Misspelt));
        let (pattern, how) = phrase().or_else(part).or_else(loud).or_else(anywhere).or_else(slip)?;
        Some(Reply::by(self.stop(), pattern, how))
    }

    /// What may be a stop, and the other questions.
    fn doubt(&self) -> Option<Reply> {
        let lists = [
            (self.first(Section::Perhaps), Meaning::Unclear),
            (self.free(Section::Keyword), Meaning::Unclear),
            (self.against(), Meaning::Unclear),
            (self.first(Section::StartPhrase), Meaning::Start),
            (self.first(Section::HelpPhrase), Meaning::Help),
        ];
        let found = lists.into_iter().find_map(|(hit, meaning)| Some((hit?, meaning)));
        found.map(|(hit, meaning)| Reply::by(meaning, hit.pattern, How::Phrase))
    }

    /// A stop, and of whose messages.
    fn stop(&self) -> Meaning {
        Meaning::Stop(if self.first(Section::Everyone).is_some() {
            Reach::Everyone
        } else if self.first(Section::Everything).is_some() {
            Reach::Company
        } else {
            Reach::Channel
        })
    }

    /// Whether these words are of these lists, politeness and numbers, and nothing else.
    fn made_of(&self, words: Range<usize>, lists: &[Section]) -> Option<Made> {
        let (mut found, mut strong, mut more, mut number) = (None, false, false, false);
        let mut at = words.start;
        while at < words.end {
            let own = self.longest(at, words.end, lists);
            match self.longest(at, words.end, &[Section::Polite]) {
                Some(polite) if own.is_none_or(|own| own.to < polite.to) => (more, at) = (true, polite.to),
                _ => match own {
                    Some(own) => {
                        strong |= STRONG.contains(&own.pattern.section);
                        found = found.or(Some(own.pattern));
                        at = own.to;
                    }
                    None if self.text.words.get(at).is_some_and(|word| word.number) => {
                        (more, number, at) = (true, true, at + 1);
                    }
                    None => return None,
                },
            }
        }
        found.map(|pattern| Made { pattern, strong, more, number })
    }

    /// The longest of these lists that begins at a word and does not go on past another.
    fn longest(&self, from: usize, end: usize, lists: &[Section]) -> Option<&Hit> {
        let first = self.hits.partition_point(|hit| hit.from < from);
        let here = self.hits.iter().skip(first).take_while(|hit| hit.from == from);
        here.filter(|hit| hit.to <= end && lists.contains(&hit.pattern.section)).max_by_key(|hit| hit.to)
    }

    /// The parts between commas and the ends of sentences.
    fn parts(&self) -> impl Iterator<Item = Range<usize>> {
        let parts = self.text.words.chunk_by(|a, b| a.part == b.part);
        let parts = parts.scan(0, |at, words| {
            let from = *at;
            *at += words.len();
            Some(from..*at)
        });
        parts.filter(|part| !self.is_wait(part))
    }

    /// Whether it may be said as "wait": `stop, is delivery free?`
    fn is_wait(&self, part: &Range<usize>) -> bool {
        let (first, next) = (self.text.words.get(part.start), self.text.words.get(part.end));
        first.zip(next).is_some_and(|(first, next)| first.asked && first.sentence == next.sentence)
    }

    /// A keyword in capitals among words that are not.
    fn loud(&self) -> Option<&Hit> {
        let quiet = |word: &Word| !word.capitals && !word.number && self.text.word(word).len() > 1;
        let capitals = |hit: &Hit| {
            self.text.words.get(hit.from..hit.to).is_some_and(|words| words.iter().all(|word| word.capitals))
        };
        let mut loud =
            self.hits.iter().filter(|hit| STRONG.contains(&hit.pattern.section) && self.is_free(hit));
        self.text.words.iter().any(quiet).then(|| loud.find(|hit| capitals(hit))).flatten()
    }

    /// A long keyword with a slip, in the middle of a text.
    fn slip(&self) -> Option<&'static Pattern> {
        let free = self.text.words.iter().zip(&self.never).filter(|(_, never)| !**never);
        let mut long = free.map(|(word, _)| self.text.word(word)).filter(|word| word.len() >= near::ANYWHERE);
        long.find_map(|word| near::keyword(word, true))
    }

    /// A word against something in one sentence with a word for messages.
    fn against(&self) -> Option<&Hit> {
        let sentence = |hit: &Hit| self.text.words.get(hit.from).map(|word| word.sentence);
        let of =
            |section| self.hits.iter().filter(move |hit| hit.pattern.section == section && self.is_free(hit));
        let mut about = of(Section::About).peekable();
        of(Section::Against).find(|against| {
            while about.next_if(|hit| sentence(hit) < sentence(against)).is_some() {}
            about.peek().is_some_and(|hit| sentence(hit) == sentence(against))
        })
    }

    fn first(&self, section: Section) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.pattern.section == section)
    }

    /// The first of a list that nothing excludes.
    fn free(&self, section: Section) -> Option<&Hit> {
        self.hits.iter().find(|hit| hit.pattern.section == section && self.is_free(hit))
    }

    fn is_free(&self, hit: &Hit) -> bool {
        self.never.get(hit.from..hit.to).is_some_and(|words| !words.contains(&true))
    }
}

impl Made {
    fn how(&self) -> How {
        if self.more { How::Short } else { How::Keyword }
    }
}

fn together_of(words: &str) -> String {
    let text = Text::plain(words);
    together(&text, text.words.iter())
}
