//! Plain text out of what shops call a description: often HTML, often escaped, sometimes a whole page.

use quick_xml::escape::resolve_html5_entity;

/// How long a character reference may be, `&` and `;` not counted: longer than any that has a name in HTML.
const MAX_REFERENCE: usize = 32;

/// The first `max` characters of `html` as people read them: no tags, no scripts or styles, references resolved, blanks and control
/// characters made one blank. Text that only looks like a tag (`size < 40`) stays. Takes time in proportion to what it reads.
pub(crate) fn plain(html: &str, max: usize) -> String {
    let mut out = Words { text: String::new(), left: max, blank: false };
    let mut rest = html;
    while let Some(c) = rest.chars().next().filter(|_| out.left > 0) {
        let tail = &rest[c.len_utf8()..];
        rest = match c {
            '<' if begins_a_tag(tail) => {
                out.blank |= !is_inline(tail);
                after_tag(tail)
            }
            '&' => match reference(tail) {
                Some((text, after)) => {
                    text.chars().for_each(|c| out.push(c));
                    after
                }
                None => {
                    out.push(c);
                    tail
                }
            },
            c => {
                out.push(c);
                tail
            }
        };
    }
    out.text
}

struct Words {
    text: String,
    left: usize,
    /// A blank stands before the next character, if there is one and it is not the first.
    blank: bool,
}

impl Words {
    fn push(&mut self, c: char) {
        if c.is_whitespace() || c.is_control() {
            self.blank = true;
            return;
        }
        if std::mem::take(&mut self.blank) && !self.text.is_empty() {
            if self.left < 2 {
                self.left = 0;
                return;
            }
            self.text.push(' ');
            self.left -= 1;
        }
        if self.left > 0 {
            self.text.push(c);
            self.left -= 1;
        }
    }
}

fn begins_a_tag(after: &str) -> bool {
    after.starts_with(|c: char| c.is_ascii_alphabetic() || matches!(c, '/' | '!' | '?'))
}

/// The name of a tag, of which `after` is what follows its `<`.
fn name(after: &str) -> &str {
    let after = after.strip_prefix('/').unwrap_or(after);
    &after[..after.bytes().take_while(u8::is_ascii_alphanumeric).count()]
}

/// Whether a tag stands within a word rather than between two.
fn is_inline(after: &str) -> bool {
    let inline =
        ["a", "b", "i", "u", "s", "em", "strong", "span", "small", "big", "sub", "sup", "font", "mark"];
    inline.iter().any(|known| name(after).eq_ignore_ascii_case(known))
}

/// What follows a tag; of a script or a style what follows its end. A tag without an end takes all the rest.
fn after_tag(after: &str) -> &str {
    if let Some(comment) = after.strip_prefix("!--") {
        return comment.split_once("-->").map_or("", |(_, rest)| rest);
    }
    let rest = after.split_once('>').map_or("", |(_, rest)| rest);
    let name = name(after);
    if ["script", "style"].iter().any(|hidden| name.eq_ignore_ascii_case(hidden)) && !after.starts_with('/') {
        let end = rest.match_indices("</").find(|(at, _)| {
            rest.as_bytes()[at + 2..]
                .get(..name.len())
                .is_some_and(|n| n.eq_ignore_ascii_case(name.as_bytes()))
        });
        return end.map_or("", |(at, _)| rest[at..].split_once('>').map_or("", |(_, rest)| rest));
    }
    rest
}

/// What a character reference stands for, and what follows it.
fn reference(after: &str) -> Option<(String, &str)> {
    let end = after.bytes().take(MAX_REFERENCE).position(|byte| byte == b';')?;
    let (name, rest) = (&after[..end], &after[end + 1..]);
    let text = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            char::from_u32(code)?.to_string()
        }
        None => resolve_html5_entity(name)?.to_owned(),
    };
    Some((text, rest))
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn tags_go_and_words_stay_apart() {
        let html = "<h1>Aria&nbsp;Road</h1><p>Light<br>&amp; <b>f</b>ast,\n\tf&uuml;r 19&#8364; &#x41;</p>";
        assert_eq!(plain(html, 1_000), "Aria Road Light & fast, für 19€ A");
        assert_eq!(
            plain("a<script>if (a<b) alert(1)</script > b<!-- <p>c</p> --> d<style>p{}</style>", 99),
            "a b d"
        );
    }

    #[test]
    fn what_only_looks_like_html_stays() {
        assert_eq!(plain("1 < 2 & 3 > 2 &nosuch; &#xD800; &", 99), "1 < 2 & 3 > 2 &nosuch; &#xD800; &");
    }

    #[test]
    fn it_is_cut_by_characters_and_never_ends_in_a_blank() {
        assert_eq!(plain(&"ü".repeat(2_000), 1_000), "ü".repeat(1_000));
        assert_eq!(plain("ab cd", 3), "ab");
        assert_eq!(plain("  ", 3), "");
    }

    proptest::proptest! {
        #[test]
        fn no_text_makes_it_panic_or_grow(text in "[<>&;#xa!/ é\\-]{0,60}", any: String) {
            for text in [text, any] {
                let out = plain(&text, 20);
                proptest::prop_assert!(out.chars().count() <= 20 && !out.chars().any(char::is_control));
            }
        }
    }
}
