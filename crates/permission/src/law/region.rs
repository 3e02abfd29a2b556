//! Where a rule of law holds, and where to look if a country has none of its own.

use std::fmt;

use crate::place::Country;

/// A country, the European Union, or everywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Region {
    /// Everywhere: what the house promises, and what mailbox providers ask of all senders.
    Everywhere,
    /// The European Union, and the states of the European Economic Area that took its law over.
    Eu,
    /// One country.
    Of(Country),
}

/// The members of the European Union, and Iceland, Liechtenstein and Norway.
const EEA: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// Countries of the atlas that are part of another one's law.
const PARTS: &[(&str, &str)] = &[
    ("AS", "US"),
    ("AX", "FI"),
    ("BL", "FR"),
    ("GF", "FR"),
    ("GP", "FR"),
    ("GU", "US"),
    ("MF", "FR"),
    ("MP", "US"),
    ("MQ", "FR"),
    ("PM", "FR"),
    ("PR", "US"),
    ("RE", "FR"),
    ("SJ", "NO"),
    ("VI", "US"),
    ("YT", "FR"),
];

impl Region {
    /// Reads a country's two letters, `EU` or `*`.
    pub fn parse(text: &str) -> Option<Region> {
        match text {
            "*" => Some(Region::Everywhere),
            _ if text.eq_ignore_ascii_case("EU") => Some(Region::Eu),
            _ => Country::parse(text).map(Region::Of),
        }
    }

    /// Its name in the column `country`.
    pub fn code(&self) -> &str {
        match self {
            Region::Everywhere => "*",
            Region::Eu => "EU",
            Region::Of(country) => country.code(),
        }
    }

    /// Where the law of a country is looked for, the first that has a rule: itself, the country it is part of, the Union, everywhere.
    pub fn chain(country: Option<Country>) -> impl Iterator<Item = Region> {
        let whole = country.and_then(|part| {
            let found = PARTS.iter().find(|(code, _)| *code == part.code());
            found.and_then(|(_, whole)| Country::parse(whole))
        });
        let eu = whole.or(country).filter(|country| EEA.binary_search(&country.code()).is_ok());
        [country.map(Region::Of), whole.map(Region::Of), eu.map(|_| Region::Eu), Some(Region::Everywhere)]
            .into_iter()
            .flatten()
    }
}

impl fmt::Display for Region {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chain(code: &str) -> String {
        Region::chain(Country::parse(code)).map(|region| region.to_string()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_country_without_a_rule_has_the_unions_and_then_everybodys() {
        assert_eq!(chain("FR"), "FR EU *");
        assert_eq!(chain("RE"), "RE FR EU *");
        assert_eq!(chain("NO"), "NO EU *");
        assert_eq!(chain("MD"), "MD *");
        assert_eq!(chain("PR"), "PR US *");
        assert_eq!(chain(""), "*");
        assert!(EEA.is_sorted() && EEA.iter().all(|code| Country::parse(code).is_some()));
        assert!(PARTS.iter().all(|(a, b)| Country::parse(a).and(Country::parse(b)).is_some()));
    }

    #[test]
    fn the_union_is_a_region_and_no_country() {
        assert_eq!(Region::parse("eu"), Some(Region::Eu));
        assert_eq!(Region::parse("*"), Some(Region::Everywhere));
        assert_eq!(Region::parse("fr").unwrap().code(), "FR");
        assert_eq!(Region::parse("France"), None);
    }
}
