//! Reads MJML with Liquid inside into tokens: the one place that knows where in the markup a piece of Liquid stands.
//!
//! It is stricter than a browser: quoted attributes, matching end tags, no declarations. What it accepts, every
//! later reader understands in the same way.

/// A piece of Liquid: `{{ inner }}` or `{% inner %}`, without its braces, whitespace marks and outer blanks.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Chunk<'s> {
    /// Byte offset of its first brace.
    pub(crate) at: usize,
    /// `{% %}` rather than `{{ }}`.
    pub(crate) is_tag: bool,
    /// What stands between the braces.
    pub(crate) inner: &'s str,
}

/// A piece of an attribute's value or of a subject.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Part<'s> {
    /// Literal text.
    Text(&'s str),
    /// Liquid.
    Liquid(Chunk<'s>),
}

/// One attribute of a start tag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Attribute<'s> {
    /// Byte offset of the name.
    pub(crate) at: usize,
    /// The name as written.
    pub(crate) name: &'s str,
    /// The value's parts; empty where there is no value.
    pub(crate) value: Vec<Part<'s>>,
}

impl<'s> Attribute<'s> {
    /// The value where it holds no Liquid.
    pub(crate) fn literal(&self) -> Option<&'s str> {
        match self.value.as_slice() {
            [] => Some(""),
            [Part::Text(text)] => Some(text),
            _ => None,
        }
    }
}

/// A token of the document, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Token<'s> {
    /// Text between tags, never empty.
    Text { at: usize, text: &'s str },
    /// Liquid between tags.
    Liquid(Chunk<'s>),
    /// A start tag; `empty` when it ends in `/>`.
    Open { at: usize, name: &'s str, attributes: Vec<Attribute<'s>>, empty: bool },
    /// An end tag.
    Close { at: usize, name: &'s str },
    /// A comment with its marks.
    Comment { at: usize, text: &'s str },
}

/// Where reading stopped and why.
#[derive(Debug, PartialEq)]
pub(crate) struct Unreadable {
    pub(crate) at: usize,
    pub(crate) message: String,
}

fn unreadable<T>(at: usize, message: impl Into<String>) -> Result<T, Unreadable> {
    Err(Unreadable { at, message: message.into() })
}

/// Reads a whole document.
pub(crate) fn read(source: &str) -> Result<Vec<Token<'_>>, Unreadable> {
    let mut reader = Reader { source, at: 0 };
    let mut tokens = Vec::new();
    while reader.at < source.len() {
        if let Some(token) = reader.token()? {
            tokens.push(token);
        }
    }
    Ok(tokens)
}

/// Reads text with Liquid and no markup: a subject.
pub(crate) fn read_plain(source: &str) -> Result<Vec<Part<'_>>, Unreadable> {
    Reader { source, at: 0 }.parts(None)
}

struct Reader<'s> {
    source: &'s str,
    at: usize,
}

impl<'s> Reader<'s> {
    fn rest(&self) -> &'s str {
        self.source.get(self.at..).unwrap_or("")
    }

    /// Takes `length` bytes; the callers stop at character borders they have found in `rest`.
    fn take(&mut self, length: usize) -> &'s str {
        let taken = self.rest().get(..length).unwrap_or("");
        self.at += length;
        taken
    }

    fn token(&mut self) -> Result<Option<Token<'s>>, Unreadable> {
        let (at, rest) = (self.at, self.rest());
        if rest.starts_with("{{") || rest.starts_with("{%") {
            return Ok(self.liquid()?.map(Token::Liquid));
        }
        if rest.starts_with("<!--") {
            let Some(end) = rest.find("-->") else { return unreadable(at, "this comment is never closed") };
            return Ok(Some(Token::Comment { at, text: self.take(end + 3) }));
        }
        if rest.starts_with("</") {
            return self.close().map(Some);
        }
        if rest.starts_with('<') {
            return self.open().map(Some);
        }
        let length = text_length(rest, &["<", "{{", "{%"]);
        Ok(Some(Token::Text { at, text: self.take(length) }))
    }

    /// A piece of Liquid; `None` for a comment block, which is dropped.
    fn liquid(&mut self) -> Result<Option<Chunk<'s>>, Unreadable> {
        let (at, rest) = (self.at, self.rest());
        let is_tag = rest.starts_with("{%");
        let Some(end) = rest.find(if is_tag { "%}" } else { "}}" }) else {
            return unreadable(at, "this Liquid is never closed");
        };
        let inner = rest.get(2..end).unwrap_or("");
        self.at += end + 2;
        let inner = inner.strip_prefix('-').unwrap_or(inner);
        let inner = inner.strip_suffix('-').unwrap_or(inner).trim();
        if is_tag && inner == "comment" {
            return self.skip_comment(at).map(|()| None);
        }
        Ok(Some(Chunk { at, is_tag, inner }))
    }

    fn skip_comment(&mut self, at: usize) -> Result<(), Unreadable> {
        let rest = self.rest();
        let end = rest.find("endcomment").and_then(|word| Some(word + rest.get(word..)?.find("%}")? + 2));
        let Some(end) = end else { return unreadable(at, "this comment has no {% endcomment %}") };
        self.at += end;
        Ok(())
    }

    fn close(&mut self) -> Result<Token<'s>, Unreadable> {
        let at = self.at;
        self.take(2);
        let name = self.name();
        self.blanks();
        if name.is_empty() || !self.rest().starts_with('>') {
            return unreadable(at, "this end tag cannot be read");
        }
        self.take(1);
        Ok(Token::Close { at, name })
    }

    fn open(&mut self) -> Result<Token<'s>, Unreadable> {
        let at = self.at;
        self.take(1);
        let name = self.name();
        if name.is_empty() {
            return unreadable(at, "a `<` that opens no tag is written &lt; (declarations cannot be used)");
        }
        let mut attributes: Vec<Attribute<'s>> = Vec::new();
        loop {
            self.blanks();
            let rest = self.rest();
            if rest.starts_with("/>") {
                self.take(2);
                return Ok(Token::Open { at, name, attributes, empty: true });
            }
            if rest.starts_with('>') {
                self.take(1);
                return Ok(Token::Open { at, name, attributes, empty: false });
            }
            let attribute = self.attribute(name)?;
            if attributes.iter().any(|other| other.name.eq_ignore_ascii_case(attribute.name)) {
                return unreadable(attribute.at, format!("`{}` stands twice in <{name}>", attribute.name));
            }
            attributes.push(attribute);
        }
    }

    fn attribute(&mut self, element: &str) -> Result<Attribute<'s>, Unreadable> {
        let at = self.at;
        if self.rest().starts_with("{{") || self.rest().starts_with("{%") {
            return unreadable(
                at,
                format!("Liquid in <{element}> must stand inside the quotes of an attribute"),
            );
        }
        let name = self.name();
        if name.is_empty() {
            return unreadable(at, format!("the attributes of <{element}> cannot be read"));
        }
        self.blanks();
        if !self.rest().starts_with('=') {
            return Ok(Attribute { at, name, value: Vec::new() });
        }
        self.take(1);
        self.blanks();
        let quote = match self.rest().chars().next() {
            Some(quote @ ('"' | '\'')) => quote,
            _ => return unreadable(at, format!("the value of `{name}` needs quotes")),
        };
        self.take(1);
        let value = self.parts(Some(quote))?;
        if !self.rest().starts_with(quote) {
            return unreadable(at, format!("the value of `{name}` is never closed"));
        }
        self.take(1);
        Ok(Attribute { at, name, value })
    }

    /// Text and Liquid up to `end`, which is left unread, or to the end of the source.
    fn parts(&mut self, end: Option<char>) -> Result<Vec<Part<'s>>, Unreadable> {
        let mut parts = Vec::new();
        let stop = end.map(String::from).unwrap_or_else(|| "{{".to_owned());
        while !self.rest().is_empty() && !end.is_some_and(|end| self.rest().starts_with(end)) {
            if self.rest().starts_with("{{") || self.rest().starts_with("{%") {
                parts.extend(self.liquid()?.map(Part::Liquid));
            } else {
                let length = text_length(self.rest(), &[&stop, "{{", "{%"]);
                parts.push(Part::Text(self.take(length)));
            }
        }
        Ok(parts)
    }

    fn name(&mut self) -> &'s str {
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | ':' | '.');
        let rest = self.rest();
        let length = rest.find(|c| !is_name(c)).unwrap_or(rest.len());
        self.take(length)
    }

    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
    }
}

/// Bytes up to the first of `stops`, at least one character.
fn text_length(rest: &str, stops: &[&str]) -> usize {
    let is_stop =
        |at: usize| rest.get(at..).is_some_and(|tail| stops.iter().any(|stop| tail.starts_with(stop)));
    rest.char_indices().map(|(at, _)| at).skip(1).find(|at| is_stop(*at)).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn liquid_is_told_apart_by_where_it_stands() {
        let tokens = read("<p a='{% if a > b %}x{% endif %}'>1{{- c | d -}}</p>").unwrap();
        let Token::Open { attributes, .. } = &tokens[0] else { panic!("{tokens:?}") };
        assert_eq!(attributes[0].value.len(), 3);
        assert_eq!(attributes[0].value[1], Part::Text("x"));
        assert_eq!(tokens[2], Token::Liquid(Chunk { at: 35, is_tag: false, inner: "c | d" }));
        assert_eq!(tokens.len(), 4);
    }

    #[test]
    fn what_cannot_be_read_is_said_with_its_place() {
        for (source, at) in [
            ("<a href=x>", 3),
            ("a < b", 2),
            ("<p {% if a %}class='b'{% endif %}>", 3),
            ("<p>{{ never", 3),
            ("<!-- never", 0),
            ("<p a='x' A='y'>", 9),
            ("{% comment %} never", 0),
            ("<!DOCTYPE html>", 0),
            ("<p a='", 3),
        ] {
            assert_eq!(read(source).unwrap_err().at, at, "{source}");
        }
    }

    #[test]
    fn liquid_comments_are_dropped() {
        let tokens = read("a{% comment %} {{ <b {% endcomment %}c").unwrap();
        assert_eq!(tokens, [Token::Text { at: 0, text: "a" }, Token::Text { at: 37, text: "c" }]);
    }
}
