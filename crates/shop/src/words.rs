//! The words of a text, folded: small letters without their marks, so that `Șosete`, `Şosete` and `sosete` are one word.

/// How many letters of a word count.
const LETTERS: usize = 24;

/// Calls `each` with every word of a text, folded: runs of letters and digits. The word's memory is used again for the next.
pub fn words(text: &str, mut each: impl FnMut(&str)) {
    let mut word = String::new();
    let mut letters = 0;
    for letter in text.chars() {
        if is_mark(letter) {
            continue;
        }
        if letter.is_alphanumeric() {
            letters += 1;
            if letters <= LETTERS {
                letter.to_lowercase().for_each(|small| fold(small, &mut word));
            }
        } else if !word.is_empty() {
            each(&word);
            word.clear();
            letters = 0;
        }
    }
    if !word.is_empty() {
        each(&word);
    }
}

/// A mark that stands behind its letter (Unicode block *Combining Diacritical Marks*).
fn is_mark(letter: char) -> bool {
    ('\u{300}'..='\u{36f}').contains(&letter)
}

/// Adds the letter without its marks: the Latin letters of the languages of Europe, whole or as two.
fn fold(letter: char, word: &mut String) {
    let plain = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => 'u',
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'æ' => return word.push_str("ae"),
        'œ' => return word.push_str("oe"),
        'ß' => return word.push_str("ss"),
        mark if is_mark(mark) => return,
        other => other,
    };
    word.push(plain);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<String> {
        let mut out = Vec::new();
        words(text, |word| out.push(word.to_owned()));
        out
    }

    #[test]
    fn romanian_in_both_encodings_and_in_pieces_is_the_same() {
        for text in [
            "Șosete țesute, Mărime 42",
            "Şosete ţesute mărime-42",
            "s\u{326}osete t\u{326}esute ma\u{306}rime 42",
            "SOSETE TESUTE MARIME 42",
        ] {
            assert_eq!(of(text), ["sosete", "tesute", "marime", "42"], "{text}");
        }
    }

    #[test]
    fn french_german_and_other_scripts_keep_their_words() {
        assert_eq!(of("Œuvre d’été — Größe"), ["oeuvre", "d", "ete", "grosse"]);
        assert_eq!(of("İstanbul ŁÓDŹ обувь 靴"), ["istanbul", "lodz", "обувь", "靴"]);
        assert!(of(" \u{301} -- ").is_empty());
    }

    #[test]
    fn a_word_without_end_is_cut() {
        assert_eq!(of(&"ß".repeat(1_000_000)), ["ss".repeat(LETTERS)]);
    }
}
