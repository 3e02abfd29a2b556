//! What somebody means who answers a message: stop, help, start again, or something else (R050, R107, R140).
//!
//! To take a yes back must be as easy as it was to give (GDPR art. 7(3)), so no form of words is demanded: a keyword counts alone, politely,
//! misspelt and in any dress, and so does what a reasonable person understands as a stop (47 CFR 64.1200(a)(10)). All languages are tried,
//! none is guessed. The words are data (`words/*.txt`), the law's own are in the table of [`law`](crate::law), and what follows from an
//! answer is decided by [`follows`] without a store.
//!
//! Where it is doubtful: a keyword that is all that somebody wrote is a stop whatever else it might have meant, for a stop that was not
//! meant can be taken back, and one that was overheard is a message against a no. Words that may be a stop or not are
//! [`Meaning::Unclear`]: a member looks at them. `docs/replies.md` tells how often each goes wrong.
//!
//! Nothing here keeps a text. What may be kept is [`Because`]: a line of our own lists.

mod answers;
mod follow;
mod heard;
mod letters;
mod lexicon;
mod near;
mod text;

use std::borrow::Cow;

pub use answers::{confirmation, help};
pub use follow::{Answer, Follows, Here, follows};

use heard::Heard;
use lexicon::Pattern;
use text::Text;

/// What somebody means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Meaning {
    /// Write no more.
    Stop(Reach),
    /// Who are you, how does this work, how does it end?
    Help,
    /// Please write again. Never a yes by itself: it leads to being asked.
    Start,
    /// Perhaps a stop. A member looks.
    Unclear,
    /// Something else.
    Other,
}

/// Whose messages somebody wants to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reach {
    /// This company's, in the way in which it wrote.
    Channel,
    /// This company's, in every way.
    Company,
    /// Every company's.
    Everyone,
}

impl Reach {
    /// Its name in evidence.
    pub fn name(self) -> &'static str {
        match self {
            Reach::Channel => "channel",
            Reach::Company => "company",
            Reach::Everyone => "everyone",
        }
    }
}

/// How the words were found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum How {
    /// A keyword, and nothing else.
    Keyword,
    /// A keyword beside words of politeness, a number, or as a sentence of its own.
    Short,
    /// A keyword with a slip of the fingers.
    Misspelt,
    /// Words of one's own.
    Phrase,
    /// A word that the law or the operators of a country name.
    Law,
}

impl How {
    /// Its name in evidence.
    pub fn name(self) -> &'static str {
        match self {
            How::Keyword => "keyword",
            How::Short => "keyword in a short text",
            How::Misspelt => "misspelt keyword",
            How::Phrase => "phrase",
            How::Law => "word of law",
        }
    }
}

/// Why an answer means what it means, without a word of the answer itself.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Because {
    /// The line of our lists, or the law's word.
    pub words: Cow<'static, str>,
    /// The language of the list; of the law's word, where it holds (`FR`).
    pub of: Cow<'static, str>,
    /// How it was found.
    pub how: How,
}

/// What an answer means, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What somebody means.
    pub meaning: Meaning,
    /// Why; `None` for what means nothing here.
    pub because: Option<Because>,
}

impl Reply {
    /// What means nothing here.
    pub const OTHER: Reply = Reply { meaning: Meaning::Other, because: None };

    fn by(meaning: Meaning, pattern: &'static Pattern, how: How) -> Reply {
        let because =
            Because { words: Cow::Borrowed(pattern.line), of: Cow::Borrowed(pattern.language), how };
        Reply { meaning, because: Some(because) }
    }
}

/// Reads an answer. Whoever knows that a machine sent it (RFC 3834: `Auto-Submitted` other than `no`, an empty return path) does not ask:
/// no such answer is a stop.
pub fn read(text: &str, here: &Here<'_>) -> Reply {
    let text = Text::read(text);
    if text.echo || text.words.is_empty() {
        return Reply::OTHER;
    }
    Heard::new(text).read(here)
}
