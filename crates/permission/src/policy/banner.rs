//! How a tenant asks on its shop's own pages (R062 to R066), and when an answer counts no more.

use placet_core::Language;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::{Policy, Terms};
use crate::Purpose;

/// The consent banner. Its wording of [`Purpose::TRACKING`] stands with that purpose; no is as easy as yes, and nothing here changes that.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Banner {
    /// Which question it puts, from 1. An answer to another one counts no more: everybody is asked anew.
    pub question: u32,
    /// The page that tells of the shop's cookies; empty: the tracker's own.
    #[serde(default)]
    pub cookie_policy: String,
    /// Whether it asks for anonymous totals of visits beside advertising and tracking.
    pub performance: bool,
    /// Whether Google's tags are told the answer (Consent Mode, version 2).
    #[serde(default)]
    pub consent_mode: bool,
    /// What it says beside the purposes, by language; none: its own words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<BannerWords>,
}

/// What the banner says in one language, beside the words of what it asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct BannerWords {
    /// The language: `en`, `ro` or `fr`.
    pub language: String,
    /// The question, 1 to 80 characters.
    #[schema(min_length = 1, max_length = 80)]
    pub title: String,
    /// Before what is asked for, 1 to 300 characters.
    #[schema(min_length = 1, max_length = 300)]
    pub text: String,
    /// What a yes to performance allows, 10 to 300 characters; empty: its own words.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub performance: String,
}

impl BannerWords {
    /// Without spaces around them.
    #[must_use]
    pub fn trimmed(self) -> BannerWords {
        let trimmed = |text: String| text.trim().to_owned();
        let BannerWords { language, title, text, performance } = self;
        BannerWords {
            language,
            title: trimmed(title),
            text: trimmed(text),
            performance: trimmed(performance),
        }
    }
}

impl Default for Banner {
    fn default() -> Banner {
        Banner {
            question: 1,
            cookie_policy: String::new(),
            performance: true,
            consent_mode: false,
            words: Vec::new(),
        }
    }
}

impl Banner {
    /// What is wrong with it: the field and why.
    pub(super) fn check(&self) -> Result<(), (&'static str, &'static str)> {
        let policy = &self.cookie_policy;
        let is_address = ["https://", "http://", "/"].iter().any(|begin| policy.starts_with(begin))
            && !policy.starts_with("//")
            && !policy.contains(|char: char| char.is_control() || char.is_whitespace() || char == '\\');
        match () {
            () if self.question == 0 => Err(("question", "must be 1 or more")),
            () if !policy.is_empty() && (!is_address || policy.chars().count() > 500) => Err((
                "cookie_policy",
                "must be an address that begins with https:// or /, of at most 500 characters",
            )),
            () if !self.words_are_right() => Err((
                "words",
                "must be in languages that pages are written in, each once, with a title of 1 to 80 characters, 1 to 300 of text and, if any, 10 to 300 about performance",
            )),
            () => Ok(()),
        }
    }

    fn words_are_right(&self) -> bool {
        let within = |text: &str, span: std::ops::RangeInclusive<usize>| {
            span.contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
        };
        self.words.iter().enumerate().all(|(at, one)| {
            Language::has(&one.language)
                && within(&one.title, 1..=80)
                && within(&one.text, 1..=300)
                && (one.performance.is_empty() || within(&one.performance, 10..=300))
                && self.words[..at].iter().all(|before| before.language != one.language)
        })
    }
}

impl Policy {
    /// Whether the banner asks for more than before, so that a yes of before would be one to something else: a category more, data of
    /// another kind, a longer time, somebody else who receives it.
    pub(super) fn asks_a_device_for_more_than(&self, before: &Policy) -> bool {
        let tracking =
            |policy: &Policy| policy.terms(Purpose::TRACKING).filter(|terms| terms.active).cloned();
        let wider = match (tracking(before), tracking(self)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => is_wider(&old, &new),
        };
        wider || (self.banner.performance && !before.banner.performance)
    }
}

fn is_wider(old: &Terms, new: &Terms) -> bool {
    new.term_days > old.term_days
        || new.categories.iter().any(|category| !old.categories.contains(category))
        || new.recipients.iter().any(|name| !old.recipients.contains(name))
}
