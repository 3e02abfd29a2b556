//! The languages people are spoken to in. To add one is to add its file to `languages/`.

mod texts;
mod write;

use serde::{Serialize, Serializer};

pub use texts::Values;

/// Each file of `languages/`: its code (ISO 639-1) and its texts.
const FILES: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/languages.rs"));

/// The language that stands in for every other, by the number in its file.
const FIRST: i64 = 0;

/// A language the public pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(usize);

impl Language {
    /// All of them, English first, in the order in which they were added.
    pub fn all() -> impl DoubleEndedIterator<Item = Language> + Clone {
        (0..texts::all().len()).map(Language)
    }

    /// The codes of all.
    pub fn codes() -> impl Iterator<Item = &'static str> + Clone {
        Language::all().map(Language::code)
    }

    /// Whether a code is that of one of them.
    pub fn has(code: &str) -> bool {
        Language::codes().any(|known| known == code)
    }

    /// `en`, `ro`, `fr`, …
    pub fn code(self) -> &'static str {
        self.texts().code
    }

    /// Its number, for ever the same; the numbers of wordings hold it.
    pub fn number(self) -> i64 {
        self.texts().number
    }

    /// Its own name: `English`, `Română`, `Français`.
    pub fn name(self) -> String {
        self.text("language_name", &Values::new()).unwrap_or_else(|| self.code().to_owned())
    }

    /// The language of a tag such as `fr`, `fr-CH` or `RO_md`; `None` if the pages are not written in it.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?;
        Language::all().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` header (RFC 9110, 12.5.4); `default` if it asks for none of ours.
    pub fn accepted(accept_language: Option<&str>, default: Language) -> Language {
        let mut best: Option<(f32, Language)> = None;
        for range in accept_language.unwrap_or_default().split(',') {
            let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
            let weight =
                weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
            let language = match tag.trim() {
                "*" => Some(default),
                tag => Language::parse(tag),
            };
            if let Some(language) = language
                && weight > best.map_or(0.0, |(weight, _)| weight)
            {
                best = Some((weight, language));
            }
        }
        best.map_or(default, |(_, language)| language)
    }
}

impl Default for Language {
    fn default() -> Language {
        Language::all().find(|language| language.number() == FIRST).unwrap_or(Language(0))
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

#[cfg(test)]
mod tests;
