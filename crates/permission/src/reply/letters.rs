//! One alphabet for all: small Latin letters without accents, whatever a text was written in.
//!
//! Cyrillic is written as people write it on a keyboard without it, so that a Russian phrase and its transliteration are one phrase.

/// Stands for a letter that was lost on the way, as `?` of the GSM alphabet for the Romanian `ț`.
pub(super) const LOST: char = '?';

/// A letter in the one alphabet, of one or more characters; `None` for what is no letter.
pub(super) fn latin(c: char) -> Option<Letters> {
    if c.is_ascii() {
        return c.is_ascii_alphabetic().then(|| Letters::One(c.to_ascii_lowercase()));
    }
    if let Some(letter) = styled(c) {
        return Some(Letters::One(letter));
    }
    let small = c.to_lowercase().next().unwrap_or(c);
    if let Some(letters) = cyrillic(small) {
        return Some(Letters::More(letters));
    }
    let more = match small {
        'œ' => "oe",
        'æ' => "ae",
        'ß' => "ss",
        _ => {
            return ACCENTED.iter().find(|(_, all)| all.contains(small)).map(|(base, _)| Letters::One(*base));
        }
    };
    Some(Letters::More(more))
}

/// What a character becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Letters {
    One(char),
    /// Also none: the hard and soft signs of Cyrillic.
    More(&'static str),
}

impl Letters {
    pub(super) fn push_to(self, out: &mut String) {
        match self {
            Letters::One(letter) => out.push(letter),
            Letters::More(letters) => out.push_str(letters),
        }
    }
}

const ACCENTED: &[(char, &str)] = &[
    ('a', "àáâãäåāăąǎ"),
    ('c', "çćĉċč"),
    ('d', "ďđ"),
    ('e', "èéêëēĕėęěǝ"),
    ('g', "ĝğġģ"),
    ('h', "ĥħ"),
    ('i', "ìíîïĩīĭįı"),
    ('k', "ķ"),
    ('l', "ĺļľłŀ"),
    ('n', "ñńņňŉ"),
    ('o', "òóôõöøōŏő"),
    ('r', "ŕŗř"),
    ('s', "śŝşšș"),
    ('t', "ţťŧț"),
    ('u', "ùúûüũūŭůűų"),
    ('w', "ŵ"),
    ('y', "ýÿŷ"),
    ('z', "źżž"),
];

/// A small letter of the Cyrillic alphabets, as it is typed without them.
fn cyrillic(c: char) -> Option<&'static str> {
    Some(match c {
        'а' => "a",
        'б' => "b",
        'в' => "v",
        'г' | 'ґ' => "g",
        'д' => "d",
        'е' | 'ё' | 'э' | 'є' => "e",
        'ж' => "zh",
        'з' => "z",
        'и' | 'й' | 'і' | 'ї' | 'ы' => "i",
        'к' => "k",
        'л' => "l",
        'м' => "m",
        'н' => "n",
        'о' => "o",
        'п' => "p",
        'р' => "r",
        'с' => "s",
        'т' => "t",
        'у' | 'ў' => "u",
        'ф' => "f",
        'х' => "h",
        'ц' => "ts",
        'ч' => "ch",
        'ш' | 'щ' => "sh",
        'ъ' | 'ь' => "",
        'ю' => "iu",
        'я' => "ia",
        'ѕ' => "s",
        'ј' => "j",
        _ => return None,
    })
}

/// Letters that are Latin in another dress: full width, of mathematics, in circles and squares, of flags.
fn styled(c: char) -> Option<char> {
    let code = u32::from(c);
    let nth = match code {
        0xff21..=0xff3a => code - 0xff21,
        0xff41..=0xff5a => code - 0xff41,
        0x24b6..=0x24cf => code - 0x24b6,
        0x24d0..=0x24e9 => code - 0x24d0,
        0x1d400..=0x1d6a3 => (code - 0x1d400) % 26,
        0x1f130..=0x1f149 => code - 0x1f130,
        0x1f150..=0x1f169 => code - 0x1f150,
        0x1f170..=0x1f189 => code - 0x1f170,
        0x1f1e6..=0x1f1ff => code - 0x1f1e6,
        _ => return None,
    };
    char::from_u32(u32::from('a') + nth)
}

/// Whether it is a letter of Cyrillic.
pub(super) fn is_cyrillic(c: char) -> bool {
    ('\u{400}'..='\u{4ff}').contains(&c)
}

/// Cyrillic letters that look like Latin ones, and these.
const ALIKE: &[(char, char)] = &[
    ('а', 'a'),
    ('в', 'b'),
    ('е', 'e'),
    ('к', 'k'),
    ('м', 'm'),
    ('н', 'h'),
    ('о', 'o'),
    ('р', 'p'),
    ('с', 'c'),
    ('т', 't'),
    ('у', 'y'),
    ('х', 'x'),
    ('ѕ', 's'),
    ('і', 'i'),
    ('ј', 'j'),
];

/// Letters that no Russian word has: a word with one of them and Latin looks is Latin in disguise.
pub(super) fn is_disguise(c: char) -> bool {
    matches!(c, 'ѕ' | 'Ѕ' | 'ј' | 'Ј')
}

/// The Latin letter that looks like this Cyrillic one.
pub(super) fn looks_latin(c: char) -> Option<char> {
    let small = c.to_lowercase().next().unwrap_or(c);
    ALIKE.iter().find(|(cyrillic, _)| *cyrillic == small).map(|(_, latin)| *latin)
}

/// The Cyrillic letter that looks like this Latin one.
pub(super) fn looks_cyrillic(c: char) -> Option<char> {
    let small = c.to_ascii_lowercase();
    ALIKE.iter().find(|(_, latin)| *latin == small).map(|(cyrillic, _)| *cyrillic)
}

/// What a digit or sign stands for inside a word: `ST0P`, `$top`.
pub(super) fn disguised(c: char) -> Option<char> {
    Some(match c {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => return None,
    })
}

/// What nobody sees: marks of width and direction, accents that stand alone, the dress of emoji, and the nought that GSM has for `@`.
pub(super) fn is_unseen(c: char) -> bool {
    matches!(c, '\0' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}'
        | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{300}'..='\u{36f}' | '\u{fe00}'..='\u{fe0f}' | '\u{20e3}'
        | '\u{1f3fb}'..='\u{1f3ff}')
}

/// Evens out what people write in more than one way: a letter is never doubled, `y` is `i`, `kh` is `h`, `sch` and `shch` are `sh`.
pub(super) fn even(word: &mut String) {
    if !word.is_ascii() {
        return;
    }
    let mut out: [u8; super::text::LONGEST_WORD * 2] = [0; super::text::LONGEST_WORD * 2];
    let mut n = 0;
    for letter in word.bytes() {
        let letter = if letter == b'y' { b'i' } else { letter };
        match (letter, &out[..n]) {
            (_, [.., last]) if *last == letter => continue,
            (b'h', [.., b'k']) => out[n - 1] = b'h',
            (b'h', [.., b's', b'h', b'c']) => n -= 1,
            (b'h', [.., b's', b'c']) => out[n - 1] = b'h',
            _ if n < out.len() => {
                out[n] = letter;
                n += 1;
            }
            _ => break,
        }
    }
    word.clear();
    word.extend(out[..n].iter().map(|letter| char::from(*letter)));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        let mut out = String::new();
        text.chars().filter_map(latin).for_each(|letters| letters.push_to(&mut out));
        even(&mut out);
        out
    }

    #[test]
    fn a_word_is_the_same_in_every_dress() {
        for stop in ["STOP", "stop", "Stoooop", "ｓｔｏｐ", "𝐒𝐓𝐎𝐏", "ⓈⓉⓄⓅ", "стоп", "СТОП"]
        {
            assert_eq!(written(stop), "stop", "{stop}");
        }
        assert_eq!(written("dezabonați"), "dezabonati");
        assert_eq!(written("arrêt"), "aret");
        for (cyrillic, typed) in
            [("хватит", "khvatit"), ("сообщений", "soobscheniy"), ("отписаться", "otpisatsya"), ("вы", "vy")]
        {
            assert_eq!(written(cyrillic), written(typed), "{cyrillic}");
        }
        assert_eq!(written("щ"), written("shch"));
    }
}
