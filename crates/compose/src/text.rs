//! The plain-text half of a mail: written beside the HTML while a template is read, with the same Liquid in it.

use std::fmt::Write as _;

use crate::placeholder::is_reserved;

/// Writes the text part's Liquid.
#[derive(Debug, Default)]
pub(crate) struct TextWriter {
    out: String,
}

impl TextWriter {
    /// Where the writer stands, for [`TextWriter::has_written_since`].
    pub(crate) fn position(&self) -> usize {
        self.out.len()
    }

    /// Whether something to be read was written since `position`.
    pub(crate) fn has_written_since(&self, position: usize) -> bool {
        self.out.get(position..).is_some_and(|text| !text.trim().is_empty())
    }

    /// Literal text of the document: character references decoded, blanks folded.
    pub(crate) fn words(&mut self, text: &str) {
        let decoded = decode(text);
        if decoded.starts_with(char::is_whitespace) {
            self.out.push(' ');
        }
        for (number, word) in decoded.split_whitespace().enumerate() {
            if number > 0 {
                self.out.push(' ');
            }
            self.out.push_str(word);
        }
        if decoded.ends_with(char::is_whitespace) {
            self.out.push(' ');
        }
    }

    /// Liquid, as it is.
    pub(crate) fn code(&mut self, code: &str) {
        self.out.push_str(code);
    }

    /// An element begins or ends.
    pub(crate) fn border(&mut self, element: &str, opens: bool) {
        match element {
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "ul" | "ol" | "table" | "blockquote" | "pre"
            | "mj-text" | "mj-button" | "mj-table" | "mj-section" | "mj-column" | "mj-social"
            | "mj-divider" | "hr" => {
                self.out.push_str("\n\n");
            }
            "li" if opens => self.out.push_str("\n- "),
            "div" | "tr" | "li" | "br" | "center" | "dt" | "dd" | "mj-social-element" => self.out.push('\n'),
            "td" | "th" if !opens => self.out.push(' '),
            "s" | "strike" => self.out.push_str(if opens { " (" } else { ")" }),
            _ => {}
        }
    }

    /// The address behind the text of a link just written.
    pub(crate) fn address(&mut self, code: &str) {
        let end = self.out.trim_end().len();
        self.out.truncate(end);
        let _ = write!(self.out, ": {code} ");
    }

    /// The whole template.
    pub(crate) fn into_template(self) -> String {
        self.out.trim().to_owned()
    }
}

/// Decodes character references. Braces and reserved characters stay encoded, so that text cannot turn into Liquid.
pub(crate) fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('&') {
        out.push_str(before);
        let name_length = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '#').unwrap_or(after.len());
        let (name, tail) = after.split_at_checked(name_length).unwrap_or((after, ""));
        match (name_length <= 32, tail.strip_prefix(';')) {
            (true, Some(tail)) if !name.is_empty() => {
                out.push_str(&character(name));
                rest = tail;
            }
            _ => {
                out.push('&');
                rest = after;
            }
        }
    }
    out + rest
}

fn character(name: &str) -> String {
    let encoded = format!("&{name};");
    if matches!(name, "nbsp" | "#160" | "#xA0" | "#xa0" | "ensp" | "emsp" | "thinsp") {
        return "\u{a0}".to_owned();
    }
    if matches!(name, "zwnj" | "zwj" | "shy" | "#847" | "#8199" | "#8203" | "#173") {
        return String::new();
    }
    let decoded = html2text::config::plain_no_decorate().string_from_read(encoded.as_bytes(), 200);
    match decoded {
        Ok(decoded) if !decoded.contains(['{', '}']) && !is_reserved(&decoded) => decoded.trim().to_owned(),
        _ => encoded,
    }
}

/// Tidies rendered text: no blanks at the ends of lines, at most one empty line in a row, none at the ends.
pub(crate) fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut empty_lines = 0;
    for line in text.lines() {
        let mut words = line.split([' ', '\t']).filter(|word| !word.is_empty()).peekable();
        if words.peek().is_none() {
            empty_lines += 1;
            continue;
        }
        if !out.is_empty() {
            out.push_str(if empty_lines > 0 { "\n\n" } else { "\n" });
        }
        empty_lines = 0;
        for (number, word) in words.enumerate() {
            if number > 0 {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    out.push('\n');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_decoded_but_never_to_liquid() {
        assert_eq!(decode("a &amp; b &eacute;&#8364; &x &unknownx; &;"), "a & b é€ &x &unknownx; &;");
        assert_eq!(decode("&#123;&#123; x"), "&#123;&#123; x");
        assert_eq!(decode("1&nbsp;lei&shy;"), "1\u{a0}lei");
    }

    #[test]
    fn rendered_text_is_tidy() {
        assert_eq!(tidy("\n\n  a   b \n\n\n\n c\nd  \n\n"), "a b\n\nc\nd\n");
    }
}
