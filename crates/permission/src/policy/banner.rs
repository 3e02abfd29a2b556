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
    /// What the shop sets beside our cookies, and lets others set (R066, R076).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cookies: Vec<ShopCookie>,
}

/// What a cookie needs (R065).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CookieCategory {
    /// The shop cannot do without it.
    Necessary,
    /// A yes to anonymous totals.
    Performance,
    /// A yes to advertising and tracking.
    Advertising,
}

impl CookieCategory {
    /// `necessary`, `performance`, `advertising`.
    pub fn name(self) -> &'static str {
        match self {
            CookieCategory::Necessary => "necessary",
            CookieCategory::Performance => "performance",
            CookieCategory::Advertising => "advertising",
        }
    }
}

/// A cookie of the shop, for the public table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ShopCookie {
    /// Its name, 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Who sets it, 1 to 100 characters.
    #[schema(min_length = 1, max_length = 100)]
    pub supplier: String,
    /// What it is for, 1 to 300 characters, as people read it.
    #[schema(min_length = 1, max_length = 300)]
    pub purpose: String,
    /// What it needs.
    pub category: CookieCategory,
    /// How many days it stands, 1 to 396 (13 months, C10); none: until the browser is closed.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 396)]
    pub days: Option<u16>,
    /// Where a third party that sets it tells what it does; empty: the shop sets it itself.
    #[serde(default)]
    #[schema(max_length = 500)]
    pub policy: String,
}

impl ShopCookie {
    /// Without spaces around its texts.
    #[must_use]
    pub fn trimmed(self) -> ShopCookie {
        let trimmed = |text: String| text.trim().to_owned();
        let ShopCookie { name, supplier, purpose, category, days, policy } = self;
        let (name, supplier, purpose) = (trimmed(name), trimmed(supplier), trimmed(purpose));
        ShopCookie { name, supplier, purpose, category, days, policy: trimmed(policy) }
    }

    fn check(&self) -> Result<(), (&'static str, &'static str)> {
        match () {
            () if !fits(&self.name, 1..=100) => Err(("name", "must be 1 to 100 characters")),
            () if !fits(&self.supplier, 1..=100) => Err(("supplier", "must be 1 to 100 characters")),
            () if !fits(&self.purpose, 1..=300) => Err(("purpose", "must be 1 to 300 characters")),
            () if self.days.is_some_and(|days| !(1..=MOST_DAYS).contains(&days)) => {
                Err(("days", "must be 1 to 396: no cookie stands longer than 13 months"))
            }
            () if !self.policy.is_empty() && !is_address(&self.policy) => Err((
                "policy",
                "must be an address that begins with https:// or /, of at most 500 characters",
            )),
            () => Ok(()),
        }
    }

    /// Whether this is more than stood there before: it is new, stands longer, is another's, or for something else.
    fn is_more_than(&self, before: &[ShopCookie]) -> bool {
        let same = |old: &&ShopCookie| {
            old.name == self.name && old.supplier == self.supplier && old.category == self.category
        };
        let longest = |one: &ShopCookie| one.days.unwrap_or(0);
        before.iter().find(same).is_none_or(|old| longest(old) < longest(self))
    }
}

/// Thirteen months (C10).
const MOST_DAYS: u16 = 396;
/// How many cookies a shop names at most.
const MOST_COOKIES: usize = 100;

fn fits(text: &str, span: std::ops::RangeInclusive<usize>) -> bool {
    span.contains(&text.trim().chars().count()) && !text.chars().any(char::is_control)
}

fn is_address(text: &str) -> bool {
    let begins = ["https://", "http://", "/"].iter().any(|begin| text.starts_with(begin));
    let odd = |char: char| char.is_control() || char.is_whitespace() || char == '\\';
    begins && !text.starts_with("//") && !text.contains(odd) && text.chars().count() <= 500
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
            // Nothing of ours needs it.
            performance: false,
            consent_mode: false,
            words: Vec::new(),
            cookies: Vec::new(),
        }
    }
}

impl Banner {
    /// Who else gets what a category's cookies tell: the third parties that were named, each once.
    pub fn third_parties(&self, category: CookieCategory) -> Vec<&str> {
        let mut names: Vec<&str> = Vec::new();
        for cookie in
            self.cookies.iter().filter(|cookie| cookie.category == category && !cookie.policy.is_empty())
        {
            if !names.contains(&cookie.supplier.as_str()) {
                names.push(&cookie.supplier);
            }
        }
        names
    }

    /// What is wrong with it: the field and why.
    pub(super) fn check(&self) -> Result<(), (String, &'static str)> {
        let (policy, wrong) = (&self.cookie_policy, |field: &str, why| Err((field.to_owned(), why)));
        if self.question == 0 {
            return wrong("question", "must be 1 or more");
        }
        if !policy.is_empty() && !is_address(policy) {
            return wrong(
                "cookie_policy",
                "must be an address that begins with https:// or /, of at most 500 characters",
            );
        }
        if !self.words_are_right() {
            return wrong(
                "words",
                "must be in languages that pages are written in, each once, with a title of 1 to 80 characters, 1 to 300 of text and, if any, 10 to 300 about performance",
            );
        }
        if self.cookies.len() > MOST_COOKIES {
            return wrong("cookies", "must be at most 100");
        }
        let cookies = self.cookies.iter().enumerate();
        cookies.map(|(at, cookie)| (at, cookie.check())).try_for_each(|(at, checked)| {
            checked.map_err(|(field, why)| (format!("cookies[{at}].{field}"), why))
        })
    }

    fn words_are_right(&self) -> bool {
        self.words.iter().enumerate().all(|(at, one)| {
            Language::has(&one.language)
                && fits(&one.title, 1..=80)
                && fits(&one.text, 1..=300)
                && (one.performance.is_empty() || fits(&one.performance, 10..=300))
                && self.words[..at].iter().all(|before| before.language != one.language)
        })
    }

    /// Whether more is asked for than before: a category, or a cookie that needs a yes.
    fn asks_for_more_than(&self, before: &Banner) -> bool {
        let needs_a_yes = |cookie: &&ShopCookie| cookie.category != CookieCategory::Necessary;
        let more = |cookie: &ShopCookie| cookie.is_more_than(&before.cookies);
        (self.performance && !before.performance) || self.cookies.iter().filter(needs_a_yes).any(more)
    }
}

impl Policy {
    /// Whether the banner asks for more than before, so that a yes of before would be one to something else: a category more, data of
    /// another kind, a longer time, somebody else who receives it, a cookie that was not named.
    pub(super) fn asks_a_device_for_more_than(&self, before: &Policy) -> bool {
        let tracking =
            |policy: &Policy| policy.terms(Purpose::TRACKING).filter(|terms| terms.active).cloned();
        let wider = match (tracking(before), tracking(self)) {
            (_, None) => false,
            (None, Some(_)) => true,
            (Some(old), Some(new)) => is_wider(&old, &new),
        };
        wider || self.banner.asks_for_more_than(&before.banner)
    }
}

fn is_wider(old: &Terms, new: &Terms) -> bool {
    new.term_days > old.term_days
        || new.categories.iter().any(|category| !old.categories.contains(category))
        || new.recipients.iter().any(|name| !old.recipients.contains(name))
}
