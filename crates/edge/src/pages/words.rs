//! Languages of the public pages, and their texts.

use std::collections::HashMap;
use std::sync::OnceLock;

use axum::http::{HeaderMap, header};
use serde::{Serialize, Serializer};

/// A language the public pages are written in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Language {
    /// English.
    #[default]
    En,
    /// Romanian.
    Ro,
    /// French.
    Fr,
}

impl Language {
    /// All of them.
    pub const ALL: [Language; 3] = [Language::En, Language::Ro, Language::Fr];

    /// `en`, `ro`, `fr`.
    pub fn code(self) -> &'static str {
        match self {
            Language::En => "en",
            Language::Ro => "ro",
            Language::Fr => "fr",
        }
    }

    /// The language of a tag such as `fr`, `fr-CH` or `RO_md`; `None` if the pages are not written in it.
    pub fn parse(tag: &str) -> Option<Language> {
        let primary = tag.split(['-', '_']).next()?;
        Language::ALL.into_iter().find(|language| language.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for a request; `default` is the contact's or the tenant's.
    pub fn wanted(headers: &HeaderMap, default: &str) -> Language {
        let accept = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        pick_language(accept, default)
    }

    pub(super) fn words(self) -> &'static Words {
        static PARSED: [OnceLock<Words>; 3] = [const { OnceLock::new() }; 3];
        let (at, text) = match self {
            Language::En => (0, include_str!("words/en.txt")),
            Language::Ro => (1, include_str!("words/ro.txt")),
            Language::Fr => (2, include_str!("words/fr.txt")),
        };
        PARSED[at].get_or_init(|| Words::parse(text))
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}

/// The best language for an `Accept-Language` header (RFC 9110, 12.5.4); the default if it asks for none of ours.
pub fn pick_language(accept_language: Option<&str>, default: &str) -> Language {
    let fallback = Language::parse(default).unwrap_or_default();
    let mut best: Option<(f32, Language)> = None;
    for range in accept_language.unwrap_or_default().split(',') {
        let (tag, weight) = range.split_once(';').unwrap_or((range, "q=1"));
        let weight = weight.trim().strip_prefix("q=").and_then(|weight| weight.parse().ok()).unwrap_or(0.0);
        let language = match tag.trim() {
            "*" => Some(fallback),
            tag => Language::parse(tag),
        };
        if let Some(language) = language
            && weight > best.map_or(0.0, |(weight, _)| weight)
        {
            best = Some((weight, language));
        }
    }
    best.map_or(fallback, |(_, language)| language)
}

/// The texts of one language by key.
#[derive(Debug)]
pub(super) struct Words(HashMap<&'static str, &'static str>);

impl Words {
    /// Reads lines `key = text`; empty lines and lines from `#` on are for translators.
    fn parse(text: &'static str) -> Words {
        let line = |line: &'static str| line.split_once('=').filter(|_| !line.starts_with('#'));
        Words(text.lines().filter_map(line).map(|(key, text)| (key.trim(), text.trim())).collect())
    }

    pub(super) fn get(&self, key: &str) -> Option<&'static str> {
        self.0.get(key).copied()
    }

    #[cfg(test)]
    pub(super) fn keys(&self) -> std::collections::BTreeSet<&'static str> {
        self.0.keys().copied().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_language_asked_for_most_wins_and_the_default_stands_in() {
        let pick = |accept| pick_language(Some(accept), "ro");
        assert_eq!(pick("fr-CH, fr;q=0.9, en;q=0.8"), Language::Fr);
        assert_eq!(pick("de, en;q=0.5, fr;q=0.7"), Language::Fr);
        assert_eq!(pick("en;q=0, *;q=0.1"), Language::Ro);
        assert_eq!(pick("de"), Language::Ro);
        assert_eq!(pick(";;q=x,,=,\u{1F600}"), Language::Ro);
        assert_eq!(pick_language(None, "xx"), Language::En);
    }
}
