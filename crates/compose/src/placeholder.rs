//! Placeholders: what stands for Liquid while a template goes through MJML, inlining and sanitising.
//!
//! In content a placeholder is a comment (`<!--qzlq7zq-->`): an HTML parser leaves a comment where it is, also between
//! the rows of a table, where it would move text out. In an attribute, a title or a preview it is a plain word
//! (`qzlq7zq`): no renderer escapes it, no style reader chokes on it.
//!
//! Put back, an output stands between two marks that name its context: `⟨h{{ item.name }}⟩`. The marks are private-use
//! characters that neither template nor data can hold; rendering replaces them (see [`crate::render`]).

/// Begins a marked value.
pub(crate) const OPEN: char = '\u{e000}';
/// Ends a marked value.
pub(crate) const CLOSE: char = '\u{e001}';

const HEAD: &str = "qzlq";
const TAIL: &str = "zq";

/// What an output may become, said by one letter behind [`OPEN`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Context {
    /// Escaped text of an element or of an attribute that is read by people.
    Html,
    /// A field declared HTML: as it is.
    Raw,
    /// A word of a style or class: anything else is left out.
    Style,
    /// An address for `href`: http(s) or `#`.
    Href,
    /// An address for `src`: http(s) or nothing.
    Src,
    /// One line of plain text.
    Plain,
    /// One line of plain text from a field declared HTML: tags are left out.
    Stripped,
    /// An address in plain text: http(s) or nothing.
    PlainUrl,
    /// A counted link: `number:item`.
    Link,
}

/// Every context and its letter.
const LETTERS: [(Context, char); 9] = [
    (Context::Html, 'h'),
    (Context::Raw, 'r'),
    (Context::Style, 'c'),
    (Context::Href, 'u'),
    (Context::Src, 's'),
    (Context::Plain, 'p'),
    (Context::Stripped, 't'),
    (Context::PlainUrl, 'v'),
    (Context::Link, 'L'),
];

impl Context {
    /// The context of a letter.
    pub(crate) fn of(letter: char) -> Option<Context> {
        LETTERS.iter().find(|(_, l)| *l == letter).map(|(context, _)| *context)
    }

    /// `inner` between the marks of this context.
    pub(crate) fn mark(self, inner: &str) -> String {
        let letter = LETTERS.iter().find(|(context, _)| *context == self).map_or('h', |(_, letter)| *letter);
        format!("{OPEN}{letter}{inner}{CLOSE}")
    }

    /// What the same value is in the text part.
    pub(crate) fn in_text(self) -> Context {
        match self {
            Context::Raw => Context::Stripped,
            Context::Href | Context::Src => Context::PlainUrl,
            Context::Link => Context::Link,
            _ => Context::Plain,
        }
    }
}

/// What a placeholder stands for.
#[derive(Debug)]
pub(crate) struct Slot {
    /// Byte offset in the source.
    pub(crate) at: usize,
    /// What is put back into the HTML.
    pub(crate) code: String,
}

/// The slots of one template, numbered from 0.
#[derive(Debug, Default)]
pub(crate) struct Slots(Vec<Slot>);

impl Slots {
    /// Keeps `code` and gives the word that stands for it.
    pub(crate) fn word(&mut self, at: usize, code: String) -> String {
        self.0.push(Slot { at, code });
        format!("{HEAD}{}{TAIL}", self.0.len() - 1)
    }

    /// Keeps `code` and gives the comment that stands for it.
    pub(crate) fn comment(&mut self, at: usize, code: String) -> String {
        format!("<!--{}-->", self.word(at, code))
    }

    /// Puts everything back; `Err` holds the offsets of slots that got lost on the way.
    pub(crate) fn restore(&self, html: &str) -> Result<String, Vec<usize>> {
        let mut out = String::with_capacity(html.len() * 2);
        let mut seen = vec![false; self.0.len()];
        let mut rest = html;
        while let Some((before, number, after)) = next(rest) {
            let Some(slot) = self.0.get(number) else { break };
            let (before, after) = match (before.strip_suffix("<!--"), after.strip_prefix("-->")) {
                (Some(before), Some(after)) => (before, after),
                _ => (before, after),
            };
            out.push_str(before);
            out.push_str(&slot.code);
            if let Some(seen) = seen.get_mut(number) {
                *seen = true;
            }
            rest = after;
        }
        out.push_str(rest);
        let lost: Vec<usize> =
            self.0.iter().zip(seen).filter(|(_, seen)| !seen).map(|(slot, _)| slot.at).collect();
        if lost.is_empty() { Ok(out) } else { Err(lost) }
    }
}

/// Whether `text` holds what is reserved for placeholders and marks.
pub(crate) fn is_reserved(text: &str) -> bool {
    text.contains(HEAD) || text.contains([OPEN, CLOSE])
}

/// Whether `text` is exactly one placeholder.
pub(crate) fn is_word(text: &str) -> bool {
    matches!(next(text), Some(("", _, "")))
}

/// Whether `text` holds a placeholder.
pub(crate) fn has_word(text: &str) -> bool {
    next(text).is_some()
}

/// Splits at the first placeholder: what stands before, its number, what stands after.
fn next(text: &str) -> Option<(&str, usize, &str)> {
    let (before, rest) = text.split_once(HEAD)?;
    let (number, after) = rest.split_once(TAIL)?;
    Some((before, number.parse().ok()?, after))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_taken_out_is_put_back() {
        let mut slots = Slots::default();
        let comment = slots.comment(3, "{% if a %}".to_owned());
        let word = slots.word(5, "B".to_owned());
        let html = format!("<td>{comment}</td><a href=\"{word}\" class=\"{word}-x\">");
        assert_eq!(slots.restore(&html).unwrap(), "<td>{% if a %}</td><a href=\"B\" class=\"B-x\">");
        assert_eq!(slots.restore(&comment), Err(vec![5]));
        assert!(is_word(&word) && !is_word(&html) && has_word(&html) && is_reserved(&word));
    }

    #[test]
    fn every_context_has_a_letter_of_its_own() {
        for (context, letter) in LETTERS {
            assert_eq!(Context::of(letter), Some(context));
            assert_eq!(context.mark("x"), format!("{OPEN}{letter}x{CLOSE}"));
        }
    }
}
