//! The texts of a language, in Fluent: `{ $values }` are filled in, and numbers choose the form that belongs to them.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use icu_locale_core::Locale;
use icu_plurals::{PluralCategory, PluralRules};

use super::{FILES, Language};

/// One language.
pub(super) struct Texts {
    pub(super) code: &'static str,
    pub(super) number: i64,
    bundle: FluentBundle<FluentResource>,
}

/// What is filled into a text.
#[derive(Debug, Default)]
pub struct Values<'v>(FluentArgs<'v>);

impl<'v> Values<'v> {
    /// None yet.
    pub fn new() -> Values<'v> {
        Values(FluentArgs::new())
    }

    /// One more: words.
    #[must_use]
    pub fn with(mut self, name: impl Into<Cow<'v, str>>, words: impl Into<String>) -> Values<'v> {
        self.0.set(name, words.into());
        self
    }

    /// One more: a number, by which the text chooses its form.
    #[must_use]
    pub fn with_number(mut self, name: impl Into<Cow<'v, str>>, number: i64) -> Values<'v> {
        self.0.set(name, number);
        self
    }
}

/// Every language, by its number.
pub(super) fn all() -> &'static [Texts] {
    static ALL: LazyLock<Vec<Texts>> = LazyLock::new(|| {
        let mut all: Vec<Texts> = FILES.iter().map(|(code, text)| Texts::read(code, text)).collect();
        all.sort_by_key(|texts| texts.number);
        all
    });
    &ALL
}

impl Texts {
    /// A file with a fault loses the texts with the fault; a test reads every file without one.
    fn read(code: &'static str, text: &str) -> Texts {
        let (Ok(resource) | Err((resource, _))) = FluentResource::try_new(text.to_owned());
        let mut bundle = FluentBundle::new_concurrent(vec![code.parse().unwrap_or_default()]);
        // No page mixes directions, and the marks would stand in addresses and subjects.
        bundle.set_use_isolating(false);
        bundle.add_resource_overriding(resource);
        let locale = Locale::try_from_str(code).unwrap_or(Locale::UNKNOWN);
        let added = bundle.add_function("FORM", move |given, _| form(&locale, given));
        debug_assert!(added.is_ok(), "nothing else has this name");
        let mut texts = Texts { code, number: i64::MAX, bundle };
        let number = texts.get("language_number", &Values::new());
        texts.number = number.and_then(|number| number.parse().ok()).unwrap_or(i64::MAX);
        texts
    }

    fn get(&self, name: &str, values: &Values<'_>) -> Option<String> {
        let pattern = self.bundle.get_message(name)?.value()?;
        let mut faults = Vec::new();
        let text = self.bundle.format_pattern(pattern, Some(&values.0), &mut faults);
        faults.is_empty().then(|| text.into_owned())
    }
}

/// `FORM($number)`: which form of a word a whole number takes, by the names of CLDR: `one`, `few`, `other`.
fn form(locale: &Locale, given: &[FluentValue<'_>]) -> FluentValue<'static> {
    let (Some(FluentValue::Number(number)), Ok(rules)) =
        (given.first(), PluralRules::try_new_cardinal(locale.into()))
    else {
        return FluentValue::Error;
    };
    FluentValue::from(match rules.category_for(number.value as i64) {
        PluralCategory::Zero => "zero",
        PluralCategory::One => "one",
        PluralCategory::Two => "two",
        PluralCategory::Few => "few",
        PluralCategory::Many => "many",
        PluralCategory::Other => "other",
    })
}

impl Language {
    pub(super) fn texts(self) -> &'static Texts {
        &all()[self.0]
    }

    /// The text of this name with its values filled in; `None` if there is none, or a value is missing.
    pub fn text(self, name: &str, values: &Values<'_>) -> Option<String> {
        self.texts().get(name, values)
    }
}
