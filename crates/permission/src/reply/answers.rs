//! What is answered to a stop and to a question for help, in the languages of `words/answers.txt`.

use super::Reach;

const TEXTS: &str = include_str!("words/answers.txt");

/// The language of who reads none of the others.
const FALLBACK: &str = "en";

/// The one confirmation of a stop: that it is done, of whose messages, and nothing else (47 CFR 64.1200(a)(12)). An unknown language is
/// answered in English.
pub fn confirmation(language: &str, company: &str, ended: Reach) -> String {
    text(language, ended.name()).replace("{company}", company)
}

/// The answer to a question for help: who writes, how it ends, and how a person there is reached.
pub fn help(language: &str, company: &str, contact: &str) -> String {
    // In one pass: a name may hold a brace.
    let (before, after) = text(language, "help").split_once("{contact}").unwrap_or_default();
    let named = |part: &str| part.replace("{company}", company);
    format!("{}{contact}{}", named(before), named(after))
}

fn text(language: &str, what: &str) -> &'static str {
    let of = |language: &str| {
        let mut lines = TEXTS.lines().filter_map(|line| line.split_once(" = "));
        lines.find(|(key, _)| key.split_once('.') == Some((language, what))).map(|(_, text)| text)
    };
    let primary = language.split(['-', '_']).next().unwrap_or_default();
    of(primary).or_else(|| of(FALLBACK)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::{Here, Meaning, read};
    use super::*;

    #[test]
    fn every_language_has_every_answer_and_it_is_short_and_sells_nothing() {
        for language in ["en", "ro", "fr", "ru"] {
            for ended in [Reach::Channel, Reach::Company, Reach::Everyone] {
                let text = confirmation(language, "Shoes", ended);
                assert!(text.starts_with("Shoes") && text.chars().count() < 200, "{text}");
                let sells = ["http", "%", "www", "€", "shop", "ofert", "offre", "скид", "{", "!"];
                assert!(!sells.iter().any(|word| text.to_lowercase().contains(word)), "{text}");
                let others = [Reach::Channel, Reach::Company, Reach::Everyone]
                    .into_iter()
                    .filter(|other| *other != ended);
                assert!(
                    others.map(|other| confirmation(language, "Shoes", other)).all(|other| other != text)
                );
                assert!(language == "en" || text != confirmation("en", "Shoes", ended));
            }
            let text = help(language, "Shoes", "+33 1 23 45 67 89");
            assert!(
                text.contains("Shoes") && text.contains("+33 1 23 45 67 89") && !text.contains('{'),
                "{text}"
            );
        }
        assert_eq!(confirmation("pt", "Shoes", Reach::Channel), confirmation("en", "Shoes", Reach::Channel));
        assert_eq!(
            confirmation("ro-MD", "Shoes", Reach::Channel),
            confirmation("ro", "Shoes", Reach::Channel)
        );
        assert!(help("en", "{contact}", "us").starts_with("These are messages of {contact}."));
    }

    #[test]
    fn the_word_that_the_answer_names_ends_the_messages() {
        for language in ["en", "ro", "fr", "ru"] {
            let text = help(language, "Shoes", "us");
            let word = text
                .split([' ', '.', ','])
                .find(|word| word.chars().count() == 4 && word.chars().all(char::is_uppercase));
            let reply = read(word.unwrap_or_default(), &Here::default());
            assert_eq!(reply.meaning, Meaning::Stop(Reach::Channel), "{text}");
        }
    }
}
